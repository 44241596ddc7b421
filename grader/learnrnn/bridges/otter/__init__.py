"""Otter: its notebook and autograder, and the plugin by which learnrnn grades in its place."""
