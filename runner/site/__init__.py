"""The throwaway Django site that a lesson runs in: the only package of the project that imports Django."""
