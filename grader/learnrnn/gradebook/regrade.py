"""What a regrading changed: whose mark, by how much, because of which check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from learnrnn.gradebook.packed import unpack
from learnrnn.gradebook.store import Store

Snapshot = dict[tuple[str, str], "Before"]


@dataclass(frozen=True)
class Before:
    """A machine's mark. checks: the score of each."""

    result: int
    score: int | None
    checks: dict[str, int]


@dataclass(frozen=True)
class Change:
    """A mark that changed. checks: those that did, with their scores before and after (None: there was none)."""

    student: str
    exercise: str
    before: int | None
    after: int | None
    checks: dict[str, tuple[int | None, int | None]]

    @property
    def is_lower(self) -> bool:
        return (self.after or 0) < (self.before or 0)

    def document(self) -> dict[str, Any]:
        return {
            "student": self.student,
            "exercise": self.exercise,
            "before": self.before,
            "after": self.after,
            "checks": [{"name": n, "before": b, "after": a} for n, (b, a) in self.checks.items()],
        }


def numbers(store: Store) -> dict[tuple[str, str], int]:
    """Which result counts, by student and exercise."""
    return {(student, name): kept.id for student, of in store.rows() for name, kept in of.items()}


def mark(store: Store, result: int) -> Before:
    """A result's score and those of its checks."""
    found = unpack(store.content(result))
    return Before(result, found.score, {c.name: c.score for c in found.checks})


def changes(store: Store, was: dict[tuple[str, str], int], scores: dict[int, Before]) -> list[Change]:
    """What differs from before, lower marks first. scores: the marks of before that a new one may have replaced."""
    found: list[Change] = []
    for place, result in numbers(store).items():
        if place not in was:
            continue
        old = scores[was[place]]
        new = mark(store, result) if result != was[place] or result in scores else old
        if new.score == old.score and new.checks == old.checks:
            continue
        names = [*new.checks, *(name for name in old.checks if name not in new.checks)]
        differing = {
            n: (old.checks.get(n), new.checks.get(n)) for n in names if old.checks.get(n) != new.checks.get(n)
        }
        found.append(Change(*place, old.score, new.score, differing))
    return sorted(found, key=lambda c: (not c.is_lower, c.student, c.exercise))
