"""Says whether a learner may see a reference solution."""

from __future__ import annotations

from learnrnn.catalog import Exercise
from learnrnn.errors import complain
from learnrnn.learner.progress import Progress
from learnrnn.locale import Sayable


def may_see(exercise: Exercise, *, give_up: bool) -> tuple[bool, Sayable | None]:
    """Whether it is passed or given up, and what the learner has to know about their progress file.

    Raises LearnrnnError in a class's bundle, which holds none.
    """
    if not exercise.solution.is_file():
        raise complain("no_solution_here", name=exercise.name)
    progress = Progress.open()
    return give_up or bool(progress.of(exercise.name)["passed"]), progress.warning
