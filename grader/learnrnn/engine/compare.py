"""Compares two values by the rules of the contracts, and says in words what differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from learnrnn.locale import Message, Sayable

DIGITS = 6  # significant ones, of values shown


@dataclass(frozen=True)
class Rule:
    """How close is close enough, and whether an integer array's dtype matters."""

    rtol: float
    atol: float
    dtype: str | None = None


DOUBLE = Rule(rtol=1e-6, atol=1e-9)
SINGLE = Rule(rtol=1e-4, atol=1e-5)


def compare(expected: Any, actual: Any, rule: Rule, where: str = "") -> Sayable | None:
    """None where `actual` is as good as `expected`; else what is wrong, the first thing only.

    Order: kind, length or keys, shape, dtype, values. `where` says which part of the result it is.
    """
    if isinstance(expected, np.ndarray) and expected.ndim:
        return _compare_arrays(expected, actual, rule, where)
    if isinstance(expected, np.ndarray | np.generic):
        expected = expected.item()
    if isinstance(expected, bool | str | None):
        same = type(expected) is type(actual) or (isinstance(expected, bool) and _is_bool(actual))
        return None if same and expected == actual else _differs(expected, actual, where)
    if isinstance(expected, dict):
        return _compare_dicts(expected, actual, rule, where)
    if isinstance(expected, tuple | list):
        return _compare_sequences(expected, actual, rule, where)
    return _compare_scalars(expected, actual, rule, where)


def _compare_arrays(expected: np.ndarray, actual: Any, rule: Rule, where: str) -> Sayable | None:
    if not isinstance(actual, np.ndarray | np.generic):
        return _wrong_type(expected, actual, where)
    if actual.shape != expected.shape:
        return Message(
            "wrong_shape", {"where": _where(where), "expected": expected.shape, "actual": actual.shape}
        )
    if not _dtype_fits(expected.dtype, actual.dtype, rule):
        return Message(
            "wrong_dtype", {"where": _where(where), "expected": expected.dtype, "actual": actual.dtype}
        )
    return _compare_numbers(expected, np.asarray(actual), rule, where)


def _dtype_fits(expected: np.dtype, actual: np.dtype, rule: Rule) -> bool:
    if expected.kind in "iu":
        return actual == rule.dtype if rule.dtype else actual.kind in "iu"
    return actual == expected


def _compare_numbers(expected: np.ndarray, actual: np.ndarray, rule: Rule, where: str) -> Sayable | None:
    wrong = ~close(expected, actual, rule)
    if not wrong.any():
        return None
    if actual.dtype.kind == "f" and np.isnan(actual).any():
        count = int(np.isnan(actual).sum())
        return Message("not_a_number", {"where": _where(where), "count": count, "of": actual.size})
    index = tuple(int(i) for i in np.argwhere(wrong)[0])
    place = f"{where or ''}[{', '.join(map(str, index))}]" if index else where
    return Message(
        "wrong_values",
        {
            "where": _where(place),
            "expected": shown(expected[index]),
            "actual": shown(actual[index]),
            "count": int(wrong.sum()),
            "of": actual.size,
        },
    )


def close(expected: np.ndarray, actual: np.ndarray, rule: Rule) -> np.ndarray:
    """Elementwise |actual - expected| <= atol + rtol |expected|, or equal (so infinities can be)."""
    if expected.dtype.kind not in "fc" and actual.dtype.kind not in "fc":
        return np.asarray(expected == actual)
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.abs(actual - expected) <= rule.atol + rule.rtol * np.abs(expected)
    return np.asarray((near & np.isfinite(expected)) | (actual == expected))


