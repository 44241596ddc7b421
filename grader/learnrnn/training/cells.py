"""The adder's three cells, each forward and backward by the learner's own functions.

A cell has its weights, reads bits (T, N, 2) and gives output bits (T, N, 1) from 0 to 1, and the gradient of
Σ over t of mean(½(y − d)²). The plain network is bptt's and rnn_forward's. Of the LSTM the steps back are
lstm_step_backward's; the GRU has no such exercise, and its step back is ours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Protocol

import numpy as np

if TYPE_CHECKING:
    from learnrnn.training.functions import Functions
    from learnrnn.training.parts import Array, Needs

Weights = dict[str, "Array"]
INPUTS, OUTPUTS = 2, 1

# What a layer's weights are multiplied by, from the number of its inputs.
INITS: dict[str, Callable[[int], float]] = {
    "1": lambda inputs: 1.0,
    "xavier": lambda inputs: (1 / inputs) ** 0.5,
    "he": lambda inputs: (2 / inputs) ** 0.5,
}


class Cell(Protocol):
    """A kind of network for the adder."""

    needs: ClassVar[Needs]
    blocks: ClassVar[int]  # of weights beside each other

    def __init__(self, functions: Functions, activation: str): ...

    def forward(self, p: Weights, x: Array) -> Array:
        """The output bits (T, N, 1)."""
        ...

    def gradient(self, p: Weights, x: Array, d: Array) -> tuple[float, Weights]:
        """The mean loss, and the gradient of every weight."""
        ...


def first_weights(cell: type[Cell], rng: np.random.Generator, hidden: int, init: str) -> Weights:
    """Drawn weights, in the order W_in, W, W_out; biases are zero."""
    scale, H = INITS[init], hidden
    return {
        "W_in": scale(INPUTS) * rng.standard_normal((INPUTS, cell.blocks * H)),
        "W": scale(H) * rng.standard_normal((H, cell.blocks * H)),
        "b": np.zeros(cell.blocks * H),
        "W_out": scale(H) * rng.standard_normal((H, OUTPUTS)),
        "c": np.zeros(OUTPUTS),
    }


class Plain:
    """The note's network."""

    needs: ClassVar[Needs] = {"rnn": ("rnn_forward",), "bptt": ("bptt",)}
    blocks: ClassVar[int] = 1

    def __init__(self, functions: Functions, activation: str):
        self._f, self._activation = functions, activation

    def forward(self, p: Weights, x: Array) -> Array:
        found = self._f.call("rnn_forward", x, *_arguments(p, x), self._activation)
        found = self._f.items("rnn_forward", found, 4)
        return self._f.array("rnn_forward", found[3], (*x.shape[:2], OUTPUTS), "[3]")

    def gradient(self, p: Weights, x: Array, d: Array) -> tuple[float, Weights]:
        f = self._f
        found = f.items("bptt", f.call("bptt", x, d, *_arguments(p, x), self._activation), 2)
        shapes = {key: value.shape for key, value in p.items()}
        return f.number("bptt", found[0], "[0]"), f.arrays("bptt", found[1], shapes)


def _arguments(p: Weights, x: Array) -> tuple[Array, ...]:
    return (np.zeros((x.shape[1], len(p["W"]))), p["W_in"], p["W"], p["b"], p["W_out"], p["c"])


class Lstm:
    """h and c through lstm_forward, and back by lstm_step_backward at each step."""

    needs: ClassVar[Needs] = {"lstm": ("lstm_forward",), "lstm-backward": ("lstm_step_backward",)}
    blocks: ClassVar[int] = 4

    def __init__(self, functions: Functions, activation: str):
        self._f = functions

    def forward(self, p: Weights, x: Array) -> Array:
        return _output(p, self._states(p, x)[0])

    def _states(self, p: Weights, x: Array) -> tuple[Array, Array]:
        f, N, H = self._f, x.shape[1], len(p["W"])
        zero = np.zeros((N, H))
        found = f.items("lstm_forward", f.call("lstm_forward", x, zero, zero, p["W_in"], p["W"], p["b"]), 2)
        h, c = (f.array("lstm_forward", s, (len(x), N, H), f"[{k}]") for k, s in enumerate(found))
        return h, c

    def gradient(self, p: Weights, x: Array, d: Array) -> tuple[float, Weights]:
        h, c = self._states(p, x)
        loss, dh, grads = _output_gradient(p, h, d)
        grads |= {key: np.zeros_like(p[key]) for key in ("W_in", "W", "b")}
        zero = np.zeros_like(h[0])
        back_h, back_c = zero, zero
        shapes = {"x": x[0].shape, "h_prev": zero.shape, "c_prev": zero.shape}
        shapes |= {"W": p["W_in"].shape, "U": p["W"].shape, "b": p["b"].shape}
        for t in reversed(range(len(x))):
            before = (h[t - 1], c[t - 1]) if t else (zero, zero)
            found = self._f.call(
                "lstm_step_backward", dh[t] + back_h, back_c, x[t], *before, p["W_in"], p["W"], p["b"]
            )
            found = self._f.arrays("lstm_step_backward", found, shapes)
            back_h, back_c = found["h_prev"], found["c_prev"]
            grads["W_in"] += found["W"]
            grads["W"] += found["U"]
            grads["b"] += found["b"]
        return loss, grads


