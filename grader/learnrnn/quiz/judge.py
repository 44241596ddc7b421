"""Judges a reply to an Item, and says why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from learnrnn.locale import Text
from learnrnn.quiz.item import Choice, Expected, Item
from learnrnn.quiz.kinds import kind_of
from learnrnn.quiz.replies import require_short

Reply = tuple[str, ...] | str | None  # ids of options; what was typed; None is "I don't know"
Mark = Literal["right", "wrong", "missed"]


@dataclass(frozen=True)
class Note:
    """Feedback on one option or answer: `missed` is a right one that was not given."""

    mark: Mark
    what: Text | None
    why: Text | None
    is_code: bool = False


@dataclass(frozen=True)
class Judgement:
    """Right or not (there is nothing between), and the feedback in the order shown."""

    right: bool
    notes: tuple[Note, ...]


def judge(item: Item, reply: Reply) -> Judgement:
    """Raises replies.Unreadable for a typed answer that is not of the form asked for."""
    if item.choices:
        return _judge_choice(item, frozenset(reply or ()))
    return _judge_typed(item, reply if isinstance(reply, str) else None)


def matches(item: Item, expected: Expected, typed: str) -> bool:
    """Whether what was typed is this answer. Raises Unreadable."""
    require_short(typed)
    return kind_of(item.question.kind).matches(item.question, expected, typed)


def _judge_choice(item: Item, chosen: frozenset[str]) -> Judgement:
    right = chosen == item.question.rights
    wrongly = [_note("wrong", choice) for choice in item.choices if choice.id in chosen and not choice.right]
    rightly = [
        _note("right" if choice.id in chosen else "missed", choice) for choice in item.choices if choice.right
    ]
    return Judgement(right, (*wrongly, *rightly))


def _note(mark: Mark, choice: Choice) -> Note:
    return Note(mark, choice.text, choice.why, choice.is_code)


def _judge_typed(item: Item, typed: str | None) -> Judgement:
    assert item.answer is not None
    answer, is_code = item.answer, kind_of(item.question.kind).is_code
    if typed is not None and any(matches(item, right, typed) for right in (answer, *item.accept)):
        return Judgement(True, (Note("right", answer.text, answer.why, is_code),))
    known = _known_mistake(item, typed) if typed is not None else None
    notes = []
    if known is not None:
        notes.append(Note("wrong", Text(typed or "", typed or ""), known.why, is_code))
    elif typed is not None and item.otherwise is not None:
        notes.append(Note("wrong", Text(typed, typed), item.otherwise, is_code))
    return Judgement(False, (*notes, Note("missed", answer.text, answer.why, is_code)))


def _known_mistake(item: Item, typed: str) -> Expected | None:
    return next((wrong for wrong in item.wrong if matches(item, wrong, typed)), None)
