"""`learnrnn train`, as a learner runs it."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from tests.conftest import REPOSITORY, mistaken, solution

SHORT = ("--reference", "--iterations", "4")
NAMES = ["adder", "language-model", "seq2seq", "word2vec", "vae", "gradients"]


def last_line(done):
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("name", NAMES)
def test_json_is_one_object_and_all_else_is_on_stderr(learnrnn, name):
    done = learnrnn("train", name, *SHORT, "--json")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1
    found = last_line(done)
    assert found["name"] == name
    assert found["iterations"] == 4
    assert isinstance(found["loss"], float)
    assert (found["accuracy"] is None) == (name == "gradients")
    assert f"Training: {name}" in done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_the_screen_fits_80_columns_in_both_languages(learnrnn, name):
    from rich.cells import cell_len

    for lang in ("en", "ja"):
        done = learnrnn("train", name, *SHORT, "--lang", lang, COLUMNS="80")
        assert done.returncode == 0, done.stderr
        kept = [line for line in done.stdout.splitlines() if ".npz" not in line]
        assert max(cell_len(line) for line in kept) <= 80
        assert ("学習：" in done.stdout) == (lang == "ja")


def test_what_was_whose_is_said(learnrnn):
    learnrnn.write("bptt.py", solution("bptt"))
    done = learnrnn("train", "adder", *SHORT)
    assert "Yours: bptt\n" in done.stdout
    assert "The reference's: rnn_forward, to_bits" in done.stdout


def test_what_has_not_passed_its_check_is_said_first_and_before_any_advice(learnrnn):
    learnrnn.write("bptt.py", mistaken("bptt", "output_slope_taken_at_y"))
    learnrnn("check", "bptt")
    done = learnrnn("train", "adder", *SHORT)
    assert done.stdout.startswith("First of all: bptt of yours has not passed its check.")
    last = done.stdout.rindex("First of all:")
    assert 0 < last < done.stdout.index("Try more --iterations")
    assert last_line(learnrnn("train", "adder", *SHORT, "--json"))["functions"]["not_passed"] == ["bptt"]
    learnrnn.write("bptt.py", solution("bptt"))
    assert learnrnn("check", "bptt").returncode == 0
    assert "has not passed" not in learnrnn("train", "adder", *SHORT).stdout


def test_the_options_of_the_adder_and_the_beam_reach_the_document(learnrnn):
    words = ("--cell", "gru", "--rate", "0.5", "--hidden", "8", "--init", "xavier", "--width", "12")
    found = last_line(learnrnn("train", "adder", *SHORT, *words, "--json"))
    assert (found["cell"], found["rate"], found["hidden"], found["init"], found["width"]) == (
        "gru",
        0.5,
        8,
        "xavier",
        12,
    )
    assert "gru_forward" in found["functions"]["reference"]
    found = last_line(learnrnn("train", "seq2seq", *SHORT, "--beam", "2", "--json"))
    assert found["beam"]["width"] == 2
    assert "beam_search" in found["functions"]["reference"]
    for wrong in (
        ("adder", "--width", "33"),
        ("adder", "--beam", "2"),
        ("vae", "--cell", "lstm"),
        ("adder", "--rate", "0"),
    ):
        done = learnrnn("train", *wrong, "--reference")
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_without_the_reference_what_is_missing_is_one_line(learnrnn):
    learnrnn.write("rnn.py", solution("rnn"))
    learnrnn.write("bptt.py", (REPOSITORY / "exercises" / "bptt" / "bptt.py").read_text())
    done = learnrnn("train", "adder")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "not written yet in bptt.py" in done.stderr
    assert "adder.py is not in your folder" in done.stderr


def test_ones_own_functions_need_no_reference(learnrnn):
    for name in ("rnn", "bptt", "adder"):
        learnrnn.write(f"{name}.py", solution(name))
    found = last_line(learnrnn("train", "adder", "--iterations", "4", "--json"))
    assert found["functions"]["reference"] == []


def test_a_learners_error_is_one_line_and_exit_status_one(learnrnn):
    learnrnn.write("bptt.py", "def bptt(x, d, z0, W_in, W, b, W_out, c, f):\n    return x @ d\n")
    for more in ([], ["--json"]):
        done = learnrnn("train", "adder", *SHORT, *more)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "bptt.py, line 2, in bptt: ValueError" in done.stderr.splitlines()[-1]
    assert done.stdout == ""


def test_what_a_learner_prints_stays_out_of_the_document(learnrnn):
    learnrnn.write("adder.py", solution("adder") + "\nprint('hello')\n")
    done = learnrnn("train", "adder", *SHORT, "--json")
    assert "hello" in done.stderr
    assert last_line(done)["name"] == "adder"


def test_the_model_is_kept_and_nothing_else_is_overwritten(learnrnn):
    for said in ("is kept in adder.npz.", "in place of the one before"):
        assert said in learnrnn("train", "adder", *SHORT).stdout
    with np.load(learnrnn.work / "adder.npz", allow_pickle=False) as arrays:
        assert arrays["W"].shape == (16, 16)
    learnrnn.write("notes.npz", "mine")
    done = learnrnn("train", "adder", *SHORT, "--model", "notes.npz")
    assert done.returncode == 2
    assert (learnrnn.work / "notes.npz").read_text() == "mine"


def test_a_workspace_that_cannot_be_written_only_loses_the_model(learnrnn):
    done = learnrnn("train", "adder", *SHORT, "--workspace", "/proc/nowhere", "--json")
    assert done.returncode == 0
    assert last_line(done)["model"] is None
    assert "could not be kept" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["train"], "Missing argument"),
        (["train", "ader"], "Did you mean adder?"),
        (["train", "adder", "--phrase", "x"], "--phrase means nothing to adder"),
        (["train", "adder", "--activation", "swish"], "'sigmoid', 'tanh', 'relu'"),
        (["train", "adder", "--iterations", "0"], "--iterations"),
        (["train", "gradients", "--model", "m.npz"], "--model means nothing to gradients"),
        (["train", "adder", "--model", "none/m.npz"], "its folder must exist"),
        (["train", "adder", "--plot", "a.txt"], "must end in one of"),
        (["train", "adder", "--plot", "none/a.png"], "its folder must exist"),
    ],
    ids=" ".join,
)
def test_wrong_use_is_one_line_and_exit_status_two(learnrnn, words, said):
    done = learnrnn(*words)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr


@pytest.mark.parametrize("name", ["seq2seq", "gradients"])
def test_a_picture_is_drawn(learnrnn, name):
    done = learnrnn("train", name, *SHORT, "--plot", "p.png", "--lang", "ja")
    assert done.returncode == 0, done.stderr
    assert "Glyph" not in done.stderr
    assert (learnrnn.work / "p.png").read_bytes().startswith(b"\x89PNG")


def test_attention_is_better_on_longer_strings(learnrnn):
    found = last_line(learnrnn("train", "seq2seq", "--reference", "--iterations", "400", "--json"))
    longer = [row for row in found["by_length"] if 5 <= row["length"] <= 8]
    assert sum(row["attention"] - row["plain"] for row in longer) > 4 * 0.2


def test_a_missing_matplotlib_is_one_line(learnrnn):
    code = "import sys; sys.modules['matplotlib'] = None; sys.meta_path.insert(0, None) or sys.meta_path.pop(0)\n"
    code += "import importlib.util as u; find = u.find_spec\n"
    code += "u.find_spec = lambda name, *a: None if name == 'matplotlib' else find(name, *a)\n"
    code += "from learnrnn.cli import main; main(['train', 'adder', '--reference', '--plot', 'p.png'])"
    done = learnrnn.python(code)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "pip install 'learnrnn[plot]'" in done.stderr


def started(learnrnn, *words, **streams):
    return subprocess.Popen(
        [sys.executable, "-m", "learnrnn", "train", *words],
        cwd=learnrnn.work,
        env=learnrnn.environment | {"PYTHONUNBUFFERED": "1"},
        **streams,
    )


def test_ctrl_c_stops_cleanly_and_keeps_the_model(learnrnn):
    pipe = subprocess.PIPE
    words = ("adder", "--reference", "--json", "--iterations", "1000000")
    with started(learnrnn, *words, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stderr
        for line in process.stderr:
            if line.startswith("iters:100"):
                process.send_signal(signal.SIGINT)
                break
        said, err = process.stdout.read(), process.stderr.read()
        assert process.wait(30) == 130
    assert "Traceback" not in err
    found = json.loads(said.splitlines()[-1])
    assert found["stopped"] is True
    assert 100 <= found["iterations"] < 1_000_000
    assert (learnrnn.work / "adder.npz").exists()


def test_a_phrase_comes_from_the_option_the_pipe_or_the_note(learnrnn):
    words = ("train", "language-model", *SHORT, "--json")
    assert last_line(learnrnn(*words, "--phrase", "the old"))["phrase"] == "the old"
    assert last_line(learnrnn(*words, stdin="the girl\nmore\n"))["phrase"] == "the girl"
    found = last_line(learnrnn(*words))
    assert found["phrase"] == "some of them looks like"
    assert len(found["next_words"]) == 5


def test_a_silent_open_pipe_does_not_hold_the_command(learnrnn):
    read, write = os.pipe()
    words = ("language-model", *SHORT)
    with started(learnrnn, *words, stdin=read, stdout=subprocess.DEVNULL) as process:
        assert process.wait(30) == 0
    os.close(read)
    os.close(write)


def test_on_a_terminal_the_phrase_is_asked_for(learnrnn):
    """The real thing, on a pseudo-terminal: progress bar, log, chart, two phrases, an empty line."""
    master, slave = pty.openpty()
    said, typed, until = b"", [b"the old\n", b"zebra\n", b"\n"], time.monotonic() + 30
    words = ("language-model", "--reference", "--epochs", "2")
    with started(learnrnn, *words, stdin=slave, stdout=slave, stderr=slave) as process:
        os.close(slave)
        while time.monotonic() < until:
            if not select.select([master], [], [], 0.5)[0]:
                continue
            try:
                new = os.read(master, 65536)
            except OSError:
                break
            said += new
            if new.endswith(b"> "):
                os.write(master, typed.pop(0))
        assert process.wait(5) == 0
    os.close(master)
    assert b'After "the old" most likely comes:' in said
    assert b"does not know: zebra" in said
    assert typed == []
