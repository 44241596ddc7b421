"""Item analysis agrees with scipy, and with a table made by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from learnrnn.quiz.analysis import analyse, kr20, point_biserial, upper_lower
from learnrnn.quiz.answers import Student, mark
from learnrnn.quiz.draw import draw
from tests.quiz.conftest import option

CLASSES = json.loads((Path(__file__).parent / "data" / "analysis.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("group", CLASSES, ids=lambda group: f"{len(group['scores'])} students")
def test_it_agrees_with_scipy(group):
    scores = group["scores"]
    assert kr20(scores) == pytest.approx(group["kr20"], abs=1e-12)
    for index, expected in enumerate(group["discrimination"]):
        right = [row[index] for row in scores]
        rest = [sum(row) - row[index] for row in scores]
        found = point_biserial(right, rest)
        assert found == (None if expected is None else pytest.approx(expected, abs=1e-12))


def test_it_agrees_with_a_table_made_by_hand():
    # Four students, rest-scores 3, 2, 1, 0; right are the first and the third.
    # M1 = 2, M0 = 1, s = sqrt(5)/2, sqrt(pq) = 1/2, so r = 1/sqrt(5).
    assert point_biserial([1, 0, 1, 0], [3, 2, 1, 0]) == pytest.approx(5**-0.5)
    # Totals 2, 1, 1, 0: variance 1/2; p = 1/2 twice, so sum pq = 1/2: 2/1 * (1 - 1) = 0.
    assert kr20([[1, 1], [1, 0], [0, 1], [0, 0]]) == 0
    # Totals 2, 2, 0, 0: variance 1; 2 * (1 - 1/2) = 1: the items agree perfectly.
    assert kr20([[1, 1], [1, 1], [0, 0], [0, 0]]) == 1
    # 27 % of eleven students are three: two of the best and none of the weakest.
    assert upper_lower([1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0], list(range(11, 0, -1))) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("chosen", "rest"), [([1, 1, 1], [1, 2, 3]), ([0, 0, 0], [1, 2, 3]), ([1, 0, 1], [2, 2, 2])]
)
def test_where_nothing_varies_nothing_is_made_up(chosen, rest):
    assert point_biserial(chosen, rest) is None
    assert kr20([[1, 0], [0, 1]]) is None
    assert kr20([[1], [0]]) is None
    assert kr20([]) is None


def group(questions, *answers):
    """Students, each with answers to the first questions; None is no answer."""
    items = [draw(q, 0) for q in (questions["pick"], questions["several"], questions["clip-numeric"])]
    return [
        Student(f"s{n}", [mark(item, given) for item, given in zip(items, row, strict=False)])
        for n, row in enumerate(answers)
    ]


def test_below_twenty_students_only_counts_are_given(questions):
    right = option(questions["pick"], "this one here")
    found = analyse(group(questions, *[[right]] * 10, *[[None]] * 9))
    (item,) = found.items
    assert found.too_few
    assert item.too_few
    assert (found.kr20, item.discrimination, item.upper_lower, item.flags) == (None, None, None, ())
    assert (item.answered, item.right, item.difficulty) == (10, 10, 1.0)


def test_distractors_tell_whom_they_draw(questions):
    pick, several = questions["pick"], questions["several"]
    right, wrong = option(pick, "this one here"), option(pick, "that one there")
    both, one = [option(several, "2"), option(several, "4")], [option(several, "3")]
    strong, weak = [[wrong, both, "x"]] * 12, [[right, one, "x"]] * 12
    item = analyse(group(questions, *strong, *weak)).items[0]
    assert item.discrimination == pytest.approx(-1)
    assert item.flags == ("suspect_key",)
    drawn = {d.text.en: d for d in item.drawn}
    assert drawn["that one there"].discrimination == pytest.approx(1)
    assert drawn["that one there"].flags == ("draws_the_strong", "beats_the_key")
    assert drawn["None of these"].flags == ("unused",)
    assert drawn["that one there"].share == 0.5


def test_typed_answers_are_grouped_by_the_mistake_they_show(questions):
    item = draw(questions["clip-numeric"], 0)
    known, answer = item.wrong[0].text.en, item.answer.text.en
    rows = [[None, None, given] for given in [answer] * 10 + [known] * 8 + ["77"] * 3 + ["what"] * 2 + [None]]
    found = analyse(group(questions, *rows)).items[2]
    assert (found.answered, found.right) == (23, 10)
    assert {d.id: d.chosen for d in found.drawn} == {
        "answer": 10,
        "wrong-1": 8,
        "wrong-2": 0,
        "typed: 77": 3,
        "typed: what": 2,
    }


def test_a_class_of_nobody_is_no_error():
    found = analyse([])
    assert (found.students, found.questions, found.items, found.mean) == (0, 0, (), None)
