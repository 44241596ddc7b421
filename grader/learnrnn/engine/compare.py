"""Compares two values by the rules of the contracts. It says what differs as data, and formats nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Rule:
    """How close is close enough, whether an integer array's dtype matters, and whether either float will do."""

    rtol: float
    atol: float
    dtype: str | None = None
    any_float: bool = False  # float32 and float64 arguments are mixed
    of: tuple[tuple[int | str, ...], ...] = ()  # the parts of a result that count; none: all of it


DOUBLE = Rule(rtol=1e-6, atol=1e-9)
SINGLE = Rule(rtol=1e-4, atol=1e-5)

Path = tuple[int | str, ...]  # into a result: places in sequences, keys of dicts


@dataclass(frozen=True)
class Difference:
    """The first thing that differs. kind: one of the messages of `learnrnn.diagnosis.words`.

    path: which part of the result; index: which number of that part. expected, actual: the parts, or the
    numbers (kind `wrong_values`). count, of: how many numbers differ. keys: of a dict, that lack or are more.
    """

    kind: str
    expected: Any = None
    actual: Any = None
    path: Path = ()
    index: tuple[int, ...] = ()
    count: int = 0
    of: int = 0
    keys: tuple[str, ...] = ()


def equal(expected: Any, actual: Any, rule: Rule) -> bool:
    """Whether `actual` is as good as `expected`."""
    return compare(expected, actual, rule) is None


def compare(expected: Any, actual: Any, rule: Rule) -> Difference | None:
    """None where `actual` is as good as `expected`; else what is wrong, the first thing only.

    Order: kind, length or keys, shape, dtype, values.
    """
    if rule.of:
        return _compare_parts(expected, actual, rule)
    if isinstance(expected, np.ndarray) and expected.ndim:
        return _compare_arrays(expected, actual, rule)
    if isinstance(expected, np.ndarray | np.generic):
        expected = expected.item()
    if isinstance(expected, bool | str | None):
        same = type(expected) is type(actual) or (isinstance(expected, bool) and _is_bool(actual))
        return None if same and expected == actual else Difference("wrong_value", expected, actual)
    if isinstance(expected, dict):
        return _compare_dicts(expected, actual, rule)
    if isinstance(expected, tuple | list):
        return _compare_sequences(expected, actual, rule)
    return _compare_scalars(expected, actual, rule)


def _compare_parts(expected: Any, actual: Any, rule: Rule) -> Difference | None:
    whole = replace(rule, of=())
    for path in rule.of:
        try:
            parts = part(expected, path), part(actual, path)
        except (LookupError, TypeError):
            return compare(expected, actual, whole)
        if found := compare(*parts, whole):
            return replace(found, path=(*path, *found.path))
    return None


def part(value: Any, path: Path) -> Any:
    """A part of a result. Raises LookupError or TypeError where it has none of that name."""
    for step in path:
        fits = dict if isinstance(step, str) else list | tuple
        if not isinstance(value, fits):
            raise TypeError(f"no part {step!r}")
        value = value[step]  # pyright: ignore[reportCallIssue, reportArgumentType, reportUnknownVariableType]
    return value


def _compare_arrays(expected: np.ndarray, actual: Any, rule: Rule) -> Difference | None:
    if not isinstance(actual, np.ndarray | np.generic):
        return Difference("wrong_type", expected, actual)
    if actual.shape != expected.shape:
        return Difference("wrong_shape", expected, actual)
    if not _dtype_fits(expected.dtype, actual.dtype, rule):
        return Difference("wrong_dtype", expected, actual)
    return _compare_numbers(expected, np.asarray(actual), rule)


def _dtype_fits(expected: np.dtype, actual: np.dtype, rule: Rule) -> bool:
    if expected.kind in "iu":
        return actual == rule.dtype if rule.dtype else actual.kind in "iu"
    if rule.any_float and expected.kind == "f":
        return actual.name in ("float32", "float64")
    return actual == expected


def _compare_numbers(expected: np.ndarray, actual: np.ndarray, rule: Rule) -> Difference | None:
    wrong = ~close(expected, actual, rule)
    if not wrong.any():
        return None
    if actual.dtype.kind == "f" and np.isnan(actual).any() and not np.isnan(expected).any():
        count = int(np.isnan(actual).sum())
        return Difference("not_a_number", expected, actual, count=count, of=actual.size)
    index = tuple(int(i) for i in np.argwhere(wrong)[0])
    return Difference(
        "wrong_values", expected[index], actual[index], index=index, count=int(wrong.sum()), of=actual.size
    )


def close(expected: np.ndarray, actual: np.ndarray, rule: Rule) -> np.ndarray:
    """Elementwise |actual - expected| <= atol + rtol |expected|, or equal (so infinities can be)."""
    if expected.dtype.kind not in "fc" and actual.dtype.kind not in "fc":
        return np.asarray(expected == actual)
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.abs(actual - expected) <= rule.atol + rule.rtol * np.abs(expected)
    return np.asarray((near & np.isfinite(expected)) | (actual == expected))


def _compare_scalars(expected: Any, actual: Any, rule: Rule) -> Difference | None:
    """Floats of any precision; integers for integers, Python's or numpy's, or 0-d arrays of either."""
    if isinstance(actual, np.ndarray):
        if actual.ndim:
            return Difference("wrong_shape_scalar", expected, actual)
        actual = actual[()]
    whole = isinstance(expected, int)
    fits = int | np.integer if whole else int | float | np.integer | np.floating
    if isinstance(actual, bool) or not isinstance(actual, fits):
        return Difference("wrong_type", expected, actual)
    if whole:
        return None if int(actual) == int(expected) else Difference("wrong_value", expected, actual)
    try:
        return _compare_numbers(np.asarray(float(expected)), np.asarray(float(actual)), rule)
    except (OverflowError, TypeError):  # an integer that no float can hold, or a complex number
        return Difference("wrong_value", expected, actual)


def _compare_sequences(expected: Any, actual: Any, rule: Rule) -> Difference | None:
    # A tuple may be any sequence of its length, even the rows of an array; a list has to be a list.
    fits = list | tuple | np.ndarray if isinstance(expected, tuple) else list
    if not isinstance(actual, fits) or (isinstance(actual, np.ndarray) and not actual.ndim):
        return Difference("wrong_type", expected, actual)
    if len(actual) != len(expected):
        return Difference("wrong_length", expected, actual)
    for i, (e, a) in enumerate(zip(expected, actual, strict=True)):
        if found := compare(e, a, rule):
            return replace(found, path=(i, *found.path))
    return None


def _compare_dicts(expected: dict[Any, Any], actual: Any, rule: Rule) -> Difference | None:
    if not isinstance(actual, dict):
        return Difference("wrong_type", expected, actual)
    if actual.keys() != expected.keys():
        missing = tuple(str(key) for key in expected.keys() - actual.keys())
        more = [key for key in actual.keys() - expected.keys() if isinstance(key, str | int)]
        keys = missing or tuple(str(key) for key in more)
        return Difference("missing_keys" if missing else "more_keys", keys=tuple(sorted(keys)))
    for key, value in expected.items():
        if found := compare(value, actual[key], rule):
            return replace(found, path=(key, *found.path))
    return None


def _is_bool(value: Any) -> bool:
    return isinstance(value, np.bool_) or (
        isinstance(value, np.ndarray) and value.shape == () and value.dtype == bool
    )
