"""A number to type: `0.25`, `1/4`, `25 %`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from learnrnn.locale import Message
from learnrnn.quiz import fields
from learnrnn.quiz.expressions import BadExpression, Value, evaluate
from learnrnn.quiz.item import Expected, Item
from learnrnn.quiz.kind import Keys, Kind
from learnrnn.quiz.question import Question
from learnrnn.quiz.replies import UnreadableReply, normal
from learnrnn.quiz.spelling import with_plain_powers

ALMOST_NOTHING = 1e-9  # what floating point may lose in a whole number
SIGNS = str.maketrans("−–—ー×·⋅∙÷⁄", "----****//")
THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")


class Numeric(Kind):
    is_number = True
    example_tells = True
    prompt = Message("quiz_prompt_numeric")

    def keys(self, data: Mapping[str, Any]) -> Keys:
        must = {"answer": fields.scalar, "why": fields.text, "wrong": fields.wrongs}
        return must, {"otherwise": fields.text, "tolerance": fields.tolerance}

    def computed(self, expression: str, values: Mapping[str, Value]) -> Value:
        value = evaluate(expression, values)
        if isinstance(value, tuple):
            raise BadExpression("not one number")
        return value

    def drawn_faults(self, item: Item) -> Iterator[tuple[str, Mapping[str, Any]]]:
        q, answer = item.question, item.answer
        assert answer is not None
        exact = not q.tolerance_abs and not q.tolerance_rel
        if exact and abs(answer.value - round(answer.value)) > ALMOST_NOTHING:
            yield "quiz_needs_tolerance", {"answer": answer.value}

    def require_readable(self, typed: str) -> None:
        read_number(typed)

    def matches(self, question: Question, expected: Expected, typed: str) -> bool:
        return abs(read_number(typed) - expected.value) <= _tolerance(question, expected.value)

    def same(self, question: Question, one: Expected, other: Expected) -> bool:
        near = _tolerance(question, other.value)
        return one.text == other.text or abs(one.value - other.value) <= 2 * near + ALMOST_NOTHING


KIND = Numeric()


def _tolerance(question: Question, expected: float) -> float:
    """How far from the answer is still right."""
    relative = question.tolerance_rel * abs(expected)
    return max(question.tolerance_abs, relative, ALMOST_NOTHING * max(1.0, abs(expected)))


def read_number(typed: str) -> float:
    """`0.25`, `1/4`, `0.5²`, `1,000`, `25 %`, full-width digits too. Raises UnreadableReply."""
    try:
        number = float(evaluate(_as_expression(typed), {}))
    except (BadExpression, TypeError, OverflowError):
        raise UnreadableReply(Message("quiz_reply_number")) from None
    if not math.isfinite(number):
        raise UnreadableReply(Message("quiz_reply_number"))
    return number


def _as_expression(typed: str) -> str:
    """What people type for a number, in the letters of expressions.py."""
    text = normal(with_plain_powers(typed)).translate(SIGNS)
    text = re.sub(r"^[=≈~約\s]+|[.。]$|(?<=[\d)%])\s*[\u3040-\u30ff\u4e00-\u9fff]+$", "", text)
    text = text.replace(",", "") if THOUSANDS.fullmatch(text) else text
    text = re.sub(r"^([-+]?0),(\d+)$", r"\1.\2", text)
    text = re.sub(r"(?<=[\d)])\s*x\s*(?=[\d(])", "*", text)
    text = re.sub(r"√\s*(\d+(?:\.\d+)?)", r"sqrt(\1)", text).replace("√", "sqrt")
    return re.sub(r"^(.+?)\s*%$", r"(\1)/100", text.replace("^", "**"))
