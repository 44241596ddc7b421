"""How wrong answers stand to the right ones: what holds, as tested on the values, in all ordinary failing cases."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from learnrnn.checking import Property, Raises
from learnrnn.diagnosis.names import same
from learnrnn.diagnosis.parts import parts_of
from learnrnn.diagnosis.words import part_name
from learnrnn.engine.compare import Path, Rule, close, equal
from learnrnn.engine.grade import Verdict
from learnrnn.engine.plan import Plan, answers, functions_of
from learnrnn.locale import Message, Sayable
from learnrnn.result import Relation
from learnrnn.sandbox import wire, worker
from learnrnn.sandbox.protocol import Answer, Request

LARGEST = 20_000  # numbers of an answer that is looked at
MOST_CALLS = 5
FACTORS = {2.0: "2", 0.5: "½", 4.0: "4", 0.25: "¼", 10.0: "10", 0.1: "0.1", 3.0: "3", 1 / 3: "⅓"}


@dataclass(frozen=True)
class Pair:
    """What was expected of a call, what came, and the lengths of its arguments."""

    expected: np.ndarray
    actual: np.ndarray
    lengths: dict[str, int]
    rule: Rule


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
        if relation := _of_all(pairs, _part(wrong, paths, names)):
            return relation
        if deep and (relation := _as_if(plan, trials, found)):
            return relation
        if 0 < len(wrong) < len(paths):
            right = ", ".join(_name(p, names) for p in paths if p not in wrong)
            values_said = {"right": right, "wrong": ", ".join(_name(p, names) for p in wrong)}
            return Relation("parts", _name(wrong[0], names), Message("relation_parts", values_said))
        return None
    return _as_if(plan, trials, found) if deep else None


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


# ------------------------------------------------------------------ relations


def _of_all(pairs: dict[Path, list[Pair]], part: str) -> Relation | None:
    """The relation that holds of every wrong part in every call."""
    every = [pair for of_part in pairs.values() for pair in of_part]
    if not every or not all(np.isfinite(p.actual).all() and np.isfinite(p.expected).all() for p in every):
        return None
    where: Sayable = Message("where_named", {"part": part}) if part else Message("where_all")
    for kind, key, holds in _RELATIONS:
        said = holds(every)
        if said is not None:
            return Relation(kind, part, Message(key, {"where": where} | said))
    return None


Said = dict[str, object]


def _near(expected: np.ndarray, actual: np.ndarray, rule: Rule) -> bool:
    return expected.shape == actual.shape and bool(close(expected, actual, rule).all())


def _sign(pairs: Sequence[Pair]) -> Said | None:
    return {} if all(_near(-p.expected, p.actual, p.rule) for p in pairs) else None


def _factor(pairs: Sequence[Pair]) -> Said | None:
    """One factor a call, which is the same number or the same lengths in all."""
    factors = []
    for p in pairs:
        told = np.abs(p.expected) > 1e-6
        if p.expected.shape != p.actual.shape or not told.any():
            return None
        ratio = float(np.median(p.actual[told] / p.expected[told]))
        if ratio <= 0 or not _near(ratio * p.expected, p.actual, p.rule):
            return None
        factors.append(ratio)
    for formula, value in _formulas(pairs):
        if all(np.isclose(f, v, 1e-5) for f, v in zip(factors, value, strict=True)):
            return {"factor": formula}
    if len({np.size(p.expected) for p in pairs}) > 1 and np.allclose(factors, factors[0], 1e-5):
        return {"factor": f"{factors[0]:.4g}"}
    return None


def _formulas(pairs: Sequence[Pair]) -> Iterator[tuple[str, list[float]]]:
    for value, said in FACTORS.items():
        yield said, [value] * len(pairs)
    letters = sorted(set.intersection(*(set(p.lengths) for p in pairs)))
    for count in (1, 2, 3):
        for chosen in itertools.combinations(letters, count):
            product = [float(np.prod([p.lengths[c] for c in chosen])) for p in pairs]
            said = " · ".join(chosen)
            yield said, product
            yield f"1 / ({said})" if count > 1 else f"1 / {said}", [1 / v for v in product]


def _transpose(pairs: Sequence[Pair]) -> Said | None:
    if not all(p.expected.ndim == p.actual.ndim >= 2 for p in pairs):
        return None
    axes = pairs[0].expected.ndim
    for order in itertools.permutations(range(axes)):
        if list(order) == sorted(order) or any(p.expected.ndim != axes for p in pairs):
            continue
        if all(_near(p.expected.transpose(order), p.actual, p.rule) for p in pairs):
            return {"axes": ", ".join(map(str, order))}
    return None


def _order(pairs: Sequence[Pair]) -> Said | None:
    for axis in range(min(p.expected.ndim for p in pairs)):
        if all(_near(np.flip(p.expected, axis), p.actual, p.rule) for p in pairs):
            return {"how": Message("order_reversed", {"axis": axis})}
    for blocks in (2, 3, 4):
        if all(
            p.expected.ndim and p.expected.shape[-1] % blocks == 0 and p.expected.shape[-1] for p in pairs
        ):
            for order in itertools.permutations(range(blocks)):
                if list(order) != sorted(order) and all(
                    _near(_in_blocks(p.expected, order), p.actual, p.rule) for p in pairs
                ):
                    said = ", ".join(str(block + 1) for block in order)
                    return {"how": Message("order_blocks", {"order": said})}
    return None


def _in_blocks(value: np.ndarray, order: Sequence[int]) -> np.ndarray:
    pieces = np.split(value, len(order), axis=-1)
    return np.concatenate([pieces[i] for i in order], axis=-1)


def _shift(pairs: Sequence[Pair]) -> Said | None:
    if not all(p.expected.shape == p.actual.shape and p.expected.ndim and len(p.expected) > 1 for p in pairs):
        return None
    if not any(len(p.expected) > 2 for p in pairs):
        return None
    if all(_near(p.expected[:-1], p.actual[1:], p.rule) for p in pairs):
        return {"how": Message("shift_late")}
    if all(_near(p.expected[1:], p.actual[:-1], p.rule) for p in pairs):
        return {"how": Message("shift_early")}
    return None


def _same_steps(pairs: Sequence[Pair]) -> Said | None:
    if not all(p.expected.ndim > 1 and len(p.actual) > 1 for p in pairs):
        return None

    def alike(steps: np.ndarray) -> bool:
        return all(np.array_equal(step, steps[0]) for step in list(steps))

    return {} if all(alike(p.actual) and not alike(p.expected) for p in pairs) else None


def _until_step(pairs: Sequence[Pair]) -> Said | None:
    firsts: set[int] = set()
    for p in pairs:
        if p.expected.shape != p.actual.shape or p.expected.ndim < 2 or len(p.expected) < 2:
            return None
        right = np.asarray(close(p.expected, p.actual, p.rule).reshape(len(p.expected), -1).all(axis=1))
        first = int(np.argmin(right))
        if not first or np.any(right[first:]):
            return None
        firsts.add(first)
    return {"step": firsts.pop()} if len(firsts) == 1 else None


def _digits(pairs: Sequence[Pair]) -> Said | None:
    def nearly(p: Pair) -> bool:
        return p.expected.shape == p.actual.shape and bool(np.allclose(p.expected, p.actual, 1e-3, 1e-6))

    return {} if all(map(nearly, pairs)) else None


_RELATIONS: list[tuple[str, str, Callable[[Sequence[Pair]], Said | None]]] = [
    ("sign", "relation_sign", _sign),
    ("digits", "relation_digits", _digits),
    ("factor", "relation_factor", _factor),
    ("transpose", "relation_transpose", _transpose),
    ("order", "relation_order", _order),
    ("shift", "relation_shift", _shift),
    ("same_steps", "relation_same_steps", _same_steps),
    ("until_step", "relation_until_step", _until_step),
]


# ------------------------------------------------------------------ arguments


def _as_if(plan: Plan, trials: Sequence[int], found: Sequence[Answer]) -> Relation | None:
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
