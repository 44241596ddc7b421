"""`learnrnn export gradebook`: every person of the roster is in it, each grade is its owner's, and none is invented."""

from __future__ import annotations

import codecs
import csv
import io
import json

import pytest

MOODLE = """\
Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed","Last modified (submission)","Last modified (grade)","Feedback comments"
Participant 101,"Ann Lee",ann@example.org,"Submitted for grading",,20.00,Yes,"Friday, 1 May 2026, 10:00 AM",-,
Participant 102,"山田 太郎",taro@example.jp,"Submitted for grading",-,20.00,Yes,-,-,
Participant 103,"Bo O'Neil",bo@example.org,"No submission",5.00,20.00,Yes,-,-,"well, well"
Participant 104,"Cy Fault",cy@example.org,"Submitted for grading, 2 days late",7.00,20.00,Yes,-,-,
"""
MOODLE_JA = """\
ID,フルネーム,メールアドレス,ステータス,評点,最大評点,評点変更可,最終更新日時 (提出),最終更新日時 (評定),フィードバックコメント
参加者 101,Ann Lee,ann@example.org,評定のために提出済み,,20.00,Yes,-,-,
参加者 102,山田 太郎,taro@example.jp,評定のために提出済み,,20.00,Yes,-,-,
"""
CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Old (11),LSTM (12345),Current Score,Final Score
,,,,,,Manual Posting,,
    Points Possible,,,,,10.0,20.0,(read only),(read only)
