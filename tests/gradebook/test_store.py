"""A class's results are never lost: what was graded stays, whoever is killed, and a rerun changes no byte."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from learnrnn import catalog
from learnrnn.gradebook import schema
from learnrnn.gradebook.packed import pack, unpack
from learnrnn.gradebook.store import FILE, Store
from learnrnn.grader import Grader
from tests.conftest import mistaken, solution

GRADE = ("grade", "class", "--only", "lstm", "--seed", "1", "--out", "out")
VIEWS = ("results.json", "gradebook.csv")


def hand_in(learnrnn, **sources: str) -> None:
    for student, source in sources.items():
        learnrnn.write(f"class/{student}/lstm.py", source)


def views(learnrnn, folder: str = "out") -> list[bytes]:
    return [(learnrnn.work / folder / name).read_bytes() for name in VIEWS]


def marks(learnrnn, folder: str = "out") -> dict[str, str]:
    with open(learnrnn.work / folder / "gradebook.csv", newline="", encoding="utf-8-sig") as opened:
        return {row["student"]: row["score"] for row in csv.DictReader(opened)}


def lying_about(learnrnn, folder: str = "out") -> set[str]:
    return set(os.listdir(learnrnn.work / folder))


def test_who_was_not_named_stays_and_who_was_is_replaced(learnrnn):
    hand_in(learnrnn, ann=solution("lstm"), bob="def (", cem=solution("lstm"))
    assert learnrnn(*GRADE).returncode == 0
    before = views(learnrnn)
    again = learnrnn(*GRADE)
    assert "3 submissions are unchanged" in again.stderr
    assert views(learnrnn) == before
    learnrnn.write("late/bob/lstm.py", solution("lstm"))
    assert learnrnn("grade", "late", *GRADE[2:]).returncode == 0
    assert marks(learnrnn) == {"ann": "10", "bob": "10", "cem": "10"}
    assert lying_about(learnrnn) == {*VIEWS, FILE}
    assert all(os.stat(learnrnn.work / "out" / name).st_mode & 0o077 == 0 for name in (*VIEWS, FILE))


def test_a_secret_seed_is_drawn_once_and_told_nobody(learnrnn):
    hand_in(learnrnn, ann=mistaken("lstm", "nothing_forgotten"))
    words = ("grade", "class", "--only", "lstm", "--out", "out")
    assert learnrnn(*words).returncode == 0
    with Store(learnrnn.work / "out") as store:
        seed = store.seed()
    assert seed.secret
    assert seed.value > 1 << 64
    first = views(learnrnn)
    assert json.loads(first[0])["seed"] is None
    assert str(seed.value).encode() not in first[0]
    assert learnrnn(*words).returncode == 0
    assert views(learnrnn) == first
    assert learnrnn(*words, "--fresh").returncode == 0
    with Store(learnrnn.work / "out") as store:
        assert store.seed() != seed


def test_seeds_are_not_mixed_in_one_class(learnrnn):
    hand_in(learnrnn, ann=solution("lstm"), bob=solution("lstm"))
    learnrnn(*GRADE)
    before = views(learnrnn)
    refused = learnrnn("grade", "class/ann", "--only", "lstm", "--seed", "2", "--out", "out")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "1 results in this folder were drawn from another seed" in refused.stderr
    assert views(learnrnn) == before
    assert learnrnn("grade", "class", "--only", "lstm", "--seed", "2", "--out", "out").returncode == 0
    assert json.loads(views(learnrnn)[0])["seed"] == 2


def test_fresh_begins_anew_and_keeps_the_older_store(learnrnn):
    hand_in(learnrnn, ann=solution("lstm"), bob=solution("lstm"))
    learnrnn(*GRADE)
    done = learnrnn("grade", "class/ann", *GRADE[2:], "--fresh")
    assert done.returncode == 0, done.stderr
    assert marks(learnrnn) == {"ann": "10"}
    assert "store-before.sqlite" in done.stderr
    kept = learnrnn.work / "out" / "store-before.sqlite"
    (learnrnn.work / "old").mkdir()
    os.replace(kept, learnrnn.work / "old" / FILE)
    with Store(learnrnn.work / "old") as store:
        assert list(store.students()) == ["ann", "bob"]


def test_results_without_a_store_are_kept_beside(learnrnn):
    hand_in(learnrnn, ann=solution("lstm"))
    learnrnn.write("out/results.json", "of an older kit")
    done = learnrnn(*GRADE)
    assert "out/results-before.json" in done.stderr
    assert (learnrnn.work / "out" / "results-before.json").read_text() == "of an older kit"


@pytest.mark.parametrize("path", ["clas", "empty"])
def test_a_mistyped_or_empty_folder_changes_nothing(learnrnn, path):
    hand_in(learnrnn, ann=solution("lstm"))
    learnrnn(*GRADE)
    before = views(learnrnn)
    (learnrnn.work / "empty").mkdir()
    for words in ((), ("--fresh",)):
        done = learnrnn("grade", path, *GRADE[2:], *words)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert path in done.stderr
    assert views(learnrnn) == before
    assert lying_about(learnrnn) == {*VIEWS, FILE}
    assert learnrnn("grade", path, "--only", "lstm", "--out", "new").returncode == 2
    assert not (learnrnn.work / "new").exists()


def test_an_exercise_that_was_never_graded_for_somebody_costs_no_points(learnrnn):
    hand_in(learnrnn, ann=solution("lstm"), bob=solution("lstm"))
    learnrnn(*GRADE)
    learnrnn.write("class/ann/clip.py", solution("clip"))
    done = learnrnn("grade", "class/ann", "--only", "clip", "--seed", "1", "--out", "out")
    assert done.returncode == 1
    document = json.loads(views(learnrnn)[0])
    found = {s["student"]: (s["score"], s["max_score"]) for s in document["submissions"]}
    assert found == {"ann": (20, 20), "bob": (10, 10)}
    (bob,) = document["triage"]
    assert (bob["student"], bob["exercises"][0]["status"]) == ("bob", "ungraded")


def test_the_output_is_never_graded(learnrnn):
    for student in ("ann", "bob"):
        learnrnn.write(f"class/{student}/lstm.py", solution("lstm"))
    for _ in range(2):
        words = ("grade", ".", "--only", "lstm", "--out", "results")
        done = subprocess.run([sys.executable, "-m", "learnrnn", *words], cwd=learnrnn.work / "class",
                              env=learnrnn.environment, capture_output=True, text=True)  # fmt: skip
        assert "2 submissions, mean 10.0" in done.stdout


# ------------------------------------------------------------------- bad places


def test_a_gradebook_that_is_held_open_leaves_both_files_as_they_were(learnrnn):
    hand_in(learnrnn, ann=solution("lstm"))
    learnrnn(*GRADE)
    before = views(learnrnn)
    hand_in(learnrnn, bob=solution("lstm"))
    held = learnrnn.work / "out" / "gradebook.csv"
    if os.geteuid() or subprocess.run(["chattr", "+i", held], capture_output=True).returncode:
        pytest.skip("no file can be made immutable here")
    try:
        done = learnrnn(*GRADE)
    finally:
        subprocess.run(["chattr", "-i", held], check=True)
    assert done.returncode == 2
    assert "gradebook.csv cannot be replaced" in done.stderr
    assert views(learnrnn) == before
    assert b"bob" in (learnrnn.work / "out" / "gradebook.new.csv").read_bytes()
    assert learnrnn(*GRADE).returncode == 0
    assert marks(learnrnn) == {"ann": "10", "bob": "10"}
    assert lying_about(learnrnn) == {*VIEWS, FILE}


@pytest.mark.parametrize("content", [b"no database at all" * 99, b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_damaged_store_is_one_line_and_is_kept(learnrnn, content):
    hand_in(learnrnn, ann=solution("lstm"))
    learnrnn.write(f"out/{FILE}", content)
    done = learnrnn(*GRADE)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{FILE} is damaged" in done.stderr.splitlines()[-1]
    assert (learnrnn.work / "out" / FILE).read_bytes() == content
    assert learnrnn(*GRADE, "--fresh").returncode == 0
    assert (learnrnn.work / "out" / "store-damaged.sqlite").read_bytes() == content


def test_a_full_disk_is_one_line_and_loses_nothing(learnrnn):
    small = learnrnn.work / "out"
    small.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "none", small]).returncode:
        pytest.skip("no small disk can be made here")
    try:
        for i in range(3):
            hand_in(learnrnn, **{f"s{i}": solution("lstm")})
        assert learnrnn(*GRADE).returncode == 0
        before = views(learnrnn)
        for i in range(80):
            hand_in(learnrnn, **{f"t{i}": mistaken("lstm", "nothing_forgotten") + f"# {i}\n"})
        done = learnrnn(*GRADE)
        assert done.returncode == 2
        assert "disk is full" in done.stderr.splitlines()[-1]
        assert "Traceback" not in done.stderr
        assert views(learnrnn) == before
        assert not [name for name in lying_about(learnrnn) if "new" in name]
        with Store(small) as store:
            assert set(store.students()) >= {"s0", "s1", "s2"}
    finally:
        subprocess.run(["umount", small], check=True)


# ------------------------------------------------------------- older and newer


def test_a_store_of_an_older_kit_is_brought_up(learnrnn, monkeypatch):
    hand_in(learnrnn, ann=solution("lstm"))
    learnrnn(*GRADE)
    before = views(learnrnn)
    path = learnrnn.work / "out" / FILE
    with sqlite3.connect(path) as db:  # as the first version had it
        for table in ("words", "parts", "attempts"):
            db.execute(f"DROP TABLE {table}")
        db.execute("ALTER TABLE results DROP COLUMN source")
        db.execute("PRAGMA user_version = 1")
    done = learnrnn(*GRADE)
    assert "1 submissions are unchanged" in done.stderr
    assert views(learnrnn) == before
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(schema.STEPS),)
        assert db.execute("SELECT count(*) FROM words").fetchone() == (0,)
        assert db.execute(
            "SELECT student, number, exercise FROM attempts JOIN parts ON attempt = id"
        ).fetchall() == [("ann", 1, "lstm")]
        db.execute("PRAGMA user_version = 99")
    newer = learnrnn(*GRADE)
    assert newer.returncode == 2
    assert "newer learnrnn" in newer.stderr


@pytest.mark.parametrize(
    "source",
    [solution("lstm"), mistaken("lstm", "nothing_forgotten"), "def (", "print('x')\nlstm_step = 1\n", None],
)
def test_a_packed_result_gives_the_same_documents(source):
    with Grader(0) as grader:
        result = grader.grade(catalog.exercise("lstm"), lambda _: source and source.encode())
    again = unpack(pack(result))
    for lang in ("en", "ja"):
        for for_student in (True, False):
            said = [each.document(lang, for_student=for_student) for each in (result, again)]
            assert said[0] == said[1]
    assert [c.trace for c in again.checks] == [c.trace for c in result.checks]


# --------------------------------------------------------------- kills and races


def kill_somebody(process: subprocess.Popen, draw: random.Random) -> None:
    """SIGKILL for the run itself, one of its jobs, or a zygote or worker."""
    found = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True).stdout.split()
    parents = dict(zip(map(int, found[::2]), map(int, found[1::2]), strict=True))
    family = {process.pid}
    for _ in range(4):
        family |= {pid for pid, parent in parents.items() if parent in family}
    victim = draw.choice([process.pid, *sorted(family)])
    with contextlib.suppress(ProcessLookupError):
        os.kill(victim, signal.SIGKILL)


def killed_at_random(learnrnn, times: int) -> None:
    for i in range(12):
        hand_in(learnrnn, **{f"s{i:02}": (solution("lstm") if i % 3 else mistaken("lstm", "nothing_forgotten")) + f"# {i}\n"})  # fmt: skip
    assert learnrnn("grade", "class", "--only", "lstm", "--seed", "1", "--out", "calm").returncode == 0
    calm = views(learnrnn, "calm")
    draw = random.Random(7)
    for n in range(times):
        words = ("grade", "class", "--only", "lstm", "--seed", "1", "--jobs", "12"[n % 2], "--out", f"out{n}")
        process = subprocess.Popen([sys.executable, "-m", "learnrnn", *words], cwd=learnrnn.work,
                                   env=learnrnn.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        time.sleep(draw.uniform(0.1, 2.0))
        kill_somebody(process, draw)
        process.wait(timeout=60)
        done = learnrnn(*words)
        assert done.returncode == 0, (n, done.stderr)
        assert views(learnrnn, f"out{n}") == calm, n
        assert lying_about(learnrnn, f"out{n}") == {*VIEWS, FILE}


def test_a_run_that_was_killed_ends_as_an_undisturbed_one(learnrnn):
    killed_at_random(learnrnn, 2)


@pytest.mark.external
def test_a_run_that_was_killed_at_fifty_points_ends_as_an_undisturbed_one(learnrnn):
    killed_at_random(learnrnn, 50)


def test_two_runs_at_once_both_land(learnrnn):
    for part in ("one", "two"):
        for i in range(6):
            learnrnn.write(f"{part}/{part}{i}/lstm.py", solution("lstm"))
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "learnrnn", "grade", part, "--only", "lstm", "--jobs", "1", "--out", "out"],
            cwd=learnrnn.work, env=learnrnn.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for part in ("one", "two")
    ]  # fmt: skip
    for process in running:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said
    assert marks(learnrnn) == {f"{part}{i}": "10" for part in ("one", "two") for i in range(6)}
    assert len(json.loads(views(learnrnn)[0])["submissions"]) == 12
