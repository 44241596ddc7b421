"""Checks the whole bank: each file's form, every question over many seeds, every text as it will be shown.

`learnrnn verify` calls it through `learnrnn.quiz.check_bank`.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from learnrnn.errors import LearnrnnError
from learnrnn.locale import LANGUAGES, Message, Sayable, Text
from learnrnn.quiz import source
from learnrnn.quiz.draw import PLACEHOLDER, NoDraw, draw, draw_values
from learnrnn.quiz.expressions import BadExpression
from learnrnn.quiz.formulas import FORMULA, UnknownCommand, readable
from learnrnn.quiz.giveaways import giveaways
from learnrnn.quiz.item import Item
from learnrnn.quiz.judge import judge
from learnrnn.quiz.kinds import kind_of
from learnrnn.quiz.load import quizzes_folder
from learnrnn.quiz.question import Question, Questions
from learnrnn.quiz.replies import UnreadableReply
from learnrnn.quiz.source import FileFault, Place, QuestionFile
from learnrnn.quiz.truth import untruths
from learnrnn.quiz.validate import validate

SEEDS = 500
FEWEST_DRAWS = 3  # a parametrised question must have at least so many faces
ALMOST_NOTHING = 1e-9

Found = Iterator[tuple[Place, Sayable]]  # places inside the question


def check_files(lang: str = "en", *, run_code: bool = True, folder: Path | None = None) -> list[str]:
    """What is wrong in a course's question files, each a sentence with file:line and what to do.

    A course without a quizzes folder has no quiz; an empty one is a fault.
    """
    folder = folder or quizzes_folder()
    if not folder.exists():
        return []
    paths = source.files(folder)
    if not paths:
        return [Message("quiz_no_files", {"path": folder}).render(lang)]
    sources = [source.read(path) for path in paths]
    faults = [fault for read in sources for fault in _file_faults(read, run_code)]
    return [fault.render(lang) for fault in [*faults, *_repeated(sources)]]


def _file_faults(read: QuestionFile, run_code: bool) -> list[FileFault]:
    if read.fault:
        return [read.fault]
    if faults := validate(read):
        return faults
    faults = []
    questions = list(Questions([read.data]).values())
    for question, message in giveaways(questions):
        faults.append(
            FileFault(read.name, read.line(("questions", questions.index(question), "id")), message)
        )
    for index, question in enumerate(questions):
        data = read.data["questions"][index]
        for place, message in _question_faults(question, data, run_code):
            faults.append(FileFault(read.name, read.line(("questions", index, *place)), message))
    return faults


def _repeated(sources: list[QuestionFile]) -> Iterator[FileFault]:
    """Ids and notes that stand in more than one place."""
    first: dict[tuple[str, str], str] = {}
    for read in sources:
        for place, key, name in _names(read.data):
            where = f"{read.name}:{read.line(place)}"
            if name is not None and first.setdefault((key, str(name)), where) != where:
                values = {"key": key, "name": name, "where": first[key, str(name)]}
                yield FileFault(read.name, read.line(place), Message("quiz_repeated", values))


def _names(data: Any) -> Iterator[tuple[Place, str, Any]]:
    """What must be unique over all files, as far as a file, which may be malformed, has it."""
    if not isinstance(data, dict):
        return
    yield ("note",), "note", data.get("note")
    if not isinstance(data.get("questions"), list):
        return
    for index, question in enumerate(data["questions"]):
        if isinstance(question, dict):
            yield ("questions", index, "id"), "id", question.get("id")


# ---------------------------------------------------------------- one question


def _question_faults(question: Question, data: Mapping[str, Any], run_code: bool) -> Found:
    faults = list(_text_faults(question, data, ()))
    faults += _exercise_faults(question)
    drawn = list(_draw_faults(question))
    if not drawn and run_code:
        drawn = [(("truth",) if question.truth else ("answer",), said) for said in untruths(question)]
    yield from (*faults, *drawn)


def _exercise_faults(question: Question) -> Found:
    from learnrnn.catalog import exercise

    if question.exercise is not None:
        try:
            exercise(question.exercise)
        except LearnrnnError as error:
            yield ("exercise",), error.said


def _text_faults(question: Question, data: Any, place: Place) -> Found:
    """Formulas that a terminal cannot show, dollars and backticks without a partner, unknown placeholders."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key not in ("code", "truth", "params", "let", "require", "value", "listing"):
                yield from _text_faults(question, value, (*place, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _text_faults(question, value, (*place, index))
    elif isinstance(data, str) and "accept" not in place and place[-1:] != ("answer",):
        message = _unshowable(data, {*(question.params or {}), *(question.let or {})})
        if message is not None:
            yield place, message


def _unshowable(text: str, names: set[str]) -> Message | None:
    bare = re.sub(r"`[^`]*`", "", text)
    if "`" in bare:
        return Message("quiz_backtick")
    for formula in FORMULA.findall(bare):
        try:
            readable(formula)
        except UnknownCommand as error:
            return Message("quiz_formula", {"formula": formula, "problem": error})
    outside = FORMULA.sub("", bare).replace("\\$", "")
    if "$" in outside:
        return Message("quiz_dollar")
    if "\\" in outside:
        return Message("quiz_backslash")
    for name in PLACEHOLDER.findall(outside):
        if names and name[0] not in names:
            return Message("quiz_placeholder", {"name": name[0], "known": ", ".join(sorted(names))})
    return None


def _draw_faults(question: Question) -> Found:
    """The first fault over all seeds: a key that does not evaluate, two answers that meet."""
    drawn = set()
    for seed in range(SEEDS if question.parametrised else 1):
        try:
            values = draw_values(question, random.Random(f"{seed}:{question.id}"))
            if (key := repr(values)) in drawn:
                continue
            drawn.add(key)
            item = draw(question, seed)
            fault = next(_item_faults(item), None)
        except NoDraw as error:
            fault = ("require",), error.said
        except BadExpression as error:
            fault = (), Message("quiz_expression", {"problem": error})
        except UnreadableReply as error:
            fault = ("answer",), error.said
        if fault:
            yield fault
            return
    if question.parametrised and len(drawn) < FEWEST_DRAWS:
        yield ("params",), Message("quiz_few_draws", {"count": len(drawn), "least": FEWEST_DRAWS})


def _item_faults(item: Item) -> Found:
    numbers = ", ".join(f"{name}={value}" for name, value in item.values.items())
    drawn = {"drawn": f" ({numbers})" if numbers else ""}
    if item.choices:
        yield from _same_choices(item, drawn)
        return
    assert item.answer is not None
    kind = kind_of(item.question.kind)
    for key, values in kind.drawn_faults(item):
        yield ("answer",), Message(key, {**values, **drawn})
    answers = [item.answer, *item.accept]
    for answer, shown in itertools.product(answers, LANGUAGES):
        if not judge(item, answer.text.render(shown)).right:
            values = {"answer": answer.text.render(shown), **drawn}
            yield ("answer",), Message("quiz_answer_not_right", values)
    for index, wrong in enumerate(item.wrong):
        if any(kind.same(item.question, wrong, other) for other in answers):
            yield ("wrong", index), Message("quiz_wrong_is_right", {"answer": wrong.text.en, **drawn})
        if any(kind.same(item.question, wrong, other) for other in item.wrong[:index]):
            yield ("wrong", index), Message("quiz_wrong_twice", {"answer": wrong.text.en, **drawn})


def _same_choices(item: Item, drawn: Mapping[str, str]) -> Found:
    for one, other in itertools.combinations(item.choices, 2):
        numbers = [c.number for c in (one, other) if isinstance(c.number, int | float)]
        near = len(numbers) == 2 and abs(numbers[0] - numbers[1]) <= ALMOST_NOTHING
        if near or _shown_alike(one.text, other.text):
            yield ("options",), Message("quiz_options_meet", {"text": one.text.en, **drawn})


def _shown_alike(one: Text, other: Text) -> bool:
    return one.en == other.en or one.ja == other.ja
