"""`learnrnn predict`: a few questions of the bank before the code, never in the way."""

from __future__ import annotations

import pytest

from learnrnn import catalog
from learnrnn.locale import LANGUAGES
from learnrnn.quiz.draw import draw
from learnrnn.quiz.load import load_bank

NAMES = tuple(catalog.exercises())


@pytest.mark.parametrize("name", NAMES)
def test_each_exercise_names_two_or_three_questions_of_the_bank(name):
    questions = catalog.exercise(name).questions
    bank = load_bank().questions
    assert 2 <= len(set(questions)) == len(questions) <= 3
    assert set(questions) <= set(bank)


@pytest.mark.parametrize("name", NAMES)
def test_each_exercise_names_two_others_for_after_the_pass(name):
    exercise, bank = catalog.exercise(name), load_bank().questions
    assert len(set(exercise.questions_after)) == len(exercise.questions_after) == 2
    assert set(exercise.questions_after) <= set(bank)
    assert not set(exercise.questions_after) & set(exercise.questions)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_those_for_after_the_pass_lead_to_the_comparison(lang, learnrnn):
    _, second = catalog.exercise("rnn").questions_after
    answer = draw(load_bank().questions[second], 1).answer
    typed = f"s\n{answer.text.en}\n"
    done = learnrnn("predict", "rnn", "--after", "--seed", "1", "--lang", lang, stdin=typed)
    assert done.returncode == 0, done.stderr
    assert ("1 of 1 right" if lang == "en" else "1問中1問正解") in done.stdout
    assert "learnrnn solution rnn" in done.stdout.splitlines()[-1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_asks_on_a_pipe_and_counts_what_is_right(lang, learnrnn):
    first, *_ = catalog.exercise("lstm").questions
    answer = draw(load_bank().questions[first], 1).answer
    assert answer is not None
    done = learnrnn("predict", "lstm", "--seed", "1", "--lang", lang, stdin=answer.text.en + "\n")
    assert done.returncode == 0, done.stderr
    assert ("1 of 1 right" if lang == "en" else "1問中1問正解") in done.stdout
    assert "learnrnn exercise lstm" in done.stdout.splitlines()[-1]


@pytest.mark.parametrize("typed", ["", "q\n", "s\ns\ns\n"])
def test_it_is_left_at_once_and_notes_nothing(typed, learnrnn):
    before = learnrnn("quiz", "--stats").stdout
    done = learnrnn("predict", "clip", "--seed", "0", stdin=typed)
    assert done.returncode == 0, done.stderr
    assert "0 of 0" not in done.stdout
    assert "learnrnn exercise clip" in done.stdout.splitlines()[-1]
    assert learnrnn("quiz", "--stats").stdout == before


def test_an_exercise_offers_it_in_one_line(learnrnn):
    done = learnrnn("exercise", "lstm", "--no-pager")
    assert [line for line in done.stdout.splitlines() if "learnrnn predict lstm" in line] != []


def test_in_a_class_it_is_neither_offered_nor_asked(learnrnn):
    assert learnrnn("release", "bundle", "clip").returncode == 0
    done = learnrnn("exercise", "clip", "--no-pager", LEARNRNN_COURSE="bundle")
    assert done.returncode == 0, done.stderr
    assert "learnrnn predict" not in done.stdout
    asked = learnrnn("predict", "clip", LEARNRNN_COURSE="bundle")
    assert asked.returncode == 2
    assert len(asked.stderr.splitlines()) == 1
