"""Draws cases, compares answers, names mistakes: pure; the same inputs give the same result."""
