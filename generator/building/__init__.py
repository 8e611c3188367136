"""Bring all lessons up to date and build their pages.

What changed, traces on disk, differences to a commit.
"""
