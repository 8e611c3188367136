"""Turn lessons and their traces into pages.

The generator knows the runner only by its scenarios and traces.
"""
