"""What else decides a result: whether what is carried counts, and whether the wrong line is sought."""

from __future__ import annotations

import json

import pytest

from tests.cli.test_documents import hold
from tests.conftest import mistaken, solution

OF_THE_STEP = 3 + 1 + 1  # points of lstm_step's checks, all of which PyTorch's order of the gates fails


@pytest.fixture
def graded(learnrnn):
    learnrnn.write("class/ann/lstm.py", mistaken("lstm", "gates_in_pytorch_order"))
    learnrnn.write("class/bob/lstm.py", "def (")

    def grade(*words: str) -> dict[str, dict]:
        done = learnrnn("grade", "class", "--only", "lstm", "--seed", "1", "--out", "out", *words)
        assert done.returncode == 0, done.stderr
        document = json.loads((learnrnn.work / "out" / "results.json").read_text())
        hold(document, "results.json")
        return {of["student"]: of["exercises"][0] for of in document["submissions"]}

    return grade


def by_status(result: dict, status: str) -> list[dict]:
    return [check for check in result["checks"] if check["status"] == status]


def test_one_mistake_costs_its_own_function_alone_where_carried_points_count(graded):
    plain = graded()["ann"]
    followed = graded("--follow-through")["ann"]
    carried = by_status(plain, "carried")
    assert carried
    assert all(check["score"] == 0 for check in carried)
    assert all(check["function"] != "lstm_step" for check in carried)
    lost = [check for check in followed["checks"] if check["score"] < check["max_score"]]
    assert {check["function"] for check in lost} == {"lstm_step"}
    assert (plain["score"], followed["score"]) == (1, 10 - OF_THE_STEP)
    assert followed["score"] == plain["score"] + sum(check["max_score"] for check in carried)
    assert graded("--no-follow-through")["ann"] == plain


def test_what_a_class_was_graded_by_holds_until_something_else_is_asked_for(graded, learnrnn):
    followed = graded("--follow-through")
    assert graded() == followed
    assert learnrnn("regrade", "out").returncode == 0
    document = json.loads((learnrnn.work / "out" / "results.json").read_text())
    assert document["submissions"][0]["exercises"][0] == followed["ann"]


def test_the_wrong_line_is_told_where_it_was_asked_for(graded, learnrnn):
    source = solution("lstm").replace("i * a + f * c_prev", "i * a - f * c_prev * 1.5")
    learnrnn.write("class/ann/lstm.py", source)
    line = 1 + source[: source.rindex("- f * c_prev * 1.5")].count("\n")
    lines = lambda result: {c["place"]["line"] for c in result["checks"] if c["place"]}  # noqa: E731
    assert line not in lines(graded()["ann"])
    assert line in lines(graded("--diagnose")["ann"])
