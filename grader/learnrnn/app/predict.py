"""Asks a few questions of the quiz's bank before an exercise's code, or after its pass. Nothing of it is noted."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass

import click

from learnrnn.catalog import Exercise
from learnrnn.errors import complain
from learnrnn.locale import say
from learnrnn.quiz.ask import Ending, Screen, Skipped, Stopped, readable_reply
from learnrnn.quiz.draw import draw
from learnrnn.quiz.item import Item
from learnrnn.quiz.load import load_bank
from learnrnn.views.quiz.screen import open_screen

SEED_LIMIT = 2**31


@dataclass
class Tally:
    """How many were answered, and how many of them rightly."""

    answered: int = 0
    right: int = 0


def predict(
    exercise: Exercise, lang: str, *, after: bool, seed: int | None, plain: bool, then: str
) -> Ending:
    """Ask them; `then` is the command to type afterwards. Raises LearnrnnError where there are none."""
    bank = load_bank()
    wanted = exercise.questions_after if after else exercise.questions
    ids = [name for name in wanted if name in bank.questions]
    if not ids:
        raise complain("predict_none_after" if after else "predict_none", name=exercise.name)
    if bank.cut:
        raise complain("predict_cut")
    seed = random.SystemRandom().randrange(SEED_LIMIT) if seed is None else seed
    click.echo(
        say("predict_begin_after" if after else "predict_begin", lang, count=len(ids), name=exercise.name)
    )
    tally = Tally()
    ending = _ask([draw(bank.questions[name], seed) for name in ids], open_screen(lang, plain=plain), tally)
    key = "predict_done" if tally.answered else "predict_left"
    key += "_after" if after else ""
    click.echo("\n" + say(key, lang, right=tally.right, total=tally.answered, command=then))
    return ending


def _ask(items: list[Item], screen: Screen, tally: Tally) -> Ending:
    try:
        for number, item in enumerate(items, 1):
            screen.ask(item, number, len(items))
            try:
                reply, verdict = readable_reply(item, screen, None, time.monotonic)
            except Skipped:
                continue
            tally.answered += 1
            tally.right += verdict.right
            screen.verdict(item, reply, verdict)
    except Stopped:
        return Ending.STOPPED
    except KeyboardInterrupt:
        return Ending.INTERRUPTED
    except EOFError:
        return Ending.INPUT_ENDED
    return Ending.FINISHED
