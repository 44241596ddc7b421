"""A person's word stands above the machine's, through every regrade; and a regrade says whose mark it changed."""

from __future__ import annotations

import csv
import json
import shutil

import pytest

from learnrnn import catalog
from learnrnn.gradebook.adjust import form_of
from tests.cli.test_documents import hold
from tests.conftest import Command, mistaken, solution


def grade_two(learnrnn: Command) -> Command:
    learnrnn.write("class/ann/lstm.py", solution("lstm"))
    learnrnn.write("class/ann/clip.py", solution("clip"))
    learnrnn.write("class/bob/lstm.py", mistaken("lstm", "nothing_forgotten"))
    learnrnn.write("class/bob/clip.py", "def (")
    learnrnn("grade", "class", "--only", "lstm,clip", "--seed", "1", "--out", "out")
    return learnrnn


@pytest.fixture
def graded(learnrnn):
    return grade_two(learnrnn)


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory):
    """Graded once, for tests that change nothing."""
    return grade_two(Command(tmp_path_factory.mktemp("graded")))


def row(learnrnn, student: str, folder: str = "out") -> dict[str, str]:
    with open(learnrnn.work / folder / "gradebook.csv", newline="", encoding="utf-8-sig") as opened:
        return next(r for r in csv.DictReader(opened) if r["student"] == student)


def adjust(learnrnn, *words: str):
    done = learnrnn("adjust", "out", *words, "--by", "Prof. Sato", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    hold(document, "adjustments.json")
    return document["adjustments"]


def test_points_given_by_hand_stand_in_every_view_and_survive_a_regrade(graded):
    machine = row(graded, "bob")
    (said,) = adjust(graded, "bob", "clip", "--points", "7.5", "--comment", "said it right in the oral exam")
    assert (said["points"], said["by"], said["comment"]) == (
        7.5,
        "Prof. Sato",
        "said it right in the oral exam",
    )
    learnrnn = graded
    for again in ((), ("grade", "class", "--only", "lstm,clip", "--out", "out"), ("regrade", "out")):
        if again:
            assert learnrnn(*again).returncode == 0
        bob = row(learnrnn, "bob")
        assert (bob["clip"], float(bob["score"])) == ("7.5", float(machine["score"]) + 7.5)
        assert bob["status"] == "clip: error; clip: adjusted"
    document = json.loads((learnrnn.work / "out" / "results.json").read_text())
    hold(document, "results.json")
    assert document["triage"] == []
    learnrnn.write("roster.csv", "Full name,Grade\nbob,\n")
    learnrnn("export", "gradebook", "moodle", "out", "roster.csv", "up.csv")
    assert (learnrnn.work / "up.csv").read_text().splitlines()[1] == f"bob,{bob['score']}"
    assert learnrnn("adjust", "out", "--take-back", str(said["number"])).returncode == 0
    assert row(learnrnn, "bob") == machine


def test_a_check_can_be_given_and_an_exercise_excused(graded):
    document = json.loads((graded.work / "out" / "results.json").read_text())
    lstm = document["submissions"][1]["exercises"][1]
    failed = next(c for c in lstm["checks"] if c["score"] < c["max_score"])
    adjust(graded, "bob", f"lstm/{failed['name']}", "--full")
    assert float(row(graded, "bob")["lstm"]) == lstm["score"] + failed["max_score"]
    adjust(graded, "bob", "clip", "--excuse")
    bob = row(graded, "bob")
    assert (bob["clip"], bob["max_score"]) == ("", "10")
    assert "clip: excused" in bob["status"]
    assert graded("grade", "class", "--only", "lstm,clip", "--out", "out").returncode == 0


def test_a_comment_reaches_all_answers_of_one_form(graded):
    renamed = solution("clip").replace("rate", "factor").replace(" = ", "=") + "\n# mine\n"
    graded.write("more/cem/clip.py", renamed)
    graded.write("more/dai/clip.py", solution("clip").replace("> threshold else", "> 1 * threshold else"))
    graded("grade", "more", "--only", "clip", "--out", "out")
    reached = adjust(graded, "ann", "clip", "--comment", "nicely done", "--same-form")
    assert {said["student"] for said in reached} == {"ann", "cem"}


def test_forms_are_equal_but_for_names_and_layout():
    one = 'def f(x, y):\n    """Add."""\n    total = x + y\n    return total\n'
    assert form_of(one) == form_of("def f( a,b ) :\n  s=a+b # sum\n  return (s)")
    assert form_of(one) != form_of("def f(x, y):\n    total = y + x\n    return total\n")
    assert form_of(one) != form_of("def g(x, y):\n    total = x + y\n    return total\n")
    assert form_of("def (") is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("bbo", "lstm", "--full"), "Near: bob"),
        (("bob", "lstn", "--full"), "They have: lstm"),
        (("bob", "lstm/cell", "--full"), "no check 'cell'"),
        (("bob", "lstm"), "--points N"),
        (("bob", "lstm", "--points", "11"), "more than the 10"),
        (("bob", "lstm", "--full", "--excuse"), "one of"),
        (("bob",), "Name a student and an exercise"),
        (("--take-back", "9"), "number 9"),
    ],
)
def test_wrong_use_is_one_line_and_changes_nothing(unchanged, words, said):
    before = (unchanged.work / "out" / "results.json").read_bytes()
    done = unchanged("adjust", "out", *words)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr
    assert (unchanged.work / "out" / "results.json").read_bytes() == before


