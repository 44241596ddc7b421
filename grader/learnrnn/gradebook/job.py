"""Grades submissions, a few at a time, and hands back rows for the store: what runs on every core and machine.

A row holds bytes and a few numbers, so that a class of any size passes through the parent without staying in it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from learnrnn.catalog import Exercise
from learnrnn.gradebook.made import checks_digest
from learnrnn.gradebook.packed import pack, squeeze
from learnrnn.locale import LANGUAGES, Message
from learnrnn.result import ERROR, TIMEOUT, ExerciseResult
from learnrnn.sandbox.pool import Doubtful, Limits, Turn
from learnrnn.submissions.find import Submission
from learnrnn.submissions.source import Source

CONTROL = re.compile(
    "[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)  # terminals obey it; JSON escapes the rest


@dataclass(frozen=True)
class Rules:
    """What else decides a result. follow_through: what is carried gets its points; diagnose: the wrong line is sought."""

    follow_through: bool = False
    diagnose: bool = False

    @property
    def words(self) -> str:
        """In the store's key; nothing where both are off, so that older results stand."""
        return ", follow-through" * self.follow_through + ", diagnose" * self.diagnose


@dataclass(frozen=True)
class Order:
    """What is to be graded, and how: the same for every submission."""

    exercises: Sequence[Exercise]
    seed: int
    limits: Limits
    rules: Rules = Rules()


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
    """Grades tasks, one chunk after the other. Use as a context manager, or call close().

    turn: in the first, others are at work beside it, and what may have failed because of them is left to a job that is
    alone and has the last.
    """

    def __init__(self, order: Order, *, turn: Turn = "only"):
        from learnrnn.grader import SEARCH_S, Grader

        self.order, self.turn = order, turn
        self.grader = Grader(
            order.seed,
            order.limits,
            search_s=SEARCH_S if order.rules.diagnose else 0.0,
            secret=True,
            follow_through=order.rules.follow_through,
            turn=turn,
        )

    def __enter__(self) -> Job:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.grader.close()

    def grade(self, tasks: Sequence[Task]) -> list[Graded | None]:
        """The tasks' outcomes; exercise by exercise, so that a worker is set up once for each.

        None for a task that has to be graded by a job that is alone.
        """
        rows: list[list[Row]] = [[] for _ in tasks]
        doubtful: set[int] = set()
        for exercise in self.order.exercises:
            for i, task in enumerate(tasks):
                if i in doubtful:
                    continue
                try:
                    rows[i].append(self._row(exercise, task))
                except Doubtful:
                    doubtful.add(i)
        return [
            None if i in doubtful else Graded(task.submission.student, tuple(rows[i]))
            for i, task in enumerate(tasks)
        ]

    def _row(self, exercise: Exercise, task: Task) -> Row:
        found = _look(task.submission, exercise)
        key = Key(found.digest, checks_digest(exercise))
        if key.digest and key in task.known.get(exercise.name, ()):
            return Row(exercise.name, key)
        result = self.grader.grade(exercise, found.read)
        if result.fault is not None:  # a sandbox that was ended from outside is replaced
            result = self.grader.grade(exercise, found.read)
        return row_of(result, key, found.text)


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


@dataclass(frozen=True)
class _Looked:
    """What a submission has for an exercise, read once: a source, or what came of reading it."""

    source: Source | None = None
    problem: Exception | None = None

    def read(self, _: Exercise) -> Source | None:
        """For the grader, which says whose fault a problem is."""
        if self.problem:
            raise self.problem
        return self.source

    @property
    def digest(self) -> str:
        """Of all that decides the result and its words; "" where nothing was read: that is asked for again."""
        if self.source is None:
            return ""
        said = [note.render("en") for note in self.source.notes]
        head = json.dumps([self.source.file, self.source.digest, said]).encode()
        return hashlib.sha256(head + b"\n" + self.source.code().pack()).hexdigest()

    @property
    def text(self) -> str | None:
        """What is graded, as text."""
        return None if self.source is None else "\n".join(part.text for part in self.source.parts)


def _look(submission: Submission, exercise: Exercise) -> _Looked:
    try:
        return _Looked(submission.read(exercise))
    except Exception as problem:
        return _Looked(problem=problem)
