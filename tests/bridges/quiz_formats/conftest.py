"""The questions that every format is tried on: the whole bank, and some that are nasty on purpose."""

from __future__ import annotations

import functools
from pathlib import Path

from learnrnn.bridges.quiz_formats.asked import AskedSection, parts
from learnrnn.quiz import source
from learnrnn.quiz.draw import draw
from learnrnn.quiz.item import Item
from learnrnn.quiz.load import quizzes_folder
from learnrnn.quiz.question import Bank, build_bank
from learnrnn.quiz.validate import validate

SEED = 3


@functools.cache
def bank() -> Bank:
    """The course's questions and the nasty ones, read from their files."""
    nasty = source.read(Path(__file__).with_name("nasty.yaml"))
    assert nasty.fault is None
    assert validate(nasty) == []
    return build_bank([source.read(path).data for path in source.files(quizzes_folder())] + [nasty.data])


@functools.cache
def asked_parts(lang: str) -> tuple[AskedSection, ...]:
    return parts(bank(), (), SEED, lang)


@functools.cache
def items() -> dict[str, Item]:
    return {name: draw(question, SEED) for name, question in bank().questions.items()}
