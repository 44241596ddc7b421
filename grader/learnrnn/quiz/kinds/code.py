"""A line of code to type, or to choose; running it in its listing proves it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from learnrnn.locale import Message
from learnrnn.quiz import fields
from learnrnn.quiz.fields import FaultsOfFile
from learnrnn.quiz.item import Expected
from learnrnn.quiz.kind import Keys, Kind
from learnrnn.quiz.question import BLANK, Question
from learnrnn.quiz.replies import UnreadableReply
from learnrnn.quiz.source import Place
from learnrnn.quiz.spelling import canonical_code


class LineOfCode(Kind):
    is_code = True
    in_fixed_width = True
    prompt = Message("quiz_prompt_code")

    def keys(self, data: Mapping[str, Any]) -> Keys:
        if "options" in data:
            return {"options": fields.some, "truth": fields.truth}, {}
        must = {"answer": fields.scalar, "why": fields.text, "wrong": fields.wrongs, "truth": fields.truth}
        return must, {"otherwise": fields.text, "accept": fields.scalars}

    def check_form(self, report: FaultsOfFile, data: Mapping[str, Any], place: Place, listing: str) -> None:
        if listing and listing.count(BLANK) != 1:
            where = "listing" if "listing" in data else "code"
            report.add((*place, where), "quiz_blank", count=listing.count(BLANK))
        if listing and "value" not in data["truth"]:
            report.add((*place, "truth"), "quiz_truth_value")
        super().check_form(report, data, place, listing)

    def require_readable(self, typed: str) -> None:
        _form_of(typed)

    def matches(self, question: Question, expected: Expected, typed: str) -> bool:
        return _form_of(typed) == canonical_code(expected.text.en)

    def same(self, question: Question, one: Expected, other: Expected) -> bool:
        return canonical_code(one.text.en) == canonical_code(other.text.en)

    def forms(self, expected: Expected, shown: Sequence[str]) -> list[str]:
        return [t for t in map(tight, shown) if canonical_code(t) == canonical_code(shown[0])]


KIND = LineOfCode()


def tight(text: str) -> str:
    """Without the spaces around signs."""
    return re.sub(r" *([^\w\s'\"]) *", r"\1", text)


def _form_of(typed: str) -> str:
    form = canonical_code(typed)
    if form is None:
        raise UnreadableReply(Message("quiz_reply_code"))
    return form
