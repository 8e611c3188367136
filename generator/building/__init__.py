"""Bring all lessons up to date and build their pages: what changed, traces on disk, differences to a commit."""
