"""How soon `learnrnn watch` has judged a save: from the end of the write to the verdict, warm.

    python benchmarks/watch.py [--json FILE] [--saves 60] [lstm seq2seq …]

The files alternate between the reference and one with a mistake, as when somebody is at work. Each verdict
is that of the whole chain: the system's notice, reading, the confined worker, judging, naming the mistake.
Drawing the screen is measured apart.
"""

from __future__ import annotations

import argparse
import json
import queue
import statistics
import tempfile
import time
from pathlib import Path

from learnrnn import catalog
from learnrnn.app.judge import Judge, Judged
from learnrnn.app.watch import verdict_of
from learnrnn.engine.edit import edit_all
from learnrnn.learner.course import look
from learnrnn.learner.saves import Saves
from learnrnn.sandbox.pool import Limits
from learnrnn.views.watch import View, screen

PAUSE_S = 0.2  # between saves: longer than an editor's and the judge's own waits


def watched(name: str, saves: int) -> dict[str, float | str]:
    """Milliseconds from a write to its verdict, and for drawing it: median and 95th percentile."""
    exercise = catalog.exercise(name)
    source = exercise.solution.read_text(encoding="utf-8")
    texts = [source, *(edit_all(source, m.every_form()[0].edits) for m in exercise.checks().mistakes[:3])]
    verdicts: queue.SimpleQueue[Judged] = queue.SimpleQueue()
    waits: list[float] = []
    draws: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        seen = look(workspace)
        with (
            Judge(workspace, 0, Limits(), verdicts.put) as judge,
            Saves(workspace, lambda names: judge.ask([exercise]) if exercise.filename in names else None),
        ):
            time.sleep(1)
            for number in range(saves + 2 * len(texts)):
                (workspace / exercise.filename).write_text(texts[number % len(texts)])
                start = time.perf_counter()
                judged = verdicts.get()
                taken = time.perf_counter() - start
                start = time.perf_counter()
                screen(View(exercise, seen, verdict_of(judged), busy=False), "en")
                if number >= 2 * len(texts):  # warm
                    waits.append(1e3 * taken)
                    draws.append(1e3 * (time.perf_counter() - start))
                time.sleep(PAUSE_S)
    return {
        "exercise": name,
        "median_ms": statistics.median(waits),
        "p95_ms": statistics.quantiles(waits, n=20)[-1],
        "draw_ms": statistics.median(draws),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", default=["lstm", "seq2seq"])
    parser.add_argument("--saves", type=int, default=60)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = [watched(name, options.saves) for name in options.names]
    for row in found:
        print(
            f"{row['exercise']}: median {row['median_ms']:.0f} ms, 95th percentile {row['p95_ms']:.0f} ms, "
            f"drawing {row['draw_ms']:.1f} ms"
        )
    if options.json:
        options.json.write_text(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
