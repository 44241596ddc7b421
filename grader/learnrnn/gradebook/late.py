"""How late a student is, by the assignment that a store keeps and the times that were told."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from learnrnn.errors import complain
from learnrnn.gradebook.assignment import Assignment, Number, parse
from learnrnn.gradebook.store import Store

ASSIGNMENT, TIMES, MARKED = "assignment", "times", "marked_late"  # settings of the store
COLUMNS = ["student", "time"]


@dataclass(frozen=True)
class Lateness:
    """What a student loses. days: late, begun ones; None where no time is known, which counts as on time.

    Whom a system calls late without saying when, is one day late.
    """

    days: int | None
    percent: Number = 0


def lateness(
    assignment: Assignment, student: str, at: datetime | None, *, is_marked: bool = False
) -> Lateness:
    """How late a student is who handed in at a time. is_marked: the system calls them late."""
    due = assignment.due_for(student)
    if due is None or (at is None and (not is_marked or student in assignment.extensions)):
        return Lateness(None)
    policy = assignment.late
    after = timedelta(days=1) if at is None else at - due - timedelta(minutes=policy.grace_minutes)
    days = max(0, math.ceil(after / timedelta(days=1)))
    if policy.cut_off_days is not None and days > policy.cut_off_days:
        return Lateness(days, 100)
    return Lateness(days, min(100, days * policy.percent_a_day))


def kept(store: Store) -> Assignment | None:
    """The assignment that a store keeps. Raises LearnrnnError."""
    text = store.get(ASSIGNMENT)
    return None if text is None else parse(text, store.path)


def times(store: Store) -> dict[str, datetime]:
    """When each student handed in, as far as it was told."""
    told = json.loads(store.get(TIMES) or "{}")
    return {student: datetime.fromisoformat(at) for student, at in told.items()}


def add_times(store: Store, more: Mapping[str, datetime]) -> None:
    """Keep times; who is in `more` has no other any longer."""
    told = json.loads(store.get(TIMES) or "{}") | {who: at.isoformat() for who, at in more.items()}
    store.set(TIMES, json.dumps(told, ensure_ascii=False))


def marked(store: Store) -> frozenset[str]:
    """Whom their system calls late."""
    return frozenset(json.loads(store.get(MARKED) or "[]"))


def mark(store: Store, students: Iterable[str], late: Iterable[str]) -> None:
    """Of these students, those in `late` are called late from now on."""
    found = (marked(store) - set(students)) | set(late)
    if found or store.get(MARKED):
        store.set(MARKED, json.dumps(sorted(found), ensure_ascii=False))


def read_times(file: Path, zone: tzinfo | None) -> dict[str, datetime]:
    """A CSV `student,time`. zone: of times that name none. Of two times of a student the later counts.

    Raises LearnrnnError, with the line.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise complain("times_unreadable", file=file, why=error.strerror or error) from None
    except UnicodeDecodeError:
        raise complain("times_not_utf8", file=file) from None
    found: dict[str, datetime] = {}
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        if [cell.strip() for cell in next(reader, [])] != COLUMNS:
            raise complain("times_header", file=file)
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            student, at = row[0], _time(row[1].strip(), zone) if len(row) == len(COLUMNS) else None
            if at is None:
                raise complain("times_row", file=file, line=reader.line_num)
            found[student] = max(at, found.get(student, at))
    except csv.Error as error:
        raise complain("times_unreadable", file=file, why=error) from None
    return found


def _time(text: str, zone: tzinfo | None) -> datetime | None:
    """A time of day is asked for: a date alone is midnight to one, the day's end to the other."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if ":" not in text:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)
