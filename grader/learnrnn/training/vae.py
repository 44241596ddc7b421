"""A VAE of small pictures: a bright spot somewhere on a dark ground, told by two numbers.

The pictures are made here. The loss and the draw of z are the learner's; the two networks and their step
back are ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from learnrnn.locale import Message, Sayable
from learnrnn.training import network
from learnrnn.training.parts import Options, Outcome, Pictures, Plane, Step, loss_chart

if TYPE_CHECKING:
    from learnrnn.training.functions import Functions
    from learnrnn.training.parts import Array, Needs

SIDE = 8  # pixels
PIXELS = SIDE * SIDE
SPOT = 1.4  # pixels, how wide the bright spot is
HIDDEN = 48
LATENT = 2
BATCH = 64
ITERATIONS = 4000
LEARNING_RATE = 0.005
CLIP_THRESHOLD = 50.0
LOG_EVERY = 500
TESTED = 200
BETWEEN = 7  # pictures from one point of the plane to another
CORNERS = ((1.5, 1.5), (5.5, 5.5))  # where the spots of the two ends are
NEAR = 1.0  # pixels that a spot may be off and still count as found


class Vae:
    """The training `vae`."""

    name: ClassVar[str] = "vae"
    needs: ClassVar[Needs] = {
        "vae": ("reparameterize", "autoencoder_loss"),
        "language-model": ("adam_step",),
        "clip": ("clip_global_norm",),
    }
    takes: ClassVar[frozenset[str]] = frozenset({"iterations", "batch", "model"})

    def __init__(self, functions: Functions, options: Options):
        self._functions = functions
        self._rng, self._test_rng = np.random.default_rng(options.seed).spawn(2)
        self.total = options.iterations or ITERATIONS
        self.batch = options.batch or BATCH
        draw, rng = network.draw, self._rng
        params = {
            "W_1": draw(rng, PIXELS, HIDDEN),
            "b_1": np.zeros(HIDDEN),
            "W_mu": draw(rng, HIDDEN, LATENT),
            "b_mu": np.zeros(LATENT),
            "W_lv": 0.1 * draw(rng, HIDDEN, LATENT),
            "b_lv": np.zeros(LATENT),
            "W_2": draw(rng, LATENT, HIDDEN),
            "b_2": np.zeros(HIDDEN),
            "W_3": draw(rng, HIDDEN, PIXELS),
            "b_3": np.zeros(PIXELS),
        }
        self._adam = network.Adam(functions, params, LEARNING_RATE, CLIP_THRESHOLD)
        self.losses: list[float] = []

    @property
    def about(self) -> Sayable:
        values = {"side": SIDE, "hidden": HIDDEN, "latent": LATENT, "batch": self.batch}
        return Message("train_vae_about", values)

    def steps(self) -> Iterator[Step]:
        """Each step draws a batch of pictures and a z for each."""
        for i in range(1, self.total + 1):
            x = pictures(_spots(self._rng, self.batch))
            eps = self._rng.standard_normal((self.batch, LATENT))
            self.losses.append(self._update(x, eps))
            said = i % LOG_EVERY == 0 or i == self.total
            yield Step(self.losses[-1], (self._log(i),) if said else ())

    def _log(self, i: int) -> Message:
        latest = self.losses[-LOG_EVERY:]
        return Message("train_vae_log", {"iteration": i, "loss": f"{sum(latest) / len(latest):.3f}"})

    def _update(self, x: Array, eps: Array) -> float:
        """One step of Adam; the loss."""
        f, p, N = self._functions, self._adam.params, len(x)
        h, mu, log_var = self.encode(x)
        z = f.array("reparameterize", f.call("reparameterize", mu, log_var, eps), mu.shape)
        g, x_hat = self._decoded(z)
        loss = f.number("autoencoder_loss", f.call("autoencoder_loss", x, x_hat, mu, log_var))

        d_v = 2 * (x_hat - x) / N * x_hat * (1 - x_hat)  # (N, PIXELS)
        d_g = d_v @ p["W_3"].T * (1 - g**2)
        d_z = d_g @ p["W_2"].T
        d_mu = d_z + mu / N
        d_lv = d_z * eps * 0.5 * np.exp(0.5 * log_var) + 0.5 * (np.exp(log_var) - 1) / N
        d_h = (d_mu @ p["W_mu"].T + d_lv @ p["W_lv"].T) * (1 - h**2)
        errors = {"1": (x, d_h), "mu": (h, d_mu), "lv": (h, d_lv), "2": (z, d_g), "3": (g, d_v)}
        grads: dict[str, Array] = {}
        for layer, (inputs, error) in errors.items():
            grads |= {f"W_{layer}": inputs.T @ error, f"b_{layer}": error.sum(axis=0)}
        self._adam.step(grads)
        return loss

    def encode(self, x: Array) -> tuple[Array, Array, Array]:
        """The encoder's hidden layer, and mean and log variance of z."""
        p = self._adam.params
        h = np.tanh(x @ p["W_1"] + p["b_1"])
        return h, h @ p["W_mu"] + p["b_mu"], h @ p["W_lv"] + p["b_lv"]

    def _decoded(self, z: Array) -> tuple[Array, Array]:
        """The decoder's hidden layer, and pictures from 0 to 1."""
        p = self._adam.params
        g = np.tanh(z @ p["W_2"] + p["b_2"])
        return g, 0.5 * (1 + np.tanh(0.5 * (g @ p["W_3"] + p["b_3"])))

    def outcome(self) -> Outcome:
        """Whether new pictures come back with the spot in its place, the plane of z, and what lies between two points."""
        spots = _spots(self._test_rng, TESTED)
        x = pictures(spots)
        mu = self.encode(x)[1]
        off = np.linalg.norm(centre_of(self._decoded(mu)[1]) - centre_of(x), axis=1)
        accuracy = float((off <= NEAR).mean())
        ends = self.encode(pictures(np.array(CORNERS)))[1]
        path = np.linspace(ends[0], ends[1], BETWEEN)  # (BETWEEN, LATENT)
        row = self._decoded(path)[1].reshape(BETWEEN, SIDE, SIDE)
        corners = "abcd"  # upper left, upper right, lower left, lower right
        marks = [corners[int(y >= SIDE / 2) * 2 + int(x >= SIDE / 2)] for y, x in spots + 0.5]
        points = [(m, float(a), float(b)) for m, (a, b) in zip(marks, mu, strict=True)]
        plane = Plane(Message("train_vae_plane"), tuple(points))
        between = Pictures(Message("train_vae_between"), row)
        latest = self.losses[-LOG_EVERY:]
        return Outcome(
            iterations=len(self.losses),
            loss=sum(latest) / len(latest) if latest else None,
            accuracy=accuracy,
            notes=(
                Message("train_vae_result", {"share": f"{accuracy:.1%}", "count": TESTED}),
                Message("train_vae_lesson"),
            ),
            figures=(*((loss_chart(("", self.losses)),) if latest else ()), plane, between),
            details={
                "plane": [{"corner": mark, "x": a, "y": b} for mark, a, b in points],
                "between": [[float(c) for c in centre] for centre in centre_of(row.reshape(BETWEEN, PIXELS))],
            },
        )

    def model(self) -> Mapping[str, Array]:
        return self._adam.params


def pictures(spots: Array) -> Array:
    """Pictures (N, PIXELS) with a bright spot at each place (row, column)."""
    grid = np.arange(SIDE)
    rows = np.exp(-((grid - spots[:, :1]) ** 2) / (2 * SPOT**2))  # (N, SIDE)
    columns = np.exp(-((grid - spots[:, 1:]) ** 2) / (2 * SPOT**2))
    return (rows[:, :, None] * columns[:, None, :]).reshape(-1, PIXELS)


def centre_of(shown: Array) -> Array:
    """Where the light of pictures (N, PIXELS) has its centre: (N, 2)."""
    light = shown.reshape(-1, SIDE, SIDE) / np.maximum(shown.sum(axis=1), 1e-12)[:, None, None]
    grid = np.arange(SIDE)
    return np.stack([light.sum(axis=2) @ grid, light.sum(axis=1) @ grid], axis=1)


def _spots(rng: np.random.Generator, count: int) -> Array:
    return rng.uniform(1, SIDE - 2, size=(count, 2))
