"""An assignment.toml: what a class has to hand in, by when, and what it counts. Its mistakes are named by line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from learnrnn import catalog
from learnrnn.errors import LearnrnnError, complain, near

Number = int | float

MOST_A_DAY = 100  # percent
LAST, BEST, BEFORE_DUE = "last", "best", "before_due"  # which of several submissions counts
KNOWN = (
    "title", "due", "follow_through", "counts", "drop_lowest", "reveal", "roster", "exercises", "quiz", "late",
    "extensions", "logins",
)  # fmt: skip
KNOWN_OF_LATE = ("percent_a_day", "grace_minutes", "cut_off_days", "time_of_files")
KNOWN_OF_QUIZ = ("seed", "questions")
TABLE = re.compile(r"\s*\[\s*[\"']?(?P<name>[^\[\]\"']+?)[\"']?\s*\]")


@dataclass(frozen=True)
class LatePolicy:
    """What lateness costs: percent of the points reached, for each day begun after the grace.

    cut_off_days: who is more days late than this gets no points. time_of_files: where nothing else says when somebody
    handed in, their newest file does.
    """

    percent_a_day: Number = 0
    grace_minutes: Number = 0
    cut_off_days: int | None = None
    time_of_files: bool = False


@dataclass(frozen=True)
class Quiz:
    """The quiz that goes with an assignment. points: of each question, by its id; seed: with which it was given out."""

    points: Mapping[str, Number]
    seed: int = 0


@dataclass(frozen=True)
class Assignment:
    """An assignment. weights: what each point of an exercise counts; extensions: another due time, by student.

    follow_through: None where the file does not say. counts: LAST, BEST or BEFORE_DUE. drop_lowest: how many of a
    student's exercises count in no total. reveal: from when students see hidden checks' values. roster: a file of
    logins, beside this one; logins: whose login is whose.
    """

    title: str
    weights: Mapping[str, Number]
    due: datetime | None = None
    late: LatePolicy = LatePolicy()
    extensions: Mapping[str, datetime] = field(default_factory=dict)
    follow_through: bool | None = None
    counts: str = LAST
    drop_lowest: int = 0
    reveal: datetime | None = None
    roster: str | None = None
    logins: Mapping[str, str] = field(default_factory=dict)
    quiz: Quiz | None = None

    def due_for(self, student: str) -> datetime | None:
        """By when this student has to hand in."""
        return self.extensions.get(student, self.due)

    def document(self) -> dict[str, Any]:
        """As docs/documents.md says."""
        return {
            "schema": "learnrnn/assignment/1",
            "title": self.title,
            "exercises": dict(self.weights),
            "due": self.due.isoformat() if self.due else None,
            "late": {
                "percent_a_day": self.late.percent_a_day,
                "grace_minutes": self.late.grace_minutes,
                "cut_off_days": self.late.cut_off_days,
                "time_of_files": self.late.time_of_files,
            },
            "extensions": {student: until.isoformat() for student, until in self.extensions.items()},
            "follow_through": self.follow_through,
            "counts": self.counts,
            "drop_lowest": self.drop_lowest,
            "reveal": self.reveal.isoformat() if self.reveal else None,
            "roster": self.roster,
            "logins": dict(self.logins),
            "quiz": {"seed": self.quiz.seed, "questions": dict(self.quiz.points)} if self.quiz else None,
        }


def read_text(file: Path) -> str:
    """An assignment's file as text. Raises LearnrnnError."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise complain("assignment_unreadable", file=file, why=error.strerror or error) from None
    except UnicodeDecodeError:
        raise complain("assignment_not_utf8", file=file) from None


