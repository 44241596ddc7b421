"""Numbers and orders are drawn from the seed and the question's id alone."""

from __future__ import annotations

from collections import Counter

import pytest

from learnrnn.quiz.draw import NoDraw, draw
from learnrnn.quiz.item import show_number, show_value
from learnrnn.quiz.question import Questions, build_question


def test_the_same_seed_draws_the_same_question(questions):
    for question in questions.values():
        assert draw(question, 7) == draw(question, 7)


def test_other_seeds_draw_other_numbers_and_orders(questions):
    assert len({draw(questions["clip-numeric"], seed).stem for seed in range(40)}) == 6
    assert len({tuple(c.id for c in draw(questions["several"], seed).choices) for seed in range(60)}) == 6


def test_every_order_comes_about_equally_often(questions):
    firsts = Counter(draw(questions["several"], seed).choices[0].text.en for seed in range(600))
    assert min(firsts.values()) > 150


def test_a_new_question_changes_no_other_question_s_numbers(questions):
    alone = Questions([{"section": "small", "questions": [_data(questions, "clip-numeric")]}])
    assert draw(alone["clip-numeric"], 5).values == draw(questions["clip-numeric"], 5).values


def _data(questions, name):
    return questions._data[name][0]


def test_what_must_stay_last_stays_last(questions):
    assert all(draw(questions["pick"], seed).choices[-1].text.en == "None of these" for seed in range(50))


def test_numbers_stand_in_stem_answer_and_explanation(questions):
    item = draw(questions["clip-numeric"], 0)
    a, b, norm, th = (item.values[name] for name in ("a", "b", "norm", "th"))
    assert f"$({{{a}}}, {{{b}}})$ and the threshold {th}." in item.stem.en
    assert item.answer is not None
    assert item.answer.value == a * th / norm
    assert item.answer.why is not None
    assert item.answer.why.ja == f"ノルムは {norm} である。"


def test_only_known_names_are_replaced(questions):
    data = {
        **_data(questions, "clip-numeric"),
        "stem": {"en": "$W_{in}$ {th:.1f} {nobody}", "ja": "$x_{th}$ 重み"},
    }
    item = draw(build_question(data, "small", {}), 1)
    assert item.stem.en == f"$W_{{in}}$ {item.values['th']:.1f} {{nobody}}"
    assert item.stem.ja == f"$x_{{{item.values['th']}}}$ 重み"


def test_require_holds_for_every_seed(questions):
    data = {**_data(questions, "clip-numeric"), "require": ["th == 4", "a < 8"]}
    values = [draw(build_question(data, "small", {}), seed).values for seed in range(30)]
    assert {(v["th"], v["a"]) for v in values} == {(4, 3), (4, 7)}


def test_a_require_that_nothing_fulfils_is_said(questions):
    data = {**_data(questions, "clip-numeric"), "require": ["th > 100"]}
    with pytest.raises(NoDraw):
        draw(build_question(data, "small", {}), 0)


def test_a_range_has_both_its_ends(questions):
    data = {
        **_data(questions, "clip-numeric"),
        "params": {"t": {"range": [0.1, 0.4, 0.1]}},
        "let": {},
        "require": [],
    }
    data |= {"answer": "t", "wrong": [], "stem": {"en": "{t}", "ja": "{t}"}}
    question = build_question(data, "small", {})
    assert {draw(question, seed).values["t"] for seed in range(60)} == {0.1, 0.2, 0.3, 0.4}


@pytest.mark.parametrize(
    ("value", "shown"),
    [(3.0, "3"), (1 / 3, "0.3333"), (0.5, "0.5"), (-2, "-2"), (1234567, "1234567"), (1e-9, "0")],
)
def test_numbers_are_shown_short(value, shown):
    assert show_number(value, 4) == shown


@pytest.mark.parametrize(("value", "shown"), [((2, 3), "(2, 3)"), ((3,), "(3,)"), ((), "()")])
def test_shapes_are_shown_as_python_writes_them(value, shown):
    assert show_value(value, 4) == shown


def test_option_ids_tell_neither_place_nor_key(questions):
    ids = [option.id for option in questions["pick"].options]
    assert len(set(ids)) == 3
    assert all(len(name) == 6 and int(name, 16) >= 0 for name in ids)


def test_option_ids_are_the_same_for_every_seed(questions):
    assert {c.id for c in draw(questions["pick"], 1).choices} == {
        c.id for c in draw(questions["pick"], 2).choices
    }
