"""Checks functions that live in this very process: for a learner in a notebook, never for a grade."""

from __future__ import annotations

import contextlib
import inspect
import random
import sys
import types
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from learnrnn.catalog import Exercise
from learnrnn.checking import AnyCheck
from learnrnn.diagnosis.examples import judge_examples, requests
from learnrnn.diagnosis.judge import judge
from learnrnn.engine.grade import points_of, value_of
from learnrnn.engine.plan import make_plan
from learnrnn.locale import Message
from learnrnn.result import MISSING, CheckResult, ExerciseResult, status_of
from learnrnn.sandbox import protocol, worker
from learnrnn.sandbox.pool import Run
from learnrnn.sandbox.protocol import Answer, Request

Functions = Mapping[str, Callable[..., Any]]
LINES = 100_000  # no cell has so many: line n of cell c is counted as line c * LINES + n

CellOf = Callable[[str], int]  # the number of the cell that a code file's name stands for; 0 for none


@dataclass(frozen=True)
class _Cells:
    """Where the lines of a notebook lie that is being run."""

    file: str

    def place(self, line: int) -> Message:
        if line >= LINES:
            return Message("place_cell", {"cell": line // LINES, "line": line % LINES})
        return Message("place_line", {"file": self.file, "line": line})


class Interrupted(Exception):
    """The learner stopped a call."""


def check_here(exercise: Exercise, functions: Functions, seed: int, cell_of: CellOf) -> ExerciseResult:
    """What `learnrnn check` says of these functions. Raises Interrupted."""
    if exercise.has_checks:
        return _check_given(exercise, functions, seed, cell_of)
    with _as_module(exercise, functions) as examples:
        run = Run(
            Answer(worker.LOADED, b"", b""),
            _answers(examples, requests(exercise), file=exercise.test_filename),
        )
    return judge_examples(exercise, run)


def _check_given(exercise: Exercise, functions: Functions, seed: int, cell_of: CellOf) -> ExerciseResult:
    """The checks of what was given, which do not wait for the others; the others stand as missing."""
    every = exercise.checks()
    kept = {check.name: check for check in every.checks if check.function in functions}
    needed = {name: tuple(need for need in check.needs if need in kept) for name, check in kept.items()}
    checks = tuple(replace(check, needs=needed[name]) for name, check in kept.items())
    plan = make_plan(exercise, seed, replace(every, checks=checks))
    result = judge(
        plan,
        Run(Answer(worker.LOADED, b"", b""), _answers(functions, plan.requests, cell_of)),
        source=_Cells(exercise.filename),
    )
    judged = {check.name: check for check in result.checks}
    found = tuple(judged.get(check.name) or _not_checked(check) for check in every.checks)
    points = points_of(every.checks)
    score = sum(check.score for check in found)
    return replace(result, checks=found, score=score, max_score=points, status=status_of(score, points))


def _not_checked(check: AnyCheck) -> CheckResult:
    told = (Message("not_given", {"function": check.function}),)
    says = check.says
    return CheckResult(check.name, check.function, check.visible, MISSING, 0, check.points, says, told, told)


def _answers(
    functions: Functions, wanted: Sequence[Request], cell_of: CellOf = lambda _: 0, file: str | None = None
) -> list[Answer]:
    """What the functions answer, one a request; lines are of `file`, else of each function's own."""
    printed = worker.Printed()
    found: list[Answer] = []
    with _quietly(printed):
        for request, ready in zip(wanted, worker.prepare(wanted), strict=True):
            function = functions.get(request.function)
            where = file or _file(function)
            answer = _in_cell(worker.answer(function, ready, where), cell_of(where))
            if answer.kind == worker.RAISED and value_of(answer)[:1] == ["KeyboardInterrupt"]:
                raise Interrupted
            if text := printed.taken():
                answer = worker.with_extra(answer, {"printed": text})
            found.append(answer)
    return found


def _file(function: Callable[..., Any] | None) -> str:
    """The name of the file that a function's code says it comes from."""
    with contextlib.suppress(ValueError):  # wrapped around itself
        return (
            getattr(getattr(inspect.unwrap(function), "__code__", None), "co_filename", "")
            if function
            else ""
        )
    return ""


def _in_cell(answer: Answer, cell: int) -> Answer:
    """The answer with its lines said to be of that cell."""
    extra = protocol.unpack_extra(answer.extra)
    if not cell or "line" not in extra:
        return answer
    first = cell * LINES
    trace = [[first + line, name] for line, name in extra["trace"]]
    return worker.with_extra(answer, {"line": first + extra["line"], "trace": trace})


@contextlib.contextmanager
def _quietly(printed: Any) -> Generator[None]:
    """What is printed is kept; chance is as in a worker, and as it was afterwards."""
    states = random.getstate(), np.random.get_state()
    random.seed(0)
    np.random.seed(0)
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])


@contextlib.contextmanager
def _as_module(exercise: Exercise, functions: Functions) -> Generator[Functions]:
    """The public tests, which import the functions as the module that they were written for."""
    module, test = exercise.module, f"test_{exercise.module}"
    before = {name: sys.modules.get(name) for name in (module, test)}
    standing_in = types.ModuleType(module)
    standing_in.__dict__.update(dict.fromkeys(exercise.functions, _not_given) | dict(functions))
    sys.modules[module] = standing_in
    try:
        yield worker.load_examples(exercise.public_test.read_bytes(), test)
    finally:
        for name, old in before.items():
            if old is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = old


def _not_given(*_: object, **__: object) -> None:
    raise NotImplementedError("it was not given")