def _compare_scalars(expected: Any, actual: Any, rule: Rule, where: str) -> Sayable | None:
    """Floats of any precision; integers for integers, Python's or numpy's, or 0-d arrays of either."""
    if isinstance(actual, np.ndarray):
        if actual.ndim:
            values = {"where": _where(where), "actual": actual.shape, "expected": _kind(expected)}
            return Message("wrong_shape_scalar", values)
        actual = actual[()]
    whole = isinstance(expected, int)
    fits = int | np.integer if whole else int | float | np.integer | np.floating
    if isinstance(actual, bool) or not isinstance(actual, fits):
        return _wrong_type(expected, actual, where)
    if whole:
        return None if int(actual) == int(expected) else _differs(expected, actual, where)
    try:
        return _compare_numbers(np.asarray(float(expected)), np.asarray(float(actual)), rule, where)
    except (OverflowError, TypeError):  # an integer that no float can hold, or a complex number
        return _differs(expected, actual, where)


def _wrong_type(expected: Any, actual: Any, where: str) -> Sayable:
    return Message(
        "wrong_type", {"where": _where(where), "expected": _kind(expected), "actual": _kind(actual)}
    )


def _compare_sequences(expected: Any, actual: Any, rule: Rule, where: str) -> Sayable | None:
    # A tuple may be any sequence of its length, even the rows of an array; a list has to be a list.
    fits = list | tuple | np.ndarray if isinstance(expected, tuple) else list
    if not isinstance(actual, fits) or (isinstance(actual, np.ndarray) and not actual.ndim):
        return _wrong_type(expected, actual, where)
    if len(actual) != len(expected):
        return Message(
            "wrong_length", {"where": _where(where), "expected": len(expected), "actual": len(actual)}
        )
    for i, (e, a) in enumerate(zip(expected, actual, strict=True)):
        if found := compare(e, a, rule, f"{where}[{i}]"):
            return found
    return None


def _compare_dicts(expected: dict[Any, Any], actual: Any, rule: Rule, where: str) -> Sayable | None:
    if not isinstance(actual, dict):
        return _wrong_type(expected, actual, where)
    if actual.keys() != expected.keys():
        missing, more = sorted(map(str, expected.keys() - actual)), sorted(map(str, actual.keys() - expected))
        key = "missing_keys" if missing else "more_keys"
        return Message(key, {"where": _where(where), "keys": _cut(", ".join(missing or more))})
    for key, value in expected.items():
        if found := compare(value, actual[key], rule, f'{where}["{key}"]'):
            return found
    return None


def _differs(expected: Any, actual: Any, where: str) -> Sayable:
    return Message(
        "wrong_value", {"where": _where(where), "expected": shown(expected), "actual": shown(actual)}
    )


def _is_bool(value: Any) -> bool:
    return isinstance(value, np.bool_) or (
        isinstance(value, np.ndarray) and value.shape == () and value.dtype == bool
    )


def _where(where: str) -> Sayable:
    return Message("where_part", {"part": where}) if where else Message("where_all")


def _kind(value: Any) -> Sayable:
    if isinstance(value, np.ndarray) and value.ndim:
        return Message("kind_array", {"shape": value.shape})
    if isinstance(value, np.ndarray | np.generic):
        return Message("kind_number", {"name": value.dtype})
    if value is None:
        return Message("kind_none")
    name = type(value).__name__
    if isinstance(value, list | tuple):
        return Message("kind_sequence", {"name": name, "length": len(value)})
    known = name in ("float", "int", "str", "bool", "dict")
    return Message(f"kind_{name}") if known else Message("kind_other", {"name": name})


def shown(value: Any) -> str:
    """A value as a learner reads it: numbers to six digits, long texts cut."""
    if isinstance(value, np.ndarray):
        if value.ndim == 0:
            return shown(value[()])
        return _cut(
            np.array2string(value, precision=4, threshold=20, separator=", ", max_line_width=100), 400
        )
    if isinstance(value, float | np.floating):
        return f"{float(value):.{DIGITS}g}" if np.isfinite(value) else str(float(value))
    if isinstance(value, np.generic):
        return str(value)
    return _cut(repr(value))


def _cut(text: str, limit: int = 120) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
