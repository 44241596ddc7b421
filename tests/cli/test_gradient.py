"""`learnrnn check --gradient`: the learner's own check looks at the learner's own bptt."""

from __future__ import annotations

import pytest

from tests.cli.test_documents import hold
from tests.conftest import Command, mistaken, solution


@pytest.fixture
def learner(learnrnn: Command) -> Command:
    learnrnn.write("bptt.py", solution("bptt"))
    learnrnn.write("gradient_check.py", solution("gradient-check"))
    return learnrnn


def test_right_gradients_fit(learner):
    found = learner.json("check", "--gradient", "--json")
    hold(found, "gradient.json")
    assert found["fits"]
    assert {(g["activation"], g["parameter"]) for g in found["gradients"]} == {
        (f, name) for f in ("sigmoid", "tanh") for name in ("W_in", "W", "b", "W_out", "c")
    }
    done = learner("check", "--gradient", "--lang", "en")
    assert done.returncode == 0
    assert "every gradient" in " ".join(done.stdout.split())


def test_wrong_gradients_are_named(learner):
    learner.write("bptt.py", mistaken("bptt", "new_state_for_W"))
    done = learner("check", "--gradient", "--lang", "ja")
    assert done.returncode == 1
    assert done.stdout.count("✘") == 2
    assert "W (sigmoid), W (tanh)" in done.stdout.replace("\n", "")


def test_a_mistake_in_the_check_itself_shows_too(learner):
    learner.write("gradient_check.py", mistaken("gradient-check", "step_counted_once"))
    assert learner("check", "--gradient").returncode == 1


def test_what_is_missing_or_makes_no_sense_is_one_line(learner):
    assert learner("check", "--gradient", "bptt", "--lang", "en").stderr.startswith(
        "learnrnn: --gradient checks bptt"
    )
    (learner.work / "gradient_check.py").unlink()
    done = learner("check", "--gradient", "--lang", "en")
    assert done.returncode == 2
    assert "learnrnn exercise gradient-check" in done.stderr
    assert "--reference" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_error_in_a_function_is_one_line(learner):
    learner.write("bptt.py", "def bptt(*arguments):\n    return 1 / 0\n")
    done = learner("check", "--gradient", "--lang", "en")
    assert done.returncode == 1
    assert "bptt.py" in done.stderr
    assert "Traceback" not in done.stderr
