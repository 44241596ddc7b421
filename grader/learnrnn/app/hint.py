"""Which hints a learner gets to see."""

from __future__ import annotations

from learnrnn.catalog import Exercise
from learnrnn.learner.progress import Progress
from learnrnn.locale import Sayable


def next_hints(exercise: Exercise, *, show_all: bool = False) -> tuple[int, Sayable | None]:
    """How many of the exercise's hints to show now, and what the user has to know about their progress file."""
    progress = Progress.open()
    count = len(exercise.hints) if show_all else progress.next_hint(exercise.name, len(exercise.hints))
    return count, progress.warning
