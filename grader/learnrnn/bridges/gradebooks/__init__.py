"""Grades as Moodle, Canvas and Gradescope import them, from the list of people that they give."""
