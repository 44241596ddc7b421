"""A file of answers is scored by what it says; a bad one is one clear line, and nothing in it is run."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace

import pytest

from learnrnn.errors import LearnrnnError
from learnrnn.quiz.answer_files import read_answers
from learnrnn.quiz.answers import mark, score_file
from learnrnn.quiz.draw import draw
from learnrnn.quiz.keyless import cut, fingerprint
from learnrnn.quiz.load import load_bank
from learnrnn.views.quiz.documents import answer
from tests.quiz.conftest import option


@pytest.fixture
def score(questions, tmp_path):
    def score_answers(content, seed=0, only=None):
        file = tmp_path / "answers"
        file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return score_file(file, questions, seed, only).students

    return score_answers


def test_the_keys_own_answers_get_full_marks_for_every_seed(questions, score):
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


@pytest.mark.parametrize("only", [None, ["pick", "several"]])
@pytest.mark.parametrize("others", [2, 3, 9])
def test_what_one_student_answers_beyond_the_test_changes_nobodys_maximum(questions, score, only, others):
    answers = {"pick": option(questions["pick"], "this one here"), "several": "x"}
    students = [{"student": f"s{i}", "answers": answers} for i in range(others)]
    eager = {"student": "ann", "answers": answers | {"vae-prior": "確率分布"}}
    found = score([eager, *students], only=only)
    assert [(s.score, len(s.marked)) for s in found] == [(1, 2)] * (others + 1)
    lazy = {"student": "ann", "answers": {"pick": answers["pick"]}}
    found = score([lazy, *students], only=only)
    assert [(s.score, len(s.marked)) for s in found] == [(1, 2)] * (others + 1)
    assert [m.answered for m in found[0].marked] == [True, False]


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
    (tmp_path / "bytes").write_bytes(b"\xff\x00\xfe")
    (tmp_path / "empty").mkdir()
    for name, says in (
        ("bytes", "neither UTF-8 nor UTF-16"),
        ("absent", "cannot be read"),
        ("empty", "holds no answers"),
    ):
        with pytest.raises(LearnrnnError, match=says):
            read_answers(tmp_path / name)


CASES = [
    ("student,question,answer\nann,pick,{id}\n", "utf-8"),
    ("student;question;answer\nann;pick;{id}\n", "utf-8-sig"),
    ("student\tquestion\tanswer\nann\tpick\t{id}\n\t\t\n", "utf-16"),
    ("STUDENT;Question;answer\r\nann;pick;{id}\r\n;;\r\n", "utf-16"),
    ('[{{"student": "ann", "answers": {{"pick": "{id}"}}}}]', "utf-16"),
]


@pytest.mark.parametrize(("text", "encoding"), CASES)
def test_tables_are_read_as_spreadsheets_save_them(questions, tmp_path, text, encoding):
    file = tmp_path / "answers.csv"
    file.write_bytes(text.format(id=option(questions["pick"], "this one here")).encode(encoding))
    (student,) = score_file(file, questions).students
    assert (student.name, student.score) == ("ann", 1)


@pytest.mark.parametrize(
    ("ids", "written", "meant"),
    [
        (["3043e4", "4518e8", "abcdef"], "3.04E+07", "3043e4"),
        (["3043e4", "4518e8", "abcdef"], "3,04E+07", "3043e4"),
        (["3043e4", "4518e8", "abcdef"], "30430000", "3043e4"),
        (["3043e4", "4518e8", "abcdef"], 30430000.0, "3043e4"),
        (["3043e4", "4518e8", "abcdef"], "4.518E+11", "4518e8"),
        (["3043e4", "3044e4", "abcdef"], "3.04E+07", None),
        (["012345", "abcdef", "123456"], "12345", "012345"),
        (["012345", "abcdef", "123456"], 123456, "123456"),
        (["0012e1", "abcdef", "123456"], "1.20E+02", "0012e1"),
        (["1e9458", "abcdef", "6e9458"], "6E9458", "6e9458"),
        (["3043e4", "abcdef", "123456"], "3.05E+07", None),
    ],
)
def test_an_id_that_a_spreadsheet_took_for_a_number_is_known_again(questions, ids, written, meant):
    item = draw(questions["pick"], 0)
    choices = tuple(
        replace(c, id=i, right=i == (meant or ids[0])) for c, i in zip(item.choices, ids, strict=True)
    )
    options = tuple(
        replace(o, id=i, right=i == (meant or ids[0]))
        for o, i in zip(item.question.options, ids, strict=True)
    )
    marked = mark(replace(item, question=replace(item.question, options=options), choices=choices), written)
    assert (marked.problem is None) == marked.verdict.right == (meant is not None)


def test_no_two_options_of_a_question_look_alike_to_a_spreadsheet():
    for question in load_bank().questions.values():
        item = draw(question, 0)
        for choice in item.choices:
            if re.fullmatch(r"\d+(e\d+)?", choice.id) and float(choice.id) != float("inf"):
                assert mark(item, f"{float(choice.id):.2E}").problem is None, (question.id, choice.id)


@pytest.fixture
def handed_in(questions):
    """What a bundle of these questions writes for a student."""

    def content(student, right=("pick",), seed=3, **other):
        stamped = [cut(draw(q, seed)) for q in questions.values()]
        answers = {name: answer(draw(questions[name], seed), "en") for name in right}
        stamp = {"seed": seed, "fingerprint": fingerprint(stamped), "questions": list(questions)}
        return json.dumps([{"student": student, **stamp, "answers": answers} | other])

    return content


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "class"
    made.mkdir()
    return made


def test_the_test_is_what_was_given_out_and_nobody_changes_anybody_s_maximum(questions, handed_in, folder):
    (folder / "ann.json").write_text(handed_in("ann", ["pick"]))
    (folder / "bob.json").write_text(handed_in("bob", ["pick", "several"], answers={"extra": 1, "pick": "x"}))
    scored = score_file(folder, questions)
    assert scored.seed == 3
    assert [(s.name, s.score, len(s.marked)) for s in scored.students] == [("ann", 1, 7), ("bob", 0, 7)]
    only = score_file(folder, questions, None, ["pick", "vae-prior"])
    assert [(s.score, len(s.marked)) for s in only.students] == [(1, 2), (0, 2)]


def test_a_list_of_what_was_given_out_holds_for_plain_answers_too(questions, tmp_path):
    right = option(questions["pick"], "this one here")
    rows = [{"student": "a", "answers": {"pick": right}}, {"student": "b", "answers": {"vae-prior": "x"}}]
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(rows))
    scored = score_file(file, questions, 0, ["pick", "several"])
    assert [(s.score, len(s.marked)) for s in scored.students] == [(1, 2), (0, 2)]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"seed": 4}, "seed 4, not of 3"),
        ({"fingerprint": "0" * 16}, "other questions"),
        ({"questions": ["pick"]}, "other questions"),
        ({"questions": ["pick", "gone"]}, "other questions"),
        ({"questions": None}, "it is not scored"),
        ({"seed": "3"}, "it is not scored"),
    ],
)
def test_a_hand_in_of_another_test_is_refused_and_stops_nobody(questions, handed_in, folder, change, says):
    (folder / "ann.json").write_text(handed_in("ann"))
    (folder / "cy.json").write_text(handed_in("cy"))
    (folder / "bob.json").write_text(handed_in("bob", **change))
    scored = score_file(folder, questions)
    assert [s.name for s in scored.students] == ["ann", "cy"]
    assert [left.name for left in scored.left_out] == ["bob"]
    assert says in scored.left_out[0].why.render("en")


def test_a_seed_that_is_given_is_the_one_that_counts(questions, handed_in, folder):
    (folder / "ann.json").write_text(handed_in("ann"))
    scored = score_file(folder, questions, 5)
    assert (scored.students, [left.name for left in scored.left_out]) == ([], ["ann"])


def zipped(files):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return whole.getvalue()


@pytest.mark.parametrize("container", ["folder", "zip", "zip in a folder"])
def test_hand_ins_are_found_however_they_come_and_the_rest_is_named(
    questions, handed_in, tmp_path, container
):
    files = {
        "ann/quiz-answers.json": handed_in("x"),
        "bo/quiz-answers (1).json": handed_in("x"),
        "cy/deep/er/quiz-answers.json.txt": handed_in("x"),
        "di.json": handed_in("x"),
        "ed_quiz-answers.json": handed_in("x"),
        "fe.zip": zipped({"quiz-answers.json": handed_in("x")}),
        "gu/mine.json": handed_in("x"),
        "ha/quiz-answers.json": "",
        "io/quiz-answers.json": "[",
        "jo.zip": b"PK no archive",
        "ki/notes.pdf": "%PDF",
        "lu/quiz-answers.json": json.dumps(
            [{"student": "a", "answers": {}}, {"student": "b", "answers": {}}]
        ),
        "mo.zip": zipped({"notes.txt": "hello"}),
        "ny/quiz-answers.json": b"\xff\x00\xfe",
    }
    target = tmp_path / "class"
    if container == "zip":
        target.write_bytes(zipped(files))
    else:
        for name, content in files.items():
            path = target / ("wrapped" if container == "zip in a folder" else "") / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    if container == "folder":
        (target / "zo").mkdir()
    scored = score_file(target, questions)
    assert [(s.name, s.score) for s in scored.students] == [
        (n, 1) for n in ["ann", "bo", "cy", "di", "ed", "fe", "gu"]
    ]
    missing = ["ha", "io", "jo", "ki", "lu", "mo", "ny"] + (["zo"] if container == "folder" else [])
    assert [left.name for left in scored.left_out] == missing
    for left in scored.left_out:
        assert "\n" not in left.why.render("en")
        assert left.why.render("ja") != left.why.render("en")
    said = {left.name: left.why.render("en") for left in scored.left_out}
    assert said["ki"].endswith("here are: notes.pdf.")
    assert said.get("zo", "here are: –.").endswith("here are: –.")


def test_a_class_in_which_nobody_could_be_scored_is_no_empty_table(learnrnn):
    learnrnn.write("class/bo/notes.txt", "hello")
    done = learnrnn("quiz", "--answers", "class")
    assert (done.returncode, done.stdout) == (0, "Nobody could be scored.\n")
    assert (
        done.stderr == "learnrnn: bo: There is no quiz-answers.json that can be read; here are: notes.txt.\n"
    )
