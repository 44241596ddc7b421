"""A shape to type: `(2, 3)`, `2x3`, `2行3列`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from learnrnn.locale import Message
from learnrnn.quiz import fields
from learnrnn.quiz.expressions import BadExpression, Value, evaluate
from learnrnn.quiz.fields import FaultsOfFile
from learnrnn.quiz.item import Expected, Item
from learnrnn.quiz.kind import Keys, Kind
from learnrnn.quiz.question import Question, Truth
from learnrnn.quiz.replies import UnreadableReply, normal
from learnrnn.quiz.source import Place

SCALAR = frozenset({"scalar", "a scalar", "スカラー"})


class Shape(Kind):
    in_fixed_width = True
    prompt = Message("quiz_prompt_shape")

    def keys(self, data: Mapping[str, Any]) -> Keys:
        must = {"answer": fields.scalar, "why": fields.text, "wrong": fields.wrongs}
        return must, {"otherwise": fields.text, "truth": fields.truth}

    def check_form(self, report: FaultsOfFile, data: Mapping[str, Any], place: Place, listing: str) -> None:
        """Its truth expects what the answer says."""

    def prove(self, items: Sequence[Item], truth: Truth) -> list[Message]:
        import numpy as np

        from learnrnn.quiz.running import evaluated

        for item in items:
            assert item.answer is not None
            shape = np.shape(evaluated(truth.setup, truth.value or "", item))
            if shape != item.answer.value:
                return [Message("quiz_truth_answer", {"answer": item.answer.text.en, "got": shape})]
        return []

    def computed(self, expression: str, values: Mapping[str, Value]) -> Value:
        return as_shape(evaluate(expression, values))

    def require_readable(self, typed: str) -> None:
        read_shape(typed)

    def matches(self, question: Question, expected: Expected, typed: str) -> bool:
        return as_shape(expected.value) == read_shape(typed)

    def same(self, question: Question, one: Expected, other: Expected) -> bool:
        return one.value == other.value

    def forms(self, expected: Expected, shown: Sequence[str]) -> list[str]:
        assert isinstance(expected.value, tuple)
        sizes = [str(size) for size in expected.value]
        joined, tight = ", ".join(sizes), ",".join(sizes)
        if len(sizes) < 2:
            return [f"({joined})", joined, f"({joined},)", f"[{joined}]"] if sizes else ["( )", "[]"]
        return [f"({tight})", joined, tight, "x".join(sizes), "×".join(sizes), f"[{joined}]", f"[{tight}]"]


KIND = Shape()


def as_shape(value: Value) -> tuple[int, ...]:
    """A shape from a tuple of whole numbers, or from one. Raises BadExpression."""
    sizes = value if isinstance(value, tuple) else (value,)
    if not all(isinstance(size, int | float) and size == int(size) and size >= 0 for size in sizes):
        raise BadExpression(f"{value!r} is not a shape")
    return tuple(int(size) for size in sizes)


def read_shape(typed: str) -> tuple[int, ...]:
    """`(2, 3)`, `2,3`, `2x3`, `[2 3]`, `2行3列`, `3`, `()`, `scalar`. Raises UnreadableReply."""
    text = normal(typed).rstrip(".。")
    if text in SCALAR:
        return ()
    text = re.sub(r"^(?:np\.|torch\.|tf\.)?(?:shape|size|tensorshape|形状)\b\s*[=:は]?\s*", "", text)
    text = text.replace("by", "x").replace("行", ",").replace("列", "")
    inside = re.fullmatch(r"[(\[]{0,2}([\d\sx×*,、]*)[)\]]{0,2}", text)
    if inside is None or not text:
        raise UnreadableReply(Message("quiz_reply_shape"))
    return tuple(int(size) for size in re.findall(r"\d+", inside[1]))
