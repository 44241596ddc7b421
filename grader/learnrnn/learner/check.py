"""Checks a learner's own files, and notes the outcome."""

from __future__ import annotations

import functools
import importlib
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from learnrnn import catalog
from learnrnn.catalog import Exercise
from learnrnn.engine.grade import grade, points_of, refuse
from learnrnn.engine.plan import make_plan
from learnrnn.engine.source import Unreadable
from learnrnn.learner.workspace import read_answer
from learnrnn.locale import Sayable
from learnrnn.result import PASSED, ExerciseResult
from learnrnn.sandbox.pool import Limits, Sandbox, open_sandbox
from learnrnn.sandbox.start import Started

SWITCH_S = 0.0005  # a thread that answers the sandbox waits so long for one that computes


@dataclass(frozen=True)
class Outcome:
    """A result an exercise, and what the user has to know about their progress file."""

    results: Sequence[ExerciseResult]
    warning: Sayable | None

    @property
    def all_passed(self) -> bool:
        return bool(self.results) and all(result.status == PASSED for result in self.results)


def check_exercises(
    exercises: Sequence[Exercise],
    workspace: Path,
    seed: int,
    limits: Limits,
    started: Started | None,
) -> Outcome:
    """Grade each exercise's file in the workspace and note how it went."""
    sys.setswitchinterval(SWITCH_S)
    with open_sandbox(started) as sandbox:
        results = [_check(e, workspace, sandbox, seed, limits) for e in exercises]
    from learnrnn.learner.progress import Progress

    progress = Progress.open()
    for exercise, result in zip(exercises, results, strict=True):
        if result.score is not None and exercise.has_checks:
            progress.record(exercise.name, result.score, passed=result.status == PASSED)
    return Outcome(results, progress.warning)


def _check(
    exercise: Exercise,
    workspace: Path,
    sandbox: Sandbox,
    seed: int,
    limits: Limits,
) -> ExerciseResult:
    plan = make_plan(exercise, seed) if exercise.has_checks else None
    try:
        source = read_answer(exercise, workspace)
    except Unreadable as problem:
        return refuse(exercise, points_of(plan.checks) if plan else 0, problem.said)
    if plan is None:
        from learnrnn.engine.examples import run_examples

        return run_examples(exercise, source, sandbox, limits)
    # A learner waits: our reference runs while the worker does, and what comes after is loaded.
    aside = threading.Thread(target=lambda: (plan.expected, _load_the_rest()), daemon=True)
    aside.start()
    try:
        return grade(plan, source, sandbox, limits)
    finally:
        aside.join()


@functools.cache
def _load_the_rest() -> None:
    """What noting and showing an outcome takes, once for all exercises."""
    for name in ("learnrnn.learner.progress", "platformdirs.unix"):
        importlib.import_module(name)
    catalog.exercises()
