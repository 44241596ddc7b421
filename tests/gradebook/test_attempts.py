"""Of several submissions of one student the one counts that the assignment says."""

from __future__ import annotations

import pytest

from tests.conftest import solution
from tests.gradebook.test_assignment import table

WEEK = """\
due = 2026-05-01T23:59:00+09:00
{counts}
[exercises]
lstm = 1
[late]
percent_a_day = 30
[extensions]
bo = 2026-05-09T23:59:00+09:00
"""
RIGHT = solution("lstm")
HALF = RIGHT + "\ndef lstm_step(x, h_prev, c_prev, W, U, b):\n    return h_prev, c_prev\n"
ATTEMPTS = [  # when, and what ann and bo hand in
    ("2026-05-01T10:00", HALF),
    ("2026-05-01T20:00", HALF + "# again\n"),
    ("2026-05-02T20:00", RIGHT),
    ("2026-05-04T20:00", HALF + "# too late\n"),
]
POINTS = 1  # what HALF gets


def hand_in(learnrnn, numbers, counts: str) -> None:
    learnrnn.write("week.toml", WEEK.format(counts=counts))
    for number in numbers:
        at, source = ATTEMPTS[number]
        for student in ("ann", "bo"):
            learnrnn.write(f"class-{number}/{student}/lstm.py", source)
        learnrnn.write("times.csv", f"student,time\nann,{at}\nbo,{at}\n")
        done = learnrnn(
            "grade",
            f"class-{number}",
            "--assignment",
            "week.toml",
            "--times",
            "times.csv",
            "--out",
            "out",
            "--seed",
            "1",
        )
        assert done.returncode == 0, done.stderr


def marks(learnrnn) -> dict[str, tuple[str, str, str]]:
    return {s: (row["lstm"], row["days_late"], row["score"]) for s, row in table(learnrnn).items()}


@pytest.mark.parametrize(
    ("counts", "ann", "bo"),
    [
        pytest.param("", (POINTS, 3, 0.1), (POINTS, 0, POINTS), marks=pytest.mark.external),
        ('counts = "last"', (POINTS, 3, 0.1), (POINTS, 0, POINTS)),
        ('counts = "best"', (10, 1, 7), (10, 0, 10)),
        ('counts = "before_due"', (POINTS, 0, POINTS), (POINTS, 0, POINTS)),
    ],
)
@pytest.mark.parametrize(
    "order",
    [pytest.param((0, 1, 2, 3), marks=pytest.mark.external), (2, 3, 0, 1)],
    ids=["as they came", "graded in another order"],
)
def test_the_attempt_that_the_assignment_says_counts(learnrnn, counts, ann, bo, order):
    hand_in(learnrnn, order, counts)
    expected = {"ann": tuple(map(str, ann)), "bo": tuple(map(str, bo))}
    assert marks(learnrnn) == expected
    before = (learnrnn.work / "out" / "results.json").read_bytes()
    assert learnrnn("regrade", "out").returncode == 0
    assert (learnrnn.work / "out" / "results.json").read_bytes() == before


def test_another_rule_counts_anew_without_grading_anew(learnrnn):
    hand_in(learnrnn, range(4), 'counts = "last"')
    learnrnn.write("week.toml", WEEK.format(counts='counts = "best"'))
    done = learnrnn("grade", "class-3", "--assignment", "week.toml", "--out", "out")
    assert "2 submissions are unchanged" in done.stderr
    assert marks(learnrnn)["bo"] == ("10", "0", "10")


def test_what_was_not_asked_for_stays_with_the_student(learnrnn):
    learnrnn.write("one/ann/lstm.py", RIGHT)
    learnrnn.write("two/ann/clip.py", solution("clip"))
    for folder, name in (("one", "lstm"), ("two", "clip")):
        assert learnrnn("grade", folder, "--only", name, "--out", "out", "--seed", "1").returncode == 0
    assert (table(learnrnn)["ann"]["lstm"], table(learnrnn)["ann"]["clip"]) == ("10", "10")
