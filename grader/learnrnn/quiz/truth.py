"""Proves the keys of a question's file by running them, over a few seeds."""

from __future__ import annotations

import warnings

from learnrnn.locale import Message
from learnrnn.quiz.draw import draw
from learnrnn.quiz.kinds import kind_of
from learnrnn.quiz.question import Question, Truth
from learnrnn.quiz.running import said_of

SEEDS = range(5)


def untruths(question: Question) -> list[Message]:
    """What running the question shows to be wrong with its key."""
    kind = kind_of(question.kind)
    if question.truth is None and not kind.runs_listing:
        return []
    items = [draw(question, seed) for seed in (SEEDS if question.parametrised or question.truth else (0,))]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # wrong options may well divide by zero
            return kind.prove(items, question.truth or Truth())
    except (
        Exception,
        SystemExit,
    ) as error:  # in the setup, the program or the reference: whatever it is, it is said
        return [Message("quiz_truth_fails", {"error": said_of(error)})]
