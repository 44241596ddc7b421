"""How wrong answers stand to the right ones: what holds, as tested on the values, in all ordinary failing cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from learnrnn.checking import Property, Raises
from learnrnn.diagnosis.parts import parts_of
from learnrnn.diagnosis.relations_of_arguments import as_if
from learnrnn.diagnosis.relations_of_values import Pair, of_all
from learnrnn.diagnosis.words import part_name
from learnrnn.engine.compare import Path, Rule, close
from learnrnn.engine.grade import Verdict
from learnrnn.engine.plan import Plan
from learnrnn.locale import Message
from learnrnn.result import Relation
from learnrnn.sandbox import wire, worker
from learnrnn.sandbox.protocol import Answer

LARGEST = 20_000  # numbers of an answer that is looked at
MOST_CALLS = 5


def relation_of(
    plan: Plan, index: int, verdict: Verdict, found: Sequence[Answer], *, deep: bool = False
) -> Relation | None:
    """The first relation that holds of a failing check's answers; None where none does, or where an answer is so
    strange that nothing can be said.

    deep: also whether they are right for other arguments, for which the reference has to run.
    """
    try:
        return _relation(plan, index, verdict, found, deep=deep)
    except Exception:  # a stranger's values; the verdict stands without a word on them
        return None


def _relation(
    plan: Plan, index: int, verdict: Verdict, found: Sequence[Answer], *, deep: bool
) -> Relation | None:
    check = plan.checks[index]
    if isinstance(check, Property | Raises):
        return _demand(plan, index, verdict, found)
    trials = [t for t in verdict.failing if t in plan.ordinary] or list(verdict.failing)
    trials = trials[:MOST_CALLS]
    if any(found[t].kind != worker.VALUE or _changed(found[t]) for t in trials):
        return None
    values = [(plan.expected[t].value, found[t].value) for t in trials]
    if any(isinstance(a, wire.Malformed) or _size(a) > LARGEST for _, a in values):
        return None
    names = parts_of(plan, check.function)
    paths = _paths(values[0][0])
    if paths and all(_has(e, a, path) for e, a in values for path in paths):
        rule = plan.trials[trials[0]].rule
        paths = [p for p in paths if not rule.of or any(p[: len(of)] == of for of in rule.of)]
        wrong = [p for p in paths if any(not _right(e, a, p, rule) for e, a in values)]
        pairs = {p: [_pair(plan, t, p, v) for t, v in zip(trials, values, strict=True)] for p in wrong}
        if relation := of_all(pairs, _part(wrong, paths, names)):
            return relation
        if deep and (relation := as_if(plan, trials, found)):
            return relation
        if 0 < len(wrong) < len(paths):
            right = ", ".join(_name(p, names) for p in paths if p not in wrong)
            values_said = {"right": right, "wrong": ", ".join(_name(p, names) for p in wrong)}
            return Relation("parts", _name(wrong[0], names), Message("relation_parts", values_said))
        return None
    return as_if(plan, trials, found) if deep else None


def _demand(plan: Plan, index: int, verdict: Verdict, found: Sequence[Answer]) -> Relation | None:
    if verdict.demand:
        return Relation("demand", "", verdict.demand)
    at = verdict.failing[0]
    if plan.trials[at].must_raise and found[at].kind == worker.VALUE:
        bad = [
            t for t in plan.trials_of(index) if plan.trials[t].must_raise and not plan.trials[t].request.again
        ]
        failing = sum(t in verdict.failing for t in bad)
        return Relation("demand", "", Message("relation_raises", {"count": failing, "of": len(bad)}))
    return None


def _changed(answer: Answer) -> bool:
    return answer.side.get("changed") is not None


# ---------------------------------------------------------------------- parts


def _paths(value: Any, path: Path = ()) -> list[Path]:
    """The arrays and numbers of a result, by where they stand."""
    if isinstance(value, dict):
        return [p for key, item in value.items() for p in _paths(item, (*path, key))]
    if isinstance(value, tuple | list):
        return [p for i, item in enumerate(value[:8]) for p in _paths(item, (*path, i))]
    return [path] if _is_number(value) else []


def _is_number(value: Any) -> bool:
    return isinstance(value, np.ndarray | np.generic | float) and np.asarray(value).dtype.kind == "f"


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _has(expected: Any, actual: Any, path: Path) -> bool:
    """Whether an answer has this part, as numbers of the expected count."""
    try:
        e, a = _at(expected, path), _at(actual, path)
        return _is_number(e) and _is_number(a) and np.size(e) == np.size(a)
    except (LookupError, TypeError):
        return False


def _right(expected: Any, actual: Any, path: Path, rule: Rule) -> bool:
    e, a = np.asarray(_at(expected, path)), np.asarray(_at(actual, path))
    return e.shape == a.shape and bool(close(e, a, rule).all())


def _pair(plan: Plan, trial: int, path: Path, value: tuple[Any, Any]) -> Pair:
    e, a = (np.asarray(_at(v, path), np.float64) for v in value)
    return Pair(e, a, plan.trials[trial].lengths, plan.trials[trial].rule)


def _name(path: Path, names: Sequence[str]) -> str:
    name, rest = part_name(path, names)
    return name + rest


def _part(wrong: Sequence[Path], paths: Sequence[Path], names: Sequence[str]) -> str:
    return ", ".join(_name(p, names) for p in wrong) if len(wrong) < len(paths) else ""


def _size(value: Any) -> int:
    if isinstance(value, dict):
        return sum(map(_size, value.values()))
    if isinstance(value, list | tuple):
        return sum(map(_size, value))
    return int(np.size(value)) if isinstance(value, np.ndarray) else 1
