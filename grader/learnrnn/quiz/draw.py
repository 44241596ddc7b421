"""Draws a question's numbers from a seed, and shuffles its options: what is then asked is an Item.

The draw depends on the seed and the question's id alone, so that a new question changes no other's numbers.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from learnrnn.errors import LearnrnnError
from learnrnn.locale import Message, Text
from learnrnn.quiz.expressions import BadExpression, Value, evaluate
from learnrnn.quiz.item import WHOLE, Choice, Expected, Item, show_value
from learnrnn.quiz.kinds import kind_of
from learnrnn.quiz.question import Option, Question

TRIES = 200  # draws until every `require` holds

PLACEHOLDER = re.compile(r"\{([A-Za-z]\w*)(?::\.(\d+)f)?\}")
SPLIT_AT_FORMULAS = re.compile(r"((?<!\\)\$.+?(?<!\\)\$)", re.S)


class NoDraw(LearnrnnError):
    """No numbers of this question fulfil its `require`."""


def draw(question: Question, seed: int) -> Item:
    """The question as the seed makes it. Raises NoDraw, BadExpression."""
    rng = random.Random(f"{seed}:{question.id}")
    values = draw_values(question, rng)
    fill = _Filler(values, question.places)
    return Item(
        question=question,
        seed=seed,
        stem=fill.text(question.stem),
        code=fill.string(question.code) if question.code else None,
        choices=_shuffled([_choice(option, fill) for option in question.options], rng),
        answer=_expected(question, question.answer, question.why, fill) if question.answer else None,
        accept=tuple(_expected(question, Text(a, a), None, fill) for a in question.accept),
        wrong=tuple(_expected(question, Text(w.answer, w.answer), w.why, fill) for w in question.wrong),
        otherwise=fill.text(question.otherwise) if question.otherwise else None,
        convention=fill.text(question.convention) if question.convention else None,
        values=values,
    )


def draw_values(question: Question, rng: random.Random) -> dict[str, Value]:
    """Numbers that fulfil every `require`."""
    if not question.params:
        return {}
    for _ in range(TRIES):
        values = {name: _param(spec, rng) for name, spec in question.params.items()}
        for name, expression in (question.let or {}).items():
            values[name] = evaluate(expression, values)
        if all(evaluate(condition, values) for condition in question.require):
            return values
    raise NoDraw(Message("quiz_no_draw", {"id": question.id, "tries": TRIES}))


def _param(spec: Mapping[str, Sequence[Any]], rng: random.Random) -> Value:
    if "choice" in spec:
        picked = spec["choice"][int(rng.random() * len(spec["choice"]))]
        return tuple(picked) if isinstance(picked, list) else picked
    low, high, step = (*spec["range"], 1)[:3]
    count = int((high - low) / step + WHOLE) + 1
    drawn = low + step * int(rng.random() * count)
    return round(drawn, 10) if isinstance(drawn, float) else drawn


def _shuffled(choices: list[Choice], rng: random.Random) -> tuple[Choice, ...]:
    keyed = [(choice.last, rng.random(), choice) for choice in choices]
    return tuple(choice for _, _, choice in sorted(keyed, key=lambda entry: entry[:2]))


# ---------------------------------------------------------------- filling in


@dataclass(frozen=True)
class _Filler:
    """Puts the drawn numbers in place of `{name}`."""

    values: Mapping[str, Value]
    places: int

    def text(self, text: Text) -> Text:
        if not self.values:
            return text
        return Text.of({lang: self._prose(said) for lang, said in text.by_language.items()})

    def string(self, string: str) -> str:
        return PLACEHOLDER.sub(lambda match: self._shown(match, "{}"), string)

    def _prose(self, string: str) -> str:
        """Inside `$…$` a number keeps its braces, so that `x_{n}` stays one subscript."""
        parts = SPLIT_AT_FORMULAS.split(string)
        parts[::2] = (PLACEHOLDER.sub(lambda match: self._shown(match, "{}"), part) for part in parts[::2])
        parts[1::2] = (
            PLACEHOLDER.sub(lambda match: self._shown(match, "{{{}}}"), part) for part in parts[1::2]
        )
        return "".join(parts)

    def _shown(self, match: re.Match[str], form: str) -> str:
        name, places = match.groups()
        if name not in self.values:
            return match[0]
        value = self.values[name]
        if places is None:
            return form.format(show_value(value, self.places))
        if isinstance(value, tuple):
            raise BadExpression(f"{{{name}}} is not one number")
        return form.format(f"{value:.{places}f}")


def _choice(option: Option, fill: _Filler) -> Choice:
    number = None
    if option.value is not None:
        number = evaluate(option.value, fill.values)
        text = Text.same(show_value(number, fill.places))
    elif option.code is not None:
        text = Text.same(fill.string(option.code))
    else:
        assert option.text is not None
        text = fill.text(option.text)
    is_code = option.code is not None
    return Choice(option.id, text, is_code, option.right, fill.text(option.why), option.last, number)


def _expected(question: Question, answer: Text, why: Text | None, fill: _Filler) -> Expected:
    why = fill.text(why) if why else None
    value = kind_of(question.kind).computed(answer.en, fill.values)
    if value is None:
        return Expected(Text(fill.string(answer.en), fill.string(answer.ja)), None, why)
    return Expected(Text.same(show_value(value, question.places)), value, why)
