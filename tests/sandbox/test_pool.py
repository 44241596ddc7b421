"""The real worker: what it may do, what it may not, and what the grader makes of its end."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from dataclasses import replace

import numpy as np
import pytest

from learnrnn.sandbox import wire, worker
from learnrnn.sandbox.pool import DIED, TIMED_OUT, UNRUN, Ended, Limits, Request, Zygote
from learnrnn.sandbox.start import LAYERS, start


def calls(zygote: Zygote, source: str, count: int = 1, limits: Limits = Limits(0.5, 3)) -> list:
    zygote.load("answer", [Request("f", *wire.encode([i])) for i in range(count)])
    run = zygote.run(textwrap.dedent(source).encode(), limits)
    assert run.loading.kind == worker.LOADED, run.loading
    return run.answers


def value(answer):
    assert answer.kind == worker.VALUE, (answer.kind, answer.structure, answer.extra)
    return wire.decode(answer.structure, answer.data)


def raised(answer) -> str:
    assert answer.kind == worker.RAISED, answer
    return wire.decode(answer.structure, answer.data)[0]


def test_calls_come_back_in_order(zygote):
    assert [value(a) for a in calls(zygote, "def f(i): return i * i", 5)] == [0, 1, 4, 9, 16]


def test_each_file_gets_a_process_of_its_own(zygote):
    source = "import builtins\nseen = getattr(builtins, 'seen', 0)\nbuiltins.seen = seen + 1\ndef f(i): return seen"
    assert value(calls(zygote, source)[0]) == 0
    assert value(calls(zygote, source)[0]) == 0


def test_a_worker_that_dies_costs_the_call_that_killed_it(zygote):
    answers = calls(zygote, "import os\ndef f(i):\n    if i == 1: os._exit(5)\n    return i", 4)
    assert [a.kind for a in answers] == [worker.VALUE, DIED, worker.VALUE, worker.VALUE]
    assert answers[1].data == b"exit status 5"


def test_a_worker_that_hangs_costs_that_call_and_its_time(zygote):
    answers = calls(zygote, "def f(i):\n    while i == 1: pass\n    return i", 3, Limits(0.3, 5))
    assert [a.kind for a in answers] == [worker.VALUE, TIMED_OUT, worker.VALUE]


def test_the_exercise_has_a_time_in_all(zygote):
    source = "import time\ndef f(i):\n    while time.process_time() < 0.3 * (i + 1): pass"
    kinds = [a.kind for a in calls(zygote, source, 10, Limits(1, 0.8))]
    assert kinds[0] == worker.VALUE
    assert kinds[-1] == UNRUN


def test_a_sleeping_worker_is_stopped_by_the_clock_on_the_wall(zygote, monkeypatch):
    zygote.load("answer", [Request("f", *wire.encode([i])) for i in range(3)])
    run = zygote.run(b"import time\ndef f(i): time.sleep(9)", Limits(0.1, 5))
    assert {a.kind for a in run.answers} == {TIMED_OUT}
    assert run.by_wall


class Killing(Zygote):
    """As if the system had killed the first workers, which in truth ended by themselves."""

    def __init__(self, times: int):
        super().__init__()
        self.left = times

    def _end(self, *, wait: bool) -> Ended:
        ended = super()._end(wait=wait)
        self.left -= 1
        return replace(ended, status="SIGKILL") if self.left >= 0 else ended


@pytest.mark.parametrize(("times", "said"), [(1, b"exit status 5"), (99, b"SIGKILL")])
def test_a_file_whose_worker_the_system_killed_is_run_once_more(times, said):
    with Killing(times) as zygote:
        answers = calls(zygote, "import os\ndef f(i): os._exit(5)", 3)
    assert {(answer.kind, answer.data) for answer in answers} == {(DIED, said)}


def test_time_that_a_worker_waits_for_a_core_is_not_its_own(zygote):
    """Three busy neighbours on its core leave it a quarter, and it still has all of its time."""
    core = sorted(os.sched_getaffinity(0))[0]
    code = f"import os\nos.sched_setaffinity(0, {{{core}}})\nwhile True: pass"
    busy = [sys.executable, "-c", code]
    neighbours = [subprocess.Popen(busy) for _ in range(3)]
    try:
        with Zygote() as alone:
            os.sched_setaffinity(alone.hello()["pid"], {core})
            alone.load("answer", [Request("f", *wire.encode([0]))])
            source = b"import time\ndef f(i):\n    while time.process_time() < 0.5: pass\n    return 1"
            run = alone.run(source, Limits(0.8, 5))
    finally:
        for each in neighbours:
            each.kill()
            each.wait()
    assert [a.kind for a in run.answers] == [worker.VALUE]


def test_when_one_call_of_a_group_times_out_the_others_of_it_are_not_tried(zygote):
    source = b"import time\ndef f(i):\n    while i < 3: pass\n    return i"
    zygote.load("answer", [Request("f", *wire.encode([i])) for i in range(6)], groups=[0, 0, 0, 1, 1, 1])
    run = zygote.run(source, Limits(1, 5))
    assert [a.kind for a in run.answers] == [TIMED_OUT] * 3 + [worker.VALUE] * 3
    assert run.cpu_s < 2


def test_an_endless_loop_is_told_soon(zygote):
    zygote.load("answer", [Request("f", *wire.encode([i])) for i in range(50)])
    run = zygote.run(b"def f(i):\n    while True: pass", Limits(0.4, 60))
    assert {a.kind for a in run.answers} == {TIMED_OUT}
    assert not run.by_wall
    assert run.cpu_s < 5  # 50 calls of 0.4 s would be 20


def test_a_worker_that_stops_early_or_leaves_calls_out_is_dead(zygote):
    answers = calls(
        zygote,
        """
        import os, struct
        def f(i):
            for fd in range(3, 20):
                try: os.write(fd, struct.pack("<IBIII", 0xFFFFFFFF, 7, 0, 0, 0))
                except OSError: pass
            return i
        """,
        3,
    )
    assert len(answers) == 3
    assert DIED in {a.kind for a in answers}


FORBIDDEN = {
    "fork": "os.fork()",
    "exec": "os.execv('/bin/sh', ['sh'])",
    "thread": "import threading; threading.Thread(target=print).start()",
    "socket": "import socket; socket.socket()",
    "unix socket": "import socket; socket.socket(socket.AF_UNIX)",
    "read a file": "open('/etc/hostname').read()",
    "read the home folder": "os.listdir(os.path.expanduser('~'))",
    "list the root": "os.listdir('/')",
    "read itself": "open('/proc/self/mem', 'rb')",
    "read its environment": "open('/proc/self/environ').read()",
    "list processes": "os.listdir('/proc')",
    "write to /tmp": "open('/tmp/learnrnn-attack', 'w')",
    "write to shared memory": "open('/dev/shm/learnrnn-attack', 'w')",
    "kill": "os.kill(os.getpid(), 9)",
    "signal the parent": "os.kill(os.getppid(), 15)",
    "chmod": "os.chmod('/tmp', 0o777)",
    "link": "os.symlink('/etc/passwd', '/tmp/learnrnn-link')",
    "mkdir": "os.mkdir('/tmp/learnrnn-dir')",
    "pipe": "os.pipe()",
    "memfd": "os.memfd_create('x')",
    "lock": "import fcntl; fcntl.lockf(open(os.__file__), fcntl.LOCK_SH)",
    "ptrace": "ctypes.CDLL(None, use_errno=True).ptrace(16, os.getppid(), 0, 0) == -1 and no()",
    "shared memory": "ctypes.CDLL(None).shmget(1234, 4096, 0o1777) == -1 and no()",
    "message queue": "ctypes.CDLL(None).msgget(1234, 0o1777) == -1 and no()",
    "keyring": "ctypes.CDLL(None).syscall(248, b'user', b'a', b'b', 1, -3) == -1 and no()",
    "io_uring": "ctypes.CDLL(None).syscall(425, 1, ctypes.create_string_buffer(120)) == -1 and no()",
    "import pytest": "import pytest",
    "import learnrnn": "import learnrnn",
    "import its solutions": "import importlib; importlib.import_module('learnrnn.solutions')",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_a_worker_may_not(zygote, what):
    if set(zygote.hello()["holding"]) != set(LAYERS):
        pytest.fail(f"this machine lacks {zygote.hello()['lacking']}: the sandbox cannot be tested here")
    source = f"import os, ctypes\ndef no(): raise PermissionError\ndef f(i):\n    {FORBIDDEN[what]}\n    return 'did'"
    assert raised(calls(zygote, source)[0]) in {
        "PermissionError", "ModuleNotFoundError", "RuntimeError", "FileNotFoundError", "OSError",
    }  # fmt: skip


def test_a_worker_may_use_numpy_and_the_standard_library(zygote):
    source = """
        import numpy as np, decimal, itertools, json, re, statistics, hashlib, dataclasses, typing, collections
        import numpy.linalg, numpy.fft, xml.dom.minidom, fractions
        def f(i):
            @dataclasses.dataclass
            class P:
                x: int
            return float(np.linalg.norm(np.fft.fft(np.ones(4)).real)) + P(1).x + len(json.dumps([1]))
    """
    assert value(calls(zygote, source)[0]) == 8.0


def test_a_worker_inherits_no_environment_and_no_descriptors(zygote, monkeypatch):
    monkeypatch.setenv("SECRET", "42")
    with Zygote() as fresh:
        source = """
            import os
            def f(i):
                found = []
                for fd in range(64):
                    try: os.fstat(fd); found.append(fd)
                    except OSError: pass
                return [sorted(os.environ), len(found)]
        """
        names, descriptors = value(calls(fresh, source)[0])
        assert "SECRET" not in names
        assert descriptors <= 6  # 0, 1, 2 lead nowhere; then the answer's two pipes and what Python holds


def test_memory_beyond_the_limit_is_refused(zygote):
    assert raised(calls(zygote, "def f(i): return bytearray(10 << 30)")[0]) == "MemoryError"


def test_without_any_layer_it_still_runs():
    with Zygote(start(layers=())) as bare:
        assert bare.hello()["holding"] == []
        assert value(calls(bare, "def f(i): return i + 1")[0]) == 1


def test_workers_leave_no_process_behind(zygote):
    calls(zygote, "import os\ndef f(i): os._exit(1)", 5)
    children = [p for p in os.listdir("/proc") if p.isdigit() and _parent(int(p)) == zygote._process.pid]
    assert children == []


def _parent(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/stat") as opened:
            return int(opened.read().rsplit(")", 1)[1].split()[1])
    except OSError:
        return -1


def test_random_numbers_are_the_same_each_time(zygote):
    source = "import numpy as np, random\ndef f(i): return [np.random.randn(), random.random(), hash('a')]"
    assert value(calls(zygote, source)[0]) == value(calls(zygote, source)[0])


def test_arguments_are_each_calls_own(zygote):
    x = np.ones(3)
    zygote.load("answer", [Request("f", *wire.encode([x])) for _ in range(3)])
    run = zygote.run(b"def f(x):\n    x += 1\n    return x.sum()")
    assert [value(a) for a in run.answers] == [6.0] * 3
    assert run.answers[0].side["changed"] == 0


@pytest.mark.parametrize(
    ("x", "line"),
    [
        (np.ones((2, 3)), "x *= 2"),
        (np.ones((2, 3), np.float32), "x[1, 2] = 0"),
        (np.array([True, False]), "x[0] = False"),
        (np.ones((2, 3)), "x.shape = 6"),
        ([np.ones(3)], "x[0][:] = 0"),
        ([1, 2], "x.pop()"),
    ],
)
def test_a_changed_argument_is_noticed(zygote, x, line):
    zygote.load("answer", [Request("f", *wire.encode([1.0, x]))])
    left, changed = (zygote.run(f"def f(one, x):\n    {what}".encode()).answers[0] for what in ("pass", line))
    assert left.side == {}
    assert changed.side["changed"] == 1
