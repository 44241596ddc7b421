"""A class in figures: scores, how many pass each check, which named mistakes are shared, who needs help."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from learnrnn.gradebook.marks import Entry, Number, entries
from learnrnn.gradebook.packed import unpack
from learnrnn.gradebook.store import Store
from learnrnn.locale import Sayable

SCHEMA = "learnrnn/report/1"
HELP_SHARE = 0.5  # of the points: who has less is listed
PSEUDONYM_KEY = "pseudonyms"


@dataclass
class OfCheck:
    """How one check went. statuses: how many results have each."""

    name: str
    says: Sayable
    visible: bool
    max_score: int
    statuses: Counter[str] = field(default_factory=Counter)

    @property
    def passed(self) -> int:
        return self.statuses["passed"]

    @property
    def count(self) -> int:
        return self.statuses.total()


@dataclass
class OfExercise:
    """How one exercise went. scores: how many have each number of points, from 0 up."""

    name: str
    max_score: int
    scores: Counter[int] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    total: float = 0
    checks: dict[str, OfCheck] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return self.scores.total()

    @property
    def mean(self) -> float:
        return round(self.total / self.count, 2) if self.count else 0.0


@dataclass
class OfMistake:
    """A named mistake. students: who share it. example: what one of them was told."""

    exercise: str
    name: str
    sentence: Sayable
    students: set[str] = field(default_factory=set)
    example: tuple[Sayable, ...] = ()


@dataclass
class Figures:
    """All of it."""

    entries: list[Entry] = field(default_factory=list)
    exercises: dict[str, OfExercise] = field(default_factory=dict)
    mistakes: list[OfMistake] = field(default_factory=list)
    unsafe: bool = False

    @property
    def mean(self) -> float:
        return round(sum(e.score for e in self.entries) / len(self.entries), 2) if self.entries else 0.0

    @property
    def max_score(self) -> Number:
        return max((e.max_score for e in self.entries), default=0)

    @property
    def need_help(self) -> list[Entry]:
        """Who has less than half of the points, the least first."""
        low = [e for e in self.entries if e.max_score and e.score < HELP_SHARE * e.max_score]
        return sorted(low, key=lambda e: (e.score / e.max_score, e.student))


def figures_of(store: Store, name: Callable[[str], str] = str) -> Figures:
    """The class's figures. name: what a student is called in them."""
    found = Figures(
        exercises={n: OfExercise(n, top) for n, top in store.exercises().items()}, unsafe=store.unsafe()
    )
    mistakes: dict[tuple[str, str], OfMistake] = {}
    for entry in entries(store):
        called = name(entry.student)
        found.entries.append(replace(entry, student=called))
        for mark in entry.marks:
            of = found.exercises[mark.exercise]
            of.statuses["excused" if mark.is_excused else mark.status] += 1
            if mark.score is None:
                continue
            of.scores[int(mark.score)] += 1
            of.total += mark.score
            if mark.kept is None:
                continue
            for check in unpack(store.content(mark.kept.id)).checks:
                seen = of.checks.setdefault(
                    check.name, OfCheck(check.name, check.says, check.visible, check.max_score)
                )
                seen.statuses[check.status] += 1
                if check.mistake and check.mistake_text:
                    place = mark.exercise, check.mistake
                    shared = mistakes.setdefault(place, OfMistake(*place, check.mistake_text))
                    shared.students.add(called)
                    shared.example = shared.example or check.findings_hidden
    found.entries.sort(key=lambda e: e.student)
    found.mistakes = sorted(mistakes.values(), key=lambda m: (-len(m.students), m.exercise, m.name))
    return found


def pseudonyms(store: Store) -> Callable[[str], str]:
    """Names in place of names: the same for the same student in everything that this store gives."""
    key = store.get(PSEUDONYM_KEY)
    if key is None:
        store.set(PSEUDONYM_KEY, key := secrets.token_hex(16))

    def name(student: str) -> str:
        return (
            "student-"
            + hmac.new(key.encode(), student.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:8]
        )

    return name


def document(found: Figures, lang: str) -> dict[str, Any]:
    """As docs/documents.md says."""
    return {
        "schema": SCHEMA,
        "unsafe": found.unsafe,
        "students": len(found.entries),
        "mean": found.mean,
        "max_score": found.max_score,
        "exercises": [_exercise(of, lang) for of in found.exercises.values()],
        "mistakes": [
            {
                "exercise": m.exercise,
                "mistake": m.name,
                "students": len(m.students),
                "sentence": m.sentence.render(lang),
                "example": "\n".join(said.render(lang) for said in m.example),
            }
            for m in found.mistakes
        ],
        "need_help": [
            {"student": e.student, "score": e.score, "max_score": e.max_score, "status": e.status}
            for e in found.need_help
        ],
    }


def _exercise(of: OfExercise, lang: str) -> dict[str, Any]:
    return {
        "name": of.name,
        "students": of.count,
        "mean": of.mean,
        "max_score": of.max_score,
        "scores": _histogram(of),
        "statuses": dict(sorted(of.statuses.items())),
        "checks": [
            {
                "name": c.name,
                "says": c.says.render(lang),
                "visible": c.visible,
                "max_score": c.max_score,
                "passed": c.passed,
                "statuses": dict(sorted(c.statuses.items())),
            }
            for c in of.checks.values()
        ],
    }


def _histogram(of: OfExercise) -> list[int]:
    scores: dict[int, int] = defaultdict(int, of.scores)
    return [scores[points] for points in range(of.max_score + 1)]


def marks_rows(found: Figures) -> list[list[Number | str]]:
    """The report's table: a row a check."""
    rows: list[list[Number | str]] = [
        ["exercise", "check", "points", "students", "passed", "failed", "blocked"]
    ]
    for of in found.exercises.values():
        for c in of.checks.values():
            blocked = c.statuses["blocked"]
            rows.append(
                [of.name, c.name, c.max_score, c.count, c.passed, c.count - c.passed - blocked, blocked]
            )
    return rows
