"""What students read reaches the systems: Moodle's worksheet, Canvas's comments; hidden values when they are revealed."""

from __future__ import annotations

import csv
import zipfile

import pytest

from tests.conftest import mistaken, solution
from tests.gradebook.test_handed_in import WORKSHEET


@pytest.fixture
def moodle(learnrnn):
    for name in ("Ann Lee_101", "山田 太郎_102"):
        learnrnn.write(f"class/{name}_assignsubmission_file_/clip.py", solution("clip"))
    learnrnn.write("worksheet.csv", WORKSHEET)
    learnrnn.write(
        "week.toml", "due = 2026-05-01T23:59:00+09:00\n[exercises]\nclip = 1\n[late]\npercent_a_day = 10\n"
    )
    words = ("--assignment", "week.toml", "--times", "worksheet.csv", "--out", "out")
    assert learnrnn("grade", "class", *words).returncode == 0
    said = ("adjust", "out", "Ann Lee_101", "clip", "--comment", "=Well <b>done</b>", "--by", "Sato")
    assert learnrnn(*said).returncode == 0
    return learnrnn


def comments(learnrnn) -> list[str]:
    with open(learnrnn.work / "upload.csv", newline="", encoding="utf-8-sig") as opened:
        return [row["Feedback comments"] for row in csv.DictReader(opened)]


def test_moodles_worksheet_gets_comments_where_nobody_wrote_one(moodle):
    words = ("export", "gradebook", "moodle", "out", "worksheet.csv", "upload.csv")
    assert moodle(*words).returncode == 0
    assert comments(moodle) == ["", "", ""]
    assert moodle(*words, "--comments").returncode == 0
    assert comments(moodle) == [
        "clip: 10/10; clip, Sato: =Well &lt;b&gt;done&lt;/b&gt;", "clip: 10/10; 2 d late: -2", ""
    ]  # fmt: skip
    moodle.write("worksheet.csv", WORKSHEET.replace('11:58 PM",-,', '11:58 PM",-,mine'))
    assert moodle(*words, "--comments").returncode == 0
    assert comments(moodle)[0] == "mine"
    assert (
        moodle("export", "gradebook", "canvas", "out", "worksheet.csv", "x.csv", "--comments").returncode == 2
    )


def test_canvas_gets_a_file_under_the_name_by_which_it_knows_the_student(learnrnn):
    learnrnn.write("class/leeann_101_5001_clip.py", "x = 1")
    learnrnn.write("class/leeann_101_5003_clip-1.py", solution("clip"))
    learnrnn.write("class/neilbo_LATE_102_5002_clip.py", solution("clip"))
    learnrnn.write("other/cy/clip.py", solution("clip"))
    for folder in ("class", "other"):
        assert learnrnn("grade", folder, "--only", "clip", "--out", "out", "--seed", "1").returncode == 0
    assert learnrnn.json("feedback", "out", "--canvas", "fb.zip", "--json")["students"] == 2
    with zipfile.ZipFile(learnrnn.work / "fb.zip") as archive:
        assert archive.namelist() == ["leeann_101_5003_feedback.html", "neilbo_LATE_102_5002_feedback.html"]
        assert b"leeann_101" in archive.read("leeann_101_5003_feedback.html")


@pytest.mark.parametrize(("reveal", "shows"), [("", False), ("reveal = 2020-01-01T00:00:00Z", True), ("reveal = 9020-01-01T00:00:00Z", False)])  # fmt: skip
def test_hidden_values_are_shown_from_the_assignments_time_on(learnrnn, reveal, shows):
    learnrnn.write("class/ann/lstm.py", mistaken("lstm", "state_not_carried"))
    learnrnn.write("week.toml", f"{reveal}\n[exercises]\nlstm = 1\n")
    assert (
        learnrnn("grade", "class", "--assignment", "week.toml", "--out", "out", "--seed", "1").returncode == 0
    )
    for name, words in (("plain", ()), ("all", ("--reveal",))):
        learnrnn("feedback", "out", "--out", name, *words)
    plain, every = ((learnrnn.work / name / "ann.md").read_text() for name in ("plain", "all"))
    assert (plain == every) == shows
