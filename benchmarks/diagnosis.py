"""What is said of files with a slip, and what it costs: named, placed, related, or a dead end.

    python benchmarks/diagnosis.py FOLDER [FOLDER ...]

A FOLDER holds files EXERCISE__WHAT.py, each with a slip or two, and beside it FOLDER.toml says of each file which of
the kit's names are true for it (`true_names`, a list, or a list of lists for several slips). A name that is not
among them is counted apart, to be read: a list may be older than the name. Or a FOLDER holds right files and a
slips.toml that says what each slip changes, as tests/diagnosis/slips does; there `line` is the slip's own, and a line
that is further from it than one is counted as false.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from learnrnn import catalog
from learnrnn.app.check import SEARCH_S
from learnrnn.diagnosis.judge import grade
from learnrnn.diagnosis.seek import with_places
from learnrnn.engine.plan import Plan, make_plan
from learnrnn.result import ERROR, ExerciseResult
from learnrnn.sandbox.pool import Sandbox, Zygote
from learnrnn.submissions.source import script


@dataclass
class Count:
    """Files of a folder, by the surest thing that is said of them."""

    files: int = 0
    named: int = 0
    unlisted: list[str] = field(default_factory=list)
    line: int = 0
    false_line: list[str] = field(default_factory=list)
    function: int = 0
    relation: int = 0
    message: int = 0
    dead: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def main() -> None:
    table = Table(
        "",
        "files",
        "named",
        "to read",
        "line",
        "false line",
        "function",
        "relation",
        "message",
        "dead",
        "median s",
        "worst s",
    )
    with Zygote() as sandbox:
        for folder in map(Path, sys.argv[1:]):
            count = look_at(folder, sandbox)
            table.add_row(
                folder.name,
                *map(str, (count.files, count.named, len(count.unlisted), count.line, len(count.false_line))),
                str(count.function),
                *map(str, (count.relation, count.message, len(count.dead))),
                f"{statistics.median(count.seconds):.2f}",
                f"{max(count.seconds):.2f}",
            )
            for title, names in (
                ("to read", count.unlisted),
                ("false line", count.false_line),
                ("dead end", count.dead),
            ):
                for name in names:
                    print(f"{title}: {name}")
    Console().print(table)


@dataclass(frozen=True)
class Slip:
    """A file with a slip. lines: where it is, as far as that is written down."""

    name: str
    text: str
    true_names: list[Any]
    lines: range | None = None


def slips_of(folder: Path) -> list[Slip]:
    """The slips of a folder, with their keys."""
    table = folder / "slips.toml"
    if not table.is_file():
        listed: dict[str, Any] = tomllib.loads(folder.with_suffix(".toml").read_text(encoding="utf-8"))
        files = sorted(folder.glob("*.py"))
        return [
            Slip(f.stem, f.read_text(encoding="utf-8"), listed.get(f.stem, {}).get("true_names", []))
            for f in files
        ]
    found = []
    for name, slip in tomllib.loads(table.read_text(encoding="utf-8")).items():
        right = (folder / f"{name.split('__')[0]}.py").read_text(encoding="utf-8")
        line, text = slip.get("line"), right.replace(slip["old"], slip["new"])
        near = range(line - 1, line + slip.get("many", 1) + 1) if line else None
        found.append(Slip(name, text, slip["names"], near))
    return found


def look_at(folder: Path, sandbox: Zygote) -> Count:
    exercises = {exercise.module: exercise for exercise in catalog.exercises().values()}
    plans: dict[str, Plan] = {}
    count = Count()
    for slip in slips_of(folder):
        module = slip.name.split("__")[0]
        plan = plans.setdefault(module, make_plan(exercises[module], 0))
        graded(plan, slip.text, sandbox, search=False)  # what is made once for a class
        before = cpu_s(sandbox)
        graded(plan, slip.text, sandbox, search=False)
        between = cpu_s(sandbox)
        result = graded(plan, slip.text, sandbox, search=True)
        count.seconds.append(cpu_s(sandbox) - between - (between - before))
        note(result, slip, count)
    return count


def graded(plan: Plan, text: str, sandbox: Sandbox, *, search: bool) -> ExerciseResult:
    source = script(text, plan.exercise.filename)
    if not search:
        return grade(plan, source, sandbox)
    return grade(
        plan,
        source,
        sandbox,
        look=lambda run, found: with_places(plan, source, run, found, sandbox, SEARCH_S),
    )


def note(result: ExerciseResult, slip: Slip, count: Count) -> None:
    name, true_names = slip.name, slip.true_names
    count.files += 1
    lines = {check.place.line for check in result.checks if check.place and check.place.line}
    if slip.lines and lines and not lines & set(slip.lines):
        count.false_line.append(f"{name}: {sorted(lines)}")
    names = {mistake for check in result.checks for mistake in check.mistakes}
    known = {n for each in true_names for n in (each if isinstance(each, list) else [each])}
    if names - known:
        count.unlisted.append(f"{name}: {', '.join(sorted(names - known))}")
    if names & known:
        count.named += 1
    elif lines:
        count.line += 1
    elif names:
        pass
    elif any(check.place for check in result.checks):
        count.function += 1
    elif any(check.relation for check in result.checks):
        count.relation += 1
    elif any(check.status == ERROR for check in result.checks):
        count.message += 1
    else:
        count.dead.append(name)


def cpu_s(sandbox: Zygote) -> float:
    """Seconds of CPU so far: this process's, and those of the zygote and its workers that are gone."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    stat = Path(f"/proc/{sandbox.hello()['pid']}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return own.ru_utime + own.ru_stime + sum(map(int, stat[11:15])) / 100


if __name__ == "__main__":
    main()
