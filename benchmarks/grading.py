"""How fast grading is, against what there is to compare it with, side by side in one run.

    python benchmarks/grading.py [--json FILE] [--exercise lstm] [--students 200]

A submission, all on one core, in turn:
    ours     graded by the engine, fully confined: load, every call, compare
    bare     the same calls alone in this process, inputs ready, no isolation and no comparing: the limit
    pytest   a fresh pytest process a submission with as many asserts, and the plugins that are installed here
    lean     the same without plugins: hypothesis's takes most of that process's time
    otter    `otter run` on the same functions (where the otter extra is installed)
Then a class with all exercises, by `learnrnn grade --jobs 1` and `--jobs 2`, and the parent's peak memory
for a small class and for one twenty times as large; `learnrnn check` cold against `import numpy`, and
`learnrnn quiz` until it has asked against `import click, yaml`. Last a profile: where the time of a
submission with a mistake goes when all is computed for each student, and when it is once for a class.
"""

from __future__ import annotations

import argparse
import contextlib
import cProfile
import json
import os
import pstats
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from learnrnn import catalog
from learnrnn.diagnosis.judge import grade
from learnrnn.engine.edit import edit_all
from learnrnn.engine.grade import value_of
from learnrnn.engine.plan import Plan, functions_of, make_plan
from learnrnn.sandbox import worker
from learnrnn.sandbox.pool import Zygote
from learnrnn.submissions.source import script

ROUNDS = 60
EVERY = {"ours": 1, "bare": 1, "pytest": 12, "lean": 4, "otter": 20}  # the slower, the seldomer
NO_PLUGINS = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
LEARNRNN = [sys.executable, "-m", "learnrnn"]


def median_ms(run: Callable[[], object], rounds: int) -> float:
    run()
    times: list[float] = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return 1e3 * statistics.median(times)


def bare(plan: Plan) -> Callable[[], None]:
    """The plan's calls alone, on inputs that are ready."""
    functions = functions_of(plan.source, plan.exercise.filename)
    calls = [(functions[r.function], r.arguments()) for r in plan.requests]

    def run() -> None:
        with np.errstate(all="ignore"):
            for function, arguments in calls:
                with contextlib.suppress(ValueError):
                    function(*arguments)

    return run


def pytest_process(plan: Plan, folder: Path, environment: dict[str, str]) -> Callable[[], None]:
    """A fresh pytest with an assert a call, on saved inputs and expected values; `environment` has more."""
    data: dict[str, Any] = {}
    lines = [
        "import numpy as np",
        f"import {plan.exercise.module} as m",
        "import pickle",
        "D = pickle.load(open('d', 'rb'))",
    ]
    for i, (trial, expected) in enumerate(zip(plan.trials, plan.expected, strict=True)):
        if expected.kind != worker.VALUE:
            continue
        data[str(i)] = (trial.request.arguments(), value_of(expected))
        lines += [f"def test_{i}():", f"    a, e = D['{i}']", f"    close(m.{trial.request.function}(*a), e)"]
    lines += [
        "def close(a, e):",
        "    if isinstance(e, (tuple, list)): [close(x, y) for x, y in zip(a, e)]",
        "    elif isinstance(e, dict): [close(a[k], e[k]) for k in e]",
        "    else: assert np.allclose(a, e)",
    ]
    import pickle

    (folder / "d").write_bytes(pickle.dumps(data))
    (folder / "test_all.py").write_text("\n".join(lines))
    shutil.copy(plan.exercise.solution, folder)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_all.py"]

    def run() -> None:
        subprocess.run(
            command, cwd=folder, check=True, stdout=subprocess.DEVNULL, env=os.environ | environment
        )

    return run