class Gru:
    """h through gru_forward; the step back is ours."""

    needs: ClassVar[Needs] = {"gru": ("gru_forward",)}
    blocks: ClassVar[int] = 3

    def __init__(self, functions: Functions, activation: str):
        self._f = functions

    def forward(self, p: Weights, x: Array) -> Array:
        return _output(p, self._states(p, x))

    def _states(self, p: Weights, x: Array) -> Array:
        zero = np.zeros((x.shape[1], len(p["W"])))
        found = self._f.call("gru_forward", x, zero, p["W_in"], p["W"], p["b"])
        return self._f.array("gru_forward", found, (len(x), *zero.shape))

    def gradient(self, p: Weights, x: Array, d: Array) -> tuple[float, Weights]:
        h = self._states(p, x)
        loss, dh, grads = _output_gradient(p, h, d)
        before = np.concatenate([np.zeros((1, *h.shape[1:])), h[:-1]])  # (T, N, H)
        du, reset = self._back(p, x, before, dh)
        H = h.shape[-1]
        flat, past = du.reshape(-1, 3 * H), before.reshape(-1, H)
        grads["W_in"] = x.reshape(-1, x.shape[-1]).T @ flat
        grads["W"] = np.concatenate(
            [past.T @ flat[:, : 2 * H], (reset.reshape(-1, H) * past).T @ flat[:, 2 * H :]], axis=1
        )
        grads["b"] = flat.sum(axis=0)
        return loss, grads

    def _back(self, p: Weights, x: Array, before: Array, dh: Array) -> tuple[Array, Array]:
        """The errors at all pre-activations (T, N, 3H) in the order r, z, candidate; and r."""
        H, U = before.shape[-1], p["W"]
        du, reset = np.empty((*dh.shape[:2], 3 * H)), np.empty_like(dh)
        back = np.zeros_like(dh[0])
        for t in reversed(range(len(x))):
            u, h = x[t] @ p["W_in"] + p["b"], before[t]
            r, z = (
                0.5 * (1 + np.tanh(0.5 * s)) for s in np.split(u[:, : 2 * H] + h @ U[:, : 2 * H], 2, axis=1)
            )
            new = np.tanh(u[:, 2 * H :] + (r * h) @ U[:, 2 * H :])
            error = dh[t] + back
            d_new = error * z * (1 - new**2)
            d_past = d_new @ U[:, 2 * H :].T  # at r·h
            d_r, d_z = d_past * h * r * (1 - r), error * (new - h) * z * (1 - z)
            du[t], reset[t] = np.concatenate([d_r, d_z, d_new], axis=1), r
            back = error * (1 - z) + d_past * r + d_r @ U[:, :H].T + d_z @ U[:, H : 2 * H].T
        return du, reset


def _output(p: Weights, h: Array) -> Array:
    return 0.5 * (1 + np.tanh(0.5 * (h @ p["W_out"] + p["c"])))  # a sigmoid that cannot overflow


def _output_gradient(p: Weights, h: Array, d: Array) -> tuple[float, Array, Weights]:
    """The loss; its gradient at h (T, N, H); those of W_out and c."""
    y = _output(p, h)
    dv = (y - d) * y * (1 - y) / (h.shape[1] * OUTPUTS)  # (T, N, 1)
    loss = float((0.5 * (y - d) ** 2).mean(axis=(1, 2)).sum())
    grads = {"W_out": h.reshape(-1, h.shape[-1]).T @ dv.reshape(-1, OUTPUTS), "c": dv.sum(axis=(0, 1))}
    return loss, dv @ p["W_out"].T, grads


CELLS: dict[str, type[Cell]] = {"rnn": Plain, "lstm": Lstm, "gru": Gru}
