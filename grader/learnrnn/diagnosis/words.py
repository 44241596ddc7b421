"""Values and differences in words. Only what is shown is formatted, and nothing whose size is not bounded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from learnrnn.engine.compare import SINGLE, Difference, Path, close
from learnrnn.locale import Message, Sayable
from learnrnn.sandbox import wire

DIGITS = 6  # significant ones, of values shown
MOST_DIGITS = 17  # all that a float has
SHOWN_AXES = 3
SHOWN_ITEMS = 8  # of a list or a dict
SHOWN_SIZE = 6  # an argument of at most so many numbers is shown, a larger one by its shape
LONG_BITS = 400  # an integer beyond it is told by its length
DEEPEST = 3  # levels of lists in lists that are shown


def difference_told(found: Difference, names: Sequence[str] = ()) -> Sayable:
    """What differs, in a sentence. names: what the parts of a tuple are called."""
    where = part_said(found.path, names, found.index)
    match found.kind:
        case "wrong_shape" | "wrong_dtype":
            of = "shape" if found.kind == "wrong_shape" else "dtype"
            values = {"expected": getattr(found.expected, of), "actual": getattr(found.actual, of)}
        case "wrong_shape_scalar":
            values = {"expected": kind_of(found.expected), "actual": found.actual.shape}
        case "wrong_type":
            values = {"expected": kind_of(found.expected), "actual": kind_of(found.actual)}
        case "wrong_length":
            values = {"expected": len(found.expected), "actual": len(found.actual)}
        case "missing_keys" | "more_keys":
            values = {"keys": cut(", ".join(key[:80] for key in found.keys[:SHOWN_ITEMS]))}
        case "not_a_number":
            values = {"count": found.count, "of": found.of}
        case _:
            expected, actual = both_shown(found.expected, found.actual)
            values = {"expected": expected, "actual": actual, "count": found.count, "of": found.of}
    kind = "float32_widened" if _is_widened(found) else found.kind
    return Message(kind, {"where": where} | values)


def _is_widened(found: Difference) -> bool:
    """Whether a float32 result is right but for being float64."""
    if found.kind != "wrong_dtype" or (found.expected.dtype, found.actual.dtype) != (np.float32, np.float64):
        return False
    with np.errstate(all="ignore"):
        return bool(close(found.expected, np.asarray(found.actual), SINGLE).all())


def part_said(path: Path, names: Sequence[str] = (), index: tuple[int, ...] = ()) -> Sayable:
    """Which part of a result: `h[1, 0, 0]`, `grads["W_in"]`, or `[0] of the result` where it has no name."""
    name, rest = part_name(path, names)
    place = rest + (f"[{', '.join(map(str, index))}]" if index else "")
    if name:
        return Message("where_named", {"part": name + place})
    return Message("where_part", {"part": place}) if place else Message("where_all")


def part_name(path: Path, names: Sequence[str] = ()) -> tuple[str, str]:
    """The name of the part that a path begins with ("" where it has none), and the rest of the path."""
    if len(names) == 1:
        return names[0], _steps(path)
    if path and isinstance(path[0], int) and 0 <= path[0] < len(names) and names[path[0]]:
        return names[path[0]], _steps(path[1:])
    return "", _steps(path)


def _steps(path: Path) -> str:
    return "".join(f'["{step}"]' if isinstance(step, str) else f"[{step}]" for step in path)


def kind_of(value: Any) -> Sayable:
    """What kind of thing a value is."""
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


def both_shown(expected: Any, actual: Any) -> tuple[str, str]:
    """Two values that differ, with as many digits as it takes to see it."""
    found = shown(expected), shown(actual)
    if found[0] == found[1] and _is_float(expected) and _is_float(actual):
        for digits in range(DIGITS + 1, MOST_DIGITS + 1):
            found = f"{float(expected):.{digits}g}", f"{float(actual):.{digits}g}"
            if found[0] != found[1]:
                break
    return found


def _is_float(value: Any) -> bool:
    return isinstance(value, float | np.floating) and bool(np.isfinite(value))


def shown(value: Any, depth: int = 0) -> str:
    """A value as a learner reads it: numbers to six digits, long texts and lists cut."""
    match value:
        case np.ndarray():
            return _array_shown(value)
        case float() | np.floating():
            return f"{float(value):.{DIGITS}g}" if np.isfinite(value) else str(float(value))
        case bool() | np.generic() | None:
            return str(value)
        case int():
            return str(value) if value.bit_length() <= LONG_BITS else f"<{value.bit_length()} bits>"
        case str():
            return cut(repr(value[:200]))
        case list() | tuple() if depth < DEEPEST:
            said = ", ".join(shown(item, depth + 1) for item in value[:SHOWN_ITEMS])
            said += ", …" if len(value) > SHOWN_ITEMS else ""
            return cut(f"[{said}]" if isinstance(value, list) else f"({said})")
        case dict() if depth < DEEPEST:
            items = list(value.items())[:SHOWN_ITEMS]
            said = ", ".join(f"{shown(k, depth + 1)}: {shown(v, depth + 1)}" for k, v in items)
            return cut(f"{{{said}{', …' if len(value) > SHOWN_ITEMS else ''}}}")
        case _:
            return f"<{type(value).__name__}>"


def _array_shown(value: np.ndarray) -> str:
    if value.ndim == 0:
        return shown(value[()])
    if value.ndim > SHOWN_AXES:
        return f"<{value.dtype} {value.shape}>"
    text = np.array2string(value, precision=4, threshold=20, edgeitems=2, separator=", ", max_line_width=100)
    return cut(text, 400)


def argument_shown(value: Any) -> str:
    """An argument of a call: small ones by value, others by their shape."""
    if isinstance(value, np.ndarray):
        if 0 < value.size <= SHOWN_SIZE and value.dtype == np.float64:
            return np.array2string(value, precision=4, separator=", ").replace("\n", "")
        if 0 < value.size <= 2 * SHOWN_SIZE and value.dtype.kind in "iub":
            return np.array2string(value, separator=", ").replace("\n", "")
        dtype = "" if value.dtype == np.float64 else f"{value.dtype} "
        return f"<{dtype}{value.shape}>"
    if isinstance(value, list | tuple):
        said = ", ".join(argument_shown(v) for v in value[:SHOWN_ITEMS])
        said += ", …" if len(value) > SHOWN_ITEMS else ""
        return f"[{said}]" if isinstance(value, list) else f"({said})"
    if isinstance(value, dict):
        said = ", ".join(f"{k!r}: {argument_shown(v)}" for k, v in list(value.items())[:SHOWN_ITEMS])
        return f"{{{said}{', …' if len(value) > SHOWN_ITEMS else ''}}}"
    if isinstance(value, wire.Named):
        return value.name
    return "rng" if isinstance(value, np.random.Generator) else shown(value)


def cut(text: str, limit: int = 120) -> str:
    """The text, or its beginning."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
