"""A Gradescope autograder of our own: pack.py makes the zip; the rest runs in Gradescope's container."""
