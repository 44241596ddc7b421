"""Scores a file of answers, of one student or a class. Nothing in it is trusted, and nothing in it is run."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from learnrnn.errors import complain
from learnrnn.locale import Message
from learnrnn.quiz.draw import Item, draw
from learnrnn.quiz.judge import Reply, Verdict, judge
from learnrnn.quiz.question import Question
from learnrnn.quiz.replies import Unreadable

CSV_HEADER = ("student", "question", "answer")
HANDED_IN = "quiz-answers.json"  # what `learnrnn quiz` writes where the keys are cut out
LARGEST_BYTES = 32 << 20
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


@dataclass(frozen=True)
class Marked:
    """One student's answer to one question; `given` is as it stood in the file, None where there was none."""

    item: Item
    given: Any
    reply: Reply
    verdict: Verdict
    problem: Message | None = None  # why an answer could not be read; it then scores 0

    @property
    def answered(self) -> bool:
        return self.given is not None


@dataclass
class Student:
    """A student's marks, in course order, and what in the file was about no question."""

    name: str
    marked: list[Marked] = field(default_factory=list)
    problems: list[Message] = field(default_factory=list)

    @property
    def score(self) -> int:
        return sum(mark.verdict.right for mark in self.marked)


Given = dict[str, dict[str, Any]]  # student: question: answer


def score_file(
    path: Path, questions: Mapping[str, Question], seed: int, only: set[str] | None = None
) -> list[Student]:
    """Every student of a file. The test is made of the questions that at least one of them answered.

    questions: the bank, in course order. only: ids that may be part of the test. Raises LearnrnnError.
    """
    given = read_answers(path)
    named = {question for answers in given.values() for question in answers}
    test = [q for q in questions.values() if q.id in named and (only is None or q.id in only)]
    items = [draw(question, seed) for question in test]
    return [_student(name, answers, items, questions) for name, answers in given.items()]


def _student(
    name: str, answers: Mapping[str, Any], items: list[Item], questions: Mapping[str, Question]
) -> Student:
    unknown = [
        Message("quiz_answers_unknown", {"id": question}) for question in answers if question not in questions
    ]
    return Student(name, [mark(item, answers.get(item.question.id)) for item in items], unknown)


def mark(item: Item, given: Any) -> Marked:
    """Judges one answer as it stood in a file."""
    if given is None:
        return Marked(item, None, None, judge(item, None))
    try:
        reply = _reply(item, given)
        return Marked(item, given, reply, judge(item, reply))
    except Unreadable as error:
        return Marked(item, given, None, judge(item, None), error.said)


def _reply(item: Item, given: Any) -> Reply:
    """The reply that an answer in a file means. Raises Unreadable."""
    if not item.choices:
        return _typed(given)
    ids = given if isinstance(given, list) else re.split(r"[\s;,|]+", str(given).strip())
    known = {choice.id for choice in item.choices}
    for name in ids:
        if not isinstance(name, str) or name not in known:
            raise Unreadable(Message("quiz_answers_no_option", {"id": name, "question": item.question.id}))
    return tuple(ids)


def _typed(given: Any) -> str:
    if isinstance(given, list):
        return "(" + ", ".join(map(str, given)) + ("," if len(given) == 1 else "") + ")"
    if isinstance(given, bool | dict):
        raise Unreadable(Message("quiz_answers_type"))
    if isinstance(given, float) and not math.isfinite(given):
        raise Unreadable(Message("quiz_reply_number"))
    return str(given)


# ---------------------------------------------------------------- the file


def read_answers(path: Path) -> Given:
    """Who answered what: JSON or CSV, by its first letter. Raises LearnrnnError."""
    given: Given = {}
    for where, student, answers in _folder_rows(path) if path.is_dir() else _rows(path):
        kept = given.setdefault(student, {})
        for question, answer in answers.items():
            if question in kept:
                raise complain(
                    "quiz_answers_twice", path=path, where=where, student=student, question=question
                )
            kept[question] = answer
    return given


def _folder_rows(folder: Path) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """What each student handed in: `ann/quiz-answers.json` or `ann.json`.

    They are called as the folder or the file is, as `grade` has it, whatever name stands inside.
    """
    found = False
    for child in sorted(folder.iterdir()):
        file = child / HANDED_IN if child.is_dir() else child
        fits = file.suffix == ".json" and file.is_file() and not child.is_symlink() and not file.is_symlink()
        for where, _, answers in _rows(file) if fits else ():
            found = True
            yield where, child.stem if file is child else child.name, answers
    if not found:
        raise complain("quiz_answers_none", path=folder, file=HANDED_IN)


def _rows(path: Path) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    try:
        with path.open("rb") as opened:
            content = opened.read(LARGEST_BYTES + 1)
        text = content.decode("utf-8").lstrip(BOM)
    except OSError as error:
        raise complain("quiz_answers_unreadable", path=path, why=error.strerror) from None
    except UnicodeDecodeError:
        raise complain("quiz_answers_not_utf8", path=path) from None
    if len(content) > LARGEST_BYTES:
        raise complain("quiz_answers_large", path=path, limit=LARGEST_BYTES >> 20)
    return _json_rows(path, text) if text.lstrip()[:1] in ("[", "{") else _csv_rows(path, text)


def _json_rows(path: Path, text: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise complain("quiz_answers_not_json", path=path, why=str(error).splitlines()[0]) from None
    for index, entry in enumerate(data if isinstance(data, list) else [data]):
        if not _is_entry(entry):
            raise complain("quiz_answers_entry", path=path, number=index + 1)
        yield str(index + 1), str(entry["student"]), entry["answers"]


def _is_entry(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("student"), str | int)
        and not isinstance(entry["student"], bool)
        and isinstance(entry.get("answers"), dict)
    )


def _csv_rows(path: Path, text: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    rows = csv.reader(io.StringIO(text))
    try:
        header = [name.strip().casefold() for name in next(rows, [])]
        if tuple(header) != CSV_HEADER:
            raise complain("quiz_answers_header", path=path, header=",".join(CSV_HEADER))
        for row in rows:
            if row and len(row) != len(CSV_HEADER):
                raise complain("quiz_answers_row", path=path, line=rows.line_num, header=",".join(CSV_HEADER))
            if row:
                student, question, answer = (cell.strip() for cell in row)
                yield str(rows.line_num), student, {question: answer or None}
    except csv.Error as error:
        raise complain("quiz_answers_not_csv", path=path, line=rows.line_num, why=error) from None
