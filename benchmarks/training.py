"""How fast `learnrnn train adder` learns, against the course note's own loop, side by side in one run.

    python benchmarks/training.py [--seeds 5] [--loss 0.02] [--json FILE]

Both start from weights of standard deviation 1 and go at rate 0.1 until the loss, the mean over all
128 × 128 sums, is below the same number. That loss is taken every 50 iterations and its time is not
counted. `note` is the note's program, written anew: a sum an iteration, a loop over time, products of one
row, the slope at y, no biases. `ours` is the training with the references, eight sums an iteration;
`ours, 1 sum` the same with one.
"""

from __future__ import annotations

import argparse
import itertools
import json
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from learnrnn.training import use_one_thread

use_one_thread()

import numpy as np  # noqa: E402

from learnrnn.training.adder import Adder  # noqa: E402
from learnrnn.training.functions import find  # noqa: E402
from learnrnn.training.parts import Options  # noqa: E402

CHECK_EVERY = 50
ITERATIONS_LIMIT = 20_000
WIDTH, HIDDEN, RATE = 8, 16, 0.1
LARGEST = 2**WIDTH
BINARY = np.unpackbits(np.arange(LARGEST, dtype=np.uint8)[:, None], axis=1)  # most significant bit first

Params = dict[str, Any]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def d_sigmoid(x):
    return (1 - sigmoid(x)) * sigmoid(x)


def mean_squared_error(d, y):
    return np.mean(np.square(d - y)) / 2


def d_mean_squared_error(d, y):
    batch_size = 1 if d.ndim == 1 else d.shape[0]
    return (y - d) / batch_size


def note(seed: int) -> Iterator[Params]:
    """The note's loop; yields its weights after each iteration."""
    rng = np.random.RandomState(seed)
    W_in = rng.randn(2, HIDDEN)
    W_out = rng.randn(HIDDEN, 1)
    W = rng.randn(HIDDEN, HIDDEN)
    W_in_grad, W_out_grad, W_grad = np.zeros_like(W_in), np.zeros_like(W_out), np.zeros_like(W)
    u = np.zeros((HIDDEN, WIDTH + 1))
    z = np.zeros((HIDDEN, WIDTH + 1))
    y = np.zeros((1, WIDTH))
    delta_out = np.zeros((1, WIDTH))
    delta = np.zeros((HIDDEN, WIDTH + 1))
    while True:
        a_int = rng.randint(LARGEST // 2)
        a_bin = BINARY[a_int]
        b_int = rng.randint(LARGEST // 2)
        b_bin = BINARY[b_int]
        d_bin = BINARY[a_int + b_int]
        out_bin = np.zeros_like(d_bin)
        all_loss = 0
        for t in range(WIDTH):
            X = np.array([a_bin[-t - 1], b_bin[-t - 1]]).reshape(1, -1)
            dd = np.array([d_bin[WIDTH - t - 1]])
            u[:, t + 1] = np.dot(X, W_in) + np.dot(z[:, t].reshape(1, -1), W)
            z[:, t + 1] = sigmoid(u[:, t + 1])
            y[:, t] = sigmoid(np.dot(z[:, t + 1].reshape(1, -1), W_out))
            loss = mean_squared_error(dd, y[:, t])
            delta_out[:, t] = d_mean_squared_error(dd, y[:, t]) * d_sigmoid(y[:, t])
            all_loss += loss
            out_bin[WIDTH - t - 1] = np.round(y[:, t])[0]
        for t in range(WIDTH)[::-1]:
            X = np.array([a_bin[-t - 1], b_bin[-t - 1]]).reshape(1, -1)
            back = np.dot(delta[:, t + 1].T, W.T) + np.dot(delta_out[:, t].T, W_out.T)
            delta[:, t] = back * d_sigmoid(u[:, t + 1])
            W_out_grad += np.dot(z[:, t + 1].reshape(-1, 1), delta_out[:, t].reshape(-1, 1))
            W_grad += np.dot(z[:, t].reshape(-1, 1), delta[:, t].reshape(1, -1))
            W_in_grad += np.dot(X.T, delta[:, t].reshape(1, -1))
        W_in -= RATE * W_in_grad
        W_out -= RATE * W_out_grad
        W -= RATE * W_grad
        W_in_grad *= 0
        W_out_grad *= 0
        W_grad *= 0
        yield {"W_in": W_in, "W": W, "b": 0, "W_out": W_out, "c": 0}


def ours(seed: int, batch: int) -> Iterator[Params]:
    """`learnrnn train adder --reference --batch N`, its log included."""
    functions = find(Adder.needs, Path("/nonexistent"), reference=True)
    training = Adder(functions, Options(seed=seed, iterations=ITERATIONS_LIMIT, batch=batch))
    for _ in training.steps():
        yield training.params


def loss_over_all(p: Params) -> float:
    """The loss of all 128 × 128 sums: the mean over sums, the sum over bits."""
    a, b = np.divmod(np.arange((LARGEST // 2) ** 2), LARGEST // 2)
    z, loss = np.zeros((len(a), HIDDEN)), 0.0
    for t in range(WIDTH):
        x = np.stack([BINARY[a, -t - 1], BINARY[b, -t - 1]], axis=1)
        z = sigmoid(x @ p["W_in"] + z @ p["W"] + p["b"])
        y = sigmoid(z @ p["W_out"] + p["c"])
        loss += float(np.mean(0.5 * (y[:, 0] - BINARY[a + b, -t - 1]) ** 2))
    return loss


def run_to(loop: Iterator[Params], target: float) -> tuple[int, float, float]:
    """Iterations, seconds and loss when the loss is first below the target."""
    seconds, loss, iteration = 0.0, np.inf, 0
    while loss >= target and iteration < ITERATIONS_LIMIT:
        start = time.perf_counter()
        params = next(itertools.islice(loop, CHECK_EVERY - 1, None))
        seconds += time.perf_counter() - start
        iteration += CHECK_EVERY
        loss = loss_over_all(params)
    return iteration, seconds, loss


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--loss", type=float, default=0.02)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    rows: list[dict[str, Any]] = []
    for seed in range(arguments.seeds):
        loops = {"note": note(seed), "ours": ours(seed, 8), "ours, 1 sum": ours(seed, 1)}
        for name, loop in loops.items():
            iterations, seconds, loss = run_to(loop, arguments.loss)
            rows.append(
                {"loop": name, "seed": seed, "iterations": iterations, "seconds": seconds, "loss": loss}
            )
            print(f"seed {seed}  {name:12} {iterations:6} iterations {seconds:7.2f} s  loss {loss:.4f}")
    means = {
        name: statistics.mean(row["seconds"] for row in rows if row["loop"] == name)
        for name in ("note", "ours", "ours, 1 sum")
    }
    for name, seconds in means.items():
        print(f"mean    {name:12} {seconds:7.2f} s  {means['note'] / seconds:5.1f} times as fast as the note")
    if arguments.json:
        arguments.json.write_text(
            json.dumps({"loss": arguments.loss, "runs": rows, "mean_s": means}, indent=2)
        )


if __name__ == "__main__":
    main()
