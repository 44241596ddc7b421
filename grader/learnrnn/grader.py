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
from learnrnn.diagnosis.examples import run_examples
from learnrnn.diagnosis.judge import grade
from learnrnn.engine.grade import points_of
from learnrnn.engine.plan import Plan, make_plan
from learnrnn.engine.seed import seed_for
from learnrnn.locale import Message, one_below_other
from learnrnn.result import ERROR, MISSING, ExerciseResult
from learnrnn.sandbox.pool import Doubtful, Fault, Limits, Run, Sandbox, Turn, open_sandbox
from learnrnn.sandbox.start import Started
from learnrnn.submissions.source import NotThere, Source, Unreadable

SEARCH_S = 1.8  # of CPU an exercise to look for the line that is wrong

Read = Callable[[Exercise], Source | None]  # the code for an exercise; may raise NotThere and Unreadable


class Grader:
    """Grades exercises under one seed. Use as a context manager, or call close().

    started: a zygote that start() has begun earlier. meanwhile: work to be done while a worker runs.
    own_inputs: each file's inputs are drawn from the seed and the file itself, so that what one upload has shown of
    them says nothing about those of the next.
    search_s: seconds of CPU an exercise for the search of the line that is wrong. secret: the files may see nothing
    of a reference in it, as in a class. follow_through: what is carried gets its points. turn: see Sandbox;
    in the first, Doubtful is raised for what has to be graded once more in the last.
    """

    def __init__(
        self,
        seed: int,
        limits: Limits = Limits(),
        started: Started | None = None,
        meanwhile: Callable[[], object] = lambda: None,
        *,
        own_inputs: bool = False,
        search_s: float = 0.0,
        secret: bool = False,
        follow_through: bool = False,
        turn: Turn = "only",
    ):
        self.seed, self.limits, self.own_inputs = seed, limits, own_inputs
        self._search_s, self._secret = search_s, secret
        self._follow_through = follow_through
        self._turn: Turn = turn
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
        """The result of what `read` gives for the exercise. Raises Doubtful alone: a fault of ours is in the result.

        Where there are no solutions, the public examples are run in place of the checks.
        """
        try:
            points = points_of(exercise.checks().checks) if exercise.has_checks else 0
            self._sandbox = self._sandbox or open_sandbox()
            self._sandbox.turn = self._turn
        except Exception as error:
            return _fault(exercise, 0, error)
        try:
            source = read(exercise)
        except NotThere as problem:
            return ExerciseResult(exercise.name, MISSING, 0, points, problem.said)
        except Unreadable as problem:
            return ExerciseResult(exercise.name, ERROR, 0, points, problem.said)
        except Exception:
            return _loudly(exercise, points)
        try:
            plan = self._plan(exercise, source) if exercise.has_checks else None
        except Exception as error:
            return _fault(exercise, points, error)
        try:
            result = _with_source(self._grade(exercise, plan, source, self._sandbox), source)
        except Doubtful:
            raise
        except Exception:
            return _loudly(exercise, points)
        if result.fault:
            self.close()
        return result

    def _grade(
        self, exercise: Exercise, plan: Plan | None, source: Source | None, sandbox: Sandbox
    ) -> ExerciseResult:
        if plan is None:
            return run_examples(exercise, source, sandbox, self.limits)
        # The reference runs while the worker does, and so does what the caller has to do anyway.
        aside = threading.Thread(target=lambda: (plan.expected, self._meanwhile()), daemon=True)
        if source is not None and not plan.is_answered:
            aside.start()
        try:
            look = self._look(plan, source)
            return grade(plan, source, sandbox, self.limits, look, follow_through=self._follow_through)
        finally:
            if aside.ident is not None:
                aside.join()

    def _look(self, plan: Plan, source: Source | None) -> Callable[[Run, ExerciseResult], ExerciseResult]:
        """Adds to a result what a search can tell; where that goes wrong, the verdict stands without it."""

        def look(run: Run, result: ExerciseResult) -> ExerciseResult:
            if not self._search_s or source is None or self._sandbox is None:
                return result
            if result.score == result.max_score:
                return result
            from learnrnn.diagnosis.seek import with_places

            try:
                return with_places(
                    plan, source, run, result, self._sandbox, self._search_s, secret=self._secret
                )
            except Doubtful:
                raise
            except Exception:  # whatever it is, it must not take the marks away
                self.close()
                return result

        return look

    def _plan(self, exercise: Exercise, source: Source | None) -> Plan:
        if self.own_inputs and source is not None:
            return make_plan(exercise, seed_for(self.seed, source.code().pack()))
        if exercise.name not in self._plans:
            self._plans[exercise.name] = make_plan(exercise, self.seed)
        return self._plans[exercise.name]


def _fault(exercise: Exercise, points: int, error: Exception) -> ExerciseResult:
    """What went wrong is ours, and costs nobody a point."""
    why = str(error) if isinstance(error, Fault) else f"{type(error).__name__}: {error}"
    return ExerciseResult(exercise.name, ERROR, None, points, Message("fault"), fault=why)


def _loudly(exercise: Exercise, points: int) -> ExerciseResult:
    """What a submission made go wrong while it was read or judged is its own: nothing of a stranger's is excused.

    Whoever grades hears of it all the same, for the mistake behind it is ours.
    """
    import logging  # `check` starts without it

    logging.getLogger(__name__).exception("%s could not be judged", exercise.name)
    return ExerciseResult(exercise.name, ERROR, 0, points, Message("not_judged"))


def _with_source(result: ExerciseResult, source: Source | None) -> ExerciseResult:
    """The result with what was taken for it, and what is to be said of that."""
    if source is None:
        return result
    said = [*source.notes, *([result.message] if result.message else [])]
    message = said[0] if len(said) == 1 else one_below_other(said) if said else None
    return replace(result, found=source.file, digest=source.digest or None, message=message)
