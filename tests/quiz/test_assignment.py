"""An assignment's quiz: its questions, its points, its seed, whatever else somebody answers."""

from __future__ import annotations

import json

from tests.cli.test_documents import hold

WEEK = """\
[exercises]
lstm = 1
[quiz]
seed = 7
[quiz.questions]
cnn-output-size = 2
chain-rule = 0.5
"""


def test_an_assignments_quiz_is_listed_and_scored_with_its_points_and_seed(learnrnn):
    learnrnn.write("week.toml", WEEK)
    listed = learnrnn.json("quiz", "--list", "--json", "--with-answers", "--assignment", "week.toml")
    by_hand = learnrnn.json("quiz", "--list", "--json", "--with-answers", "--seed", "7")
    right = {q["id"]: q["answer"] for q in by_hand["questions"]}
    assert (listed["seed"], {q["id"]: q["answer"] for q in listed["questions"]}) == (
        7, {name: right[name] for name in ("cnn-output-size", "chain-rule")},
    )  # fmt: skip
    rows = [
        {"student": "ann", "answers": {"chain-rule": right["chain-rule"]}},
        {"student": "bo", "answers": {**right}},
        {"student": "cy", "answers": {}},
    ]
    learnrnn.write("answers.json", json.dumps(rows))
    done = learnrnn("quiz", "--answers", "answers.json", "--assignment", "week.toml", "--json")
    assert done.stderr == ""
    scored = json.loads(done.stdout)
    hold(scored, "quiz-answers.json")
    assert [(s["student"], s["score"], s["max_score"]) for s in scored["students"]] == [
        ("ann", 0.5, 2.5), ("bo", 2.5, 2.5), ("cy", 0, 2.5),
    ]  # fmt: skip
    assert [q["max_score"] for q in scored["students"][0]["questions"]] == [2, 0.5]


def test_wrong_use_of_an_assignments_quiz_is_one_line(learnrnn):
    learnrnn.write("week.toml", WEEK)
    learnrnn.write("none.toml", "[exercises]\nlstm = 1\n")
    learnrnn.write("answers.json", "[]")
    for words, said in (
        (("--list", "--assignment", "none.toml"), "none.toml has no quiz"),
        (("--list", "--assignment", "week.toml", "--count", "2"), "without --section and --count"),
        (("--assignment", "week.toml"), "--list / --answers"),
    ):
        done = learnrnn("quiz", *words)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
        assert said in done.stderr
