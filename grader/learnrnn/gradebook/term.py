"""A term's gradebook over several assignments: the marks of each, and their sum."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from learnrnn.errors import complain
from learnrnn.gradebook.documents import folder_of
from learnrnn.gradebook.marks import DIGITS, Entry, Number, entries
from learnrnn.gradebook.store import FILE, Store

SCHEMA = "learnrnn/term/1"


@dataclass(frozen=True)
class Assignment:
    """One part of a term. marks: each student's score and the most there is for them; None where nothing counts."""

    name: str
    marks: Mapping[str, tuple[Number, Number] | None]

    @property
    def most(self) -> Number:
        return max((mark[1] for mark in self.marks.values() if mark), default=0)


@dataclass(frozen=True)
class Line:
    """A student's term. parts: an assignment each; None where nothing was handed in, or nothing counts."""

    student: str
    parts: tuple[tuple[Number, Number] | None, ...]
    score: Number
    max_score: Number
    missing: tuple[str, ...]  # assignments in which the student is not at all


def read_assignment(path: Path) -> Assignment:
    """The marks in a folder of `learnrnn grade`, or in what `learnrnn quiz --answers --json` printed.

    Raises LearnrnnError.
    """
    if path.is_file() and path.name != FILE and path.suffix == ".json" and path.name != "results.json":
        return Assignment(path.stem, _quiz(path))
    folder = folder_of(path)
    with Store(folder, must_exist=True) as store:
        marks = {entry.student: _whole(entry) for entry in entries(store)}
    return Assignment(folder.resolve().name, marks)


def lines(assignments: Sequence[Assignment], name: Callable[[str], str] = str) -> list[Line]:
    """Every student's line, by name. Who is in no results of an assignment has no points of it."""
    students = sorted({student for a in assignments for student in a.marks})
    return sorted((_line(student, assignments, name) for student in students), key=lambda line: line.student)


def _line(student: str, assignments: Sequence[Assignment], name: Callable[[str], str]) -> Line:
    parts = tuple(a.marks.get(student) for a in assignments)
    absent = [a for a in assignments if student not in a.marks]
    score = round(sum(part[0] for part in parts if part), DIGITS)
    most = round(sum(part[1] for part in parts if part) + sum(a.most for a in absent), DIGITS)
    return Line(name(student), parts, score, most, tuple(a.name for a in absent))


def rows(assignments: Sequence[Assignment], found: Sequence[Line]) -> list[list[object]]:
    """As CSV: a column an assignment; empty where nothing was handed in or nothing counts."""
    head: list[object] = ["student", "score", "max_score", *(a.name for a in assignments), "status"]
    return [head, *([*_cells(line), _status(line)] for line in found)]


def document(assignments: Sequence[Assignment], found: Sequence[Line]) -> dict[str, Any]:
    """As docs/documents.md says."""
    return {
        "schema": SCHEMA,
        "assignments": [{"name": a.name, "max_score": a.most} for a in assignments],
        "students": [
            {
                "student": line.student,
                "score": line.score,
                "max_score": line.max_score,
                "scores": [part[0] if part else None for part in line.parts],
                "missing": list(line.missing),
            }
            for line in found
        ],
    }


def _cells(line: Line) -> list[object]:
    return [line.student, line.score, line.max_score, *(part[0] if part else None for part in line.parts)]


def _status(line: Line) -> str:
    return "; ".join(f"{name}: missing" for name in line.missing) or "graded"


def _whole(entry: Entry) -> tuple[Number, Number] | None:
    return (entry.score, entry.max_score) if entry.max_score else None


def _quiz(path: Path) -> dict[str, tuple[Number, Number] | None]:
    try:
        data = json.loads(path.read_bytes())
        return {str(s["student"]): (s["score"], s["max_score"]) for s in data["students"]}
    except OSError as error:
        raise complain("results_unreadable", path=path, why=error.strerror or error) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise complain("results_unknown", path=path) from None
