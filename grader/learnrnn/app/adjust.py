"""Keeps, lists and takes back what a person says of a mark, and makes the views anew."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from learnrnn.errors import complain
from learnrnn.gradebook.adjust import place_of, same_form
from learnrnn.gradebook.documents import folder_of, write_views
from learnrnn.gradebook.store import Store, Words

SCHEMA = "learnrnn/adjustments/1"


@dataclass(frozen=True)
class Saying:
    """What is said. points: a number; full: all there are; excused: it counts in no total; none: a comment."""

    student: str
    target: str  # EXERCISE or EXERCISE/CHECK
    points: float | None = None
    full: bool = False
    excused: bool = False
    comment: str = ""
    by: str = ""
    same_form: bool = False  # of all answers of this form


def adjust(folder: Path, saying: Saying, lang: str) -> list[str]:
    """Keep it; the students whom it reaches. Raises LearnrnnError."""
    if saying.points is None and not (saying.full or saying.excused or saying.comment):
        raise complain("adjust_nothing")
    if saying.same_form and (saying.points is not None or saying.full or saying.excused):
        raise complain("adjust_form_points")
    with Store(folder_of(folder), must_exist=True) as store:
        exercise, check, most = place_of(store, saying.student, saying.target)
        if check and saying.excused:
            raise complain("adjust_excuse_check")
        points = float(most) if saying.full else saying.points
        if points is not None and points > most:
            raise complain("adjust_too_many", points=f"{points:g}", most=most)
        reached = same_form(store, saying.student, exercise) if saying.same_form else [saying.student]
        with store.alone():
            for student in reached:
                store.say(Words(0, student, exercise, check, points, saying.excused, saying.comment, saying.by, time.time()))  # fmt: skip
        write_views(store, lang)
    return reached


def take_back(folder: Path, number: int, lang: str) -> None:
    """Let the words of this number count no longer. Raises LearnrnnError."""
    with Store(folder_of(folder), must_exist=True) as store:
        if not store.take_back(number, time.time()):
            raise complain("adjust_unknown", number=number)
        write_views(store, lang)


def listed(folder: Path) -> Sequence[Words]:
    """All that was said and not taken back. Raises LearnrnnError."""
    with Store(folder_of(folder), must_exist=True) as store:
        return store.words()


def document(words: Sequence[Words]) -> dict[str, Any]:
    """As docs/documents.md says."""
    return {
        "schema": SCHEMA,
        "adjustments": [
            {
                "number": w.id,
                "student": w.student,
                "exercise": w.exercise,
                "check": w.check or None,
                "points": w.points,
                "excused": w.excused,
                "comment": w.comment,
                "by": w.by,
                "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(w.at)),
            }
            for w in words
        ],
    }
