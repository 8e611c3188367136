"""Run Django lessons and record what happens.

The runner knows Django; it knows nothing of lessons' pages.
"""
