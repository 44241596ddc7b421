"""The relations between right and wrong numbers: a factor, a sign, an order of axes, a step early or late."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from learnrnn.engine.compare import Path, Rule, close
from learnrnn.locale import Message, Sayable
from learnrnn.result import Relation

FACTORS = {2.0: "2", 0.5: "½", 4.0: "4", 0.25: "¼", 10.0: "10", 0.1: "0.1", 3.0: "3", 1 / 3: "⅓"}


@dataclass(frozen=True)
class Pair:
    """What was expected of a call, what came, and the lengths of its arguments."""

    expected: np.ndarray
    actual: np.ndarray
    lengths: dict[str, int]
    rule: Rule


def of_all(pairs: dict[Path, list[Pair]], part: str) -> Relation | None:
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
