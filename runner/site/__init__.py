"""The throwaway Django site that a lesson runs in.

The only package of the project that imports Django.
"""
