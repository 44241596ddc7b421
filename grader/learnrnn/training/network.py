"""What the trainings need beside the exercises: a tanh network forward and backward, and its updates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from learnrnn.training.functions import Functions
    from learnrnn.training.parts import Array


def forward(x: Array, z0: Array, W_in: Array, W: Array, b: Array) -> Array:
    """The states z (T+1, N, H) of a tanh RNN over x (T, N, D), z[0] = z0."""
    z = np.empty((len(x) + 1, *z0.shape))
    z[0] = z0
    u = x @ W_in + b  # (T, N, H), the inputs' part of all steps at once
    for t in range(len(x)):
        z[t + 1] = np.tanh(u[t] + z[t] @ W)
    return z


def backward(dz: Array, x: Array, z: Array, W_in: Array, W: Array) -> tuple[dict[str, Array], Array, Array]:
    """Back through `forward`, from the errors dz (T, N, H) that arrive at z[1], z[2] …

    Returns the gradients of W_in, W and b, that of x (T, N, D), and that of z0 (N, H).
    """
    delta = np.empty_like(dz)
    back = np.zeros_like(dz[0])  # (N, H), what the step after sends to this state
    for t in reversed(range(len(dz))):
        delta[t] = (dz[t] + back) * (1 - z[t + 1] ** 2)
        back = delta[t] @ W.T
    flat = delta.reshape(-1, delta.shape[-1])  # (T N, H)
    grads = {
        "W_in": x.reshape(-1, x.shape[-1]).T @ flat,
        "W": z[:-1].reshape(flat.shape).T @ flat,
        "b": flat.sum(axis=0),
    }
    return grads, delta @ W_in.T, back


def draw(rng: np.random.Generator, *shape: int) -> Array:
    """Weights (inputs, outputs) small enough that a tanh layer is not saturated: std 1/√inputs."""
    return rng.standard_normal(shape) / np.sqrt(shape[0])


class Adam:
    """Weights with their moving means, by the learner's adam_step and clip_global_norm."""

    def __init__(self, functions: Functions, params: Mapping[str, Array], rate: float, threshold: float):
        self._functions = functions
        self._rate, self._threshold = rate, threshold
        self._t = 0
        self.params = dict(params)
        self._m = {key: np.zeros_like(value) for key, value in params.items()}
        self._v = dict(self._m)

    def step(self, grads: Mapping[str, Array]) -> None:
        """One update of all weights; they change together or not at all."""
        f, t = self._functions, self._t + 1
        clipped = f.items(
            "clip_global_norm", f.call("clip_global_norm", list(grads.values()), self._threshold), 2
        )
        clipped = f.items("clip_global_norm", clipped[0], len(grads), "[0]")
        params, m, v = dict(self.params), dict(self._m), dict(self._v)
        for key, gradient in zip(grads, clipped, strict=True):
            shape = params[key].shape
            gradient = f.array("clip_global_norm", gradient, shape, "[0]")
            moved = f.call("adam_step", params[key], gradient, m[key], v[key], t, self._rate)
            moved = f.items("adam_step", moved, 3)
            params[key], m[key], v[key] = (
                f.array("adam_step", value, shape, f"[{place}]") for place, value in enumerate(moved)
            )
        self.params, self._m, self._v, self._t = params, m, v, t
