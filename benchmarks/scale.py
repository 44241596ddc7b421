"""Grades classes of growing size, once and again: time, memory, the store; one core against two; Dask against none.

    python benchmarks/scale.py --sizes 100,1000,10000 --json scale.json
    python benchmarks/scale.py --sizes 1000 --cores --dask

`lstm` and `clip` of each student, half of them right, no two files equal. Every run is a process of its own: its
memory and CPU are the parent's alone, the CPU of its children is theirs. What 100,000 on 64 cores would take is worked
out from the largest size: the workers' CPU shared by the cores, or the parent's own CPU, whichever is longer.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from learnrnn import catalog
from learnrnn.gradebook import cluster
from learnrnn.gradebook.executors import cores
from learnrnn.gradebook.job import Job, Order, Task
from learnrnn.sandbox.pool import Limits
from learnrnn.submissions.find import find_submissions

EXERCISES = ("lstm", "clip")
WRONG = "def {name}(*arguments):\n    return 0.0\n"
MOOC, MOOC_CORES = 100_000, 64
CHUNKS = 12  # of eight, each way
RUN = """
import json, os, resource, sys
from learnrnn.__main__ import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
used, theirs = (resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
with open(os.environ["USED"], "w") as file:
    json.dump([used.ru_maxrss, used.ru_utime + used.ru_stime, theirs.ru_utime + theirs.ru_stime], file)
"""


@dataclass(frozen=True)
class Used:
    """What one run took. The CPU of workers counts where their zygote was waited for."""

    wall_s: float
    parent_mb: float
    parent_cpu_s: float
    children_cpu_s: float


@dataclass(frozen=True)
class Size:
    """A class, graded and graded again. again: the same command once more, with nothing changed."""

    submissions: int
    first: Used
    again: Used
    store_mb: float
    results_mb: float

    @property
    def times_as_fast(self) -> float:
        return self.first.wall_s / self.again.wall_s


def make_class(folder: Path, count: int) -> None:
    for i in range(count):
        place = folder / "class" / f"s{i:06}"
        place.mkdir(parents=True)
        for name in EXERCISES:
            exercise = catalog.exercise(name)
            right = exercise.solution.read_text()
            wrong = right + WRONG.format(name=exercise.functions[-1])
            (place / exercise.filename).write_text(f"{right if i % 2 else wrong}# {i}\n")


def grade(folder: Path, *words: str, on: set[int] | None = None) -> Used:
    """`learnrnn grade` of the class. on: the cores that it may use."""
    command = [
        sys.executable,
        "-c",
        RUN,
        "grade",
        "class",
        "--only",
        ",".join(EXERCISES),
        "--seed",
        "1",
        *words,
    ]
    used = folder / "used.json"
    begun = time.perf_counter()
    subprocess.run(
        command,
        cwd=folder,
        check=True,
        env=os.environ | {"USED": str(used)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=(lambda: os.sched_setaffinity(0, on)) if on else None,
    )
    wall_s = time.perf_counter() - begun
    memory_kb, parent_s, children_s = json.loads(used.read_text())
    return Used(wall_s, memory_kb / 1024, parent_s, children_s)


def measure(count: int) -> Size:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_class(folder, count)
        first, again = (grade(folder, "--out", "out") for _ in range(2))
        sizes = [(folder / "out" / file).stat().st_size / 1e6 for file in ("store.sqlite", "results.json")]
    return Size(count, first, again, *sizes)


def cores_against_one(count: int) -> dict[str, float]:
    """How much faster two cores are than one, each with as many jobs."""
    here = sorted(os.sched_getaffinity(0))[:2]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_class(folder, count)
        one = grade(folder, "--out", "one", "--jobs", "1", on=set(here[:1]))
        two = grade(folder, "--out", "two", "--jobs", "2", on=set(here))
    return {"one_s": one.wall_s, "two_s": two.wall_s, "times_as_fast": one.wall_s / two.wall_s}


def dask_against_none() -> dict[str, float]:
    """What a chunk costs through Dask beyond what it costs by itself: the median of chunks that take turns."""
    from distributed import Client, LocalCluster

    order = Order(tuple(catalog.exercise(name) for name in EXERCISES), 1, Limits())
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        make_class(folder, 8 * CHUNKS)
        found = find_submissions([folder / "class"]).submissions
        chunks = [[Task(s) for s in found[at : at + 8]] for at in range(0, len(found), 8)]
        started = stack.enter_context(LocalCluster(1, threads_per_worker=1, dashboard_address=None))
        client = stack.enter_context(Client(started))
        job = stack.enter_context(Job(order))
        ways = {
            "bare_s": job.grade,
            "dask_s": lambda chunk: client.submit(cluster.run, order, chunk, True, pure=False).result(),
        }
        took: dict[str, list[float]] = {way: [] for way in ways}
        for number, chunk in enumerate([chunks[0], *chunks]):
            for way, run in ways.items():
                begun = time.perf_counter()
                run(chunk)
                if number:  # the first makes plans and starts workers
                    took[way].append(time.perf_counter() - begun)
    bare, dask = (statistics.median(took[way]) for way in ways)
    return {"bare_s": bare, "dask_s": dask, "overhead": dask / bare - 1}


def mooc(size: Size) -> dict[str, float]:
    """Hours that so many would take on so many cores, by this size's figures."""
    workers_s = size.first.children_cpu_s / size.submissions * MOOC / MOOC_CORES
    parent_s = size.first.parent_cpu_s / size.submissions * MOOC
    return {
        "workers_h": workers_s / 3600,
        "parent_h": parent_s / 3600,
        "hours": max(workers_s, parent_s) / 3600,
    }


def show(sizes: Sequence[Size], others: dict[str, dict[str, float]]) -> None:
    table = Table(
        "submissions", "wall s", "parent MB", "parent CPU s", "children CPU s", "again s", "times", "store MB"
    )
    for size in sizes:
        first = size.first
        cells = [first.wall_s, first.parent_mb, first.parent_cpu_s, first.children_cpu_s, size.again.wall_s]
        table.add_row(
            str(size.submissions), *(f"{cell:.1f}" for cell in [*cells, size.times_as_fast, size.store_mb])
        )
    console = Console()
    console.print(table)
    for name, figures in others.items():
        console.print(name, {key: round(value, 4) for key, value in figures.items()})


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="100,1000", help="submissions, with commas (100,1000)")
    parser.add_argument("--cores", action="store_true", help="one core against two, by the first size")
    parser.add_argument("--dask", action="store_true", help="Dask's overhead a chunk")
    parser.add_argument("--json", type=Path, metavar="FILE")
    asked = parser.parse_args()
    counts = [int(count) for count in asked.sizes.split(",")]
    sizes = [measure(count) for count in counts]
    others = {f"{MOOC} on {MOOC_CORES} cores": mooc(sizes[-1])}
    if asked.cores:
        others["two cores"] = cores_against_one(counts[0])
    if asked.dask:
        others["dask"] = dask_against_none()
    show(sizes, others)
    if asked.json:
        figures = {"cores": cores(), "sizes": [asdict(size) for size in sizes], **others}
        asked.json.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
