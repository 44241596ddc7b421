"""`grade` and `verify`, as an instructor runs them."""

from __future__ import annotations

import csv
import json
import os
import zipfile

import pytest

from learnrnn import catalog
from tests.conftest import CORE, mistaken, solution

ONLY = ",".join(CORE)


def hand_in(learnrnn, student: str, **files: str) -> None:
    for name, source in files.items():
        learnrnn.write(f"class/{student}/{name}.py", source)
    (learnrnn.work / "class" / student).mkdir(parents=True, exist_ok=True)


def scores(document) -> dict[str, dict[str, int]]:
    return {s["student"]: {e["name"]: e["score"] for e in s["exercises"]} for s in document["submissions"]}


def full_marks() -> dict[str, str]:
    return {catalog.exercise(name).module: solution(name) for name in CORE}


def test_a_class_is_graded_as_it_deserves(learnrnn):
    hand_in(learnrnn, "right", **full_marks())
    hand_in(learnrnn, "stubs", **{n: catalog.exercise(n).stub.read_text() for n in CORE})
    hand_in(learnrnn, "one-mistake", **full_marks() | {"lstm": mistaken("lstm", "state_not_carried")})
    hand_in(learnrnn, "nothing")
    done = learnrnn("grade", "class", "--only", ONLY, "--out", "out")
    assert done.returncode == 0, done.stderr
    document = json.loads((learnrnn.work / "out" / "results.json").read_text())
    assert document["schema"] == "learnrnn/results/1"
    assert document["seed"] is None  # a secret one was drawn
    found = scores(document)
    assert found["right"] == dict.fromkeys(CORE, 10)
    assert found["stubs"] == dict.fromkeys(CORE, 0)
    assert found["nothing"] == dict.fromkeys(CORE, 0)
    assert {n for n in CORE if found["one-mistake"][n] < 10} == {"lstm"}
    lstm = next(
        e
        for s in document["submissions"]
        if s["student"] == "one-mistake"
        for e in s["exercises"]
        if e["name"] == "lstm"
    )
    assert {c["mistake"] for c in lstm["checks"]} - {None} == {"state_not_carried"}
    missing = document["submissions"][0]["exercises"][0]
    assert (missing["status"], missing["score"], missing["max_score"]) == ("missing", 0, 10)
    with open(learnrnn.work / "out" / "gradebook.csv", newline="") as opened:
        rows = list(csv.reader(opened))
    assert rows[0] == ["student", "score", "max_score", *CORE_IN_ORDER, "status"]
    assert ["right", "60", "60", *["10"] * 6, "graded"] in rows
    missing = "; ".join(f"{name}: missing" for name in CORE_IN_ORDER)
    assert ["nothing", "0", "60", *["0"] * 6, missing] in rows


CORE_IN_ORDER = [name for name in catalog.exercises() if name in CORE]


def test_all_exercises_count_without_only(learnrnn):
    hand_in(learnrnn, "ann", lstm=solution("lstm"))
    (submission,) = learnrnn.json("grade", "class", "--json")["submissions"]
    assert submission["max_score"] == 10 * len(catalog.exercises())
    assert [e["name"] for e in submission["exercises"]] == list(catalog.exercises())
    assert submission["score"] == 10


