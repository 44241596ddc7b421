"""What a training is made of: its options, a step, an outcome, and the figures that show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from learnrnn.locale import Message, Sayable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from learnrnn.training.functions import Functions

    Array = NDArray[Any]

Needs = Mapping[str, tuple[str, ...]]  # exercise: the functions of it that a training calls
Shown = Sayable | str  # a sentence in both languages, or text that has none


@dataclass(frozen=True)
class Options:
    """What the command line may say to a training; None is the training's own default."""

    seed: int = 0
    iterations: int | None = None
    epochs: int | None = None
    batch: int | None = None
    activation: str | None = None
    phrase: str | None = None
    cell: str | None = None
    rate: float | None = None
    hidden: int | None = None
    init: str | None = None
    width: int | None = None
    beam: int | None = None


@dataclass(frozen=True)
class Step:
    """One update of the weights is done: its loss, and what the log says of it, if anything."""

    loss: float
    log: tuple[Shown, ...] = ()


@dataclass(frozen=True)
class Curve:
    """One line of a chart."""

    label: Shown
    x: Sequence[float]
    y: Sequence[float]


@dataclass(frozen=True)
class Chart:
    """Curves over one axis; `log` for powers of ten upwards."""

    title: Sayable
    x: Sayable
    y: Sayable
    curves: tuple[Curve, ...]
    log: bool = False


@dataclass(frozen=True)
class Heatmap:
    """Numbers from 0 to 1, a row and a column each with a label."""

    title: Sayable
    x: Sayable
    y: Sayable
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    values: Array


@dataclass(frozen=True)
class Table:
    """Rows of short text under headings."""

    title: Sayable
    columns: tuple[Shown, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Plane:
    """Labelled points in a plane."""

    title: Sayable
    points: tuple[tuple[str, float, float], ...]  # label, x, y


@dataclass(frozen=True)
class Pictures:
    """Small grey pictures in a row: (count, rows, columns), from 0 to 1."""

    title: Sayable
    values: Array


Figure = Chart | Heatmap | Table | Plane | Pictures


@dataclass(frozen=True)
class Outcome:
    """How a training ended. `details` goes into the JSON document as it is."""

    iterations: int
    loss: float | None
    accuracy: float | None
    notes: tuple[Sayable, ...] = ()
    figures: tuple[Figure, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict[str, Any])


class Training(Protocol):
    """A training, set up and ready to run. Between two steps, and after a broken one, its model is whole."""

    name: ClassVar[str]
    needs: ClassVar[Needs]
    takes: ClassVar[frozenset[str]]  # the options that mean something to it
    total: int  # steps that it takes when nothing stops it

    def __init__(self, functions: Functions, options: Options): ...

    @property
    def about(self) -> Sayable:
        """What is trained, in one sentence."""
        ...

    def steps(self) -> Iterator[Step]:
        """Run it, an update of the weights at a time."""
        ...

    def outcome(self) -> Outcome:
        """What holds now, also where the steps were stopped early."""
        ...

    def model(self) -> Mapping[str, Array]:
        """The arrays to save; none where nothing was learned."""
        ...


def loss_chart(*runs: tuple[Shown, Sequence[float]], points: int = 200) -> Chart:
    """The loss of each labelled run over its iterations, as means of equal stretches."""
    curves = tuple(_smooth(label, losses, points) for label, losses in runs)
    return Chart(Message("train_loss_title"), Message("train_iterations"), Message("train_loss"), curves)


def _smooth(label: Shown, losses: Sequence[float], points: int) -> Curve:
    width = max(1, -(-len(losses) // points))
    stretches = [losses[k : k + width] for k in range(0, len(losses), width)]
    ends = [float(min((k + 1) * width, len(losses))) for k in range(len(stretches))]
    return Curve(label, ends, [sum(part) / len(part) for part in stretches])
