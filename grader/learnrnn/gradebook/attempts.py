"""Which of a student's several attempts counts, by the assignment that a store keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import datetime

from learnrnn.gradebook import late
from learnrnn.gradebook.assignment import BEFORE_DUE, BEST, Assignment
from learnrnn.gradebook.late import lateness
from learnrnn.gradebook.marks import maker
from learnrnn.gradebook.store import Attempt, Store


def came(store: Store, times: Mapping[str, datetime], students: Sequence[str], marked: Set[str]) -> None:
    """Note when the last attempts came in. students: those that were graded now; marked: whom of them a system calls late."""
    for student in {*students, *times}:
        at = times.get(student)
        store.came(student, at.isoformat() if at else None, is_late=student in marked)


def choose(store: Store) -> None:
    """Let the one count that the assignment says, or the last."""
    assignment = late.kept(store)
    told: dict[str, datetime] = {}
    for student in store.several():
        found = store.attempts(student)
        chosen = _last(found)
        if assignment and assignment.counts == BEFORE_DUE:
            chosen = _last([a for a in found if _is_in_time(assignment, student, a)] or found)
        elif assignment and assignment.counts == BEST:
            chosen = _best(store, student, found)
        store.count(chosen.id)
        if at := _at(chosen):
            told[student] = at
        late.mark(store, [student], [student] if chosen.is_late else [])
    late.add_times(store, told)


def _at(attempt: Attempt) -> datetime | None:
    return datetime.fromisoformat(attempt.at) if attempt.at else None


def _last(attempts: Sequence[Attempt]) -> Attempt:
    """By when they came in, where that is known of all, else by when they were graded."""
    times = [at for attempt in attempts if (at := _at(attempt))]
    if len(times) < len(attempts):
        return attempts[-1]
    return max(zip(times, (a.number for a in attempts), attempts, strict=True), key=lambda each: each[:2])[2]


def _is_in_time(assignment: Assignment, student: str, attempt: Attempt) -> bool:
    return lateness(assignment, student, _at(attempt), is_marked=attempt.is_late).days == 0


def _best(store: Store, student: str, attempts: Sequence[Attempt]) -> Attempt:
    """The one with the most points after what lateness takes; of equal ones the first."""
    make = maker(store)

    def score(attempt: Attempt) -> float:
        entry = make(student, store.results_of(attempt.id), _at(attempt), attempt.is_late)
        return entry.score / entry.max_score if entry.max_score else 0

    return max(attempts, key=score)
