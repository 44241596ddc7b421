"""`learnrnn new`: a new exercise holds before anything is rewritten."""

from __future__ import annotations

import shutil

import pytest

from tests.conftest import REPOSITORY


@pytest.fixture
def course(tmp_path):
    """A course with one exercise; the environment that points at it."""
    root = tmp_path / "course"
    for part in ("exercises", "solutions"):
        shutil.copytree(REPOSITORY / part / "backprop", root / part / "backprop")
    return root


def test_a_new_exercise_holds_as_it_is(learnrnn, course):
    done = learnrnn("new", "layer-norm", LEARNRNN_COURSE=str(course))
    assert done.returncode == 0, done.stderr
    assert "exercises/layer_norm/layer_norm.py" in done.stdout.splitlines()
    document = learnrnn.json("verify", "layer-norm", "--json", LEARNRNN_COURSE=str(course))
    assert document["failures"] == []
    (proof,) = document["exercises"]
    assert proof["named"] == proof["mistakes"] > 0


def test_the_stub_is_written_anew_from_the_solution(learnrnn, course):
    stub = course / "exercises" / "backprop" / "backprop.py"
    text = stub.read_text(encoding="utf-8")
    stub.write_text("x = 1\n", encoding="utf-8")
    words = ("verify", "backprop", "--json")
    (failure,) = learnrnn.json(*words, LEARNRNN_COURSE=str(course))["failures"]
    assert failure.endswith("Run learnrnn verify backprop --write-stubs.")
    assert learnrnn.json(*words, "--write-stubs", LEARNRNN_COURSE=str(course))["failures"] == []
    assert stub.read_text(encoding="utf-8") == text


def test_docstrings_of_another_language_are_held_to_the_stub(learnrnn, course):
    said = course / "exercises" / "backprop" / "docstrings.ja.toml"
    text = said.read_text(encoding="utf-8")
    wrong = {
        text.replace("forward = ", "backward = "): [
            "lacks the docstring of forward",
            "a docstring of backward",
        ],
        text.replace("[test]", "[tests]"): ["it has no 'test'"],
        text.replace("[stub]", "[stub"): ["cannot be read"],
    }
    for changed, told in wrong.items():
        said.write_text(changed, encoding="utf-8")
        failures = learnrnn.json("verify", "backprop", "--json", LEARNRNN_COURSE=str(course))["failures"]
        assert len(failures) == len(told)
        assert all(any(each in failure for failure in failures) for each in told)


@pytest.mark.parametrize("name", ["Layer", "1st", "a b", "json", "numpy", "class", "../x", "backprop"])
def test_a_name_that_cannot_be_is_one_line_and_nothing_is_written(learnrnn, course, name):
    before = sorted(course.rglob("*"))
    done = learnrnn("new", name, LEARNRNN_COURSE=str(course))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert sorted(course.rglob("*")) == before
