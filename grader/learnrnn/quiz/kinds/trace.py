"""What a program prints, to type or to choose; running it proves the key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from learnrnn.locale import Message
from learnrnn.quiz import fields
from learnrnn.quiz.fields import FaultsOfFile
from learnrnn.quiz.item import Expected, Item
from learnrnn.quiz.kind import Keys, Kind
from learnrnn.quiz.kinds.code import tight
from learnrnn.quiz.question import Question, Truth
from learnrnn.quiz.replies import QUOTES, normal, require_short
from learnrnn.quiz.source import Place


class Trace(Kind):
    in_fixed_width = True
    runs_listing = True
    prompt = Message("quiz_prompt_trace")

    def keys(self, data: Mapping[str, Any]) -> Keys:
        if "options" in data:
            return {"options": fields.some}, {}
        may = {"otherwise": fields.text, "wrong": fields.wrongs, "accept": fields.scalars}
        return {"answer": fields.text_or_scalar, "why": fields.text}, may

    def check_form(self, report: FaultsOfFile, data: Mapping[str, Any], place: Place, listing: str) -> None:
        if not listing:
            report.add(place, "quiz_missing_key", key="code")

    def prove(self, items: Sequence[Item], truth: Truth) -> list[Message]:
        return next((found for item in items if (found := list(self._untruths(item)))), [])

    def _untruths(self, item: Item) -> Iterator[Message]:
        """What the program prints is right, and nothing else is."""
        from learnrnn.quiz.running import printed_by

        printed = printed_by(item)
        require_short(printed)
        if item.choices:
            for choice in item.choices:
                text = choice.text
                if (text.en.strip("`") == printed) != choice.right and text.en == text.ja:
                    yield Message("quiz_truth_answer", {"answer": text.en, "got": printed})
        elif not any(self.matches(item.question, e, printed) for e in (item.answer, *item.accept) if e):
            assert item.answer is not None
            yield Message("quiz_truth_answer", {"answer": item.answer.text.en, "got": printed})

    def matches(self, question: Question, expected: Expected, typed: str) -> bool:
        return _tokens(typed) in (_tokens(expected.text.en), _tokens(expected.text.ja))

    def same(self, question: Question, one: Expected, other: Expected) -> bool:
        return _tokens(one.text.en) == _tokens(other.text.en)

    def forms(self, expected: Expected, shown: Sequence[str]) -> list[str]:
        return [t for t in map(tight, shown) if _tokens(t) == _tokens(shown[0])]


KIND = Trace()


def _tokens(text: str) -> tuple[str | float, ...]:
    """What was printed, as words, signs and numbers: `[1, 0.50]` is `[1,0.5]`, and `["a"]` is `['a']`."""
    shown = re.sub(rf"[{QUOTES}]", "'", normal(text).rstrip("。"))
    tokens = re.findall(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|[^\W\d]\w*|\S", shown)
    return tuple(float(t) if re.match(r"[-+]?\.?\d", t) else t for t in tokens)