def parse(text: str, file: Path, exercises: Iterable[str] | None = None) -> Assignment:
    """An assignment. exercises: the names that may stand in it; None for any. Raises LearnrnnError, with the line."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise complain("assignment_toml", file=file, why=error) from None
    return _Reader(text, file, data).assignment(None if exercises is None else list(exercises))


def read(file: Path) -> Assignment:
    """The assignment in a file, of exercises of this course. Raises LearnrnnError."""
    return parse(read_text(file), file, catalog.exercises())


@dataclass
class _Reader:
    """Takes the values out of the file's tables; the first that is wrong is complained of."""

    text: str
    file: Path
    data: dict[str, Any]

    def assignment(self, exercises: list[str] | None) -> Assignment:
        self._known("", self.data, KNOWN)
        due = self._time("", "due", self.data["due"]) if "due" in self.data else None
        for name in ("late", "extensions"):
            if name in self.data and due is None:
                raise self._wrong("", name, "assignment_no_due")
        weights = self._weights(exercises)
        return Assignment(
            self._value("", self.data, "title", _is_text, "assignment_text", self.file.stem),
            weights,
            due,
            self._late(),
            {who: self._time("extensions", who, at) for who, at in self._table("extensions").items()},
            self._value("", self.data, "follow_through", _is_bool, "assignment_bool", None),
            self._counts(due),
            self._drop_lowest(len(weights)),
            self._time("", "reveal", self.data["reveal"]) if "reveal" in self.data else None,
            self._value("", self.data, "roster", _is_text, "assignment_text", None),
            self._logins(),
            self._quiz(known=exercises is not None),
        )

    def _counts(self, due: datetime | None) -> str:
        counts = self._value("", self.data, "counts", _is_way_to_count, "assignment_counts", LAST)
        if counts == BEFORE_DUE and due is None:
            raise self._wrong("", "counts", "assignment_no_due")
        return counts

    def _drop_lowest(self, exercises: int) -> int:
        count = self._value("", self.data, "drop_lowest", _is_count, "assignment_count", 0)
        if count >= exercises:
            raise self._wrong("", "drop_lowest", "assignment_drops_all", exercises=exercises)
        return count

    def _logins(self) -> dict[str, str]:
        table = self._table("logins")
        names = [self._value("logins", table, login, _is_text, "assignment_text", "") for login in table]
        for login, name in zip(table, names, strict=True):
            if names.count(name) > 1:
                raise self._wrong("logins", login, "assignment_login_twice", student=name)
        return dict(zip(table, names, strict=True))

    def _quiz(self, *, known: bool) -> Quiz | None:
        """known: whether a question has to be one of the course's."""
        if "quiz" not in self.data:
            return None
        table = self._table("quiz")
        self._known("quiz", table, KNOWN_OF_QUIZ)
        questions = table.get("questions")
        if not isinstance(questions, dict) or not questions:
            raise self._wrong("quiz", "questions", "assignment_no_questions")
        bank: Iterable[str] = questions
        if known:
            from learnrnn.quiz.load import load_bank

            bank = load_bank().questions
        where = "quiz.questions"
        for name in questions:
            if name not in bank:
                meant = near(name, bank) or "learnrnn quiz --list"
                raise self._wrong(where, name, "assignment_unknown", known=meant)
        points = {
            name: self._value(where, questions, name, _is_positive, "assignment_weight", 1)
            for name in bank
            if name in questions
        }
        return Quiz(points, self._value("quiz", table, "seed", _is_count, "assignment_seed", 0))

    def _weights(self, exercises: list[str] | None) -> dict[str, Number]:
        found: dict[str, Number] = {}
        table = self._table("exercises")
        if not table:
            raise complain("assignment_no_exercises", file=self.file)
        for key in table:
            name = key.replace("_", "-")
            if exercises is not None and name not in exercises:
                meant = near(name, exercises) or ", ".join(exercises)
                raise self._wrong("exercises", key, "assignment_unknown", known=meant)
            if name in found:
                raise self._wrong("exercises", key, "assignment_twice")
            found[name] = self._value("exercises", table, key, _is_positive, "assignment_weight", 1)
        order = found if exercises is None else [name for name in exercises if name in found]
        return {name: found[name] for name in order}

    def _late(self) -> LatePolicy:
        table = self._table("late")
        self._known("late", table, KNOWN_OF_LATE)
        if table and "percent_a_day" not in table and "cut_off_days" not in table:
            raise self._wrong("", "late", "assignment_late_empty")
        return LatePolicy(
            self._value("late", table, "percent_a_day", _is_percent, "assignment_percent", 0),
            self._value("late", table, "grace_minutes", _is_not_negative, "assignment_number", 0),
            self._value("late", table, "cut_off_days", _is_count, "assignment_count", None),
            self._value("late", table, "time_of_files", _is_bool, "assignment_bool", False),
        )

    def _table(self, name: str) -> dict[str, Any]:
        table = self.data.get(name, {})
        if not isinstance(table, dict):
            raise self._wrong("", name, "assignment_table")
        return table

    def _known(self, table: str, data: Mapping[str, Any], known: Iterable[str]) -> None:
        for key in data:
            if key not in known:
                meant = near(key, known) or ", ".join(known)
                raise self._wrong(table, key, "assignment_unknown", known=meant)

    def _value(
        self,
        table: str,
        data: Mapping[str, Any],
        key: str,
        fits: Callable[[Any], bool],
        said: str,
        default: Any,
    ) -> Any:
        value = data.get(key, default)
        if key in data and not fits(value):
            raise self._wrong(table, key, said)
        return value

    def _time(self, table: str, key: str, value: Any) -> datetime:
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise self._wrong(table, key, "assignment_time")
        return value

    def _wrong(self, table: str, key: str, said: str, **values: object) -> LearnrnnError:
        return complain(said, file=self.file, line=_line_of(self.text, table, key), name=key, **values)


def _line_of(text: str, table: str, key: str) -> int:
    """The line that a key of a table stands in; the table's own where it is written in one line."""
    inside, opened = "", 0
    quoted = rf"[\"']?{re.escape(key)}[\"']?"
    whole = re.compile(rf"\s*(?:{re.escape(table)}\s*\.\s*)?{quoted}\s*[.=]")
    for number, line in enumerate(text.splitlines(), 1):
        if header := TABLE.match(line):
            inside = header["name"]
            if inside == (table or key):
                opened = number
            if inside == key and not table:
                return number
        elif (inside == table or not inside) and whole.match(line):
            return number
        elif table and not inside and re.match(rf"\s*{re.escape(table)}\s*=", line):
            opened = number
    return opened or 1


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf")


def _is_positive(value: Any) -> bool:
    return _is_number(value) and value > 0


def _is_not_negative(value: Any) -> bool:
    return _is_number(value) and value >= 0


def _is_percent(value: Any) -> bool:
    return _is_number(value) and 0 <= value <= MOST_A_DAY


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_way_to_count(value: Any) -> bool:
    return value in (LAST, BEST, BEFORE_DUE)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool)
