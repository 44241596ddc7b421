"""What `learnrnn solution` shows after a pass: the learner's code beside the reference, while it passes."""

from __future__ import annotations

from learnrnn.app.session import Session
from learnrnn.catalog import Exercise
from learnrnn.learner.beside import look_beside
from learnrnn.submissions.source import Unreadable
from learnrnn.views.beside import lines_of


def page_beside(exercise: Exercise, session: Session) -> str | None:
    """The page as text; None where the learner's file is not there any more, or cannot be read."""
    try:
        found = look_beside(exercise, session.workspace)
    except Unreadable:
        return None
    return "\n".join([*lines_of(found, trainings_with(exercise), session.lang), ""]) if found.pairs else None


def trainings_with(exercise: Exercise) -> list[str]:
    """The commands that train a model with functions of this exercise."""
    from learnrnn.training.start import offered

    return [f"learnrnn train {name}" for name, each in offered().items() if exercise.name in each.needs]
