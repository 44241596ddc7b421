"""On a Dask cluster of two worker processes the same rows come out, also when one is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import Any

import pytest

from tests.conftest import mistaken, solution

pytest.importorskip("distributed")
pytestmark = pytest.mark.external


@pytest.fixture
def cluster(learnrnn):
    """The address of a scheduler, and its two workers' processes."""
    scheduler_file = learnrnn.folder / "scheduler.json"
    quiet: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": learnrnn.environment}
    words = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--scheduler-file", str(scheduler_file)]
    started = [subprocess.Popen([*words, "--port", "0", "--no-dashboard"], **quiet)]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(scheduler_file)]
    for i in range(2):
        started.append(
            subprocess.Popen(
                [
                    *worker,
                    "--nthreads",
                    "1",
                    "--no-nanny",
                    "--no-dashboard",
                    "--local-directory",
                    str(learnrnn.folder / f"w{i}"),
                ],
                **quiet,
            )
        )
    try:
        from distributed import Client

        until = time.monotonic() + 60
        while not scheduler_file.exists():
            assert time.monotonic() < until
            time.sleep(0.1)
        with Client(scheduler_file=str(scheduler_file), set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
            address = client.scheduler.address
        yield address, started[1:]
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


@pytest.mark.parametrize("killed", [False, True], ids=["calm", "one killed"])
def test_a_cluster_gives_the_same_rows(learnrnn, cluster, killed):
    address, workers = cluster
    for i in range(24):
        source = solution("lstm") if i % 3 else mistaken("lstm", "nothing_forgotten")
        learnrnn.write(f"class/s{i:02}/lstm.py", f"{source}# {i}\n")
    words = ("grade", "class", "--only", "lstm", "--seed", "1", "--out")
    assert learnrnn(*words, "here").returncode == 0
    command = [sys.executable, "-m", "learnrnn", *words, "there", "--scheduler", address]
    run = subprocess.Popen(
        command, cwd=learnrnn.work, env=learnrnn.environment, stderr=subprocess.PIPE, text=True
    )
    if killed:
        store = learnrnn.work / "there" / "store.sqlite"
        until = time.monotonic() + 60
        while not (store.exists() and store.stat().st_size > 0) and time.monotonic() < until:
            time.sleep(0.05)
        os.kill(workers[0].pid, signal.SIGKILL)
    _, said = run.communicate(timeout=200)
    assert run.returncode == 0, said
    for name in ("results.json", "gradebook.csv"):
        assert (learnrnn.work / "there" / name).read_bytes() == (learnrnn.work / "here" / name).read_bytes()


def test_no_scheduler_is_one_line(learnrnn):
    learnrnn.write("class/ann/lstm.py", solution("lstm"))
    done = learnrnn("grade", "class", "--only", "lstm", "--out", "out", "--scheduler", "tcp://127.0.0.1:1")
    assert done.returncode == 2
    assert "There is no Dask scheduler" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
