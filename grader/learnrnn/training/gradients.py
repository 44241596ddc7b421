"""The vanishing gradient, seen: how much of an error at the end of a sequence reaches each step before it.

A plain RNN, an LSTM and a GRU of one size, with random weights as at the start of a training, read the
same sequence. A random error of length 1 enters at the last state and goes back, a step at a time; its
length there is what is drawn. The LSTM goes back by the learner's lstm_step_backward; the plain RNN by the
chain rule over the learner's u; the GRU by finite differences of the learner's gru_step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from learnrnn.locale import Message, Sayable
from learnrnn.training import network
from learnrnn.training.parts import Chart, Curve, Options, Outcome, Step

if TYPE_CHECKING:
    from learnrnn.training.functions import Functions
    from learnrnn.training.parts import Array, Needs

STEPS = 30
BATCH = 16
INPUTS = 8
HIDDEN = 16
OPEN_BIAS = 1.0  # the gate that keeps the past starts at sigmoid(1) = 0.73, as the note's forget_bias does
EPSILON = 1e-5  # of the finite differences
LABELS = {"rnn": "RNN", "lstm": "LSTM", "gru": "GRU"}


class Gradients:
    """The training `gradients`: nothing is learned, an error only goes back."""

    name: ClassVar[str] = "gradients"
    needs: ClassVar[Needs] = {
        "rnn": ("rnn_forward",),
        "lstm": ("lstm_forward",),
        "lstm-backward": ("lstm_step_backward",),
        "gru": ("gru_forward", "gru_step"),
    }
    takes: ClassVar[frozenset[str]] = frozenset({"iterations", "activation"})

    def __init__(self, functions: Functions, options: Options):
        self._functions = functions
        self._rng = np.random.default_rng(options.seed)
        self.length = options.iterations or STEPS
        self.total = 3 * (self.length - 1)
        self.activation = options.activation or "sigmoid"
        self._x = self._rng.standard_normal((self.length, BATCH, INPUTS))
        error = self._rng.standard_normal((BATCH, HIDDEN))
        self._error = error / np.linalg.norm(error, axis=1, keepdims=True)
        self.norms: dict[str, list[float]] = {}  # from the last step to the first

    @property
    def about(self) -> Sayable:
        values = {"hidden": HIDDEN, "steps": self.length, "activation": self.activation}
        return Message("train_gradients_about", values)

    def steps(self) -> Iterator[Step]:
        """Each step takes one network's error one time step back."""
        for name, back in (("rnn", self._rnn()), ("lstm", self._lstm()), ("gru", self._gru())):
            norms = self.norms[name] = [1.0]
            for error in back:
                norms.append(float(np.sqrt((error**2).sum(axis=1).mean())))
                ended = len(norms) == self.length
                yield Step(norms[-1], (self._log(name),) if ended else ())

    def _log(self, name: str) -> Message:
        values = {"network": LABELS[name], "norm": f"{self.norms[name][-1]:.2g}", "steps": self.length - 1}
        return Message("train_gradients_log", values)

    def _rnn(self) -> Iterator[Array]:
        f, draw = self._functions, network.draw
        W_in, W = draw(self._rng, INPUTS, HIDDEN), draw(self._rng, HIDDEN, HIDDEN)
        b, W_out, c = np.zeros(HIDDEN), np.zeros((HIDDEN, 1)), np.zeros(1)
        z0 = np.zeros((BATCH, HIDDEN))
        found = f.call("rnn_forward", self._x, z0, W_in, W, b, W_out, c, self.activation)
        shape = (self.length, BATCH, HIDDEN)
        u = f.array("rnn_forward", f.items("rnn_forward", found, 4)[0], shape, "[0]")
        error = self._error
        for t in reversed(range(1, self.length)):
            error = (error * self._slope(u[t])) @ W.T
            yield error

    def _slope(self, u: Array) -> Array:
        if self.activation == "relu":
            return (u > 0).astype(float)
        if self.activation == "tanh":
            return 1 - np.tanh(u) ** 2
        return 0.25 * (1 - np.tanh(u / 2) ** 2)  # of the sigmoid

    def _lstm(self) -> Iterator[Array]:
        """The errors of h and c side by side: both are the LSTM's state."""
        f, shape = self._functions, (BATCH, HIDDEN)
        W, U = self._weights(4)
        b = np.repeat([0, 0, OPEN_BIAS, 0], HIDDEN)  # a, i, f, o
        h0 = c0 = np.zeros(shape)
        found = f.items("lstm_forward", f.call("lstm_forward", self._x, h0, c0, W, U, b), 2)
        h, c = (
            f.array("lstm_forward", states, self._x.shape[:1] + shape, f"[{k}]")
            for k, states in enumerate(found)
        )
        dh, dc = self._error, np.zeros(shape)
        for t in reversed(range(1, self.length)):
            back = f.call("lstm_step_backward", dh, dc, self._x[t], h[t - 1], c[t - 1], W, U, b)
            x_shape = self._x[t].shape
            shapes = {
                "x": x_shape,
                "h_prev": shape,
                "c_prev": shape,
                "W": W.shape,
                "U": U.shape,
                "b": b.shape,
            }
            back = f.arrays("lstm_step_backward", back, shapes)
            dh, dc = back["h_prev"], back["c_prev"]
            yield np.concatenate([dh, dc], axis=1)

    def _gru(self) -> Iterator[Array]:
        f, shape = self._functions, (BATCH, HIDDEN)
        W, U = self._weights(3)
        b = np.repeat([0, -OPEN_BIAS, 0], HIDDEN)  # r, z, candidate; 1 - z is what is kept
        h0 = np.zeros(shape)
        h = f.array("gru_forward", f.call("gru_forward", self._x, h0, W, U, b), self._x.shape[:1] + shape)
        error = self._error
        for t in reversed(range(1, self.length)):
            error = self._gru_back(error, self._x[t], h[t - 1], (W, U, b))
            yield error

    def _gru_back(self, error: Array, x: Array, h_prev: Array, weights: tuple[Array, ...]) -> Array:
        """error · dh/dh_prev, by a central difference for each unit of h_prev, all in one call."""
        f = self._functions
        nudges = EPSILON * np.concatenate([np.eye(HIDDEN), -np.eye(HIDDEN)])  # (2H, H)
        nudged = (h_prev + nudges[:, None]).reshape(-1, HIDDEN)  # (2H N, H)
        h = f.call("gru_step", np.tile(x, (2 * HIDDEN, 1)), nudged, *weights)
        h = f.array("gru_step", h, nudged.shape).reshape(2, HIDDEN, BATCH, HIDDEN)
        slopes = (h[0] - h[1]) / (2 * EPSILON)  # (nudged unit, N, H)
        return np.einsum("nh,jnh->nj", error, slopes)

    def _weights(self, blocks: int) -> tuple[Array, Array]:
        """W (D, blocks·H) and U (H, blocks·H)."""
        return (
            network.draw(self._rng, INPUTS, blocks * HIDDEN),
            network.draw(self._rng, HIDDEN, blocks * HIDDEN),
        )

    def outcome(self) -> Outcome:
        """The norms on one chart; `loss` is what the plain RNN has left at the first step."""
        curves = tuple(
            Curve(LABELS[name], [float(self.length - k) for k in range(len(norms))], norms)
            for name, norms in self.norms.items()
        )
        chart = Chart(
            Message("train_gradients_title"), Message("train_time"), Message("train_norm"), curves, log=True
        )
        return Outcome(
            iterations=max((len(norms) for norms in self.norms.values()), default=0),
            loss=self.norms["rnn"][-1] if "rnn" in self.norms else None,
            accuracy=None,
            notes=self._seen(),
            figures=(chart,) if curves else (),
            details={
                "activation": self.activation,
                "norms": {name: norms[::-1] for name, norms in self.norms.items()},
            },
        )

    def _seen(self) -> tuple[Sayable, ...]:
        if any(len(self.norms.get(name, ())) < self.length for name in LABELS):
            return ()
        left = {name: f"{norms[-1]:.1g}" for name, norms in self.norms.items()}
        vanished = (
            self.norms["rnn"][-1] < self.norms["lstm"][-1] and self.norms["rnn"][-1] < self.norms["gru"][-1]
        )
        seen = Message("train_gradients_seen", left | {"steps": self.length - 1})
        return (
            (seen, Message("train_gradients_why")) if vanished and self.activation == "sigmoid" else (seen,)
        )

    def model(self) -> Mapping[str, Array]:
        return {}
