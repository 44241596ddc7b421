"""A word or a few to type, which fill a blank in a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from learnrnn.locale import Text
from learnrnn.quiz import fields
from learnrnn.quiz.item import Expected
from learnrnn.quiz.kind import Keys, Kind
from learnrnn.quiz.question import BLANK, Question
from learnrnn.quiz.replies import QUOTES, normal


class Fill(Kind):
    phrase_words = 2

    def keys(self, data: Mapping[str, Any]) -> Keys:
        may = {"otherwise": fields.text, "wrong": fields.wrongs, "accept": fields.scalars}
        return {"answer": fields.text_or_scalar, "why": fields.text}, may

    def phrase(self, question: Question) -> Text | None:
        """What fills the blank, with the word before it."""
        if question.answer is None:
            return None
        lead = question.stem.en.split(BLANK)[0].split()[-1:]
        return Text(" ".join([*lead, question.answer.en]), question.answer.ja)

    def matches(self, question: Question, expected: Expected, typed: str) -> bool:
        right = {_squeezed(expected.text.en), _squeezed(expected.text.ja)}
        outside = re.sub(r"\([^)]*\)", "", normal(typed))
        inside = re.findall(r"\(([^)]*)\)", normal(typed))
        return not right.isdisjoint(_squeezed(said) for said in (typed, outside, *inside) if said.strip())

    def forms(self, expected: Expected, shown: Sequence[str]) -> list[str]:
        bare = [text.replace("$", "") for text in shown]
        words = [t for t in (*shown, *bare) if re.fullmatch(r"(?!(?:the|an?) )[A-Za-z][A-Za-z -]*", t)]
        found = [*bare, *(f"{article} {text}" for text in words for article in ("the", "a", "an"))]
        found += [f"{text}s" for text in words if not text.endswith("s")]
        return found + [text.replace(" ", "-") for text in words] + [text.replace("-", " ") for text in words]


KIND = Fill()


def _squeezed(text: str) -> str:
    """Words without what nobody types alike: articles, a plural, quotes, a full stop, spaces, hyphens, dollars."""
    text = normal(text).strip(QUOTES + " .。!?")
    text = re.sub(r"^(?:an?|the)\s+", "", text)
    text = re.sub(r"(?<=[a-rt-z]{3})s\b", "", text)
    return re.sub(r"[\s$\-‐]+", "", text)
