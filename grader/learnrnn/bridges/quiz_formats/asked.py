"""Drawn questions in plain pieces, in one language: what every export of the quiz is written from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from learnrnn.locale import Text, say
from learnrnn.quiz.choose import pool
from learnrnn.quiz.draw import draw
from learnrnn.quiz.item import WHOLE, Expected, Item
from learnrnn.quiz.kinds import kind_of
from learnrnn.quiz.question import Bank, Question, Section, option_id
from learnrnn.quiz.replies import normal

TOLERANCE_DIGITS = 12  # more is what floating point made of a product


@dataclass(frozen=True)
class AskedOption:
    """An option as shown; `text` is Python where `is_code`, else Markdown as in docs/quiz.md."""

    id: str
    text: str
    is_code: bool
    right: bool
    why: str
    last: bool


@dataclass(frozen=True)
class AskedAnswer:
    """A typed answer, right or that of a known mistake.

    forms: the ways to type it that a program comparing letter by letter must be told of.
    why: None of a further right answer, whose rationale is the first one's.
    """

    text: str  # as shown, on one line
    forms: tuple[str, ...]
    right: bool
    why: str | None
    value: float | None = None
    tolerance: float = 0.0


@dataclass(frozen=True)
class AskedQuestion:
    """One question with its numbers. There are either options, in the order shown, or answers, right ones first."""

    id: str
    kind: str
    section: str
    difficulty: int
    tags: tuple[str, ...]
    code: str | None
    stem: str
    convention: str | None
    options: tuple[AskedOption, ...]
    answers: tuple[AskedAnswer, ...]
    otherwise: str | None

    @property
    def several(self) -> bool:
        return kind_of(self.kind).several

    @property
    def is_number(self) -> bool:
        return kind_of(self.kind).is_number

    @property
    def typed_as_code(self) -> bool:
        """Whether a typed answer is code or printed output, not words."""
        return kind_of(self.kind).in_fixed_width

    @property
    def case_counts(self) -> bool:
        return kind_of(self.kind).is_code

    @property
    def rights(self) -> tuple[AskedAnswer, ...]:
        return tuple(answer for answer in self.answers if answer.right)

    @property
    def wrongs(self) -> tuple[AskedAnswer, ...]:
        return tuple(answer for answer in self.answers if not answer.right)


@dataclass(frozen=True)
class AskedSection:
    """A section and its questions."""

    name: str
    note: str
    title: str
    questions: tuple[AskedQuestion, ...]


def parts(bank: Bank, sections: tuple[str, ...], seed: int, lang: str) -> tuple[AskedSection, ...]:
    """The questions of these sections, or of all, as the seed draws them. Raises LearnrnnError."""
    wanted = set(pool(bank, sections))
    found = (_part(section, bank, wanted, seed, lang) for section in bank.sections)
    return tuple(part for part in found if part.questions)


def _part(section: Section, bank: Bank, wanted: set[str], seed: int, lang: str) -> AskedSection:
    asked = (of_item(draw(bank.questions[name], seed), lang) for name in section.ids if name in wanted)
    return AskedSection(section.name, section.note, section.title.render(lang), tuple(asked))


def of_item(item: Item, lang: str) -> AskedQuestion:
    """A drawn question in one language."""
    question = item.question
    return AskedQuestion(
        id=question.id,
        kind=question.kind,
        section=question.section,
        difficulty=question.difficulty,
        tags=question.tags,
        code=item.code,
        stem=item.stem.render(lang),
        convention=_said(item.convention, lang),
        options=tuple(
            AskedOption(c.id, c.text.render(lang), c.is_code, c.right, c.why.render(lang), c.last)
            for c in item.choices
        ),
        answers=_answers(item, lang) if item.answer else (),
        otherwise=_said(item.otherwise, lang),
    )


def _said(text: Text | None, lang: str) -> str | None:
    return text.render(lang) if text else None


def _answers(item: Item, lang: str) -> tuple[AskedAnswer, ...]:
    """Right ones first. A form stands with the first answer that has it, so that none is right and wrong at once."""
    assert item.answer is not None
    taken: set[str] = set()
    found: list[AskedAnswer] = []
    for right, expected in [(True, e) for e in (item.answer, *item.accept)] + [
        (False, e) for e in item.wrong
    ]:
        forms = [
            form for form in _forms(item.question, expected, lang) if _key(item.question, form) not in taken
        ]
        taken |= {_key(item.question, form) for form in forms}
        if forms:
            found.append(_answer(item.question, expected, lang, right, tuple(forms)))
    return tuple(found)


def _key(question: Question, form: str) -> str:
    return form if kind_of(question.kind).is_code else normal(form)


def _answer(
    question: Question, expected: Expected, lang: str, right: bool, forms: tuple[str, ...]
) -> AskedAnswer:
    why = _said(expected.why, lang)
    if not kind_of(question.kind).is_number:
        return AskedAnswer(_one_line(expected.text.render(lang)), forms, right, why)
    assert isinstance(expected.value, int | float)
    value = whole_if_near(expected.value)
    tolerance = max(question.tolerance_abs, question.tolerance_rel * abs(value))
    tolerance = whole_if_near(float(f"{tolerance:.{TOLERANCE_DIGITS}g}"))
    return AskedAnswer(expected.text.render(lang), forms, right, why, value, tolerance)


def by_choice(part: AskedSection, lang: str) -> AskedSection:
    """The section with choices in place of answers that nobody could list: code, shapes and printed output.

    A learning system compares letter by letter, and a right line may be typed in more ways than can be told of.
    """
    return replace(part, questions=tuple(_by_choice(asked, lang) for asked in part.questions))


def _by_choice(asked: AskedQuestion, lang: str) -> AskedQuestion:
    if not (asked.typed_as_code and asked.wrongs):
        return asked
    found: dict[str, AskedOption] = {}
    for answer in (*asked.rights[:1], *asked.wrongs):
        name = option_id(asked.id, answer.text)
        found.setdefault(
            name, AskedOption(name, answer.text, True, answer.right, answer.why or "", last=False)
        )
    options = tuple(found[name] for name in sorted(found))  # an id tells nothing, and so does their order
    return replace(
        asked,
        kind="single",
        stem=f"{asked.stem}\n\n{say('export_choose', lang)}",
        options=options,
        answers=(),
        otherwise=None,
    )


def whole_if_near(value: float) -> float:
    """Without what floating point added to a whole number."""
    return round(value) if abs(value - round(value)) < WHOLE else float(value)


def decimal(value: float) -> str:
    """A number without an exponent, which GIFT has no word for."""
    return format(Decimal(repr(value)), "f")


# ---------------------------------------------------------------- the ways to type an answer


def _forms(question: Question, expected: Expected, lang: str) -> list[str]:
    shown = [expected.text.render(lang), *expected.text.by_language.values()]
    shown = [_one_line(text) for text in shown]
    shown += kind_of(question.kind).forms(expected, shown)
    return list(dict.fromkeys(text for text in shown if text))


def _one_line(text: str) -> str:
    """No format has room for a line end in an answer; where output is compared, it is a space."""
    return " ".join(line.strip() for line in text.strip().splitlines())
