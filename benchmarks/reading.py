"""Reads a class of 1,000 folders and one of 1,000 zips: time and memory a submission, against unpacking the same.

    python benchmarks/reading.py --students 1000 --json reading.json

Each way runs in a process of its own, so that its memory is its own; each submission has all exercises' files, a
picture and a data file of a megabyte that cannot be an answer. `read` asks for every exercise as grading does;
`unpack` is shutil.unpack_archive (for folders: shutil.copytree) alone, which reads nothing of it.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from learnrnn import catalog
from learnrnn.submissions.find import find_submissions

BALLAST = 1 << 20  # bytes of the data file


def make_class(folder: Path, students: int, *, zipped: bool) -> None:
    """The same submission many times, each under a name of its own."""
    one = folder / "one"
    one.mkdir()
    for exercise in catalog.exercises().values():
        shutil.copy(exercise.solution, one)
    (one / "figure.png").write_bytes(os.urandom(50_000))
    (one / "data.csv").write_bytes(b"0.25,0.5\n" * (BALLAST // 9))
    (folder / "class").mkdir()
    packed = Path(shutil.make_archive(str(folder / "one"), "zip", one)) if zipped else None
    for number in range(students):
        name = folder / "class" / f"s{number:05d}"
        if packed:
            os.link(packed, name.with_suffix(".zip"))
        else:
            shutil.copytree(one, name, copy_function=os.link)


def read(folder: Path) -> int:
    """Ask every submission for every exercise."""
    exercises = list(catalog.exercises().values())
    found = find_submissions([folder / "class"]).submissions
    return sum(bool(submission.read(each).digest) for submission in found for each in exercises)


def unpack(folder: Path) -> int:
    """Unpack or copy every submission, one after the other, to one place that is emptied each time."""
    target = folder / "unpacked"
    children = sorted((folder / "class").iterdir())
    for child in children:
        if child.is_dir():
            shutil.copytree(child, target)
        else:
            shutil.unpack_archive(child, target)
        shutil.rmtree(target)
    return len(children)


WAYS: dict[str, Callable[[Path], int]] = {"read": read, "unpack": unpack}


def alone(way: str, folder: Path, students: int) -> dict[str, float]:
    """One way in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--way", way, "--folder", str(folder)],
        check=True,
        capture_output=True,
        text=True,
    )
    found = json.loads(done.stdout)
    return {
        "ms": 1e3 * found["seconds"] / students,
        "cpu_ms": 1e3 * found["cpu"] / students,
        "peak_mib": found["peak_kb"] / 1024,
    }


def measure(way: str, folder: Path) -> None:
    begun, cpu = time.perf_counter(), time.process_time()
    count = WAYS[way](folder)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    seconds, spent = time.perf_counter() - begun, time.process_time() - cpu
    print(json.dumps({"seconds": seconds, "cpu": spent, "peak_kb": usage.ru_maxrss, "count": count}))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--students", type=int, default=1000)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.way:
        measure(arguments.way, arguments.folder)
        return
    found: dict[str, dict[str, dict[str, float]]] = {}
    for kind in ("folders", "zips"):
        with tempfile.TemporaryDirectory() as name:
            make_class(Path(name), arguments.students, zipped=kind == "zips")
            found[kind] = {way: alone(way, Path(name), arguments.students) for way in WAYS}
    table = Table("", "ms", "CPU ms", "peak MiB", title=f"a submission of a class of {arguments.students}")
    for kind, ways in found.items():
        for way, of in ways.items():
            table.add_row(f"{kind}: {way}", f"{of['ms']:.2f}", f"{of['cpu_ms']:.2f}", f"{of['peak_mib']:.0f}")
    Console().print(table)
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
