"""An assignment's weights and due date stand in every view; the machine's points and a person's word stay as they are."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path

import pytest

from learnrnn.errors import LearnrnnError
from learnrnn.gradebook.assignment import parse
from learnrnn.gradebook.late import lateness
from tests.cli.test_documents import hold
from tests.conftest import solution

WEEK = """\
title = "Week 1"
due = 2026-05-01T23:59:00+09:00

[exercises]
clip = 1
lstm = 2

[late]
percent_a_day = 10
grace_minutes = 15
cut_off_days = 2

[extensions]
"cem" = 2026-05-03T23:59:00+09:00
"""
# The grace ends at 00:14 on 2 May, for cem at 00:14 on 4 May.
TIMES = """\
student,time
ann,2026-05-01T15:10:00+00:00
bob,2026-05-02 00:14:01
cem,2026-05-04T00:20:00+09:00
dai,2026-05-04T00:15:00+09:00
"""
EXPECTED = {  # clip and lstm as they were given, days late, points off, score; of 10 + 2 * 10 = 30
    "ann": ("10", "10", "0", "0", "30"),  # 00:10 in Tokyo is within the grace
    "bob": ("10", "0", "1", "1", "9"),  # 10% of 10
    "cem": ("0", "7.5", "1", "1.5", "13.5"),  # 10% of 2 * 7.5; the extension was kept to, but for six minutes
    "dai": (
        "10",
        "0",
        "3",
        "10",
        "0",
    ),  # two days and a minute: the third day has begun, which is past the cut-off
    "eve": ("10", "0", "", "0", "10"),  # nobody knows when
}


def grade(learnrnn, *words: str):
    done = learnrnn("grade", "class", "--seed", "1", "--out", "out", *words)
    assert done.returncode == 0, done.stderr
    return done


def table(learnrnn, file: str = "out/gradebook.csv") -> dict[str, dict[str, str]]:
    with open(learnrnn.work / file, newline="", encoding="utf-8-sig") as opened:
        return {row["student"]: row for row in csv.DictReader(opened)}


@pytest.fixture
def week(learnrnn):
    learnrnn.write("class/ann/lstm.py", solution("lstm"))
    for student in ("ann", "bob", "dai", "eve"):
        learnrnn.write(f"class/{student}/clip.py", solution("clip"))
    learnrnn.write("class/cem/notes.txt", "in hospital")
    learnrnn.write("week.toml", WEEK)
    learnrnn.write("times.csv", TIMES)
    learnrnn.said = " ".join(
        grade(learnrnn, "--assignment", "week.toml", "--times", "times.csv").stderr.split()
    )
    assert learnrnn("adjust", "out", "cem", "lstm", "--points", "7.5", "--by", "Sato").returncode == 0
    return learnrnn


def test_weights_and_lateness_stand_in_the_gradebook_as_worked_out_by_hand(week):
    rows = table(week)
    assert list(rows["ann"])[-3:] == ["status", "days_late", "deduction"]
    columns = ("clip", "lstm", "days_late", "deduction", "score")
    assert {who: tuple(row[c] for c in columns) for who, row in rows.items()} == EXPECTED
    assert {row["max_score"] for row in rows.values()} == {"30"}
    assert "For 1 of 5 students no time is known" in week.said
    document = json.loads((week.work / "out" / "results.json").read_text())
    hold(document, "results.json")
    assert document["assignment"] == {"title": "Week 1", "weights": {"clip": 1, "lstm": 2}}
    cem = document["submissions"][2]
    assert (cem["score"], cem["max_score"], cem["days_late"], cem["deduction"]) == (13.5, 30, 1, 1.5)
    assert [e["score"] for e in cem["exercises"]] == [0, 7.5]
    assert document["submissions"][4]["days_late"] is None


def test_every_other_view_and_export_has_the_same_scores(week):
    report = week.json("report", "out", "--json")
    hold(report, "report.json")
    assert (report["mean"], report["max_score"]) == (12.5, 30)  # (30 + 9 + 13.5 + 0 + 10) / 5
    low = [(of["student"], of["score"]) for of in report["need_help"]]
    assert low == [("dai", 0), ("bob", 9), ("eve", 10), ("cem", 13.5)]
    week.write("roster.csv", "Full name,Grade\n" + "".join(f"{who},\n" for who in EXPECTED))
    assert week("export", "gradebook", "moodle", "out", "roster.csv", "up.csv").returncode == 0
    assert (week.work / "up.csv").read_text().splitlines()[1:] == [
        f"{who},{of[-1]}" for who, of in EXPECTED.items()
    ]
    assert week("gradebook", "out", "--out", "term.csv").returncode == 0
    assert {who: row["score"] for who, row in table(week, "term.csv").items()} == {
        w: of[-1] for w, of in EXPECTED.items()
    }
    assert week("feedback", "out").returncode == 0
    cem = (week.work / "out" / "feedback" / "cem.md").read_text().replace("\\", "")
    assert "13.5 of 30 points" in cem
    assert "1.5 of the 15 points" in cem
    assert "taken off" not in (week.work / "out" / "feedback" / "ann.md").read_text()


def test_what_is_excused_takes_its_weight_along(week):
    assert week("adjust", "out", "bob", "lstm", "--excuse", "--by", "Sato").returncode == 0
    bob = table(week)["bob"]
    assert (bob["score"], bob["max_score"], bob["deduction"]) == ("9", "10", "1")
    week.write("roster.csv", "Full name,Grade\nbob,\n")
    week("export", "gradebook", "moodle", "out", "roster.csv", "up.csv")
    assert (week.work / "up.csv").read_text().splitlines()[1] == "bob,27"  # 9 of 10 are 27 of 30


def test_a_changed_policy_changes_the_views_and_grades_nothing_again(week):
    week.write("week.toml", WEEK.replace("= 10\n", "= 50\n").replace("lstm = 2", "lstm = 0.5"))
    done = grade(week, "--assignment", "week.toml")
    # The others lack a file, which is looked for again.
    assert "1 submissions are unchanged" in done.stderr
    bob, cem = table(week)["bob"], table(week)["cem"]
    assert (bob["score"], bob["deduction"], bob["max_score"]) == ("5", "5", "15")
    assert (cem["score"], cem["deduction"]) == (
        "1.87",
        "1.88",
    )  # of 3.75: what is taken off and what is left add up
    before = (week.work / "out" / "gradebook.csv").read_bytes()
    grade(week)  # the folder knows its assignment
    assert (week.work / "out" / "gradebook.csv").read_bytes() == before


def test_the_assignment_says_whether_carried_points_count_unless_the_command_does(learnrnn):
    from tests.conftest import mistaken

    learnrnn.write("class/ann/lstm.py", mistaken("lstm", "gates_in_pytorch_order"))
    learnrnn.write("week.toml", "follow_through = true\n[exercises]\nlstm = 1\n")
    grade(learnrnn, "--assignment", "week.toml")
    assert table(learnrnn)["ann"]["score"] == "5"
    grade(learnrnn, "--assignment", "week.toml", "--no-follow-through")
    assert table(learnrnn)["ann"]["score"] == "1"


@pytest.mark.parametrize(
    ("at", "days", "percent"),
    [
        ("2026-05-01T23:59:00+09:00", 0, 0),
        ("2026-05-02T00:14:00+09:00", 0, 0),
        ("2026-05-02T00:14:01+09:00", 1, 10),
        ("2026-05-03T00:14:00+09:00", 1, 10),
        ("2026-05-03T00:14:01+09:00", 2, 20),
        ("2026-05-03T15:14:01+00:00", 3, 100),
        (None, None, 0),
    ],
)
def test_a_day_counts_as_soon_as_it_has_begun(at, days, percent):
    found = lateness(parse(WEEK, Path("week.toml")), "ann", datetime.fromisoformat(at) if at else None)
    assert (found.days, found.percent) == (days, percent)


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("due = ", "deu = ", 2, "It could be: due"),
        ("title", "drop_lows = 1\ntitle", 1, "It could be: drop_lowest"),
        ("title", "drop_lowest = 2\ntitle", 1, "none of the 2 exercises"),
        ("title", "drop_lowest = -1\ntitle", 1, "whole number"),
        ("title", 'counts = "first"\ntitle', 1, '"before_due"'),
        ("title", "reveal = true\ntitle", 1, "time zone"),
        ("title", "roster = 3\ntitle", 1, "quotation marks"),
        ("[late]", '[logins]\n"ann-lee" = 7\n\n[late]', 9, "quotation marks"),
        ("[late]", '[logins]\nann = "Ann"\nlee = "Ann"\n\n[late]', 9, "several logins"),
        ("[late]", "[quiz]\nseed = 1\n\n[late]", 8, "[quiz.questions]"),
        ("[late]", "[quiz]\nsede = 1\n\n[late]", 9, "It could be: seed"),
        ("[late]", "[quiz]\nseed = -1\n[quiz.questions]\nchain-rule = 1\n\n[late]", 9, "quiz --seed"),
        (
            "[late]",
            "[quiz.questions]\nchain-rule = 1\nchain-rul = 1\n\n[late]",
            10,
            "It could be: chain-rule",
        ),
        ("[late]", "[quiz.questions]\nchain-rule = 0\n\n[late]", 9, "above 0"),
        ("grace_minutes = 15", "time_of_files = 1", 10, "true or false"),
        ("+09:00\n\n[exercises]", "\n\n[exercises]", 2, "time zone"),
        ('"Week 1"', "1", 1, "quotation marks"),
        ("lstm = 2", "ltsm = 2", 6, "It could be: lstm"),
        ("lstm = 2", "lstm = 0", 6, "above 0"),
        ("lstm = 2", "lstm = nan", 6, "above 0"),
        ("lstm = 2", "lstm = true", 6, "above 0"),
        ("percent_a_day = 10", "percent_a_day = 101", 9, "0 to 100"),
        ("percent_a_day = 10\n", "late.percent_a_day = 10\n", 9, "'late'"),
        ("grace_minutes = 15", 'grace_minutes = "15"', 10, "0 or more"),
        ("cut_off_days = 2", "cut_off_days = 1.5", 11, "whole number"),
        ('"cem" = 2026-05-03T23:59:00+09:00', '"cem" = "2026-05-03"', 14, "time zone"),
        ("due = 2026-05-01T23:59:00+09:00\n", "\n", 8, "without a due date"),
        ("lstm = 2", "lstm == 2", 6, "no TOML"),
    ],
)
def test_a_mistake_in_the_file_is_named_by_its_line(before, after, line, said):
    assert before in WEEK
    from learnrnn import catalog

    with pytest.raises(LearnrnnError) as raised:
        parse(WEEK.replace(before, after, 1), Path("week.toml"), catalog.exercises())
    assert said in str(raised.value)
    assert f"line {line}" in str(raised.value)


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ("ann,2026-05-01T10:00\n", "first line"),
        ("student,time\nann,yesterday\n", "line 2"),
        ("student,time\nann,2026-05-01\n", "line 2"),
        ("student,time\nann\n", "line 2"),
    ],
)
def test_times_that_cannot_be_read_are_one_line_and_change_nothing(week, times, said):
    before = (week.work / "out" / "gradebook.csv").read_bytes()
    week.write("times.csv", times)
    done = week("grade", "class", "--out", "out", "--times", "times.csv")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert said in done.stderr
    assert (week.work / "out" / "gradebook.csv").read_bytes() == before


def test_wrong_use_of_an_assignment_is_one_line(learnrnn):
    learnrnn.write("class/ann/clip.py", solution("clip"))
    learnrnn.write("week.toml", "[exercises]\nclip = 1\n")
    learnrnn.write("times.csv", TIMES)
    for words, said in (
        (("--assignment", "nowhere.toml"), "assignment new"),
        (("--assignment", "week.toml", "--only", "lstm"), "not in the assignment"),
        (("--assignment", "week.toml", "--times", "times.csv"), "needs a due date"),
        (("--times", "times.csv"), "needs a due date"),
    ):
        done = learnrnn("grade", "class", "--out", "out", *words)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
        assert said in done.stderr


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_new_assignment_is_valid_says_what_it_means_and_is_never_overwritten(learnrnn, lang):
    assert learnrnn("assignment", "new", "week.toml", "--lang", lang).returncode == 0
    written = (learnrnn.work / "week.toml").read_text()
    document = learnrnn.json("assignment", "show", "week.toml", "--json")
    hold(document, "assignment.json")
    assert document["due"] is None
    assert document["exercises"]["lstm"] == 1
    done = learnrnn("assignment", "new", "week.toml", "--lang", lang)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert (learnrnn.work / "week.toml").read_text() == written
    uncommented = [
        line.removeprefix("# ") if "=" in line or "[" in line else line for line in written.splitlines()[3:]
    ]
    learnrnn.write("all.toml", "\n".join(uncommented) + "\n")
    said = learnrnn("assignment", "show", "all.toml", "--lang", lang)
    assert said.returncode == 0, said.stderr
    for word in (
        "students.csv",
        "ann-lee",
        "2030-05-08 00:00",
        "chain-rule × 1",
        "2030-05-01 23:59 UTC+09:00",
        "2030-05-04 23:59",
        "10%",
        "15",
        "7",
        "lstm × 1",
    ):
        assert word in said.stdout


def test_a_release_takes_its_exercises_from_the_assignment(learnrnn):
    learnrnn.write("week.toml", "[exercises]\nlstm = 2\nclip = 1\n")
    assert learnrnn("release", "bundle", "--assignment", "week.toml").returncode == 0
    assert {path.name for path in (learnrnn.work / "bundle" / "exercises").iterdir()} == {"clip", "lstm"}
