"""When somebody handed in is read from what each system gives; what is told by hand wins."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta, timezone

import pytest

from learnrnn.app.handed_in import moodle_time
from tests.conftest import mistaken, solution
from tests.gradebook.test_assignment import grade, table

TOKYO = timezone(timedelta(hours=9))
WEEK = """\
due = 2026-05-01T23:59:00+09:00
[exercises]
clip = 1
[late]
percent_a_day = 10
cut_off_days = 5
[extensions]
"di_104" = 2026-05-09T23:59:00+09:00
"""
WORKSHEET = """\
Identifier,Full name,Email address,Status,Grade,Maximum grade,Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments
Participant 101,Ann Lee,ann@example.org,Submitted for grading,,10.00,Yes,"Friday, 1 May 2026, 11:58 PM",-,
Participant 102,山田 太郎,taro@example.jp,Submitted for grading,,10.00,Yes,"Sunday, 3 May 2026, 12:01 AM",-,
Participant 103,Bo Neil,bo@example.org,Submitted for grading,,10.00,Yes,-,-,
"""
METADATA = """\
submission_1:
  :submitters:
  - :name: Ann Lee
    :email: ann@example.org
  :created_at: 2026-05-01 07:58:59.123456000 -07:00
submission_2:
  :submitters:
  - :name: Bo Neil
    :email: bo@example.org
  :created_at: 2026-05-01 07:59:01.000000000 -07:00
submission_3:
  :submitters:
  - :name: Cy
    :email: cy@example.org
  :created_at: whenever
"""


def days(learnrnn, *words: str) -> dict[str, str]:
    learnrnn.write("week.toml", WEEK)
    grade(learnrnn, "--assignment", "week.toml", *words)
    return {student: row["days_late"] for student, row in table(learnrnn).items()}


def test_canvas_says_who_is_late_and_not_by_how_much(learnrnn):
    for name in ("ann_101", "bo_LATE_102", "cy_LATE_103", "di_LATE_104"):
        learnrnn.write(f"class/{name}_5001_clip.py", solution("clip"))
    learnrnn.write("times.csv", "student,time\ncy_103,2026-05-03T10:00\n")
    assert days(learnrnn) == {"ann_101": "", "bo_102": "1", "cy_103": "1", "di_104": ""}
    assert table(learnrnn)["bo_102"]["score"] == "9"
    told = days(learnrnn, "--times", "times.csv")
    assert told == {"ann_101": "", "bo_102": "1", "cy_103": "2", "di_104": ""}  # di has another due time
    os.rename(learnrnn.work / "class/bo_LATE_102_5001_clip.py", learnrnn.work / "class/bo_102_5001_clip.py")
    assert days(learnrnn)["bo_102"] == ""


def test_gradescopes_metadata_says_when(learnrnn):
    for number in (1, 2, 3):
        learnrnn.write(f"class/submission_{number}/clip.py", solution("clip"))
    learnrnn.write("class/submission_metadata.yml", METADATA)
    assert days(learnrnn) == {"ann@example.org": "0", "bo@example.org": "1", "cy@example.org": ""}


def test_blackboards_names_say_when_in_the_due_times_zone(learnrnn):
    for name in (
        "ann_attempt_2026-05-01-23-59-00",
        "bo_attempt_2026-05-01-23-59-01",
        "bo_attempt_2026-04-01-10-00-00",
    ):
        learnrnn.write(f"class/HW 1_{name}_clip.py", solution("clip"))
    assert days(learnrnn) == {"ann": "0", "bo": "1"}


def test_moodles_worksheet_says_when(learnrnn):
    for name in ("Ann Lee_101", "山田 太郎_102", "Bo Neil_103"):
        learnrnn.write(f"class/{name}_assignsubmission_file_/clip.py", solution("clip"))
    learnrnn.write("worksheet.csv", WORKSHEET)
    told = days(learnrnn, "--times", "worksheet.csv")
    assert told == {"Ann Lee_101": "0", "山田 太郎_102": "2", "Bo Neil_103": ""}


def test_a_files_time_counts_where_the_assignment_says_so(learnrnn):
    for name, at in (("ann", "2026-05-01T14:59:00"), ("bo", "2026-05-01T15:00:00")):
        path = learnrnn.write(f"class/{name}/clip.py", solution("clip"))
        os.utime(path, (datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp(),) * 2)
    assert set(days(learnrnn).values()) == {""}
    learnrnn.write("files.toml", WEEK.replace("[late]", "[late]\ntime_of_files = true"))
    grade(learnrnn, "--assignment", "files.toml")
    assert {student: row["days_late"] for student, row in table(learnrnn).items()} == {"ann": "0", "bo": "1"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Friday, 1 May 2026, 10:30 PM", "2026-05-01T22:30+09:00"),
        ("Friday, 1 May 2026, 12:05 AM", "2026-05-01T00:05+09:00"),
        ("1 May 2026, 22:30", "2026-05-01T22:30+09:00"),
        ("2026年 05月 1日(金曜日) 22:30", "2026-05-01T22:30+09:00"),
        ("2026-05-01 22:30", "2026-05-01T22:30+09:00"),
        ("-", None), ("", None), ("Friday, 31 June 2026, 10:30 PM", None), ("vendredi 1 mai 2026, 22:30", None),
    ],
)  # fmt: skip
def test_moodles_times(text, expected):
    assert moodle_time(text, TOKYO) == (expected and datetime.fromisoformat(expected))


def test_the_weakest_exercises_are_dropped(learnrnn):
    for name in ("clip", "lstm", "sigmoid"):
        learnrnn.write(f"class/ann/{name}.py", solution(name))
    learnrnn.write("class/ann/lstm.py", mistaken("lstm", "nothing_forgotten"))
    learnrnn.write("class/bo/clip.py", solution("clip"))
    learnrnn.write("week.toml", "drop_lowest = 1\n[exercises]\nclip = 1\nlstm = 2\nsigmoid = 1\n")
    grade(learnrnn, "--assignment", "week.toml")
    rows = table(learnrnn)
    assert (rows["ann"]["score"], rows["ann"]["max_score"], rows["ann"]["status"]) == (
        "20",
        "20",
        "lstm: dropped",
    )
    assert rows["ann"]["lstm"] not in ("", "10")  # the points stay where they are
    assert (rows["bo"]["score"], rows["bo"]["max_score"]) == ("10", "30")  # of two that are missing the first
    assert learnrnn("adjust", "out", "ann", "sigmoid", "--excuse", "--by", "Sato").returncode == 0
    assert (table(learnrnn)["ann"]["score"], table(learnrnn)["ann"]["max_score"]) == ("10", "10")
