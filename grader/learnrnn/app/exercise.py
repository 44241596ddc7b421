"""Begins an exercise: its files in the workspace, its text for the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from learnrnn.app.session import Session
from learnrnn.catalog import Exercise
from learnrnn.learner import workspace as folder
from learnrnn.learner.progress import Progress
from learnrnn.locale import Sayable


@dataclass(frozen=True)
class Begun:
    """An exercise that is there to be written: its file, what was done about it, and what the user has to know."""

    exercise: Exercise
    file: Path
    notes: Sequence[Sayable]
    warning: Sayable | None


def begin(exercise: Exercise, session: Session, *, reset: bool, notebook: bool) -> Begun:
    """Put the exercise's files there, never overwriting work. Raises LearnrnnError."""
    progress = Progress.open()
    if notebook:
        from learnrnn.bridges.notebook import notebook_of

        content = notebook_of(exercise, session.lang)
        placed = folder.place_notebook(
            exercise, content, session.lang, session.workspace, progress, reset=reset
        )
    else:
        placed = folder.place(exercise, session.lang, session.workspace, progress, reset=reset)
    return Begun(exercise, placed.file, placed.notes, progress.warning)
