"""The course's binary addition: a recurrent network adds two numbers, bit by bit, the carry in its state.

The note's task, sizes, weights (standard deviation 1) and rate (0.1). What is not the note's: an update
takes the gradients of eight sums, added, in place of one; there are biases, from zero; and the output's
slope is the one that the learner's bptt has, which should be that at the pre-activation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from learnrnn.locale import Message, Sayable
from learnrnn.training.parts import Options, Outcome, Step, loss_chart

if TYPE_CHECKING:
    from learnrnn.training.functions import Functions
    from learnrnn.training.parts import Array, Needs

WIDTH = 8  # bits
LARGEST = 2 ** (WIDTH - 1)  # both numbers are below, so that their sum has room
HIDDEN = 16
WEIGHT_STD = 1.0
LEARNING_RATE = 0.1
ITERATIONS = 3000
BATCH = 8  # sums an update; the note takes one
LOG_EVERY = 100
LEARNT = 0.99  # the share of right sums from which we say so


class Adder:
    """The training `adder`."""

    name: ClassVar[str] = "adder"
    needs: ClassVar[Needs] = {
        "rnn": ("rnn_forward",),
        "bptt": ("bptt",),
        "adder": ("to_bits", "from_bits", "sgd_step"),
    }
    takes: ClassVar[frozenset[str]] = frozenset({"iterations", "batch", "activation", "model"})

    def __init__(self, functions: Functions, options: Options):
        self._functions = functions
        self._rng = np.random.default_rng(options.seed)
        self.total = options.iterations or ITERATIONS
        self.batch = options.batch or BATCH
        self.activation = options.activation or "sigmoid"
        self.losses: list[float] = []
        self.params: dict[str, Array] = {
            "W_in": WEIGHT_STD * self._rng.standard_normal((2, HIDDEN)),
            "W": WEIGHT_STD * self._rng.standard_normal((HIDDEN, HIDDEN)),
            "b": np.zeros(HIDDEN),
            "W_out": WEIGHT_STD * self._rng.standard_normal((HIDDEN, 1)),
            "c": np.zeros(1),
        }
        self._shapes = {key: value.shape for key, value in self.params.items()}
        bits = [
            functions.array("to_bits", functions.call("to_bits", n, WIDTH), (WIDTH,))
            for n in range(2 * LARGEST)
        ]
        self._bits = np.array(bits, dtype=np.float64)  # (256, 8), least significant first

    @property
    def about(self) -> Sayable:
        values = {"hidden": HIDDEN, "std": f"{WEIGHT_STD:g}", "rate": LEARNING_RATE}
        return Message("train_adder_about", values | {"activation": self.activation, "batch": self.batch})

    def steps(self) -> Iterator[Step]:
        """Each step draws `batch` sums and goes down their gradients, added up."""
        for i in range(self.total):
            a, b = self._rng.integers(LARGEST, size=(2, self.batch))
            x, d = self._examples(a, b)
            loss, grads = self._gradient(x, d)
            log = self._log(i, loss, int(a[0]), int(b[0])) if i % LOG_EVERY == 0 else ()
            total = {key: self.batch * gradient for key, gradient in grads.items()}
            stepped = self._functions.call("sgd_step", self.params, total, LEARNING_RATE)
            self.params = self._functions.arrays("sgd_step", stepped, self._shapes)
            self.losses.append(loss)
            yield Step(loss, log)

    def outcome(self) -> Outcome:
        """The share of all 128 × 128 sums that come out right."""
        accuracy = self.accuracy()
        latest = self.losses[-LOG_EVERY:]
        return Outcome(
            iterations=len(self.losses),
            loss=sum(latest) / len(latest) if latest else None,
            accuracy=accuracy,
            notes=(self._verdict(accuracy),),
            figures=(loss_chart(("", self.losses)),) if latest else (),
            details={"activation": self.activation, "batch": self.batch},
        )

    def model(self) -> Mapping[str, Array]:
        return self.params

    def accuracy(self) -> float:
        """The share of all sums of two numbers below 128 whose eight bits are all right."""
        a, b = np.divmod(np.arange(LARGEST**2), LARGEST)
        x, d = self._examples(a, b)
        right = (self._forward(x) >= 0.5) == (d >= 0.5)  # (8, 16384, 1)
        return float(right.all(axis=(0, 2)).mean())

    def _examples(self, a: Array, b: Array) -> tuple[Array, Array]:
        """Sums as input (8, N, 2) and target (8, N, 1)."""
        x = np.stack([self._bits[a], self._bits[b]], axis=-1)  # (N, 8, 2)
        return x.transpose(1, 0, 2), self._bits[a + b].T[:, :, None]

    def _gradient(self, x: Array, d: Array) -> tuple[float, dict[str, Array]]:
        """The mean loss of some sums, and its gradients."""
        f, p = self._functions, self.params
        z0 = np.zeros((x.shape[1], HIDDEN))
        weights = (p["W_in"], p["W"], p["b"], p["W_out"], p["c"])
        loss, grads = f.items("bptt", f.call("bptt", x, d, z0, *weights, self.activation), 2)
        return f.number("bptt", loss, "[0]"), f.arrays("bptt", grads, self._shapes)

    def _forward(self, x: Array) -> Array:
        """The output bits of the network as it is now: (8, N, 1), from 0 to 1."""
        f, p = self._functions, self.params
        z0 = np.zeros((x.shape[1], HIDDEN))
        weights = (p["W_in"], p["W"], p["b"], p["W_out"], p["c"])
        found = f.items("rnn_forward", f.call("rnn_forward", x, z0, *weights, self.activation), 4)
        return f.array("rnn_forward", found[3], (*x.shape[:2], 1), "[3]")

    def _log(self, i: int, loss: float, a: int, b: int) -> tuple[str, ...]:
        """The note's log of one sum, most significant bit first as we write numbers."""
        x, d = self._examples(np.array([a]), np.array([b]))
        said = self._forward(x).ravel() >= 0.5
        pred = said[::-1].astype(int)
        true = d.ravel()[::-1].astype(int)
        total = self._functions.number("from_bits", self._functions.call("from_bits", said.astype(float)))
        lines = (f"iters:{i}", f"Loss:{loss}", f"Pred:{pred}", f"True:{true}", f"{a} + {b} = {total:.0f}")
        return (*lines, "-" * 12)

    def _verdict(self, accuracy: float) -> Message:
        share = f"{accuracy:.2%}"
        if accuracy >= LEARNT:
            return Message("train_adder_learnt", {"share": share})
        key = "train_adder_relu" if self.activation == "relu" else "train_adder_open"
        values = {"std": f"{WEIGHT_STD:g}", "rate": LEARNING_RATE, "iterations": len(self.losses)}
        return Message(key, values | {"share": share})
