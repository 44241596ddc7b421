"""Repositories named <assignment>-<login> are graded under their students' names, by a roster of logins."""

from __future__ import annotations

import pytest

from learnrnn.gradebook.cells import csv_text
from tests.conftest import solution
from tests.gradebook.test_store import marks

CLASSROOM = (
    "identifier,github_username,github_id,name\nAnn Lee,ann-lee,7,\nBo Neil,bo,8,Bo\n,,9,nobody\nCy,lee,10,\n"
)
CLASSROOM_50 = (
    "username,first_name,last_name,email,section,github_id\n"
    "ann-lee,Ann,Lee,ann@example.org,A,7\nbo,Bo,Neil,bo@example.org,A,8\nlee,Cy,,cy@example.org,A,9\n"
)


@pytest.fixture
def cloned(learnrnn):
    """Repositories as they are cloned; a login may hold a hyphen, and another one's end."""
    for name in ("hw-1-ann-lee", "hw-1-BO", "hw-1-lee", "hw-1-stranger"):
        learnrnn.write(f"class/{name}/src/lstm.py", solution("lstm") + f"# {name}\n")
        learnrnn.write(f"class/{name}/README.md", "# hw")
    return learnrnn


def grade(learnrnn, *words):
    return learnrnn("grade", "class", "--only", "lstm", "--out", "out", *words)


@pytest.mark.parametrize("roster", [CLASSROOM, CLASSROOM_50, CLASSROOM_50.replace(",", ";")])
def test_a_roster_says_whose_repository_it_is(cloned, roster):
    cloned.write("students.csv", roster)
    done = grade(cloned, "--roster", "students.csv")
    assert done.returncode == 0, done.stderr
    assert marks(cloned) == {"Ann Lee": "10", "Bo Neil": "10", "Cy": "10", "hw-1-stranger": "10"}
    assert "No login of the roster fits these names, so they stay as they are: hw-1-stranger." in done.stderr


def test_the_store_keeps_the_logins(cloned):
    cloned.write("students.csv", CLASSROOM_50)
    grade(cloned, "--roster", "students.csv")
    again = grade(cloned)
    assert "4 submissions are unchanged" in again.stderr
    assert list(marks(cloned)) == ["Ann Lee", "Bo Neil", "Cy", "hw-1-stranger"]
    regraded = cloned.json("regrade", "out", "--json")
    assert (regraded["unchanged"], regraded["gone"]) == (4, [])


def test_mail_addresses_and_logins_do_where_names_are_none_or_two_peoples(cloned):
    rows = [
        ["username", "name", "email"],
        ["ann-lee", "A. Lee", "ann@example.org"],
        ["bo", "", ""],
        ["lee", "A. Lee", ""],
    ]
    cloned.write("students.csv", csv_text(rows))
    grade(cloned, "--roster", "students.csv")
    assert list(marks(cloned)) == ["ann@example.org", "bo", "hw-1-stranger", "lee"]


@pytest.mark.parametrize(
    ("roster", "says"),
    [
        ("name,points\nAnn,3\n", "GitHub"),
        (None, "cannot be read"),
    ],
)
def test_a_roster_that_is_none_is_one_line(cloned, roster, says):
    if roster is not None:
        cloned.write("students.csv", roster)
    done = grade(cloned, "--roster", "students.csv")
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_two_repositories_of_one_student_are_named(cloned):
    cloned.write("class/hw-2-bo/lstm.py", solution("lstm"))
    cloned.write("students.csv", CLASSROOM)
    done = grade(cloned, "--roster", "students.csv")
    assert done.returncode == 2
    assert "Bo Neil" in done.stderr
    assert not (cloned.work / "out" / "results.json").exists()


def test_one_list_names_the_students_of_every_system(learnrnn):
    learnrnn.write(
        "people.csv",
        "username,first_name,last_name,email,id number\nann-l,Ann,Lee,ann@example.org,101\nbo,Bo,Neil,bo@example.org,102\n",
    )
    forms = {
        "moodle": (
            "Ann Lee_101_assignsubmission_file_/lstm.py",
            "Bo Neil_102_assignsubmission_file_/lstm.py",
        ),
        "canvas": ("leeann_101_1_lstm.py", "neilbo_102_2_lstm.py"),
        "blackboard": (
            "HW_ann_attempt_2026-05-01-10-00-00_lstm.py",
            "HW_bo_attempt_2026-05-01-10-00-00_lstm.py",
        ),
        "repositories": ("hw-ann-l/lstm.py", "hw-bo/lstm.py"),
        "mail": ("ann@example.org/lstm.py", "BO@example.org/lstm.py"),
    }
    for form, files in forms.items():
        for file in files:
            learnrnn.write(f"{form}/{file}", solution("lstm"))
        words = ("--only", "lstm", "--roster", "people.csv", "--out", f"out-{form}", "--json")
        found = learnrnn.json("grade", form, *words)
        assert [s["student"] for s in found["submissions"]] == ["Ann Lee", "Bo Neil"], form
