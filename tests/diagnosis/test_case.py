"""The failing call as a file: it runs, it is small, and it shows both answers."""

from __future__ import annotations

import subprocess
import sys
import types
from contextlib import nullcontext

import numpy as np
import pytest

from learnrnn.diagnosis.case import failing_call, text_of
from learnrnn.diagnosis.run import run_checks
from learnrnn.submissions.source import script
from tests.conftest import plan_of
from tests.diagnosis.test_slips import FILES, exercise_of, slipped


def call_of(zygote, module: str, text: str):
    plan, source = plan_of(exercise_of(module)), script(text, f"{module}.py")
    return failing_call(plan, source, run_checks(plan, source, zygote), zygote)


@pytest.mark.parametrize(
    "name",
    [
        "lstm__h_without_tanh", "attention__mask_inverted", "corpus__counted_from", "gru__input_size_for_hidden",
        "gradient_check__one_sided", "bptt__state_after", "adder__ascent", "embedding__overwritten",
    ],
)  # fmt: skip
def test_the_file_runs_and_shows_that_the_call_fails(zygote, monkeypatch, name):
    module = name.split("__")[0]
    call = call_of(zygote, module, slipped(name))
    assert call is not None
    made = types.ModuleType(module)
    exec(slipped(name), made.__dict__)
    monkeypatch.setitem(sys.modules, module, made)
    space: dict = {}
    raises = (
        pytest.raises(ValueError, match=r"matmul|aligned|broadcast")
        if name.startswith("gru")
        else nullcontext()
    )
    with np.errstate(all="ignore"), raises:
        exec(text_of(call, module), space)
    assert repr(space["expected"]) != repr(space.get("found"))


def test_the_call_is_small(zygote):
    call = call_of(zygote, "lstm", slipped("lstm__h_without_tanh"))
    assert call is not None
    arrays = [a for a in call.arguments if isinstance(a, np.ndarray)]
    assert max(a.size for a in arrays) <= 16
    assert all(np.array_equal(a, np.round(a)) for a in arrays)


def test_a_right_file_has_no_failing_call(zygote):
    assert call_of(zygote, "lstm", FILES["lstm"]) is None


def test_the_command_writes_a_file_that_runs_and_is_no_answer(learnrnn):
    learnrnn.write("lstm.py", slipped("lstm__h_without_tanh"))
    done = learnrnn("check", "lstm", "--case", "--lang", "en")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("Wrote lstm_case.py")
    ran = subprocess.run(
        [sys.executable, "lstm_case.py"], cwd=learnrnn.work, capture_output=True, text=True, timeout=60
    )
    assert [line.split(":")[0] for line in ran.stdout.splitlines()] == ["expected", "found"]
    learnrnn.write("lstm.py", FILES["lstm"])
    assert learnrnn.json("check", "lstm", "--json")["status"] == "passed"
    done = learnrnn("check", "lstm", "--case", "--lang", "ja")
    assert done.returncode == 0
    assert "lstm" in done.stdout


def test_the_case_of_no_name_is_refused_in_one_line(learnrnn):
    done = learnrnn("check", "--case", "--lang", "en")
    assert done.returncode == 2
    assert done.stderr.splitlines() == ["learnrnn: --case takes one NAME: learnrnn check lstm --case"]