"Lee, Ann",101,S101,ann,A,9,,90,90
"山田, 太郎",102,S102,taro,A,8,,80,80
"O'Neil, Bo",103,S103,bo,B,,3,,
"Fault, Cy",104,S104,cy,B,,4,,
"Student, Test",999,,test,B,,,,
"""
GRADESCOPE = """\
First Name,Last Name,SID,Email,Role,Sections
Ann,Lee,S101,ann@example.org,Student,A
太郎,山田,S102,taro@example.jp,Student,A
Bo,O'Neil,S103,bo@example.org,Student,B
Cy,Fault,S104,cy@example.org,Student,B
Prof,Essor,P1,prof@example.org,Instructor,
"""


def results(scores: dict[str, list[int | None]]) -> str:
    submissions = [
        {
            "student": student,
            "score": sum(s for s in of if s is not None),
            "max_score": 10 * sum(s is not None for s in of),
            "exercises": [
                {"name": n, "score": s, "max_score": 10} for n, s in zip(("clip", "lstm"), of, strict=True)
            ],
        }
        for student, of in scores.items()
    ]
    return json.dumps({"schema": "learnrnn/results/1", "seed": 0, "submissions": submissions})


def export(learnrnn, system: str, roster: str | bytes, scores, *words: str):
    learnrnn.write("results.json", results(scores))
    learnrnn.write("roster.csv", roster)
    return learnrnn("export", "gradebook", system, "results.json", "roster.csv", "out.csv", *words)


def rows(learnrnn, delimiter: str = ",") -> list[dict[str, str]]:
    text = (learnrnn.work / "out.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


BY_SYSTEM = {
    "moodle": (MOODLE, ["Ann Lee_101", "山田 太郎_102", "Cy Fault_104"], "Grade", "Full name"),
    "canvas": (CANVAS, ["leeann_101", "山田太郎_102", "faultcy_104"], "LSTM (12345)", "Student"),
    "gradescope": (GRADESCOPE, ["ann@example.org", "S102", "cy@example.org"], "Total Score", "SID"),
}


@pytest.mark.parametrize("system", BY_SYSTEM)
def test_a_class_as_it_was_downloaded_goes_back(system, learnrnn):
    roster, (ann, taro, cy), column, _ = BY_SYSTEM[system]
    more = ["--column", "LSTM"] if system == "canvas" else []
    done = export(learnrnn, system, roster, {ann: [10, 7], taro: [3, 0], cy: [10, None]}, *more)
    assert done.returncode == 1
    assert done.stderr == f"learnrnn: Left open: a fault of the grader left {cy} ungraded. Grade again.\n"
    assert "2 graded" in done.stdout
    people = [row for row in rows(learnrnn) if "Ann" in str(row) or "太郎" in str(row)]
    assert [float(row[column]) for row in people] == [17, 3]
    fault = next(row for row in rows(learnrnn) if "Fault" in str(row))
    assert fault[column] == {"moodle": "7.00", "canvas": "4", "gradescope": ""}[system]
    nothing = next(row for row in rows(learnrnn) if "Neil" in str(row))
    assert nothing[column] == {"moodle": "5.00", "canvas": "3", "gradescope": ""}[system]
    export(learnrnn, system, roster, {ann: [10, 7], cy: [10, None]}, *more, "--missing-zero")
    nothing, fault = (next(r for r in rows(learnrnn) if n in str(r)) for n in ("Neil", "Fault"))
    assert float(nothing[column]) == 0
    assert fault[column] in ("7.00", "4", "")


def test_moodles_worksheet_is_changed_in_no_other_cell(learnrnn):
    export(learnrnn, "moodle", MOODLE, {"Ann Lee_101": [10, 7]})
    before = list(csv.DictReader(io.StringIO(MOODLE)))
    assert [{**row, "Grade": "17"} if "Ann" in row["Full name"] else row for row in before] == rows(learnrnn)


def test_a_japanese_worksheet_is_understood(learnrnn):
    marked = codecs.BOM_UTF8 + MOODLE_JA.encode()
    done = export(
        learnrnn, "moodle", marked, {"山田 太郎_102": [10, 10], "参加者_101": [1, 0]}, "--lang", "ja"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "採点済み 2 人" in done.stdout
    assert [row["評点"] for row in rows(learnrnn)] == ["1", "20"]
    assert (learnrnn.work / "out.csv").read_bytes().startswith(codecs.BOM_UTF8)


def test_moodles_list_of_participants_gets_a_column(learnrnn):
    roster = "First name,Last name,ID number,Email address\nAnn,Lee,S1,ann@example.org\nBo,Neil,S2,bo@example.org\n"
    done = export(learnrnn, "moodle", roster, {"Lee Ann": [10, 7], "s2": [1, 1]}, "--column", "Week 3")
    assert done.returncode == 0, done.stderr
    assert [row["Week 3"] for row in rows(learnrnn)] == ["17", "2"]


def test_canvas_gets_its_own_columns_in_its_own_order(learnrnn):
    export(learnrnn, "canvas", CANVAS, {"ann": [10, 7]}, "--column", "LSTM (12345)")
    table = list(csv.reader(io.StringIO((learnrnn.work / "out.csv").read_text())))
    assert table[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "LSTM (12345)"]
    assert table[1] == ["", "", "", "", "", "Manual Posting"]
    assert table[2] == ["    Points Possible", "", "", "", "", "20.0"]
    assert table[3] == ["Lee, Ann", "101", "S101", "ann", "A", "17"]
    assert len(table) == 8


def test_canvas_makes_a_new_assignment_where_it_is_named_so(learnrnn):
    roster = "Student;ID;SIS Login ID;Section;Old (1)\n Points Possible;;;;10,0\nLee, Ann;101;ann;A;9\n"
    export(learnrnn, "canvas", roster, {"Ann Lee": [10, 7]}, "--column", "RNN")
    table = list(csv.reader(io.StringIO((learnrnn.work / "out.csv").read_text()), delimiter=";"))
    assert table[1:] == [[" Points Possible", "", "", "", "20"], ["Lee, Ann", "101", "ann", "A", "17"]]
    assert table[0][-1] == "RNN"


def test_canvas_rosters_without_points_get_the_row(learnrnn):
    export(learnrnn, "canvas", "Student,ID,Section\nAnn Lee,101,A\n", {"Ann Lee": [10, 7]})
    table = list(csv.reader(io.StringIO((learnrnn.work / "out.csv").read_text())))
    assert table == [
        ["Student", "ID", "Section", "learnrnn"],
        ["    Points Possible", "", "", "20"],
        ["Ann Lee", "101", "A", "17"],
    ]


def test_gradescopes_form_has_a_column_an_exercise_and_no_instructor(learnrnn):
    export(learnrnn, "gradescope", GRADESCOPE, {"ann@example.org": [10, 7], "Taro_5": [0, 0]})
    first, *_, last = rows(learnrnn)
    assert first == {
        "First Name": "Ann", "Last Name": "Lee", "SID": "S101", "Email": "ann@example.org",
        "Total Score": "17.0", "Max Points": "20.0", "Status": "Graded",
        "1: clip (10.0 pts)": "10.0", "2: lstm (10.0 pts)": "7.0",
    }  # fmt: skip
    assert last["Status"] == "Missing"
    assert len(rows(learnrnn)) == 4


def test_scores_are_converted_only_when_asked(learnrnn):
    roster = MOODLE.replace("20.00", "100.00")
    done = export(learnrnn, "moodle", roster, {"Ann Lee_101": [10, 7]})
    assert done.returncode == 2
    assert "says 100 points, the grades have 20" in done.stderr
    assert not (learnrnn.work / "out.csv").exists()
    assert export(learnrnn, "moodle", roster, {"Ann Lee_101": [10, 7]}, "--scale").returncode == 0
    assert rows(learnrnn)[0]["Grade"] == "85.00"


@pytest.mark.parametrize(
    ("students", "unmatched"),
    [
        (["Nobody Here_555"], ["Nobody Here_555"]),
        (["Group A_101"], ["Group A_101"]),  # a group's number is no participant's
        (["Ann Lee_101", "Ann Lee"], ["Ann Lee", "Ann Lee_101"]),  # two for one row
        (["Twin One"], ["Twin One"]),  # one for two rows
        (["ann"], []),  # the login in the mail address
        (["ANN  lee"], []),
        (["\u202eevil\nname"], ["�evil�name"]),
    ],
    ids=str,
)
def test_a_grade_goes_to_its_owner_or_to_nobody(students, unmatched, learnrnn):
    twins = "".join(f"Participant {i},Twin One,t{i}@example.org,,,20.00,Yes,-,-,\n" for i in (201, 202))
    done = export(learnrnn, "moodle", MOODLE + twins, {student: [10, 7] for student in students})
    assert done.returncode == (1 if unmatched else 0)
    said = [line.split(": ")[2].split(" is nobody")[0] for line in done.stderr.splitlines()]
    assert said == unmatched
    entered = [row["Full name"] for row in rows(learnrnn) if row["Grade"] == "17"]
    assert entered == ([] if unmatched else ["Ann Lee"])


def test_nothing_in_it_is_run_by_a_spreadsheet(learnrnn):
    roster = MOODLE.replace("Ann Lee", "=HYPERLINK(1)").replace("taro@", "+1@")
    export(learnrnn, "moodle", roster, {"x": [0, 0]})
    cells = [cell for row in rows(learnrnn) for cell in row.values()]
    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if len(cell) > 1 and cell.startswith(("=", "+", "@", "-"))]
    assert "-" in cells  # what Moodle writes where there is no date


def test_utf_16_as_excel_saves_it_is_read(learnrnn):
    done = export(learnrnn, "moodle", MOODLE.replace(",", "\t").encode("utf-16"), {"山田 太郎_102": [1, 1]})
    assert done.returncode == 0, done.stderr
    assert rows(learnrnn, "\t")[1]["Grade"] == "2"


@pytest.mark.parametrize(
    ("roster", "system", "said"),
    [
        (None, "moodle", "roster.csv cannot be read as CSV: No such file"),
        (b"", "moodle", "cannot be read as CSV: empty"),
        (b"Name\n\xe9\n", "moodle", "not UTF-8"),
        (b"a,b\n1,2\n", "moodle", "no list of people as Moodle"),
        (MOODLE.encode(), "canvas", "no list of people as Canvas"),
        (b"a,b\n1,2\n", "gradescope", "no list of people as Gradescope"),
        (CANVAS.encode(), "canvas", "--column: Old (11), LSTM (12345)"),
        (b'a,"b\n', "canvas", "cannot be read as CSV"),
    ],
)
def test_a_wrong_roster_is_one_line_and_writes_nothing(roster, system, said, learnrnn):
    learnrnn.write("results.json", results({"ann": [1, 1]}))
    learnrnn.write("out.csv", "before")
    if roster is not None:
        learnrnn.write("roster.csv", roster)
    done = learnrnn("export", "gradebook", system, "results.json", "roster.csv", "out.csv")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr
    assert (learnrnn.work / "out.csv").read_text() == "before"


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"schema": "other/1"}', results({}), '{"schema": "learnrnn/results/1", "submissions": [3]}'])  # fmt: skip
def test_a_wrong_results_file_is_one_line(content, learnrnn):
    learnrnn.write("roster.csv", MOODLE)
    if content is not None:
        learnrnn.write("results.json", content)
    done = learnrnn("export", "gradebook", "moodle", "results.json", "roster.csv", "out.csv")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "results.json" in done.stderr


def test_what_grade_wrote_is_taken(learnrnn):
    from tests.conftest import solution

    learnrnn.write("class/Ann Lee/lstm.py", solution("lstm"))
    learnrnn("grade", "class", "--only", "lstm", "--out", "out")
    learnrnn.write("roster.csv", MOODLE.replace("20.00", "10.00"))
    done = learnrnn("export", "gradebook", "moodle", "out/results.json", "roster.csv", "out.csv")
    assert done.returncode == 0, done.stderr
    assert rows(learnrnn)[0]["Grade"] == "10"
