"""What is asked: a question with its numbers drawn, and how a number is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from learnrnn.locale import Text
from learnrnn.quiz.expressions import Value
from learnrnn.quiz.question import Question

WHOLE = 1e-9  # nearer than this to a whole number is whole


@dataclass(frozen=True)
class Choice:
    """An option as shown."""

    id: str
    text: Text
    is_code: bool
    right: bool
    why: Text
    last: bool = False
    number: Value = None  # of an option that was computed


@dataclass(frozen=True)
class Expected:
    """A typed answer to compare with: its value where it is one, its text else."""

    text: Text  # as shown
    value: Value = None
    why: Text | None = None


@dataclass(frozen=True)
class Item:
    """A question with its numbers drawn and its options in the order shown."""

    question: Question
    seed: int
    stem: Text
    code: str | None = None
    choices: tuple[Choice, ...] = ()
    answer: Expected | None = None
    accept: tuple[Expected, ...] = ()
    wrong: tuple[Expected, ...] = ()
    otherwise: Text | None = None
    convention: Text | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    again: bool = False  # it was missed in this sitting and comes back

    @property
    def right_choices(self) -> tuple[Choice, ...]:
        return tuple(choice for choice in self.choices if choice.right)


def show_number(value: float, places: int) -> str:
    """A number as learners see it: whole ones bare, others with at most `places` decimals."""
    if isinstance(value, bool):
        return str(value)
    if abs(value - round(value)) < WHOLE:
        return str(round(value))
    return f"{value:.{places}f}".rstrip("0").rstrip(".")


def show_value(value: Value, places: int) -> str:
    """A number, or a shape as Python writes it."""
    if isinstance(value, tuple):
        inside = ", ".join(show_number(v, places) for v in value)
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    return show_number(value, places)
