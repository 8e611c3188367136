"""What the project promises in figures, measured side by side in one run.

`python -m benchmarks [NAME ...]`.
"""
