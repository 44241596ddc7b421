"""Where there is no fork, and where no layer holds, grading still works; slow starts are nobody's fault."""

from __future__ import annotations

import json
import signal
import threading
import time

import pytest

from learnrnn.sandbox import pool, watch, wire, worker
from learnrnn.sandbox.pool import DIED, TIMED_OUT, Fresh, Limits, Zygote, open_sandbox
from learnrnn.sandbox.start import LAYERS, start
from learnrnn.sandbox.worker import Request
from tests.conftest import NO_FORK, fewer_layers, mistaken, solution


def test_without_fork_a_fresh_interpreter_answers(monkeypatch):
    monkeypatch.setattr(pool, "can_fork", lambda: False)
    with open_sandbox() as sandbox:
        assert isinstance(sandbox, Fresh)
        sandbox.load("answer", [Request("f", *wire.encode([i])) for i in range(4)])
        source = b"import os\ndef f(i):\n    if i == 1: os._exit(5)\n    while i == 2: pass\n    return i"
        answers = sandbox.run(source, Limits(0.3, 5)).answers
    assert [a.kind for a in answers] == [worker.VALUE, DIED, TIMED_OUT, worker.VALUE]
    assert answers[1].data == b"exit status 5"


@pytest.mark.parametrize("layers", [NO_FORK, f"{NO_FORK},{','.join(LAYERS)}", ""])
def test_a_class_is_graded_with_fewer_layers(learnrnn, layers):
    learnrnn.write("class/ann/lstm.py", solution("lstm"))
    learnrnn.write("class/bob/lstm.py", mistaken("lstm", "nothing_forgotten"))
    learnrnn.write("class/cid/lstm.py", "import os; os._exit(0)")
    words = ("grade", "class", "--only", "lstm", "--json", "--unsafe")
    done = learnrnn(*words, **fewer_layers(layers))
    assert done.returncode == 0, done.stderr
    assert [s["score"] for s in json.loads(done.stdout)["submissions"]] == [10, 0, 0]
    held = "not safe" not in done.stderr
    assert held is layers.endswith("seccomp")
    assert json.loads(done.stdout)["unsafe"] is not held
    if not held:
        refused = learnrnn(*words[:-1], **fewer_layers(layers))
        assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (2, "", 1)
        assert "--unsafe" in refused.stderr


def test_a_flood_without_fork_is_cut_off(monkeypatch):
    monkeypatch.setattr(watch, "MAX_REPLY_BYTES", 1 << 20)
    with Fresh([]) as sandbox:
        sandbox.load("answer", [Request("f", *wire.encode([]))])
        source = b"import os\ndef f():\n    while True:\n        for fd in range(3, 9):\n            try: os.write(fd, b'\\xff' * 65536)\n            except OSError: pass"
        assert sandbox.run(source, Limits(2, 5)).answers[0].kind == DIED


def test_a_slow_start_costs_no_points(monkeypatch):
    """The clock starts when the worker is ready, not when it is asked for."""
    begin = Fresh._begin

    def slow(self, source, first):
        stream = begin(self, source, first)
        stream.process.send_signal(signal.SIGSTOP)
        threading.Timer(1.0, stream.process.send_signal, [signal.SIGCONT]).start()
        return stream

    monkeypatch.setattr(Fresh, "_begin", slow)
    with Fresh([]) as sandbox:
        sandbox.load("answer", [Request("f", *wire.encode([]))])
        start_s = time.monotonic()
        answers = sandbox.run(b"def f(): return 1", Limits(case_s=0.3, exercise_s=0.5)).answers
    assert time.monotonic() - start_s > 1.0
    assert answers[0].kind == worker.VALUE


def test_a_zygote_that_ends_is_a_fault_and_no_points_are_lost(learnrnn):
    sandbox = Zygote(start())
    sandbox.hello()
    sandbox._process.kill()
    sandbox._process.wait()
    with pytest.raises(pool.Fault):
        sandbox.load("answer", [])
    sandbox.close()
