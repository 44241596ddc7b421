"""`doctor`, what `grade` says of its sandbox, and secret seeds."""

from __future__ import annotations

import json

from learnrnn.sandbox.start import LAYERS
from tests.cli.test_documents import hold
from tests.conftest import fewer_layers, mistaken, solution

NOTHING_HOLDS = fewer_layers("")
PROBES = {"reading", "writing", "processes", "network", "peeking", "lowering_limits", "signalling"}


def test_doctor_finds_every_layer_and_no_attempt_succeeds(learnrnn):
    document = learnrnn.json("doctor", "--json")
    hold(document, "doctor.json")
    assert {layer["name"] for layer in document["layers"]} == {*LAYERS, *PROBES}
    lacking = [layer for layer in document["layers"] if not layer["holds"]]
    assert lacking == [], "this machine lacks a layer: the suite cannot prove what it says here"


def test_doctor_sees_that_nothing_holds(learnrnn):
    done = learnrnn("doctor", "--json", **NOTHING_HOLDS)
    assert done.returncode == 1
    document = json.loads(done.stdout)
    hold(document, "doctor.json")
    assert not any(layer["holds"] for layer in document["layers"])


def test_one_layer_alone_is_told_from_the_rest(learnrnn):
    layers = learnrnn.json("doctor", "--json", **fewer_layers("landlock"))["layers"]
    holding = {layer["name"] for layer in layers if layer["holds"]}
    assert holding - {"signalling"} == {
        "landlock",
        "reading",
        "writing",
        "network",
        "peeking",
    }  # newer kernels alone


def test_grade_says_whether_the_sandbox_holds(learnrnn):
    learnrnn.write("class/ann/lstm.py", solution("lstm"))
    words = ("grade", "class", "--only", "lstm", "--json")
    assert "Sandbox: holds (limits, namespaces" in learnrnn(*words).stderr
    weak = learnrnn(*words, "--unsafe", **NOTHING_HOLDS)
    assert weak.returncode == 0
    assert "not safe for a class" in weak.stderr


def test_a_required_sandbox_that_does_not_hold_ends_it_before_any_submission(learnrnn):
    learnrnn.write("class/ann/lstm.py", "open('ran', 'w')")
    words = ("grade", "class", "--only", "lstm", "--out", "out", "--require-sandbox")
    done = learnrnn(*words, **NOTHING_HOLDS)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert not (learnrnn.work / "out" / "results.json").exists()
    assert learnrnn(*words).returncode == 0


def test_a_secret_seed_draws_other_inputs_and_is_not_told(learnrnn):
    learnrnn.write("class/ann/lstm.py", mistaken("lstm", "nothing_forgotten"))
    learnrnn.write("secret", "correct horse battery staple\n")
    words = ("grade", "class", "--only", "lstm", "--json")
    public = learnrnn.json(*words)
    secret, again = (learnrnn.json(*words, "--seed-file", "secret") for _ in range(2))
    assert secret == again
    assert secret["seed"] is None
    hold(secret, "results.json")
    assert secret["submissions"][0]["exercises"] != public["submissions"][0]["exercises"]


def test_a_bad_seed_file_is_wrong_use(learnrnn):
    learnrnn.write("class/ann/lstm.py", "")
    learnrnn.write("short", "abc")
    words = ("grade", "class", "--only", "lstm", "--json", "--seed-file")
    for file, said in (("nowhere", "cannot be read"), ("short", "too short")):
        done = learnrnn(*words, file)
        assert done.returncode == 2
        assert said in done.stderr
    assert learnrnn(*words, "short", "--seed", "3").returncode == 2
