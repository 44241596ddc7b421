"""The words that an exercise's show.py is written in: which calls to make, and how to draw what comes back.

    Part(calls, draw)    calls(settings) gives Asks; draw(settings, *values) gives figures and what must hold of them
    Show(parts, en, ja)  en and ja: what to look at; settings: numbers that the command line may change

A figure carries its own simple property (a gate lies between 0 and 1, weights sum to 1, an arrow is no longer than
the threshold), so that a wrong function is seen without a reference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from learnrnn.locale import Message, Sayable, Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

SLACK = 1e-6  # how far past a limit rounding may lead

Settings = Mapping[str, float]
Range = tuple[float, float]


@dataclass(frozen=True)
class Ask:
    """One call of the learner's function.

    gives: what comes back, as a shape (a tuple), a type, or a list or dict of these; None takes anything.
    """

    function: str
    arguments: Sequence[Any]
    gives: Any = None


# --------------------------------------------------------------------- figures


@dataclass(frozen=True)
class Row:
    """A name and a number a step; within: the limits that it must keep."""

    label: str
    values: Sequence[float]
    within: Range | None = None


@dataclass(frozen=True)
class Bars:
    """Rows of bars over the same steps."""

    title: Text
    steps: Sequence[str]
    rows: Sequence[Row]


@dataclass(frozen=True)
class Grid:
    """Numbers in rows and columns, shaded by size; sums: what each row must sum to."""

    title: Text
    columns: Sequence[str]
    rows: Sequence[str]
    values: Array
    sums: float | None = None


@dataclass(frozen=True)
class Arrow:
    """A labelled vector from the origin, or a point alone; longest: the norm that it must keep."""

    label: str
    x: float
    y: float
    longest: float | None = None
    point: bool = False


@dataclass(frozen=True)
class Plane:
    """Arrows and points in a plane, with its origin."""

    title: Text
    arrows: Sequence[Arrow]


@dataclass(frozen=True)
class Node:
    """A word of a tree and what comes after it; marked: it lies on a way that was chosen."""

    label: str
    children: tuple[Node, ...] = ()
    marked: bool = False


@dataclass(frozen=True)
class Tree:
    """What may follow what."""

    title: Text
    root: Node


@dataclass(frozen=True)
class Table:
    """Short texts in rows and columns."""

    title: Text
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


Figure = Bars | Grid | Plane | Tree | Table


@dataclass(frozen=True)
class Expect:
    """What must hold of the values, whoever wrote the function; the sentence stands there where it does not."""

    holds: bool
    en: str
    ja: str


@dataclass(frozen=True)
class Part:
    """Calls that belong together, and what is drawn of their values."""

    calls: Callable[[Settings], Sequence[Ask]]
    draw: Callable[..., Iterable[Figure | Expect]]


@dataclass(frozen=True)
class Show:
    """What `learnrnn show` draws of an exercise; en and ja: what to look at."""

    parts: Sequence[Part]
    en: str
    ja: str
    settings: Settings = field(default_factory=dict[str, float])


# ----------------------------------------------------------------- what is odd


def odd(figure: Figure) -> list[Sayable]:
    """What does not look right in a figure, by its own property."""
    import math

    found: list[Sayable] = []
    numbers = list(_numbers(figure))
    for label, values in numbers:
        if not all(math.isfinite(value) for value in values):
            found.append(Message("show_not_finite", {"label": label}))
    if isinstance(figure, Bars):
        for row in figure.rows:
            found += _outside(row)
    elif isinstance(figure, Grid) and figure.sums is not None:
        for label, values in numbers:
            total = sum(values)
            if math.isfinite(total) and abs(total - figure.sums) > SLACK:
                said = {"label": label, "sum": f"{total:.3g}", "should": f"{figure.sums:g}"}
                found.append(Message("show_sum", said))
    elif isinstance(figure, Plane):
        for arrow in figure.arrows:
            norm = math.hypot(arrow.x, arrow.y)
            if arrow.longest is not None and norm > arrow.longest + SLACK:
                said = {"label": arrow.label, "norm": f"{norm:.3g}", "limit": f"{arrow.longest:g}"}
                found.append(Message("show_too_long", said))
    return found


def _outside(row: Row) -> list[Sayable]:
    if row.within is None:
        return []
    low, high = row.within
    for value in row.values:
        if value < low - SLACK or value > high + SLACK:
            said = {"label": row.label, "value": f"{value:.3g}", "low": f"{low:g}", "high": f"{high:g}"}
            key = "show_below" if high == float("inf") else "show_outside"
            return [Message(key, said)]
    return []


def _numbers(figure: Figure) -> Iterable[tuple[str, Sequence[float]]]:
    if isinstance(figure, Bars):
        for row in figure.rows:
            yield row.label, row.values
    elif isinstance(figure, Grid):
        for label, values in zip(figure.rows, figure.values, strict=True):
            yield label, [float(value) for value in values]
    elif isinstance(figure, Plane):
        for arrow in figure.arrows:
            yield arrow.label, (arrow.x, arrow.y)
