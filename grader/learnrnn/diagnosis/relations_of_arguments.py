"""Whether wrong answers are right for other arguments: one zero, reversed, its neighbour, one left as it was."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from learnrnn.diagnosis.names import same
from learnrnn.engine.compare import equal
from learnrnn.engine.plan import Plan, answers, functions_of
from learnrnn.locale import Message, Sayable
from learnrnn.result import Relation
from learnrnn.sandbox import wire
from learnrnn.sandbox.protocol import Answer, Request


def as_if(plan: Plan, trials: Sequence[int], found: Sequence[Answer]) -> Relation | None:
    """Whether the answers are an argument itself, or right for other arguments: one zero, reversed, or its neighbour."""
    names = plan.trials[trials[0]].names
    every = [plan.trials[t].request.arguments() for t in trials]
    if any(len(arguments) != len(names) for arguments in every):
        return None
    values = [found[t].value for t in trials]
    rule = plan.trials[trials[0]].rule
    for i, name in enumerate(names):
        if isinstance(every[0][i], np.ndarray | list) and all(
            equal(arguments[i], value, rule) for arguments, value in zip(every, values, strict=True)
        ):
            return Relation("argument", name, Message("relation_is_argument", {"name": name}))
    functions = functions_of(plan.source, plan.exercise.filename)
    for name, says, change in _changes(names, every[0]):
        if all(
            _answers_to(plan, functions, t, change(a), found[t]) for t, a in zip(trials, every, strict=True)
        ):
            return Relation("argument", name, says)
    return None


def _answers_to(plan: Plan, functions: Any, trial: int, arguments: list[Any] | None, found: Answer) -> bool:
    """Whether an answer is what the reference gives for these arguments, and these make a difference."""
    if arguments is None:
        return False
    request = plan.trials[trial].request
    try:
        other = Request(request.function, *wire.encode(arguments))
    except wire.NotData:
        return False
    (made,) = answers(functions, plan.exercise.filename, [other])
    return same(made, found, plan.trials[trial].rule)


Changed = Callable[[list[Any]], list[Any] | None]


def _changes(names: Sequence[str], arguments: list[Any]) -> Iterator[tuple[str, Sayable, Changed]]:
    for i, name in enumerate(names):
        if isinstance(arguments[i], np.ndarray) and arguments[i].dtype.kind == "f":
            yield name, Message("as_if_zero", {"name": name}), _put(i, np.zeros_like)
            yield (
                name,
                Message("as_if_reversed", {"name": name}),
                _put(i, lambda a: np.ascontiguousarray(a[::-1])),
            )
            if arguments[i].ndim == 2:
                yield (
                    name,
                    Message("as_if_transposed", {"name": name}),
                    _put(i, lambda a: np.ascontiguousarray(a.T)),
                )
        elif isinstance(arguments[i], list) and arguments[i]:
            yield name, Message("as_if_reversed", {"name": name}), _put(i, lambda a: a[::-1])
        elif isinstance(arguments[i], str):
            for other in ("sigmoid", "tanh", "relu"):
                if other != arguments[i]:
                    values = {"name": name, "value": other}
                    yield name, Message("as_if_value", values), _put(i, lambda _, o=other: o)
    for i, j in itertools.permutations(range(len(names)), 2):
        if _alike(arguments[i], arguments[j]):
            values = {"name": names[i], "other": names[j]}
            yield names[i], Message("as_if_other", values), _taken(i, j)
            if i < j:
                yield names[i], Message("as_if_exchanged", values), _exchanged(i, j)


def _alike(a: Any, b: Any) -> bool:
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return a.shape == b.shape and a.dtype == b.dtype
    return False


def _put(i: int, make: Callable[[Any], Any]) -> Changed:
    return lambda arguments: [*arguments[:i], make(arguments[i]), *arguments[i + 1 :]]


def _taken(i: int, j: int) -> Changed:
    return lambda arguments: (
        [*arguments[:i], arguments[j], *arguments[i + 1 :]] if _alike(arguments[i], arguments[j]) else None
    )


def _exchanged(i: int, j: int) -> Changed:
    def change(arguments: list[Any]) -> list[Any] | None:
        if not _alike(arguments[i], arguments[j]):
            return None
        found = list(arguments)
        found[i], found[j] = found[j], found[i]
        return found

    return change
