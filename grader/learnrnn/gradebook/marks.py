"""What stands in a gradebook: the machine's marks, and a person's word above them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from learnrnn.gradebook import late
from learnrnn.gradebook.late import Lateness, lateness
from learnrnn.gradebook.packed import unpack
from learnrnn.gradebook.store import Kept, Store, Words

NOTHING_CAME = ("missing", "error", "timeout", "fault")  # no check could say anything
NOT_GRADED = "ungraded"  # the class has the exercise, and this student's work was never graded for it
Number = int | float
DIGITS = 2  # behind the point of what is written


@dataclass(frozen=True)
class Mark:
    """One exercise of a student. score: None where it counts in no total. words: what people said of it.

    weight: what each of its points counts in the total. is_dropped: it counts in no total, for it is the weakest.
    """

    exercise: str
    status: str
    score: Number | None
    max_score: int
    kept: Kept | None
    words: tuple[Words, ...] = ()
    weight: Number = 1
    is_dropped: bool = False

    @property
    def counts(self) -> bool:
        """Whether it is in the total."""
        return self.score is not None and not self.is_dropped

    @property
    def is_excused(self) -> bool:
        return bool(self.words) and self.score is None and any(w.excused for w in self.words)

    @property
    def is_adjusted(self) -> bool:
        """Whether a person's word decides the score."""
        return any(w.excused or w.points is not None for w in self.words)

    @property
    def is_fault(self) -> bool:
        return self.score is None and not self.is_excused


@dataclass(frozen=True)
class Entry:
    """A student's exercises, in course order. late: None where the class has no due date."""

    student: str
    marks: tuple[Mark, ...]
    late: Lateness | None = None

    @property
    def reached(self) -> Number:
        """The points before lateness is looked at."""
        return _whole(sum((m.score or 0) * m.weight for m in self.marks if m.counts))

    @property
    def deduction(self) -> Number:
        """The points that lateness costs."""
        return _whole(self.reached * self.late.percent / 100) if self.late else 0

    @property
    def score(self) -> Number:
        return _whole(self.reached - self.deduction)

    @property
    def max_score(self) -> Number:
        return _whole(sum(m.max_score * m.weight for m in self.marks if m.counts))

    @property
    def status(self) -> str:
        """In a few words that no language changes: `graded`, or what there is to know of which exercise."""
        said = [f"{m.exercise}: {m.status}" for m in self.marks if m.status in (*NOTHING_CAME, NOT_GRADED)]
        said += [
            f"{m.exercise}: {'excused' if m.is_excused else 'adjusted'}" for m in self.marks if m.is_adjusted
        ]
        said += [f"{m.exercise}: dropped" for m in self.marks if m.is_dropped]
        return "; ".join(said) or "graded"


def entries(store: Store) -> Iterator[Entry]:
    """Every student's entry, by name."""
    make, times, marked = maker(store), late.times(store), late.marked(store)
    for student, kept in store.rows():
        yield make(student, kept, times.get(student), student in marked)


def maker(store: Store) -> Callable[[str, Mapping[str, Kept], datetime | None, bool], Entry]:
    """Makes a student's entry of results by exercise, when they came in, and whether their system calls them late."""
    points = store.exercises()
    words = words_by_place(store.words())
    assignment = late.kept(store)
    weights = assignment.weights if assignment else dict.fromkeys(points, 1)

    def make(student: str, kept: Mapping[str, Kept], at: datetime | None, is_marked: bool) -> Entry:
        marks = (
            _mark(store, name, kept.get(name), top, words.get((student, name), ()))
            for name, top in points.items()
        )
        weighted = tuple(replace(mark, weight=weights.get(mark.exercise, 0)) for mark in marks)
        return Entry(
            student,
            _without_lowest(weighted, assignment.drop_lowest) if assignment else weighted,
            lateness(assignment, student, at, is_marked=is_marked) if assignment and assignment.due else None,
        )

    return make


def _without_lowest(marks: tuple[Mark, ...], count: int) -> tuple[Mark, ...]:
    """The marks, the weakest of them dropped; of what counts anyway nowhere, nothing is dropped, and one remains."""
    counting = [m for m in marks if m.score is not None and m.weight and m.max_score]
    weakest = sorted(counting, key=lambda m: (m.score or 0) / m.max_score)[: min(count, len(counting) - 1)]
    names = {mark.exercise for mark in weakest}
    return tuple(replace(mark, is_dropped=mark.exercise in names) for mark in marks)


def words_by_place(words: Sequence[Words]) -> Mapping[tuple[str, str], tuple[Words, ...]]:
    """A person's words by student and exercise."""
    found: dict[tuple[str, str], list[Words]] = defaultdict(list)
    for each in words:
        found[each.student, each.exercise].append(each)
    return {place: tuple(of) for place, of in found.items()}


def _mark(store: Store, name: str, kept: Kept | None, points: int, words: tuple[Words, ...]) -> Mark:
    status = kept.status if kept else NOT_GRADED
    score: Number | None = kept.score if kept else None
    top = kept.max_score if kept else points
    for each in words:
        if each.check and each.points is not None and kept is not None:
            checks = {c.name: c.score for c in unpack(store.content(kept.id)).checks}
            later = {w.check: w.points for w in words if w.check and w.points is not None}
            score = sum(later.get(check, was) for check, was in checks.items())
            break
    for each in words:
        if not each.check and (each.excused or each.points is not None):
            score = None if each.excused else each.points
    return Mark(name, status, None if score is None else _whole(score), top, kept, words)


def _whole(value: Number) -> Number:
    """To the hundredth, as it is written."""
    value = round(value, DIGITS)
    return int(value) if value == int(value) else value
