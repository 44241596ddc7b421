"""Scores what was handed in, of one student or a class. Nothing in it is trusted, and nothing in it is run."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from learnrnn.locale import Message
from learnrnn.quiz.answer_files import AnswersLeftOut, HandIn, Stamp, read_answers
from learnrnn.quiz.draw import draw
from learnrnn.quiz.item import Item
from learnrnn.quiz.judge import Judgement, Reply, judge
from learnrnn.quiz.keyless import cut, fingerprint
from learnrnn.quiz.question import Question
from learnrnn.quiz.replies import UnreadableReply

# A number as a spreadsheet shows it: 3.04E+07, with a comma where its language has one.
SPREADSHEET = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:e[+-]?\d+)?", re.I)


@dataclass(frozen=True)
class Marked:
    """One student's answer to one question; `given` is as it stood in the file, None where there was none."""

    item: Item
    given: Any
    reply: Reply
    verdict: Judgement
    problem: Message | None = None  # why an answer could not be read; it then scores 0
    points: int | float = 1  # what the question is worth

    @property
    def score(self) -> int | float:
        return self.points if self.verdict.right else 0

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
    def score(self) -> int | float:
        return sum(mark.score for mark in self.marked)

    @property
    def max_score(self) -> int | float:
        return sum(mark.points for mark in self.marked)


@dataclass(frozen=True)
class Scored:
    """A class's marks, by one test for all, and who could not be marked. untold: nothing said what was given out."""

    students: list[Student]
    left_out: list[AnswersLeftOut]
    seed: int
    test: tuple[str, ...]
    untold: bool = False


def score_file(
    path: Path,
    questions: Mapping[str, Question],
    seed: int | None = None,
    only: Sequence[str] | None = None,
    points: Mapping[str, int | float] | None = None,
) -> Scored:
    """Every student of a file or folder, marked by the questions that were given out.

    Those are what the hand-ins' stamps say, or `only`, or both; where neither is there, what at least half of the
    students answered: what one of them answers beyond that changes nobody's maximum.
    questions: the bank, in course order. seed: None takes the stamps'. points: of each question, where it is not one.
    Raises LearnrnnError.
    """
    found = read_answers(path)
    seed = _seed(found.hand_ins) if seed is None else seed
    accepted, left_out = _accepted(found.hand_ins, questions, seed)
    given_out = _given_out(accepted, only)
    counted = _answered_by_half(accepted) if given_out is None else given_out
    test = [q for q in questions.values() if q.id in counted]
    items = [draw(question, seed) for question in test]
    students = [_student(hand_in, items, questions, points or {}) for hand_in in accepted]
    names = tuple(question.id for question in test)
    untold = given_out is None and bool(students)
    return Scored(students, [*found.left_out, *left_out], seed, names, untold)


def _seed(hand_ins: Sequence[HandIn]) -> int:
    seeds = Counter(hand_in.stamp.seed for hand_in in hand_ins if hand_in.stamp)
    return seeds.most_common(1)[0][0] if seeds else 0


def _accepted(
    hand_ins: Sequence[HandIn], questions: Mapping[str, Question], seed: int
) -> tuple[list[HandIn], list[AnswersLeftOut]]:
    """Those that answer these questions with these numbers; the others are refused, each with its reason."""
    commonest = Counter(
        h.stamp.fingerprint for h in hand_ins if h.stamp and _is_ours(h.stamp, questions, seed)
    )
    test = commonest.most_common(1)[0][0] if commonest else None
    accepted: list[HandIn] = []
    refused: list[AnswersLeftOut] = []
    for hand_in in hand_ins:
        stamp = hand_in.stamp
        if stamp is None or (stamp.fingerprint == test and _is_ours(stamp, questions, seed)):
            accepted.append(hand_in)
        elif stamp.seed != seed:
            values = {"theirs": stamp.seed, "ours": seed}
            refused.append(AnswersLeftOut(hand_in.student, Message("quiz_answers_other_seed", values)))
        else:
            refused.append(AnswersLeftOut(hand_in.student, Message("quiz_answers_other_test")))
    return accepted, refused


