"""Runs what proves a key: code in its listing's blank, an expression after a setup, a program that prints.

It runs the code of the course's own question files, in this process, as it runs their checks.py.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from learnrnn.locale import Message
from learnrnn.quiz.item import Choice, Item
from learnrnn.quiz.question import BLANK, Truth

CLOSE = 1e-9  # relative; between the same formula computed in two ways
SLIPS = (NameError, SyntaxError, AttributeError)  # an author's, not a learner's


@dataclass(frozen=True)
class _Raised:
    """What stands for the value of code that raised."""

    error: BaseException


def prove_code(items: Sequence[Item], truth: Truth) -> list[Message]:
    """What is wrong with keys that are code: see `_untruths_of_code`."""
    return list(_untruths_of_code(items, truth))


def _untruths_of_code(items: Sequence[Item], truth: Truth) -> Iterator[Message]:
    """The right code gives the expected value for every seed; wrong code does not for some."""
    expected = [evaluated(truth.setup, truth.expect or "", item) for item in items]
    for index, (candidate, right) in enumerate(_candidates(items[0])):
        results = [_run(item, truth, _candidates(item)[index][0]) for item in items]
        same = [_equal(result, want) for result, want in zip(results, expected, strict=True)]
        raised = next((result.error for result in results if isinstance(result, _Raised)), None)
        if right and not all(same):
            got = said_of(raised) if raised else repr(results[same.index(False)])
            yield Message("quiz_truth_right", {"code": candidate, "got": got})
        elif not right and isinstance(raised, SLIPS):
            yield Message("quiz_truth_slip", {"code": candidate, "error": said_of(raised)})
        elif not right and all(same):
            yield Message("quiz_truth_wrong", {"code": candidate})


def _candidates(item: Item) -> list[tuple[str, bool]]:
    """Every piece of code of the question, and whether it is right."""
    if item.choices:
        return [(c.text.en, c.right) for c in sorted(item.choices, key=_file_order(item)) if c.is_code]
    assert item.answer is not None
    rights = [(right.text.en, True) for right in (item.answer, *item.accept)]
    return rights + [(wrong.text.en, False) for wrong in item.wrong]


def _file_order(item: Item) -> Any:
    order = {option.id: index for index, option in enumerate(item.question.options)}

    def place(choice: Choice) -> int:
        return order[choice.id]

    return place


def _run(item: Item, truth: Truth, candidate: str) -> Any:
    """The value of `truth.value` with the candidate in the blank's place, or what was raised."""
    names = _names(item)
    _execute(truth.setup, names)
    try:
        if item.code:
            _execute(item.code.replace(BLANK, candidate), names)
        return _value(truth.value or candidate, names)
    except (Exception, SystemExit) as error:
        return _Raised(error)


def evaluated(setup: str, expression: str, item: Item) -> Any:
    """The value of an expression after the setup, with the numbers that were drawn."""
    names = _names(item)
    _execute(setup, names)
    return _value(expression, names)


def printed_by(item: Item) -> str:
    """What the question's listing prints."""
    names = _names(item)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        _execute(item.code or "", names)
    return out.getvalue().strip()


def _value(expression: str, names: dict[str, Any]) -> Any:
    _execute(f"_value_ = (\n{expression}\n)", names)
    return names["_value_"]


def _execute(code: str, names: dict[str, Any]) -> None:
    exec(compile(code, "<quiz>", "exec"), names)


def _names(item: Item) -> dict[str, Any]:
    import numpy as np

    return {
        "np": np,
        "rng": np.random.default_rng(item.seed),
        "reference": _reference,
        **{name: list(v) if isinstance(v, tuple) else v for name, v in item.values.items()},
    }


def _reference(name: str) -> ModuleType:
    """The reference solution of an exercise."""
    from learnrnn.catalog import exercise, load

    known = exercise(name)
    return load(known.solution, f"learnrnn_quiz_reference_{known.module}")


def _equal(result: Any, expected: Any) -> bool:
    """The same values in the same shape; containers one by one."""
    import numpy as np

    if isinstance(result, _Raised):
        return False
    if isinstance(expected, tuple | list):
        return (
            isinstance(result, tuple | list)
            and len(result) == len(expected)
            and all(map(_equal, result, expected))
        )
    if isinstance(expected, Mapping):
        return (
            isinstance(result, Mapping)
            and result.keys() == expected.keys()
            and all(_equal(result[key], expected[key]) for key in expected)
        )
    if isinstance(expected, str) or expected is None:
        return type(result) is type(expected) and result == expected
    try:
        result, expected = np.asarray(result), np.asarray(expected)
        return result.shape == expected.shape and np.allclose(
            result, expected, rtol=CLOSE, atol=CLOSE, equal_nan=True
        )
    except (TypeError, ValueError):
        return False


def said_of(error: BaseException) -> str:
    """An exception on one line."""
    return f"{type(error).__name__}: {error}".splitlines()[0]
