"""The course's binary addition: a recurrent network adds two numbers, bit by bit, the carry in its state.

The note's task, sizes, weights (standard deviation 1) and rate (0.1), unless the options say otherwise. What
is not the note's: an update takes the gradients of eight sums, added, in place of one; there are biases, from
zero; and the output's slope is the one that the learner's bptt has, which should be that at the pre-activation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from learnrnn.locale import Message, Sayable
from learnrnn.training.cells import CELLS, INITS, first_weights
from learnrnn.training.parts import Options, Outcome, Step, loss_chart

if TYPE_CHECKING:
    from learnrnn.training.functions import Functions
    from learnrnn.training.parts import Array, Needs

WIDTH = 8  # bits
WIDEST = 32
HIDDEN = 16
LEARNING_RATE = 0.1
ITERATIONS = 3000
BATCH = 8  # sums an update; the note takes one
LOG_EVERY = 100
LEARNT = 0.99  # the share of right sums from which we say so
TESTED_BITS = 8  # up to this width every sum there is is tested
TESTED = 16384  # sums drawn for the test of a wider one


class Adder:
    """The training `adder`."""

    name: ClassVar[str] = "adder"
    needs: ClassVar[Needs] = {
        "rnn": ("rnn_forward",),
        "bptt": ("bptt",),
        "adder": ("to_bits", "from_bits", "sgd_step"),
    }
    takes: ClassVar[frozenset[str]] = frozenset(
        {"iterations", "batch", "activation", "model", "cell", "rate", "hidden", "init", "width"}
    )

    @classmethod
    def needs_with(cls, options: Options) -> Needs:
        """What the chosen cell calls."""
        return {**CELLS[options.cell or "rnn"].needs, "adder": cls.needs["adder"]}

    def __init__(self, functions: Functions, options: Options):
        self._functions = functions
        self._rng = np.random.default_rng(options.seed)
        self.total = options.iterations or ITERATIONS
        self.batch = options.batch or BATCH
        self.cell = options.cell or "rnn"
        self.activation = options.activation or "sigmoid"
        self.rate = options.rate or LEARNING_RATE
        self.hidden = options.hidden or HIDDEN
        self.init = options.init or next(iter(INITS))
        self.width = options.width or WIDTH
        self.largest = 2 ** (self.width - 1)  # both numbers are below, so that their sum has room
        self.losses: list[float] = []
        self._network = CELLS[self.cell](functions, self.activation)
        self.params = first_weights(CELLS[self.cell], self._rng, self.hidden, self.init)
        self._shapes = {key: value.shape for key, value in self.params.items()}
        self._drawn: set[int] = set()  # the sums that training has seen, as a · largest + b
        self._table = self._bit_table() if self.width <= TESTED_BITS else None

    @property
    def about(self) -> Sayable:
        values = {
            "hidden": self.hidden,
            "std": self.init,
            "rate": f"{self.rate:g}",
            "largest": self.largest,
            "activation": self.activation,
            "batch": self.batch,
            "cell": self.cell.upper(),
        }
        key = "train_adder_about" if self.cell == "rnn" else "train_adder_about_cell"
        return Message(f"{key}_std" if self.init == "1" else key, values)

    def steps(self) -> Iterator[Step]:
        """Each step draws `batch` sums and goes down their gradients, added up."""
        for i in range(self.total):
            a, b = self._rng.integers(self.largest, size=(2, self.batch))
            self._drawn.update((a * self.largest + b).tolist())
            x, d = self._examples(a, b)
            loss, grads = self._network.gradient(self.params, x, d)
            log = self._log(i, loss, int(a[0]), int(b[0])) if i % LOG_EVERY == 0 else ()
            total = {key: self.batch * gradient for key, gradient in grads.items()}
            stepped = self._functions.call("sgd_step", self.params, total, self.rate)
            self.params = self._functions.arrays("sgd_step", stepped, self._shapes)
            self.losses.append(loss)
            yield Step(loss, log)

    def outcome(self) -> Outcome:
        """The share of sums that come out right, of those that training has drawn and of the others."""
        right, seen = self._tested()
        latest = self.losses[-LOG_EVERY:]
        groups = {"seen": _group(right[seen]), "unseen": _group(right[~seen])}
        accuracy = float(right.mean())
        details: dict[str, Any] = {key: getattr(self, key) for key in ("activation", "batch", "cell")}
        details |= {key: getattr(self, key) for key in ("rate", "hidden", "init", "width")}
        return Outcome(
            iterations=len(self.losses),
            loss=sum(latest) / len(latest) if latest else None,
            accuracy=accuracy,
            notes=(self._verdict(accuracy, len(right)), _groups_note(groups)),
            figures=(loss_chart(("", self.losses)),) if latest else (),
            details=details | groups,
        )

    def model(self) -> Mapping[str, Array]:
        return self.params

    def accuracy(self) -> float:
        """The share of the tested sums whose bits are all right."""
        return float(self._tested()[0].mean())

    def _tested(self) -> tuple[Array, Array]:
        """Which sums come out right, and which of them training has drawn.

        All sums of two numbers below 128 at a width of 8 bits, and so below; of wider ones some, drawn anew.
        """
        if self.width <= TESTED_BITS:
            a, b = np.divmod(np.arange(self.largest**2), self.largest)
        else:
            a, b = np.random.default_rng(self.width).integers(self.largest, size=(2, TESTED))
        x, d = self._examples(a, b)
        right = (self._network.forward(self.params, x) >= 0.5) == (d >= 0.5)  # (T, N, 1)
        seen = np.array([key in self._drawn for key in (a * self.largest + b).tolist()])
        return right.all(axis=(0, 2)), seen

    def _bit_table(self) -> Array:
        """The bits of every number, by the learner's to_bits: (2**width, width), least significant first."""
        return np.array([self._to_bits(n) for n in range(2 * self.largest)])

    def _to_bits(self, n: int) -> Array:
        f = self._functions
        bits = f.array("to_bits", f.call("to_bits", n, self.width), (self.width,))
        return bits.astype(np.float64)

    def _bits(self, numbers: Array) -> Array:
        """(N, width); a wide number's bits are the learner's when it trains, and ours in the great test."""
        if self._table is not None:
            return self._table[numbers]
        if len(numbers) <= self.batch:
            return np.array([self._to_bits(int(n)) for n in numbers])
        return (numbers[:, None] >> np.arange(self.width) & 1).astype(np.float64)

    def _examples(self, a: Array, b: Array) -> tuple[Array, Array]:
        """Sums as input (width, N, 2) and target (width, N, 1)."""
        x = np.stack([self._bits(a), self._bits(b)], axis=-1)  # (N, width, 2)
        return x.transpose(1, 0, 2), self._bits(a + b).T[:, :, None]

    def _log(self, i: int, loss: float, a: int, b: int) -> tuple[str, ...]:
        """The note's log of one sum, most significant bit first as we write numbers."""
        x, d = self._examples(np.array([a]), np.array([b]))
        said = self._network.forward(self.params, x).ravel() >= 0.5
        pred = _joined(said[::-1])
        true = _joined(d.ravel()[::-1])
        total = self._functions.number("from_bits", self._functions.call("from_bits", said.astype(float)))
        lines = (f"iters:{i}", f"Loss:{loss}", f"Pred:{pred}", f"True:{true}", f"{a} + {b} = {total:.0f}")
        return (*lines, "-" * 12)

    def _verdict(self, accuracy: float, count: int) -> Message:
        values: dict[str, object] = {"share": f"{accuracy:.2%}", "largest": self.largest, "count": count}
        drawn = "" if self.width <= TESTED_BITS else "_drawn"
        if accuracy >= LEARNT:
            return Message(f"train_adder_learnt{drawn}", values)
        relu = self.cell == "rnn" and self.activation == "relu" and self.width == WIDTH and self.init == "1"
        key = "train_adder_relu" if relu else f"train_adder_open{drawn}"
        values |= {"std": "1", "rate": f"{self.rate:g}", "iterations": len(self.losses)}
        return Message(key, values)


def _joined(bits: Array) -> str:
    """Bits in brackets, as numpy prints them on one line."""
    return "[" + " ".join(str(int(bit)) for bit in bits) + "]"


def _group(right: Array) -> dict[str, Any]:
    """How many, and the share of them that is right; null where there are none."""
    return {"count": len(right), "accuracy": float(right.mean()) if len(right) else None}


def _groups_note(groups: Mapping[str, Mapping[str, Any]]) -> Message:
    values = {
        f"{name}_{key}": "–" if value is None else value if key == "count" else f"{value:.2%}"
        for name, group in groups.items()
        for key, value in group.items()
    }
    return Message("train_adder_groups", values)
