"""The failing call in hand: made small, and written as a file to run in a debugger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from learnrnn.checking import Case, Property
from learnrnn.diagnosis.run import run_code
from learnrnn.engine import draw
from learnrnn.engine.compare import equal
from learnrnn.engine.grade import value_of, verdicts
from learnrnn.engine.plan import Plan, Trial, answers, functions_of
from learnrnn.result import PASSED
from learnrnn.sandbox import wire, worker
from learnrnn.sandbox.pool import Limits, Run, Sandbox
from learnrnn.sandbox.protocol import Answer, Request
from learnrnn.submissions.source import Source

SIZES = (1, 2)  # of each letter, in a call that is made small
SHRINK = Limits(0.5, 2.0)  # of CPU to run the small calls


@dataclass(frozen=True)
class FailingCall:
    """A call that gives something else than it should. expected: the right answer; must_raise: a ValueError."""

    function: str
    arguments: Sequence[Any]
    names: Sequence[str]
    expected: Any
    must_raise: bool = False


def failing_call(plan: Plan, source: Source, run: Run, sandbox: Sandbox) -> FailingCall | None:
    """The smallest failing call that is found, of a visible check where one fails; None where no call alone fails.

    Raises Fault.
    """
    if run.loading.kind != worker.LOADED:
        return None
    found = [
        (c, v) for c, v in zip(plan.checks, verdicts(plan, run.answers), strict=True) if v.status != PASSED
    ]
    found = [(c, v) for c, v in found if not isinstance(c, Property)]
    for _, verdict in sorted(found, key=lambda pair: not pair[0].visible):
        trial, kind = plan.trials[verdict.failing[0]], run.answers[verdict.failing[0]].kind
        small = None if trial.must_raise else _small(plan, source, trial, kind, sandbox)
        request, right = small or (trial.request, plan.expected[verdict.failing[0]])
        expected = None if trial.must_raise else value_of(right)
        return FailingCall(request.function, request.arguments(), trial.names, expected, trial.must_raise)
    return None


def _small(
    plan: Plan, source: Source, trial: Trial, kind: int, sandbox: Sandbox
) -> tuple[Request, Answer] | None:
    """The first of the smaller calls, the smallest first, that fails in the same way."""
    requests = small_calls(trial)
    if not requests:
        return None
    right = answers(functions_of(plan.source, plan.exercise.filename), plan.exercise.filename, requests)
    sandbox.load(plan.exercise.module, requests)
    given = run_code(sandbox, source, SHRINK).answers
    for request, expected, answer in zip(requests, right, given, strict=False):
        if expected.kind == worker.VALUE and answer.kind == kind and _differs(expected, answer, trial):
            return request, expected
    return None


def small_calls(trial: Trial) -> list[Request]:
    """Calls like a trial's that can be read and done by hand, the smallest first; none where its values are given."""
    if trial.case is None or draw.is_fixed(trial.case):
        return []
    return [r for size in SIZES for r in _sized(trial.case, size, trial.request)]


def _sized(case: Case, size: int, like: Request) -> list[Request]:
    """Calls with all lengths of this size, of whole numbers, of halves and as drawn."""
    free = draw.letters(case) - case.sizes.keys()
    sized = replace(case, sizes={**case.sizes, **dict.fromkeys(free, size)})
    found: list[Request] = []
    for step in (1.0, 0.5, 0.0):
        try:
            drawn = draw.draw(sized, draw.generator("case", size))
            structure, data = wire.encode([_rounded(a, step) for a in drawn])
        except (ValueError, IndexError, KeyError, TypeError):
            continue  # the case cannot be drawn so small
        found.append(Request(like.function, structure, data, like.quiet))
    return found


def _rounded(value: Any, step: float) -> Any:
    if isinstance(value, list | tuple):
        return type(value)(_rounded(item, step) for item in value)
    if step and isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return np.asarray(np.round(value / step) * step + 0.0, value.dtype)
    return value


def _differs(expected: Answer, answer: Answer, trial: Trial) -> bool:
    if answer.kind != worker.VALUE:
        return True
    if isinstance(answer.value, wire.Malformed):
        return False
    return not equal(expected.value, answer.value, trial.rule) or answer.side.get("changed") is not None


def text_of(call: FailingCall, module: str) -> str:
    """The call as a Python file that runs it and prints both answers."""
    names = list(call.names) or [f"argument_{i}" for i in range(len(call.arguments))]
    lines = ["import numpy as np", "", f"from {module} import {call.function}", ""]
    if any(isinstance(a, wire.Named) for a in call.arguments):
        lines.insert(2, "from learnrnn.sandbox.wire import FUNCTIONS")
    lines += [f"{n} = {_code(a)}" for n, a in zip(names, call.arguments, strict=True)]
    called = f"{call.function}({', '.join(names)})"
    if call.must_raise:
        return "\n".join([*lines, "", f'print("expected: a ValueError; found:", {called})', ""])
    lines += ["", f"expected = {_code(call.expected)}", f"found = {called}"]
    return "\n".join([*lines, 'print("expected:", expected)', 'print("found:   ", found)', ""])


def _code(value: Any) -> str:
    """A value as Python that makes it."""
    match value:
        case np.ndarray():
            items = repr(value.tolist()).replace("inf", "np.inf").replace("nan", "np.nan")
            shape = f".reshape({value.shape})" if value.size == 0 else ""
            return f'np.array({items}, dtype="{value.dtype.name}"){shape}'
        case np.generic():
            return f"{_code(np.asarray(value))}[()]"
        case wire.Named():
            return f'FUNCTIONS["{value.name}"]'
        case wire.Seeded():
            return f"np.random.default_rng({value.seed})"
        case np.random.Generator():
            return "np.random.default_rng(0)"
        case dict():
            return "{" + ", ".join(f"{k!r}: {_code(v)}" for k, v in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_code, value)) + "]"
        case tuple():
            return "(" + "".join(f"{_code(v)}, " for v in value) + ")"
        case float() if not np.isfinite(value):
            return f'float("{value}")'
        case _:
            return repr(value)
