"""Checks a learner's own files, and notes the outcome."""

from __future__ import annotations

import contextlib
import functools
import importlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from learnrnn import catalog
from learnrnn.app.session import Session
from learnrnn.catalog import Exercise
from learnrnn.grader import SEARCH_S, Grader
from learnrnn.learner.workspace import read_answer
from learnrnn.locale import Sayable
from learnrnn.result import PASSED, ExerciseResult

SWITCH_S = 0.0005  # a thread that answers the sandbox waits so long for one that computes


@dataclass(frozen=True)
class Checked:
    """A result an exercise, the lines of its file, and what the user has to know about their progress file."""

    results: Sequence[ExerciseResult]
    sources: Sequence[Sequence[str]]
    warning: Sayable | None

    @property
    def all_passed(self) -> bool:
        return bool(self.results) and all(result.status == PASSED for result in self.results)


def check_exercises(
    exercises: Sequence[Exercise], session: Session, seed: int, *, search: bool = False
) -> Checked:
    """Grade each exercise's file in the workspace and note how it went.

    search: look for the line that is wrong where no mistake explains what fails.
    """
    sys.setswitchinterval(SWITCH_S)
    search_s = SEARCH_S if search else 0.0
    with Grader(seed, session.limits, session.started, _load_the_rest, search_s=search_s) as grader:
        results = [grader.grade(e, lambda each: read_answer(each, session.workspace)) for e in exercises]
    from learnrnn.learner.progress import Progress

    progress = Progress.open()
    for exercise, result in zip(exercises, results, strict=True):
        if result.score is not None and exercise.has_checks:
            progress.record(exercise.name, result.score, passed=result.status == PASSED)
    return Checked(results, [lines_of(e, session.workspace) for e in exercises], progress.warning)


def lines_of(exercise: Exercise, workspace: Path) -> list[str]:
    """The lines of the learner's file, to be shown where one is named; none where it is a notebook or unreadable."""
    with contextlib.suppress(OSError):
        file = workspace / exercise.filename
        if file.is_file():
            return file.read_text(encoding="utf-8", errors="replace").split("\n")
    return []


@functools.cache
def _load_the_rest() -> None:
    """What noting and showing an outcome takes, once for all exercises."""
    importlib.import_module("learnrnn.learner.progress")
    catalog.exercises()
