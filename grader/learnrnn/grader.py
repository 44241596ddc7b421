"""The one who grades: a plan an exercise, a sandbox that is replaced when it fails, and whose fault it is.

What cannot be read or run is the answer's doing and scores zero; only what goes wrong in the kit itself is a
fault, which has no score.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Self

from learnrnn.catalog import Exercise
from learnrnn.engine.examples import run_examples
from learnrnn.engine.grade import grade, points_of
from learnrnn.engine.plan import Plan, make_plan
from learnrnn.locale import Message, one_below_other
from learnrnn.result import ERROR, MISSING, ExerciseResult
from learnrnn.sandbox.pool import Fault, Limits, Sandbox, open_sandbox
from learnrnn.sandbox.start import Started
from learnrnn.submissions.source import NotThere, Source, Unreadable

Read = Callable[[Exercise], Source | None]  # the code for an exercise; may raise NotThere and Unreadable


class Grader:
    """Grades exercises under one seed. Use as a context manager, or call close().

    started: a zygote that start() has begun earlier. meanwhile: work to be done while a worker runs.
    """

    def __init__(
        self,
        seed: int,
        limits: Limits = Limits(),
        started: Started | None = None,
        meanwhile: Callable[[], object] = lambda: None,
    ):
        self.seed, self.limits = seed, limits
        self._plans: dict[str, Plan] = {}
        self._sandbox: Sandbox | None = open_sandbox(started) if started else None
        self._meanwhile = meanwhile

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the sandbox's processes."""
        if self._sandbox:
            self._sandbox.close()
            self._sandbox = None

    def grade(self, exercise: Exercise, read: Read) -> ExerciseResult:
        """The result of what `read` gives for the exercise. Raises nothing: a fault of ours is in the result.

        Where there are no solutions, the public examples are run in place of the checks.
        """
        points = 0
        try:
            plan = self._plan(exercise) if exercise.has_checks else None
            points = points_of(plan.checks) if plan else 0
            source = read(exercise)
            result = _with_source(self._grade(exercise, plan, source), source)
        except NotThere as problem:
            return ExerciseResult(exercise.name, MISSING, 0, points, problem.said)
        except Unreadable as problem:
            return ExerciseResult(exercise.name, ERROR, 0, points, problem.said)
        except Exception as error:  # whatever goes wrong here is ours, and must not take the class down
            why = str(error) if isinstance(error, Fault) else f"{type(error).__name__}: {error}"
            result = ExerciseResult(exercise.name, ERROR, None, points, Message("fault"), fault=why)
        if result.fault:
            self.close()
        return result

    def _grade(self, exercise: Exercise, plan: Plan | None, source: Source | None) -> ExerciseResult:
        self._sandbox = self._sandbox or open_sandbox()
        if plan is None:
            return run_examples(exercise, source, self._sandbox, self.limits)
        # The reference runs while the worker does, and so does what the caller has to do anyway.
        aside = threading.Thread(target=lambda: (plan.expected, self._meanwhile()), daemon=True)
        if source is not None and not plan.is_answered:
            aside.start()
        try:
            return grade(plan, source, self._sandbox, self.limits)
        finally:
            if aside.ident is not None:
                aside.join()

    def _plan(self, exercise: Exercise) -> Plan:
        if exercise.name not in self._plans:
            self._plans[exercise.name] = make_plan(exercise, self.seed)
        return self._plans[exercise.name]


def _with_source(result: ExerciseResult, source: Source | None) -> ExerciseResult:
    """The result with what was taken for it, and what is to be said of that."""
    if source is None:
        return result
    said = [*source.notes, *([result.message] if result.message else [])]
    message = one_below_other(said) if said else None
    return replace(result, found=source.file, digest=source.digest or None, message=message)
