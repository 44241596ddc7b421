"""Names mistakes: which known wrong answer a failing answer equals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from learnrnn.engine.compare import Rule, compare
from learnrnn.engine.plan import Plan
from learnrnn.sandbox import wire, worker
from learnrnn.sandbox.pool import UNRUN
from learnrnn.sandbox.protocol import Answer


def diagnose(plan: Plan, answers: Sequence[Answer], failing: Mapping[int, Sequence[int]]) -> dict[int, str]:
    """The mistake of each failing check, by the check's index; where none fits, no entry.

    failing: a failing check's index to its failing trials. A mistake fits a check when it gives the same
    answer in each of them. The mistake that explains the most checks is taken first (the first in
    MISTAKES of several), then the next one for those that are left: so one slip keeps one name
    everywhere, and two slips in two functions get one each.
    """
    left = {check: [t for t in trials if answers[t].kind != UNRUN] for check, trials in failing.items()}
    left = {c: trials for c, trials in left.items() if trials and all(_ours(answers[t]) for t in trials)}
    fits = {
        name: {c for c, trials in left.items() if _fits(plan, theirs, answers, trials)}
        for name, theirs in (plan.mistaken.items() if left else ())
    }
    found: dict[int, str] = {}
    while left.keys() - found.keys():
        name = max(fits, key=lambda n: len(fits[n] - found.keys()), default=None)
        explained = fits[name] - found.keys() if name is not None else set()
        if name is None or not explained:
            break
        found |= dict.fromkeys(explained, name)
    return found


def _ours(answer: Answer) -> bool:
    """Whether it is an answer that a mistake of ours could give at all: not a stub's, nor a worker's end."""
    if answer.kind == worker.RAISED:
        return isinstance(answer.value, list) and answer.value[:1] != ["NotImplementedError"]
    return answer.kind in (worker.VALUE, worker.NOT_DATA)


def _fits(plan: Plan, theirs: Sequence[Answer], answers: Sequence[Answer], trials: Sequence[int]) -> bool:
    return all(same(theirs[t], answers[t], plan.trials[t].rule) for t in trials)


def same(expected: Answer, actual: Answer, rule: Rule) -> bool:
    """Whether two answers are the same: kind, exception type, changed argument, dtype, shape and values."""
    if expected.kind != actual.kind:
        return False
    try:
        if (expected.extra or actual.extra) and _changed(expected) != _changed(actual):
            return False
        if expected.structure == actual.structure and expected.data == actual.data:
            return True
        if expected.kind == worker.RAISED:
            return value_of(expected)[0] == value_of(actual)[0]
        return compare(value_of(expected), value_of(actual), rule) is None or _same_nans(expected, actual)
    except (wire.Malformed, LookupError, TypeError):
        return False


def value_of(answer: Answer) -> Any:
    """The answer's value, or its exception's class names. Raises wire.Malformed."""
    if isinstance(answer.value, wire.Malformed):
        raise answer.value
    return answer.value


def _changed(answer: Answer) -> object:
    return answer.side.get("changed")


def _same_nans(expected: Answer, actual: Answer) -> bool:
    """A mistake may give NaN: then the same bytes but for NaN's own many bit patterns."""
    import numpy as np

    if expected.structure != actual.structure or len(expected.data) % 8:
        return False
    a, b = (np.frombuffer(x.data, np.float64) for x in (expected, actual))
    return bool(np.isnan(a).any() and np.allclose(a, b, rtol=1e-6, atol=1e-9, equal_nan=True))
