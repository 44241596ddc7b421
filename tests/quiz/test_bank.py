"""The course's own questions: every file well-formed, every key proven by running it."""

from __future__ import annotations

from learnrnn.quiz import check_bank
from learnrnn.quiz.load import load_bank


def test_nothing_is_wrong_with_the_bank():
    assert check_bank() == []


def test_the_keys_of_the_course_s_own_code_questions_are_where_it_has_them():
    keys = {
        "tree-merge-code": "W.dot(np.concatenate([left, right]))",
        "sigmoid-slope": "0.25",
        "clip-code": "grad * rate",
        "lstm-cell-code": "input_gate * a + forget_gate * prev_c",
        "gru-update-code": "(1 - z) * h + z * h_bar",
        "bidirectional-code": "np.concatenate([h_f, h_b[::-1]], axis=1)",
        "encode-code": "E.dot(w)",
    }
    questions = load_bank().questions
    for name, key in keys.items():
        assert [o.code or (o.text and o.text.en) for o in questions[name].options if o.right] == [key]


def test_every_option_and_every_wrong_answer_says_why_in_both_languages():
    for question in load_bank().questions.values():
        for part in (*question.options, *question.wrong):
            assert part.why.en
            assert part.why.ja
