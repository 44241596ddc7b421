"""A file of answers is scored by what it says; a bad one is one clear line, and nothing in it is run."""

from __future__ import annotations

import json

import pytest

from learnrnn.errors import LearnrnnError
from learnrnn.quiz.answers import read_answers, score_file
from tests.quiz.conftest import option


@pytest.fixture
def score(questions, tmp_path):
    def score_answers(content, seed=0, only=None):
        file = tmp_path / "answers"
        file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return score_file(file, questions, seed, only)

    return score_answers


def test_the_keys_own_answers_get_full_marks_for_every_seed(questions, score):
    from learnrnn.quiz.draw import draw
    from learnrnn.views.quiz.documents import answer

    for seed in range(10):
        answers = {q.id: answer(draw(q, seed), "ja") for q in questions.values()}
        (student,) = score([{"student": "ann", "answers": answers}], seed)
        assert (student.score, len(student.marked)) == (7, 7)


def test_json_and_csv_say_the_same(questions, score):
    right, two = (
        option(questions["pick"], "this one here"),
        [option(questions["several"], text) for text in "24"],
    )
    data = [
        {"student": "ann", "answers": {"pick": right, "several": two}},
        {"student": "bob", "answers": {"pick": "zzz"}},
    ]
    rows = f"student,question,answer\nann,pick,{right}\nann,several,{two[1]};{two[0]}\nbob,pick,zzz\n"
    for content in (data, rows, "\ufeff" + rows.replace("\n", "\r\n")):
        assert [(s.name, s.score, len(s.marked)) for s in score(content)] == [("ann", 2, 2), ("bob", 0, 2)]


def test_the_test_is_what_at_least_one_student_answered(questions, score):
    right = option(questions["pick"], "this one here")
    students = score(
        [{"student": "a", "answers": {"pick": right}}, {"student": "b", "answers": {"vae-prior": "確率分布"}}]
    )
    assert [(s.score, [m.item.question.id for m in s.marked]) for s in students] == [
        (1, ["pick", "vae-prior"])
    ] * 2
    assert [m.answered for m in students[0].marked] == [True, False]


def test_only_some_questions_may_count(score):
    (student,) = score(
        [{"student": "a", "answers": {"pick": "x", "vae-prior": "確率分布"}}], only={"vae-prior"}
    )
    assert (student.score, len(student.marked)) == (1, 1)


def test_an_unknown_question_counts_nowhere_and_is_named(score):
    (student,) = score([{"student": "a", "answers": {"pikc": "x", "vae-prior": "確率分布"}}])
    assert (student.score, len(student.marked)) == (1, 1)
    assert "pikc" in student.problems[0].render("en")


@pytest.mark.parametrize(
    "given", ["nothing", "", [], ["x"], [["x"]], {"a": 1}, True, 3, 1e308, "__import__('os')", "9" * 1000]
)
@pytest.mark.parametrize(
    "question", ["pick", "several", "clip-numeric", "concat-shape", "vae-prior", "clip-typed", "state-trace"]
)
def test_whatever_stands_there_costs_its_own_point_only(score, question, given):
    (student,) = score(
        [{"student": "a", "answers": {question: given, "vae-prior": "確率分布"} | {question: given}}]
    )
    assert student.score == (0 if question == "vae-prior" else 1)


@pytest.mark.parametrize("given", [[6, 10], "(6, 10)", "6x10"])
def test_a_shape_may_be_a_list(questions, score, given):
    from learnrnn.quiz.draw import draw

    seed = next(s for s in range(300) if draw(questions["concat-shape"], s).values == {"T": 6, "H": 2})
    numbers = [6, 4] if isinstance(given, list) else given.replace("10", "4")
    (student,) = score([{"student": "a", "answers": {"concat-shape": numbers}}], seed)
    assert student.score == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "with the header student,question,answer"),
        ("name,q,a\n", "with the header student,question,answer"),
        ("student,question,answer\nann,pick\n", "line 2 must have the three columns"),
        ("[", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[1]", "entry 1 is not of the form"),
        ('[{"student": "a", "answers": {}}, {"student": "b"}]', "entry 2 is not of the form"),
        ('[{"student": null, "answers": {}}]', "entry 1 is not of the form"),
        (
            '[{"student": "a", "answers": {"q": 1}}, {"student": "a", "answers": {"q": 2}}]',
            "q for a a second time",
        ),
        ("student,question,answer\na,q,1\na,q,1\n", "q for a a second time"),
    ],
)
def test_a_file_of_another_form_is_one_line(tmp_path, content, says):
    file = tmp_path / "answers.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(LearnrnnError, match=says.replace("(", r"\(")) as raised:
        read_answers(file)
    assert "\n" not in str(raised.value)


def test_files_that_cannot_be_read_are_one_line(tmp_path):
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    for name, says in (("bytes", "not UTF-8"), ("absent", "cannot be read"), ("", "holds no answers")):
        with pytest.raises(LearnrnnError, match=says):
            read_answers(tmp_path / name)