def zip_of(path, files: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def test_submissions_are_found_in_folders_and_zips_and_through_a_top_folder(learnrnn):
    hand_in(learnrnn, "plain", lstm=solution("lstm"))
    learnrnn.write("class/nested/homework/lstm.py", solution("lstm"))
    zip_of(learnrnn.work / "class" / "zipped.zip", {"lstm.py": solution("lstm")})
    zip_of(
        learnrnn.work / "class" / "deep.zip",
        {"hw/lstm.py": solution("lstm"), "__MACOSX/hw/._lstm.py": "x", "hw/notes.txt": "hello"},
    )
    (learnrnn.work / "class" / ".hidden").mkdir()
    (learnrnn.work / "class" / "notes.txt").write_text("not a submission")
    document = learnrnn.json("grade", "class", "--only", "lstm", "--json")
    assert scores(document) == {name: {"lstm": 10} for name in ("deep", "nested", "plain", "zipped")}


def test_a_folder_of_files_a_zip_and_a_loose_file_are_each_one_submission(learnrnn):
    learnrnn.write("ann/lstm.py", solution("lstm"))
    zip_of(learnrnn.work / "bob.zip", {"lstm.py": solution("lstm")})
    learnrnn.write("cid/lstm.py", solution("lstm"))
    document = learnrnn.json("grade", "ann", "bob.zip", "cid/lstm.py", "--only", "lstm", "--json")
    assert scores(document) == {name: {"lstm": 10} for name in ("ann", "bob", "cid")}


def test_a_workspace_is_a_submission(learnrnn):
    learnrnn("exercise", "lstm")
    (submission,) = learnrnn.json("grade", ".", "--only", "lstm", "--json")["submissions"]
    assert (submission["student"], submission["score"]) == ("work", 0)


def test_one_bad_submission_costs_only_its_own_points(learnrnn):
    hand_in(learnrnn, "a-good", lstm=solution("lstm"))
    hand_in(learnrnn, "b-hangs", lstm="while True: pass")
    hand_in(learnrnn, "c-exits", lstm="import os; os._exit(0)")
    os.mkfifo(learnrnn.work / "class" / "d-fifo")
    hand_in(learnrnn, "e-fifo")
    os.mkfifo(learnrnn.work / "class" / "e-fifo" / "lstm.py")
    hand_in(learnrnn, "f-link")
    os.symlink("/etc/passwd", learnrnn.work / "class" / "f-link" / "lstm.py")
    learnrnn.write("class/g-broken.zip", b"PK\x03\x04 no zip")
    learnrnn.write("class/h-latin/lstm.py", b"x = '\xe9'\n")
    hand_in(learnrnn, "z-good", lstm=solution("lstm"))
    done = learnrnn("grade", "class", "--only", "lstm", "--json", "--case-timeout", "0.5")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert {s["student"]: s["score"] for s in document["submissions"]} == {
        "a-good": 10, "b-hangs": 0, "c-exits": 0, "e-fifo": 0, "f-link": 0, "g-broken": 0, "h-latin": 0, "z-good": 10,
    }  # fmt: skip
    said = {s["student"]: s["exercises"][0]["message"] for s in document["submissions"]}
    assert "link" in said["f-link"]
    assert "zip" in said["g-broken"]
    assert "not UTF-8" in said["h-latin"]


def test_one_job_and_two_give_the_same_document(learnrnn):
    for i in range(5):
        hand_in(learnrnn, f"s{i}", lstm=solution("lstm") if i % 2 else mistaken("lstm", "nothing_forgotten"))
    one, two = (
        learnrnn("grade", "class", "--only", "lstm", "--json", "--seed", "0", "--jobs", n).stdout
        for n in "17"
    )
    assert one == two
    assert len(scores(json.loads(one))) == 5


def test_names_that_a_spreadsheet_would_run_are_tamed(learnrnn):
    hand_in(learnrnn, "=1+1", lstm=solution("lstm"))
    hand_in(learnrnn, "new\nline", lstm=solution("lstm"))
    hand_in(learnrnn, "山田\n　＝1+1", lstm=solution("lstm"))
    learnrnn("grade", "class", "--only", "lstm", "--out", "out")
    with open(learnrnn.work / "out" / "gradebook.csv", newline="", encoding="utf-8-sig") as opened:
        names = [row[0] for row in csv.reader(opened)][1:]
    assert names == ["'=1+1", "new\nline", "山田\n'　＝1+1"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["class"], "--out DIR"),
        (["nowhere", "--json"], "There is no nowhere"),
        (["class", "--json", "--only", "lstn"], "Did you mean 'lstm'?"),
        (["class", "--json", "--only", ","], "--only"),
        (["empty", "--json"], "no submissions in empty"),
        (["notes.txt", "--json"], "neither a folder nor a zip"),
        (["class", "--json", "--jobs", "0"], "--jobs"),
        (["class", "--out", "/proc/nowhere"], "--out"),
        (["class", "more", "--json"], "called 'ann'"),
        ([], "PATH"),
    ],
    ids=" ".join,
)
def test_wrong_use_is_one_line_and_exit_status_two(learnrnn, words, said):
    hand_in(learnrnn, "ann", lstm="")
    learnrnn.write("more/ann/lstm.py", "")
    (learnrnn.work / "empty").mkdir()
    learnrnn.write("notes.txt", "hello")
    done = learnrnn("grade", *words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert said in done.stderr


def test_verify_says_what_does_not_hold(learnrnn):
    import shutil

    course = learnrnn.folder / "course"
    for part in ("exercises", "solutions"):
        shutil.copytree(catalog.root() / part / "clip", course / part / "clip")
    toml = course / "exercises" / "clip" / "exercise.toml"
    toml.write_text(
        "\n".join("needs = []" if s.startswith("needs") else s for s in toml.read_text().splitlines())
    )
    (course / "quizzes").mkdir()
    environment = {"LEARNRNN_COURSE": str(course)}
    right = learnrnn("verify", "clip", "--json", **environment)
    assert right.returncode == 0, right.stdout
    (entry,) = json.loads(right.stdout)["exercises"]
    assert entry["checks"] > 0
    assert entry["mistakes"] == entry["rejected"] == entry["named"] >= 5
    assert entry["reference_passed"] is True
    stub = course / "exercises" / "clip" / "clip.py"
    stub.write_text(stub.read_text() + "\n# by hand\n")
    wrong = learnrnn("verify", "clip", "--json", **environment)
    assert wrong.returncode == 1
    assert "not the solution less its marked regions" in wrong.stdout


def test_each_mistake_is_shown_with_both_answers_beside_its_sentence(learnrnn):
    told = learnrnn("verify", "clip", "--mistakes").stdout.splitlines()
    at = told.index("clip  rate_upside_down")
    assert told[at + 1 : at + 5] == [
        "  Your rate is norm / threshold, which makes long gradients longer. It is threshold / norm.",
        "  clip_gradient(gradient=[[1.]], threshold=0.5)",
        "  right:   [[0.5]]",
        "  mistake: [[2.]]",
    ]
    document = json.loads(learnrnn("verify", "clip", "--mistakes", "--json").stdout)
    assert document["schema"] == "learnrnn/mistakes/1"
    assert all(each["right"] != each["wrong"] for each in document["mistakes"])