@pytest.mark.parametrize("command", [("adjust", "nowhere", "--list"), ("regrade", "nowhere")])
def test_a_folder_without_results_is_named_and_not_made(learnrnn, command):
    done = learnrnn(*command)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "nowhere" in done.stderr
    assert not (learnrnn.work / "nowhere").exists()


def test_a_regrade_says_who_changes_and_because_of_which_check(learnrnn):
    course = learnrnn.folder / "course"
    for part in ("exercises", "solutions"):
        shutil.copytree(catalog.root() / part / "clip", course / part / "clip")
    here = {"LEARNRNN_COURSE": str(course)}
    learnrnn.write("class/ann/clip.py", solution("clip"))
    learnrnn.write("class/bob/clip.py", solution("clip").replace("np.float64", "np.float32"))
    learnrnn.write("class/cem/clip.py", "def clip_gradient(gradient, threshold):\n    return gradient\n")
    learnrnn("grade", "class", "--out", "out", **here)
    before = (learnrnn.work / "out" / "results.json").read_bytes()
    cem = int(row(learnrnn, "cem")["clip"])
    checks = course / "solutions" / "clip" / "checks.py"
    text = checks.read_text(encoding="utf-8")
    assert text.count("points=1,") > 1
    checks.write_text(
        text.replace("points=2,", "points=3,", 1).replace("points=1,", "points=0,", 1), encoding="utf-8"
    )
    done = learnrnn("regrade", "out", "--dry-run", "--json", **here)
    assert done.returncode == 0, done.stderr
    dry = json.loads(done.stdout)
    hold(dry, "regrade.json")
    assert (learnrnn.work / "out" / "results.json").read_bytes() == before
    real = learnrnn.json("regrade", "out", "--json", **here)
    assert real == dry | {"dry_run": False}
    assert real["graded"] == 3
    changed = {c["student"]: c for c in real["changes"]}
    assert {"long_gradient_is_shortened", "short_gradient_stays"} == {
        c["name"] for c in changed["ann"]["checks"]
    }
    assert changed["ann"]["before"] == changed["ann"]["after"] == 10
    assert int(row(learnrnn, "cem")["clip"]) == changed.get("cem", {"after": cem})["after"]
    assert learnrnn.json("regrade", "out", "--json", **here)["unchanged"] == 3


def test_a_mark_stays_where_the_submission_is_gone(graded):
    before = row(graded, "bob")
    shutil.rmtree(graded.work / "class" / "bob")
    done = graded.json("regrade", "out", "--json")
    assert (done["gone"], done["unchanged"], done["changes"]) == (["bob"], 1, [])
    assert row(graded, "bob") == before
