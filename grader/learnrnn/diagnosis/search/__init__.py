"""Searches a learner's file for the function that is wrong, and for one change that makes every check pass."""
