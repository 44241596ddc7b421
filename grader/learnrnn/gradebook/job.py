"""Grades submissions, a few at a time, and hands back rows for the store: what runs on every core and machine.

A row holds bytes and a few numbers, so that a class of any size passes through the parent without staying in it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from learnrnn.catalog import Exercise
from learnrnn.gradebook.made import checks_digest
from learnrnn.gradebook.packed import pack, squeeze
from learnrnn.locale import LANGUAGES, Message
from learnrnn.result import ERROR, TIMEOUT, ExerciseResult
from learnrnn.sandbox.pool import Limits
from learnrnn.submissions.find import Submission

CONTROL = re.compile(
    "[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)  # terminals obey it; JSON escapes the rest


@dataclass(frozen=True)
class Order:
    """What is to be graded, and how: the same for every submission."""

    exercises: Sequence[Exercise]
    seed: int
    limits: Limits


@dataclass(frozen=True)
class Key:
    """What decides a result, besides the seed and the kit. digest: of the file, "" where none was found."""

    digest: str
    checks: str


@dataclass(frozen=True)
class Row:
    """One exercise of one submission. status: as the triage list has it: also `timeout` where no check ended.

    content: the packed result; documents: its JSON text by language, source: what was graded, both squeezed.
    None and {} where the store has them.
    """

    exercise: str
    key: Key
    status: str = ""
    score: int | None = None
    max_score: int = 0
    fault: str | None = None
    content: bytes | None = None
    documents: Mapping[str, bytes] = field(default_factory=dict)
    source: bytes | None = None


@dataclass(frozen=True)
class Graded:
    """One submission's outcome, an exercise a row."""

    student: str
    rows: tuple[Row, ...]

    @property
    def is_unchanged(self) -> bool:
        return all(row.content is None for row in self.rows)


@dataclass(frozen=True)
class Task:
    """A submission to grade, and the keys of the results that the store has of it, by exercise."""

    submission: Submission
    known: Mapping[str, frozenset[Key]] = field(default_factory=dict)


class Job:
    """Grades tasks, one chunk after the other. Use as a context manager, or call close()."""

    def __init__(self, order: Order):
        from learnrnn.grader import Grader

        self.order = order
        self.grader = Grader(order.seed, order.limits)

    def __enter__(self) -> Job:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.grader.close()

    def grade(self, tasks: Sequence[Task]) -> list[Graded]:
        """The tasks' outcomes; exercise by exercise, so that a worker is set up once for each."""
        rows = [[self._row(exercise, task) for task in tasks] for exercise in self.order.exercises]
        return [Graded(t.submission.student, tuple(of[i] for of in rows)) for i, t in enumerate(tasks)]

    def _row(self, exercise: Exercise, task: Task) -> Row:
        read = _read_once(task.submission, exercise)
        key = Key(_digest(read), checks_digest(exercise))
        if key.digest and key in task.known.get(exercise.name, ()):
            return Row(exercise.name, key)
        result = self.grader.grade(exercise, read)
        if result.fault is not None:  # a sandbox that was ended from outside is replaced
            result = self.grader.grade(exercise, read)
        return row_of(replace(result, digest=key.digest or None), key, _text(read))


def row_of(result: ExerciseResult, key: Key, source: str | None = None) -> Row:
    """A result as the store keeps it."""
    documents = {lang: squeeze(document_text(result, lang)) for lang in LANGUAGES}
    return Row(
        result.name,
        key,
        triage_status(result),
        result.score,
        result.max_score,
        result.fault,
        pack(result),
        documents,
        None if source is None else squeeze(source),
    )


def document_text(result: ExerciseResult, lang: str) -> str:
    """A result's document as JSON text that no terminal obeys."""
    text = json.dumps(result.document(lang), ensure_ascii=False, indent=2)
    return CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def triage_status(result: ExerciseResult) -> str:
    """The result's status, or `timeout` where points were lost because nothing finished, or `fault`."""
    if result.fault is not None:
        return "fault"
    stopped = result.checks and all(c.status in (TIMEOUT, "blocked") for c in result.checks if c.max_score)
    return TIMEOUT if stopped and not result.score else result.status


def lost(task: Task, exercises: Sequence[Exercise], why: str) -> Graded:
    """A submission whose job was ended from outside each time: a fault, which costs no points."""
    rows = []
    for exercise in exercises:
        points = sum(check.points for check in exercise.checks().checks)
        result = ExerciseResult(exercise.name, ERROR, None, points, Message("fault"), fault=why)
        rows.append(row_of(result, Key("", checks_digest(exercise))))
    return Graded(task.submission.student, tuple(rows))


def _read_once(submission: Submission, exercise: Exercise) -> Callable[[Exercise], bytes | None]:
    """What submission.read gives for the exercise, or raises; it is read here and now."""
    try:
        source = submission.read(exercise)
    except Exception as error:  # the grader says whose fault it is
        problem = error

        def complain(_: Exercise) -> bytes | None:
            raise problem

        return complain
    return lambda _: source


def _text(read: Callable[[Exercise], bytes | None]) -> str | None:
    """What was graded, as text."""
    try:
        source = read(None)  # pyright: ignore[reportArgumentType]  # it is at hand already
    except Exception:
        return None
    return None if source is None else source.decode("utf-8", "replace")


def _digest(read: Callable[[Exercise], bytes | None]) -> str:
    """The digest of what is read; "" where there is nothing, or nothing that can be read: those are asked again."""
    try:
        source = read(None)  # pyright: ignore[reportArgumentType]  # it is at hand already
    except Exception:
        return ""
    return "" if source is None else hashlib.sha256(source).hexdigest()
