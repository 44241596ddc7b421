"""Jobs that the system ends cost time, never the class; without what macOS lacks, the same marks come out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from learnrnn import catalog
from learnrnn.gradebook import executors
from learnrnn.gradebook.executors import graded
from learnrnn.gradebook.job import Order
from learnrnn.sandbox.pool import Limits
from learnrnn.submissions.find import find_submissions
from tests.conftest import solution

AS_ON_MACOS = """
import os, socket, sys
for name in ("sched_getaffinity", "sched_setaffinity", "memfd_create", "pidfd_open", "unshare", "setns"):
    if hasattr(os, name):
        delattr(os, name)
if hasattr(socket, "SOCK_SEQPACKET"):
    del socket.SOCK_SEQPACKET
sys.platform = "darwin"
"""


def jobs_of(pid: int) -> list[int]:
    """The processes that grade for this one (there is one more that keeps count of resources)."""
    words = ("ps", "-ww", "-o", "pid=,args=", "--ppid", str(pid))
    lines = subprocess.run(words, capture_output=True, text=True).stdout.splitlines()
    return [int(line.split()[0]) for line in lines if "spawn_main" in line]


def submissions(learnrnn, count: int):
    for i in range(count):
        learnrnn.write(f"class/s{i}/lstm.py", solution("lstm") + f"# {i}\n")
    return find_submissions([learnrnn.work / "class"]).submissions


def order(*names: str) -> Order:
    return Order(catalog.chosen(names), 0, Limits())


def test_a_job_that_is_killed_costs_nobody_a_point(learnrnn):
    found = submissions(learnrnn, 12)
    rows = graded(found, order("lstm"), 2, lambda _: {})
    outcomes = [next(rows)]
    os.kill(jobs_of(os.getpid())[0], signal.SIGKILL)
    outcomes += rows
    assert sorted(each.student for each in outcomes) == sorted(s.student for s in found)
    assert {row.score for each in outcomes for row in each.rows} == {10}


def test_a_submission_that_ends_every_job_is_one_fault_and_not_the_class(learnrnn, monkeypatch):
    found = submissions(learnrnn, 4)
    monkeypatch.setattr(executors, "_run", run_or_die)
    outcomes = {each.student: each.rows[0] for each in graded(found, order("lstm"), 2, lambda _: {})}
    assert {student: row.score for student, row in outcomes.items()} == {
        "s0": 10,
        "s1": None,
        "s2": 10,
        "s3": 10,
    }
    assert "ended from outside" in outcomes["s1"].fault


def run_or_die(chunk):
    if any(task.submission.student == "s1" for task in chunk):
        os.kill(os.getpid(), signal.SIGKILL)
    assert executors._job is not None
    return executors._job.grade(chunk)


SLEEPS_ONCE = """
import time

_waits, _update = [0.7], cell_update


def cell_update(i, f, a, c_prev):
    time.sleep(_waits.pop() if _waits else 0)
    return _update(i, f, a, c_prev)
"""


@pytest.mark.external
def test_what_the_clock_alone_stopped_is_graded_again_when_nobody_else_is(learnrnn, monkeypatch, tmp_path):
    """It sleeps for longer than the wall gives it at first, and for less than it gives it the second time."""
    found = submissions(learnrnn, 6)
    for name in ("s1", "s4"):
        learnrnn.write(f"class/{name}/lstm.py", solution("lstm") + SLEEPS_ONCE)
    log = tmp_path / "log"
    monkeypatch.setenv("LEARNRNN_TEST_LOG", str(log))
    monkeypatch.setattr(executors, "_run", run_and_log)
    asked = Order(catalog.chosen(["lstm"]), 0, Limits(case_s=0.1, exercise_s=300))
    marks = [
        {e.student: e.rows[0].score for e in graded(found, asked, jobs, lambda _: {})} for jobs in (2, 1)
    ]
    assert marks == [dict.fromkeys([s.student for s in found], 10)] * 2
    lines = [line.split() for line in log.read_text().splitlines()]
    spans = [(float(begun), float(ended), names) for begun, ended, turn, names in lines if turn == "last"]
    assert sorted(names for *_, names in spans) == ["s1", "s4"]
    for begun, ended, names in spans:
        others = [(float(b), float(e)) for b, e, _, n in lines if (float(b), n) != (begun, names)]
        assert all(e <= begun or b >= ended for b, e in others)


def run_and_log(chunk):
    assert executors._job is not None
    begun = time.monotonic()
    found = executors._job.grade(chunk)
    names = ",".join(task.submission.student for task in chunk)
    with open(os.environ["LEARNRNN_TEST_LOG"], "a") as file:
        file.write(f"{begun} {time.monotonic()} {executors._job.turn} {names}\n")
    return found


def test_jobs_end_with_a_run_that_is_killed(learnrnn):
    submissions(learnrnn, 40)
    words = ("grade", "class", "--only", "lstm", "--jobs", "2", "--out", "out")
    run = subprocess.Popen(
        [sys.executable, "-m", "learnrnn", *words], cwd=learnrnn.work, env=learnrnn.environment
    )
    try:
        until = time.monotonic() + 30
        while not (jobs := jobs_of(run.pid)):
            assert time.monotonic() < until
            time.sleep(0.02)
    finally:
        run.kill()
        run.wait()
    while any(os.path.exists(f"/proc/{job}") for job in jobs):
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_class_is_graded_without_what_macos_lacks(learnrnn):
    submissions(learnrnn, 3)
    learnrnn.write("mac/sitecustomize.py", AS_ON_MACOS)
    for jobs in ("1", "2"):
        words = ("grade", "class", "--only", "lstm", "--json", "--unsafe", "--jobs", jobs)
        done = learnrnn(*words, PYTHONPATH=str(learnrnn.work / "mac"))
        assert done.returncode == 0, done.stderr
        assert [s["score"] for s in json.loads(done.stdout)["submissions"]] == [10, 10, 10]