def _is_ours(stamp: Stamp, questions: Mapping[str, Question], seed: int) -> bool:
    """Whether the stamp is the one that this bank gives to these questions with this seed."""
    if stamp.seed != seed or not set(stamp.questions) <= set(questions):
        return False
    return stamp.fingerprint == fingerprint(cut(draw(questions[name], seed)) for name in stamp.questions)


def _given_out(hand_ins: Sequence[HandIn], only: Sequence[str] | None) -> set[str] | None:
    """The questions that were given out; None where nothing says which."""
    stamped = next((set(h.stamp.questions) for h in hand_ins if h.stamp), None)
    if stamped is not None:
        return stamped if only is None else stamped & set(only)
    return None if only is None else set(only)


def _answered_by_half(hand_ins: Sequence[HandIn]) -> set[str]:
    answered = Counter(name for hand_in in hand_ins for name in hand_in.answers)
    return {name for name, times in answered.items() if 2 * times >= len(hand_ins)}


def _student(
    hand_in: HandIn, items: list[Item], questions: Mapping[str, Question], points: Mapping[str, int | float]
) -> Student:
    unknown = [
        Message("quiz_answers_unknown", {"id": question})
        for question in hand_in.answers
        if question not in questions
    ]
    marked = [
        replace(mark(item, hand_in.answers.get(name)), points=points.get(name, 1))
        for item in items
        for name in (item.question.id,)
    ]
    return Student(hand_in.student, marked, unknown)


def mark(item: Item, given: Any) -> Marked:
    """Judges one answer as it stood in a file."""
    if given is None:
        return Marked(item, None, None, judge(item, None))
    try:
        reply = _reply(item, given)
        return Marked(item, given, reply, judge(item, reply))
    except UnreadableReply as error:
        return Marked(item, given, None, judge(item, None), error.said)


def _reply(item: Item, given: Any) -> Reply:
    """The reply that an answer in a file means. Raises UnreadableReply."""
    if not item.choices:
        return _typed(given)
    ids = given if isinstance(given, list) else re.split(r"[\s;,|]+", str(given).strip())
    whole = str(given).strip()
    if SPREADSHEET.fullmatch(whole) and "," in whole:
        ids = [whole]
    return tuple(_option(item, name) for name in ids)


def _option(item: Item, name: Any) -> str:
    """The id that is meant: as it stands, or as a spreadsheet left it that took it for a number."""
    known = [choice.id for choice in item.choices]
    if isinstance(name, str | int | float) and not isinstance(name, bool):
        written = str(name).strip().casefold()
        fitting = [each for each in known if each == written] or [
            each for each in known if _is_shown_as(each, written)
        ]
        if len(fitting) == 1:
            return fitting[0]
    raise UnreadableReply(
        Message("quiz_answers_no_option", {"id": str(name)[:40], "question": item.question.id})
    )


def _is_shown_as(option: str, written: str) -> bool:
    """Whether a spreadsheet shows this id so: 3043e4 as 3.04E+07 or 30430000, 012345 as 12345."""
    if not (SPREADSHEET.fullmatch(option) and SPREADSHEET.fullmatch(written)):
        return False
    value, said = float(option), float(written.replace(",", "."))
    if not math.isfinite(value):
        return False
    mantissa = written.split("e")[0].replace(",", ".")
    places = len(mantissa.partition(".")[2])
    return value == said or ("e" in written and float(f"{value:.{places}e}") == said)


def _typed(given: Any) -> str:
    if isinstance(given, list):
        return "(" + ", ".join(map(str, given)) + ("," if len(given) == 1 else "") + ")"
    if isinstance(given, bool | dict):
        raise UnreadableReply(Message("quiz_answers_type"))
    if isinstance(given, float) and not math.isfinite(given):
        raise UnreadableReply(Message("quiz_reply_number"))
    return str(given)
