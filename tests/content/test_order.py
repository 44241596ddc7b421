"""The exercises can be taken in their order: what a text tells one to do works with what has been solved by then."""

from __future__ import annotations

import re
import shutil

import pytest

from learnrnn import catalog
from learnrnn.locale import LANGUAGES
from tests.conftest import Command

EXERCISES = list(catalog.exercises().values())
# As a text names it, in backticks; a toml's line has none.
COMMAND = re.compile(r"`learnrnn ([a-z][^`]*)`|\blearnrnn (train [a-z2-]+)")


def commands(exercise: catalog.Exercise) -> list[str]:
    """Every `learnrnn …` that the exercise's texts tell a learner to run, in both languages."""
    texts = [exercise.readme(lang).read_text(encoding="utf-8") for lang in LANGUAGES]
    texts += [text.render(lang) for text in (*exercise.hints, exercise.on_pass) for lang in LANGUAGES]
    checks = exercise.checks()
    texts += [text for each in (*checks.checks, *checks.mistakes) for text in (each.en, each.ja)]
    return sorted({a or b for text in texts for a, b in COMMAND.findall(text)})


TOLD = [(exercise, command) for exercise in EXERCISES for command in commands(exercise)]


def test_the_texts_tell_one_to_run_something():
    assert {command for _, command in TOLD} >= {
        "train adder",
        "train language-model",
        "train seq2seq",
        "quiz",
    }


@pytest.mark.parametrize(
    ("exercise", "command"), TOLD, ids=[f"{exercise.name}: {command}" for exercise, command in TOLD]
)
def test_a_command_runs_with_what_has_been_solved_by_then(exercise, command, learnrnn: Command):
    for solved in EXERCISES:
        if solved.order <= exercise.order:
            shutil.copy(solved.solution, learnrnn.work)
    words = command.split()
    short = ["--iterations", "2"] if words[0] == "train" else []  # the whole of it has its own tests
    done = learnrnn(*words, *short, LEARNRNN_LANG="en")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("embedding", "language-model"),
        ("seq2seq", "attention"),
        ("bptt", "gradient-check"),
        ("seq2seq", "beam-search"),
    ],
)
def test_what_builds_on_another_comes_after_it(first, then):
    assert first in catalog.exercise(then).needs
    assert catalog.exercise(first).order < catalog.exercise(then).order
