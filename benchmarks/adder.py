"""Which adders converge: every cell, start and width over ten seeds, as a table for docs/training.md.

    python benchmarks/adder.py [CELL:INIT:WIDTH:RATE …]

A run counts as converged at the first hundred iterations after which 99% of the tested sums are right.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from learnrnn.training import use_one_thread

use_one_thread()  # before numpy is imported

import numpy as np  # noqa: E402

from learnrnn.training.adder import LEARNT, LOG_EVERY, Adder  # noqa: E402
from learnrnn.training.functions import find  # noqa: E402
from learnrnn.training.parts import Options  # noqa: E402

SEEDS = range(10)
ITERATIONS = {8: 3000, 32: 1000}  # by the bits; a wide number takes four times as long
EVERY = [
    *(f"{cell}:{init}:8:0.1" for cell in ("rnn", "lstm", "gru") for init in ("1", "xavier", "he")),
    *(f"{cell}:{init}:32:0.1" for cell in ("rnn", "lstm", "gru") for init in ("1", "xavier")),
]


def iterations(cell: str, init: str, width: int, rate: float, seed: int) -> int | None:
    """After how many iterations a run converged; None if it did not."""
    options = Options(seed, ITERATIONS[width], cell=cell, init=init, width=width, rate=rate)
    training = Adder(find(Adder.needs_with(options), Path("/nonexistent"), reference=True), options)
    for done, _ in enumerate(training.steps(), 1):
        if done % LOG_EVERY == 0 and training.losses[-1] < 0.5 and training.accuracy() >= LEARNT:
            return done
    return None


def main(wanted: list[str]) -> None:
    print(
        "| cell | start | bits | rate | converged | iterations, median (from, to) |\n|---|---|---|---|---|---|"
    )
    for row in wanted:
        cell, init, width, rate = row.split(":")
        with np.errstate(all="ignore"):
            found = [iterations(cell, init, int(width), float(rate), seed) for seed in SEEDS]
        done = sorted(each for each in found if each is not None)
        told = f"{statistics.median(done):.0f} ({done[0]}, {done[-1]})" if done else "–"
        print(f"| {cell} | {init} | {width} | {rate} | {len(done)} of {len(SEEDS)} | {told} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:] or EVERY)
