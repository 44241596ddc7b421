"""What kinds of change wrong answers speak for, before any is tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from learnrnn.engine.compare import equal
from learnrnn.engine.grade import changed_argument
from learnrnn.engine.plan import Plan
from learnrnn.sandbox import wire, worker
from learnrnn.sandbox.protocol import Answer


def leanings(plan: Plan, answers: Sequence[Answer], failing: Sequence[int]) -> tuple[str, ...]:
    """The kinds of change that the answers speak for: a factor, a dtype, an argument that was changed."""
    if any(changed_argument(answers[t]) is not None for t in failing):
        return ("copy", "in_place")
    if any(plan.trials[t].must_raise and answers[t].kind == worker.VALUE for t in failing):
        return ("statement_missing", "condition", "comparison")
    pairs = [(plan.expected[t].value, answers[t].value) for t in failing if answers[t].kind == worker.VALUE]
    if len(pairs) < len(failing) or not pairs:
        return ()
    if all(_differ_in_length(expected, actual) for expected, actual in pairs):
        return ("index", "statement_missing", "condition", "comparison")
    if all(_differ_in_dtype(expected, actual) for expected, actual in pairs):
        return ("dtype",)
    return (
        ("scale", "term", "operator", "constant")
        if all(_is_factor(expected, actual) for expected, actual in pairs)
        else ()
    )


def right_parts(
    plan: Plan, answers: Sequence[Answer], failing: Sequence[int]
) -> tuple[set[int | str], set[int | str]]:
    """The parts of a result that are right in all ordinary failing calls, and those that are not."""
    trials = [t for t in failing if t in plan.ordinary]
    right, wrong = set[int | str](), set[int | str]()
    for t in trials:
        if answers[t].kind != worker.VALUE or isinstance(answers[t].value, wire.Malformed):
            return set(), set()
        expected, actual = _items(plan.expected[t].value), _items(answers[t].value)
        if not expected or expected.keys() != actual.keys():
            return set(), set()
        for part, value in expected.items():
            (right if equal(value, actual[part], plan.trials[t].rule) else wrong).add(part)
    return right - wrong, wrong


def _items(value: Any) -> Mapping[int | str, Any]:
    """The parts of a result by their places; a dictionary's by its keys, in a tuple too."""
    if isinstance(value, tuple):
        return {k: v for i, each in enumerate(value) for k, v in (_items(each) or {i: each}).items()}
    return value if isinstance(value, dict) else {}


def numbers_of(value: Any) -> np.ndarray | None:
    """All numbers of a result in one row; None where there is anything else."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        rows = [numbers_of(item) for item in value]
        return (
            None
            if not rows or any(row is None for row in rows)
            else np.concatenate([r for r in rows if r is not None])
        )
    if isinstance(value, np.ndarray | np.generic | float | int) and np.asarray(value).dtype.kind in "fiu":
        return np.asarray(value, np.float64).ravel()
    return None


def _differ_in_length(expected: Any, actual: Any) -> bool:
    return isinstance(expected, list) and isinstance(actual, list) and len(expected) != len(actual)


def _differ_in_dtype(expected: Any, actual: Any) -> bool:
    a, b = numbers_of(expected), numbers_of(actual)
    return a is not None and b is not None and a.shape == b.shape and bool(np.allclose(a, b, 1e-4, 1e-6))


def _is_factor(expected: Any, actual: Any) -> bool:
    """Whether some numbers are right and all others wrong by one factor."""
    a, b = numbers_of(expected), numbers_of(actual)
    if a is None or b is None or a.shape != b.shape or not np.isfinite(b).all():
        return False
    wrong = ~np.isclose(a, b) & (np.abs(a) > 1e-9)
    if not wrong.any() or (np.abs(b[np.abs(a) <= 1e-9]) > 1e-6).any():
        return False
    ratios = b[wrong] / a[wrong]
    return bool(np.allclose(ratios, ratios[0], 1e-5))
