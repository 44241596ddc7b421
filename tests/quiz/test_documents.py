"""The documents are what docs/schemas says, and the list gives no key away."""

from __future__ import annotations

import json

import jsonschema
import pytest

from tests.conftest import REPOSITORY


@pytest.fixture
def course(write, learnrnn, tmp_path):
    write()
    (tmp_path / "course" / "exercises").mkdir()
    learnrnn.environment |= {
        "LEARNRNN_COURSE": str(tmp_path / "course"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    return learnrnn


def validate(document, name):
    schema = json.loads((REPOSITORY / "docs" / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_list_has_its_schema(course, lang):
    validate(course.json("quiz", "--list", "--json", "--lang", lang), "quiz-list")
    validate(course.json("quiz", "--list", "--json", "--with-answers", "--lang", lang), "quiz-list")


def test_the_list_holds_no_key(course):
    document = course.json("quiz", "--list", "--json")
    text = json.dumps(document, ensure_ascii=False)
    for secret in (
        '"right"',
        '"rationale"',
        '"answer"',
        "It is even.",
        "確率分布",
        "threshold / norm",
        "a * th",
    ):
        assert secret not in text, secret
    assert [sorted(option) for q in document["questions"] for option in q["options"]] == [["id", "text"]] * 6


def test_the_place_of_the_right_option_depends_on_the_seed(course):
    places = set()
    for seed in range(12):
        options = course.json("quiz", "--list", "--json", "--seed", str(seed))["questions"][0]["options"]
        places.add([o["text"] for o in options].index("this one here"))
    assert places == {0, 1}  # "None of these" stays last


def test_a_stem_holds_all_that_must_be_read(course):
    stem = course.json("quiz", "--list", "--json")["questions"][5]["stem"]
    assert stem.startswith("```python\ndef clip(grad, threshold):\n")
    assert stem.endswith("What goes into the blank?")


def test_the_answers_of_the_list_get_full_marks(course):
    listed = course.json("quiz", "--list", "--json", "--with-answers", "--seed", "3")["questions"]
    answers = {q["id"]: q["answer"] for q in listed}
    file = course.write("answers.json", json.dumps([{"student": "a", "answers": answers}]))
    document = course.json("quiz", "--answers", str(file), "--seed", "3", "--json")
    validate(document, "quiz-answers")
    assert (document["students"][0]["score"], document["students"][0]["max_score"]) == (7, 7)
    assert document["test"]["note"] == "too few"


def test_a_class_of_thirty_is_analysed(course):
    listed = {q["id"]: q for q in course.json("quiz", "--list", "--json", "--with-answers")["questions"]}
    options = [o["id"] for o in listed["pick"]["options"]]
    rows = [
        {
            "student": f"s{n}",
            "answers": {"pick": options[n % 3], "vae-prior": "確率分布" if n % 2 else "?", "nowhere": 1},
        }
        for n in range(30)
    ]
    file = course.write("class.json", json.dumps(rows))
    done = course("quiz", "--answers", str(file), "--json")
    document = json.loads(done.stdout)
    validate(document, "quiz-answers")
    assert document["test"]["students"] == 30
    assert document["test"]["kr20"] is not None
    assert [option["chosen"] for option in document["items"][0]["options"]] == [10, 10, 10]
    assert "the 2 count" in done.stderr.splitlines()[0]
    assert len(done.stderr.splitlines()) == 31
    assert [item["id"] for item in document["items"]] == ["pick", "vae-prior"]
    page = course("quiz", "--answers", str(file)).stdout
    assert "30 students, KR-20" in page
    assert "s29" in page


def test_a_small_class_is_too_few(course):
    file = course.write("one.csv", "student,question,answer\nann,vae-prior,確率分布\n")
    page = course("quiz", "--answers", str(file)).stdout
    assert "too few" in page
    assert "1/1" in page


def test_the_statistics_have_their_schema(course):
    validate(course.json("quiz", "--stats", "--json"), "quiz-stats")
    course("quiz", "--count", "3", stdin="1\n2\n0.5\n")
    document = course.json("quiz", "--stats", "--json")
    validate(document, "quiz-stats")
    assert len(document["questions"]) == 3


def test_a_hostile_answer_cannot_steer_the_instructor_s_terminal(course):
    typed = "\x1b[2J$\\frac$ \x07" + "x" * 30
    rows = [
        {"student": f"s\x1b[31m{n}", "answers": {"vae-prior": typed, "\x1b]0;title\x07": 1}}
        for n in range(21)
    ]
    done = course("quiz", "--answers", str(course.write("class.json", json.dumps(rows))))
    assert done.returncode == 0
    assert "\x1b" not in done.stdout + done.stderr
    assert "\x07" not in done.stdout + done.stderr