def otter_run(plan: Plan, folder: Path) -> Callable[[], None] | None:
    """`otter run` of the same file, where Otter is installed."""
    try:
        import otter  # noqa: F401  # pyright: ignore
    except ImportError:
        return None
    tests = folder / "tests"
    tests.mkdir()
    name = plan.exercise.module
    body = f"OK_FORMAT = False\nfrom otter.test_files import test_case\nname = '{name}'\npoints = 1\n"
    body += "@test_case()\ndef t(env):\n    assert True\n"
    (tests / f"{name}.py").write_text(body)
    subprocess.run([sys.executable, "-m", "otter", "generate", "-t", "tests", "-o", "a.zip", "--no-environment"],
                   cwd=folder, check=True, stdout=subprocess.DEVNULL)  # fmt: skip
    command = [sys.executable, "-m", "otter", "run", "-a", "a.zip", plan.exercise.filename]
    return lambda: subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL) and None


def one_submission(name: str) -> dict[str, Any]:
    """ours, bare, pytest and otter on one core, in turn: machines drift."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    plan = make_plan(catalog.exercise(name), 0)
    source = script(plan.source)
    with tempfile.TemporaryDirectory() as folder, Zygote() as zygote:
        assert grade(plan, source, zygote).status == "passed"
        runs: dict[str, Callable[[], object] | None] = {
            "ours": lambda: grade(plan, source, zygote),
            "bare": bare(plan),
            "pytest": pytest_process(plan, Path(folder), {}),
            "lean": pytest_process(plan, Path(folder), NO_PLUGINS),
            "otter": otter_run(plan, Path(folder)),
        }
        times: dict[str, list[float]] = {peer: [] for peer, run in runs.items() if run}
        for number in range(ROUNDS):
            for peer, run in runs.items():
                if run and number % EVERY[peer] == 0:
                    times[peer].append(median_ms(run, 1))
    os.sched_setaffinity(0, cores)
    found: dict[str, Any] = {"exercise": name, "calls": len(plan.trials)}
    found |= {f"{peer}_ms": statistics.median(times[peer]) if peer in times else None for peer in runs}
    found["ours_over_bare"] = found["ours_ms"] / found["bare_ms"]
    for peer in ("pytest", "lean", "otter"):
        found[f"{peer}_over_ours"] = found[f"{peer}_ms"] / found["ours_ms"] if found[f"{peer}_ms"] else None
    return found


def make_class(folder: Path, students: int) -> None:
    """Full solutions, links to one copy: what is measured is the grading."""
    for i in range(students):
        (folder / f"s{i:05d}").mkdir(parents=True)
        for exercise in catalog.exercises().values():
            os.link(_copy(exercise.solution, folder.parent), folder / f"s{i:05d}" / exercise.filename)


def _copy(path: Path, folder: Path) -> Path:
    target = folder / path.name
    if not target.exists():
        shutil.copy(path, target)
    return target


def grade_class(folder: Path, *words: str) -> tuple[float, int]:
    """Seconds, and the parent's peak memory in bytes."""
    code = (
        "import resource, sys\nfrom learnrnn.cli import main\n"
        "try: main()\nfinally: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    )
    start = time.perf_counter()
    command = [sys.executable, "-c", code, "grade", str(folder), "--out", str(folder.parent / "out"), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return time.perf_counter() - start, int(done.stderr.split()[-1]) * 1024


def a_class(students: int) -> dict[str, Any]:
    """Speed-up from one job to two, and memory as the class grows."""
    found: dict[str, Any] = {"students": students, "exercises": len(catalog.exercises())}
    with tempfile.TemporaryDirectory() as folder:
        submissions = Path(folder) / "class"
        make_class(submissions, students)
        found["jobs_1_s"], _ = grade_class(submissions, "--jobs", "1")
        found["jobs_2_s"], _ = grade_class(submissions, "--jobs", "2")
        found["speed_up"] = found["jobs_1_s"] / found["jobs_2_s"]
    for size in (students, 20 * students):
        with tempfile.TemporaryDirectory() as folder:
            submissions = Path(folder) / "class"
            make_class(submissions, size)
            _, found[f"memory_of_{size}"] = grade_class(submissions, "--jobs", "2", "--only", "backprop")
    found["memory_growth"] = found[f"memory_of_{20 * students}"] / found[f"memory_of_{students}"]
    return found


def cold(words: list[str], imports: str) -> dict[str, Any]:
    """A command in a new process against imports alone, in turn; the ratio is the median of the pairs'."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(catalog.exercise("lstm").solution, folder)
        environment = os.environ | {"XDG_DATA_HOME": folder, "LEARNRNN_WORKSPACE": folder}
        quiet: dict[str, Any] = {
            "check": True, "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "env": environment,
        }  # fmt: skip
        commands = ([*LEARNRNN, *words], [sys.executable, "-c", f"import {imports}"])
        pairs = [[median_ms(lambda c=c: subprocess.run(c, **quiet), 1) for c in commands] for _ in range(15)]
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    return {
        "command": " ".join(words),
        "command_ms": ours,
        "against": f"import {imports}",
        "against_ms": theirs,
        "ratio": statistics.median(a / b for a, b in pairs),
    }


PARTS = (
    "make_plan",
    "answers",
    "run",
    "judge",
)  # drawing; ours and the mistakes' answers; the worker; judging


def profiled(name: str, students: int = 20) -> dict[str, Any]:
    """Milliseconds a student by part, with a plan a student (before) and one for all (after)."""
    exercise = catalog.exercise(name)
    mistake = exercise.checks().mistakes[0]
    source = script(edit_all(exercise.solution.read_text(encoding="utf-8"), mistake.every_form()[0].edits))
    found: dict[str, Any] = {"exercise": name, "mistake": mistake.name}
    with Zygote() as zygote:
        for when in ("before", "after"):
            shared = make_plan(exercise, 0)
            grade(shared, source, zygote)
            profile = cProfile.Profile()
            profile.enable()
            for _ in range(students):
                grade(make_plan(exercise, 0) if when == "before" else shared, source, zygote)
            profile.disable()
            spent = dict.fromkeys(PARTS, 0.0)
            for (file, _, function), (*_, cumulative, _callers) in pstats.Stats(profile).stats.items():  # pyright: ignore[reportAttributeAccessIssue]
                if function in spent and "learnrnn" in file:
                    spent[function] = max(spent[function], 1e3 * cumulative / students)
            found[when] = spent
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", type=Path)
    parser.add_argument("--exercise", action="append")
    parser.add_argument("--students", type=int, default=200)
    arguments = parser.parse_args()
    names = arguments.exercise or ["bptt", "clip", "lstm", "bidirectional", "embedding", "attention"]
    found = {
        "submission": [one_submission(name) for name in names],
        "cold_check": cold(["check", "lstm"], "numpy"),
        "cold_quiz": cold(["quiz"], "click, yaml"),
        "profile": [profiled(name) for name in names],
        "class": a_class(arguments.students) if arguments.students else None,
    }
    show(found)
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=2) + "\n")


def show(found: dict[str, Any]) -> None:
    console = Console()
    table = Table("", *(row["exercise"] for row in found["submission"]), title="one submission, one core")
    for key in list(found["submission"][0])[1:]:
        values = [row[key] for row in found["submission"]]
        table.add_row(key, *(f"{v:.1f}" if isinstance(v, float) else str(v) for v in values))
    console.print(table)
    spent = Table(title="a submission with a mistake, profiled (ms): a plan a student → one for the class")
    for column in ("exercise", *PARTS):
        spent.add_column(column.replace("_", " "), justify="right")
    for row in found["profile"]:
        spent.add_row(row["exercise"], *(f"{row['before'][p]:.1f} → {row['after'][p]:.1f}" for p in PARTS))
    console.print(spent)
    for part in ("cold_check", "cold_quiz", "class"):
        if found[part]:
            said = ", ".join(
                f"{k} {v:.2f}" if isinstance(v, float) else f"{k} {v}" for k, v in found[part].items()
            )
            console.print(f"{part}: {said}")
    console.print(f"peak memory here: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MiB")


if __name__ == "__main__":
    main()
