"""docs/term.md leads through a term of four assignments, and ends in the gradebook that can be worked out by hand."""

from __future__ import annotations

import csv
import json
import math
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPOSITORY

TOKYO = timezone(timedelta(hours=9))
Points = tuple[Fraction, int]  # reached, and the most there was


def days_late(at: str, day: int, grace_minutes: int = 0) -> int:
    after = datetime.fromisoformat(at) - datetime(2026, 5, day, 23, 59, tzinfo=TOKYO)
    return max(0, math.ceil((after - timedelta(minutes=grace_minutes)) / timedelta(days=1)))


def points(right: bool) -> Fraction:
    return Fraction(10 if right else 0)


def week_1(did: dict[str, Any]) -> Points | None:
    if did["at"] is None:
        return None
    late = days_late(did["at"], 1)
    return points(did["clip"]) * (0 if late > 2 else Fraction(100 - 10 * late, 100)), 10


def week_2(did: dict[str, Any]) -> Points:
    first = points(did["sigmoid"]) * (Fraction(8, 10) if did["late"] else 1)
    return max(first, Fraction(8) if did["again"] else first), 10


def week_3(did: dict[str, Any], student: str) -> Points | None:
    late = days_late(did["at"], 18 if student == "花子 Lee" else 15, 15)
    return None if student == "Bo Lee" else (points(did["backprop"]) * Fraction(100 - 10 * late, 100), 10)


def week_4(did: dict[str, Any], student: str) -> Points:
    clip = Fraction(13, 2) if student == "Cem Lee" else points(did["clip"])
    return max(clip, points(did["sigmoid"])), 10


def expected(facts: dict[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    """Every student's line: score, max_score, the five parts."""
    lines: dict[str, list[str]] = {}
    for number, (student, did) in enumerate(facts.items()):
        quiz = (Fraction(2 if number % 2 else 5), 5)
        parts = [week_1(did[0]), week_2(did[1]), week_3(did[2], student), week_4(did[3], student), quiz]
        score = sum((part[0] for part in parts if part), Fraction(0))
        most = sum(part[1] for part in parts if part) + (
            10 if parts[0] is None else 0
        )  # no submission is no excuse
        lines[student] = [said(score), said(most), *("" if part is None else said(part[0]) for part in parts)]
    return lines


def said(number: Fraction | int) -> str:
    return f"{float(number):.2f}".rstrip("0").rstrip(".")


def table(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as opened:
        return {row["student"]: row for row in csv.DictReader(opened)}


@pytest.mark.external
@pytest.mark.parametrize("people", [12, 60])
def test_a_term_ends_in_the_gradebook_that_is_worked_out_by_hand(run_page, monkeypatch, people):
    monkeypatch.setenv("KIT", str(REPOSITORY))
    monkeypatch.setenv("PEOPLE", str(people))
    work, printed = run_page("term")
    facts = json.loads((work / "facts.json").read_text())
    assert len(facts) == people
    columns = ["score", "max_score", "week-1", "week-2", "week-3", "week-4", "quiz"]
    found = {student: [row[name] for name in columns] for student, row in table(work / "term.csv").items()}
    assert found == expected(facts)
    assert "No login of the roster fits" not in printed
    assert "0 marks would change" in printed
    assert not set(facts) & set(table(work / "for-the-door.csv"))
    with (work / "upload-1.csv").open(encoding="utf-8-sig", newline="") as opened:
        uploaded = {
            row["Full name"]: (row["Grade"], row["Feedback comments"]) for row in csv.DictReader(opened)
        }
    assert {who: grade for who, (grade, _) in uploaded.items() if grade} == {
        who: line[2] for who, line in found.items() if line[2]
    }
    assert all(comment.startswith("clip: ") for grade, comment in uploaded.values() if grade)
