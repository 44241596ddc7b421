"""Right or wrong, and why: each known mistake has its own feedback, and nothing typed is ever run."""

from __future__ import annotations

import pytest

from learnrnn.quiz.draw import draw
from learnrnn.quiz.judge import judge
from learnrnn.quiz.replies import UnreadableReply
from tests.quiz.conftest import option


def marks(verdict):
    return [(note.mark, note.why.en if note.why else None) for note in verdict.notes]


def test_a_right_choice_is_right_and_says_why(questions):
    verdict = judge(draw(questions["pick"], 0), (option(questions["pick"], "this one here"),))
    assert verdict.right
    assert marks(verdict) == [("right", "It is.")]


def test_a_wrong_choice_gets_its_own_explanation_and_the_right_one_s(questions):
    verdict = judge(draw(questions["pick"], 0), (option(questions["pick"], "that one there"),))
    assert not verdict.right
    assert marks(verdict) == [("wrong", "It is not."), ("missed", "It is.")]


def test_not_knowing_is_wrong_and_shows_the_answer(questions):
    assert marks(judge(draw(questions["pick"], 0), None)) == [("missed", "It is.")]


@pytest.mark.parametrize(
    ("chosen", "right"),
    [(("2", "4"), True), (("4", "2"), True), (("2",), False), (("2", "3", "4"), False), ((), False)],
)
def test_several_are_right_only_together(questions, chosen, right):
    ids = tuple(option(questions["several"], text) for text in chosen)
    assert judge(draw(questions["several"], 0), ids).right is right


def test_several_name_what_was_missed(questions):
    ids = (option(questions["several"], "2"), option(questions["several"], "3"))
    assert sorted(mark for mark, _ in marks(judge(draw(questions["several"], 0), ids))) == [
        "missed",
        "right",
        "wrong",
    ]


def numeric(questions):
    """a = 3, b = 4, norm = 5, th = 2: the answer is 1.2."""
    return next(
        item
        for seed in range(200)
        if (item := draw(questions["clip-numeric"], seed)).values | {"t": 0}
        == {"t": 0, "th": 2, "a": 3, "b": 4, "norm": 5}
    )


@pytest.mark.parametrize("typed", ["1.2", "6/5", "1.204", " 1.2 ", "１．２", "3*2/5", "12e-1", "+1.2"])
def test_a_number_is_right_within_its_tolerance_in_any_writing(questions, typed):
    assert judge(numeric(questions), typed).right


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("0.6", "The threshold is missing."),
        ("2", "That clips elements."),
        ("1.21", "Divide by the norm."),
        ("-1.2", "Divide by the norm."),
    ],
)
def test_a_known_wrong_number_has_its_own_feedback_and_any_other_the_general(questions, typed, why):
    verdict = judge(numeric(questions), typed)
    assert not verdict.right
    assert marks(verdict) == [("wrong", why), ("missed", "The norm is 5.")]


@pytest.mark.parametrize(
    "typed", ["", "one", "1,2", "1/0", "nan", "1e999", "__import__('os')", "9**9**9", "x" * 500]
)
def test_what_is_no_number_may_be_given_again(questions, typed):
    with pytest.raises(UnreadableReply):
        judge(numeric(questions), typed)


@pytest.mark.parametrize("typed", ["(4, 6)", "4,6", "4x6", "[4 6]", "４，６", "4 × 6", "(4,6,)"])
def test_a_shape_is_read_in_any_writing(questions, typed):
    item = next(i for s in range(200) if (i := draw(questions["concat-shape"], s)).values == {"T": 4, "H": 3})
    assert judge(item, typed).right


@pytest.mark.parametrize("typed", ["", "four by six", "(4, -6)", "4.5"])
def test_what_is_no_shape_may_be_given_again(questions, typed):
    with pytest.raises(UnreadableReply):
        judge(draw(questions["concat-shape"], 0), typed)


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("確率分布", True),
        ("Probability  Distribution", True),
        ("ＰＲＯＢＡＢＩＬＩＴＹ distribution", True),
        ("n(0, 1)", True),
        ("distribution", False),
    ],
)
def test_words_do_not_depend_on_case_width_spaces_or_language(questions, typed, right):
    assert judge(draw(questions["vae-prior"], 0), typed).right is right


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("grad * threshold / norm", True),
        ("threshold*grad/norm", True),
        ("((grad) * (threshold)) / norm", True),
        ("grad*(threshold/norm)", True),
        ("(threshold / norm) * grad", True),
        ("grad / norm", False),
        ("threshold / norm", False),
    ],
)
def test_code_is_compared_as_python_reads_it(questions, typed, right):
    assert judge(draw(questions["clip-typed"], 0), typed).right is right


def test_code_that_is_no_python_may_be_given_again(questions):
    with pytest.raises(UnreadableReply):
        judge(draw(questions["clip-typed"], 0), "grad * (")


@pytest.mark.parametrize(
    ("typed", "right"),
    [("[7, 0.5]", True), ("[7,0.50]", True), ("[ 7 , .5 ]", True), ("7, 0.5", False), ("[8, 0.5]", False)],
)
def test_printed_output_is_compared_token_by_token(questions, typed, right):
    item = next(i for s in range(200) if (i := draw(questions["state-trace"], s)).values["n"] == 3)
    assert judge(item, typed).right is right
