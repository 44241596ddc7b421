"""`learnrnn export gradebook`: every person of the roster is in it, each grade is its owner's, and none is invented."""

from __future__ import annotations

import codecs
import csv
import io
import json
from dataclasses import dataclass

import pytest

from learnrnn.bridges.gradebooks.write import Entering, Written, write
from learnrnn.errors import LearnrnnError
from tests.conftest import solution

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


@dataclass
class Exported:
    written: Written
    text: str

    def rows(self, delimiter: str = ",") -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.text, newline=""), delimiter=delimiter))

    def table(self, delimiter: str = ",") -> list[list[str]]:
        return list(csv.reader(io.StringIO(self.text, newline=""), delimiter=delimiter))


@pytest.fixture
def export(tmp_path):
    def make(system: str, roster: str | bytes, scores, **choice) -> Exported:
        (tmp_path / "results.json").write_text(results(scores))
        (tmp_path / "roster.csv").write_bytes(roster if isinstance(roster, bytes) else roster.encode())
        written = write(system, tmp_path / "results.json", tmp_path / "roster.csv", Entering(**choice))
        return Exported(written, written.content.decode("utf-8-sig"))

    return make


BY_SYSTEM = {
    "moodle": (MOODLE, ["Ann Lee_101", "山田 太郎_102", "Cy Fault_104"], "Grade"),
    "canvas": (CANVAS, ["leeann_101", "山田太郎_102", "faultcy_104"], "LSTM (12345)"),
    "gradescope": (GRADESCOPE, ["ann@example.org", "S102", "cy@example.org"], "Total Score"),
}


@pytest.mark.parametrize("system", BY_SYSTEM)
def test_a_class_as_it_was_downloaded_goes_back(system, export):
    roster, (ann, taro, cy), column = BY_SYSTEM[system]
    title = "LSTM" if system == "canvas" else None
    made = export(system, roster, {ann: [10, 7], taro: [3, 0], cy: [10, None]}, column=title)
    assert (made.written.graded, made.written.unmatched, made.written.ungraded) == (2, [], [cy])
    people = [row for row in made.rows() if "Ann" in str(row) or "太郎" in str(row)]
    assert [float(row[column]) for row in people] == [17, 3]
    fault = next(row for row in made.rows() if "Fault" in str(row))
    assert fault[column] == {"moodle": "7.00", "canvas": "4", "gradescope": ""}[system]
    nothing = next(row for row in made.rows() if "Neil" in str(row))
    assert nothing[column] == {"moodle": "5.00", "canvas": "3", "gradescope": ""}[system]
    again = export(system, roster, {ann: [10, 7], cy: [10, None]}, column=title, missing_zero=True)
    kept = next(row for row in again.rows() if "Neil" in str(row))[column]
    assert kept == {"moodle": "5.00", "canvas": "3", "gradescope": "0.0"}[system]  # a person's word stays
    kept_of = {"moodle": ["5.00"], "canvas": ["3"], "gradescope": []}
    assert [k.theirs for k in again.written.kept] == kept_of[system]
    assert next(row for row in again.rows() if "Fault" in str(row)) == fault


def test_the_command_says_whom_it_could_not_enter(learnrnn):
    learnrnn.write("results.json", results({"Ann Lee_101": [10, 7], "Cy Fault_104": [1, None], "?": [1, 1]}))
    learnrnn.write("roster.csv", MOODLE)
    words = ("export", "gradebook", "moodle", "results.json", "roster.csv", "out.csv")
    done = learnrnn(*words)
    assert (done.returncode, done.stdout) == (1, "out.csv is written: 1 graded, 2 without a submission.\n")
    assert done.stderr == (
        "learnrnn: Not entered: ? is nobody in the roster, or more than one. Enter this one by hand.\n"
        "learnrnn: Left open: a fault of the grader left Cy Fault_104 ungraded. Grade again.\n"
    )
    assert "採点済み 1 人" in learnrnn(*words, "--lang", "ja").stdout


def test_moodles_worksheet_is_changed_in_no_other_cell(export):
    before = list(csv.DictReader(io.StringIO(MOODLE)))
    after = export("moodle", MOODLE, {"Ann Lee_101": [10, 7]}).rows()
    assert [{**row, "Grade": "17"} if "Ann" in row["Full name"] else row for row in before] == after


def test_a_japanese_worksheet_is_understood(export):
    made = export(
        "moodle", codecs.BOM_UTF8 + MOODLE_JA.encode(), {"山田 太郎_102": [10, 10], "参加者_101": [1, 0]}
    )
    assert made.written.unmatched == []
    assert [row["評点"] for row in made.rows()] == ["1", "20"]
    assert made.written.content.startswith(codecs.BOM_UTF8)


def test_moodles_list_of_participants_gets_a_column(export):
    roster = "First name,Last name,ID number,Email address\nAnn,Lee,S1,ann@example.org\nBo,Neil,S2,bo@example.org\n"
    made = export("moodle", roster, {"Lee Ann": [10, 7], "s2": [1, 1]}, column="Week 3")
    assert [row["Week 3"] for row in made.rows()] == ["17", "2"]


def test_canvas_gets_its_own_columns_in_its_own_order(export):
    table = export("canvas", CANVAS, {"ann": [10, 7]}, column="LSTM (12345)").table()
    assert table[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "LSTM (12345)"]
    assert table[1] == ["", "", "", "", "", "Manual Posting"]
    assert table[2] == ["    Points Possible", "", "", "", "", "20.0"]
    assert table[3] == ["Lee, Ann", "101", "S101", "ann", "A", "17"]
    assert len(table) == 8


def test_canvas_makes_a_new_assignment_where_it_is_named_so(export):
    roster = "Student;ID;SIS Login ID;Section;Old (1)\n Points Possible;;;;10,0\nLee, Ann;101;ann;A;9\n"
    table = export("canvas", roster, {"Ann Lee": [10, 7]}, column="RNN").table(";")
    assert table[1:] == [[" Points Possible", "", "", "", "20"], ["Lee, Ann", "101", "ann", "A", "17"]]
    assert table[0][-1] == "RNN"


def test_canvas_rosters_without_points_get_the_row(export):
    assert export("canvas", "Student,ID,Section\nAnn Lee,101,A\n", {"Ann Lee": [10, 7]}).table() == [
        ["Student", "ID", "Section", "learnrnn"],
        ["    Points Possible", "", "", "20"],
        ["Ann Lee", "101", "A", "17"],
    ]


def test_gradescopes_form_has_a_column_an_exercise_and_no_instructor(export):
    found = export("gradescope", GRADESCOPE, {"ann@example.org": [10, 7], "Taro_5": [0, 0]}).rows()
    assert found[0] == {
        "First Name": "Ann", "Last Name": "Lee", "SID": "S101", "Email": "ann@example.org",
        "Total Score": "17.0", "Max Points": "20.0", "Status": "Graded",
        "1: clip (10.0 pts)": "10.0", "2: lstm (10.0 pts)": "7.0",
    }  # fmt: skip
    assert found[-1]["Status"] == "Missing"
    assert len(found) == 4


def test_scores_are_converted_only_when_asked(export):
    roster = MOODLE.replace("20.00", "100.00")
    with pytest.raises(LearnrnnError, match="says 100 points, the grades have 20"):
        export("moodle", roster, {"Ann Lee_101": [10, 7]})
    assert export("moodle", roster, {"Ann Lee_101": [10, 7]}, scale=True).rows()[0]["Grade"] == "85.00"


@pytest.mark.parametrize(
    ("students", "unmatched"),
    [
        (["Nobody Here_555"], ["Nobody Here_555"]),
        (["Group A_101"], ["Group A_101"]),  # a group's number is no participant's
        (["Ann Lee_101", "Ann Lee"], ["Ann Lee", "Ann Lee_101"]),  # two for one row
        (["Twin One"], ["Twin One"]),  # one for two rows
        (["ann"], []),  # the login in the mail address
        (["ANN  lee"], []),
    ],
    ids=str,
)
def test_a_grade_goes_to_its_owner_or_to_nobody(students, unmatched, export):
    twins = "".join(f"Participant {i},Twin One,t{i}@example.org,,,20.00,Yes,-,-,\n" for i in (201, 202))
    made = export("moodle", MOODLE + twins, {student: [10, 7] for student in students})
    assert made.written.unmatched == unmatched
    entered = [row["Full name"] for row in made.rows() if row["Grade"] == "17"]
    assert entered == ([] if unmatched else ["Ann Lee"])


def test_what_the_list_holds_passes_byte_for_byte(export):
    """Strange quotes, blanks and a formula of the system's own are no business of ours."""
    roster = (
        "Identifier,Full name,Status,Grade,Maximum Grade,Feedback comments\r\n"
        '"Participant 101","Ann ""A"" Lee",,,20.00,"=1+1\r\nmore"\r\n'
        "Participant 102, Bo  Neil,'x, -,20.00,+1\r\n"
    )
    made = export("moodle", roster, {"Bo Neil_102": [10, 7]})
    assert made.written.content == roster.replace(", -,", ",17,").encode()


def test_our_own_title_is_not_run_by_a_spreadsheet(export):
    made = export("moodle", "Full name\nAnn Lee\n", {"Ann Lee": [10, 7]}, column=" ＝1+1")
    assert made.table() == [["Full name", "' ＝1+1"], ["Ann Lee", "17"]]


def test_a_grade_that_a_person_filled_in_is_kept_and_named(export):
    roster = MOODLE.replace(",,20.00", ",19.50,20.00", 1).replace(",-,20.00", ",20,20.00", 1)
    scores = {"Ann Lee_101": [10, 7], "山田 太郎_102": [10, 10]}
    made = export("moodle", roster, scores)
    assert [row["Grade"] for row in made.rows()[:2]] == ["19.50", "20"]
    assert [(k.who, k.theirs, k.ours) for k in made.written.kept] == [("Ann Lee", "19.50", "17")]
    again = export("moodle", roster, scores, overwrite=True)
    assert (again.rows()[0]["Grade"], list(again.written.kept)) == ("17", [])


def test_nobody_gets_a_zero_for_a_submission_that_may_be_theirs(export):
    made = export("moodle", MOODLE, {"Ann Leigh_101": [10, 7], "山田 太郎_102": [1, 1]}, missing_zero=True)
    assert made.written.unmatched == ["Ann Leigh_101"]
    assert (made.rows()[0]["Grade"], made.written.no_zeros) == ("", True)


def test_grades_have_the_comma_that_the_file_has(export):
    roster = "Identifier;Full name;Grade;Maximum Grade\nParticipant 101;Ann Lee;;10,00\nParticipant 102;Bo Neil;3,50;10,00\n"
    made = export("moodle", roster, {"Ann Lee_101": [10, 7], "Bo Neil_102": [3, 4]}, scale=True)
    assert [row["Grade"] for row in made.rows(";")] == ["8,50", "3,50"]


GERMAN = """\
ID,Vollständiger Name,E-Mail-Adresse,Status,Bewertung,Bestwertung,Bewertung kann geändert werden,Zuletzt geändert (Abgabe)
Teilnehmer/in101,Ann Lee,ann@example.org,Abgegeben,,"20,00",Ja,-
Teilnehmer/in102,Bo Neil,bo@example.org,Keine Abgabe,"5,00","20,00",Ja,-
"""


def test_a_worksheet_in_another_language_is_known_by_its_shape_or_refused(export):
    made = export("moodle", GERMAN, {"Ann Lee_101": [10, 7]})
    assert [row["Bewertung"] for row in made.rows()] == ["17", "5,00"]
    with pytest.raises(LearnrnnError, match="no list of people as Moodle"):
        export("moodle", GERMAN.replace(",Ja,", ",,"), {"Ann Lee_101": [10, 7]})


# -------------------------------------------------------------- who is who

CANVAS_101 = """\
Student,ID,SIS User ID,SIS Login ID,Section,LSTM (12)
    Points Possible,,,,,20.0
"Neil, Bo",101,S103,bo,A,
"Lee, Ann",202,00101,ann,A,
"""


@pytest.mark.parametrize(
    ("student", "row"),
    [
        ("leeann_101", None),  # Canvas's number of another person
        ("Ann Lee_101", None),  # Moodle's number is none of Canvas's
        ("leeann_202", "Lee, Ann"),
        ("leeann_555", None),  # another Ann Lee
        ("neilbo_0101", "Neil, Bo"),
        ("Ann Lee", "Lee, Ann"),
        ("00101", "Lee, Ann"),
        ("s103", "Neil, Bo"),
    ],
)
def test_a_number_counts_in_its_own_system_alone(student, row, export):
    made = export("canvas", CANVAS_101, {student: [10, 7]})
    assert [r["Student"] for r in made.rows()[1:] if r["LSTM (12)"]] == ([row] if row else [])
    assert made.written.unmatched == ([] if row else [student])


@pytest.mark.parametrize(
    ("student", "sids", "row"),
    [
        ("00123", ["123", "456"], 0),  # a spreadsheet took the zeros away
        ("123", ["00123", "456"], 0),
        ("00123", ["123", "0123"], None),  # of two, nobody knows
        ("0123", ["123", "0123"], 1),
    ],
)
def test_leading_zeros_that_a_spreadsheet_took_are_matched_where_one_remains(student, sids, row, export):
    roster = "First Name,Last Name,SID,Email,Role\n" + "".join(
        f"P{i},Q,{sid},,Student\n" for i, sid in enumerate(sids)
    )
    made = export("gradescope", roster, {student: [10, 7]})
    assert [i for i, r in enumerate(made.rows()) if r["Total Score"]] == ([] if row is None else [row])


LOGINS = {
    "GitHub Classroom": 'identifier,github_username,github_id,name\n"ann@example.org",ann-lee,7,\n"Bo O\'Neil",lee,8,\n',
    "Classroom 50": "username,first_name,last_name,email,section,github_id\nann-lee,Ann,Lee,,A,7\nlee,Bo,O'Neil,bo@example.org,A,8\n",
}


@pytest.mark.parametrize("kind", LOGINS)
def test_a_repositorys_owner_is_found_by_their_login(kind, export, tmp_path):
    (tmp_path / "logins.csv").write_text(LOGINS[kind])
    scores = {"week-3-ann-lee": [10, 7], "week-3-lee": [1, 0], "week-3-nobody": [1, 1]}
    made = export("moodle", MOODLE, scores, logins=tmp_path / "logins.csv", overwrite=True)
    assert {r["Full name"]: r["Grade"] for r in made.rows() if r["Grade"] in ("17", "1")} == {
        "Ann Lee": "17", "Bo O'Neil": "1",
    }  # fmt: skip
    assert made.written.unmatched == ["week-3-nobody"]


def test_utf_16_as_excel_saves_it_is_read(export):
    made = export("moodle", MOODLE.replace(",", "\t").encode("utf-16"), {"山田 太郎_102": [1, 1]})
    assert made.rows("\t")[1]["Grade"] == "2"


@pytest.mark.parametrize(
    ("roster", "system", "said"),
    [
        (b"", "moodle", "cannot be read as CSV: empty"),
        (b"Name\n\xe9\n", "moodle", "not UTF-8"),
        (b"a,b\n1,2\n", "moodle", "no list of people as Moodle"),
        (MOODLE, "canvas", "no list of people as Canvas"),
        (b"a,b\n1,2\n", "gradescope", "no list of people as Gradescope"),
        (CANVAS, "canvas", r"--column: Old \(11\), LSTM \(12345\)"),
        (b'a,"b\n', "canvas", "cannot be read as CSV"),
    ],
)
def test_a_wrong_roster_is_named(roster, system, said, export):
    with pytest.raises(LearnrnnError, match=said):
        export(system, roster, {"ann": [1, 1]})


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"schema": "other/1"}', results({}), '{"schema": "learnrnn/results/1", "submissions": [3]}'])  # fmt: skip
def test_a_wrong_results_file_is_named(content, tmp_path):
    (tmp_path / "roster.csv").write_text(MOODLE)
    (tmp_path / "results.json").write_text(content)
    with pytest.raises(LearnrnnError, match=r"results\.json"):
        write("moodle", tmp_path / "results.json", tmp_path / "roster.csv", Entering())


def test_wrong_use_is_one_line_and_writes_nothing(learnrnn):
    learnrnn.write("results.json", results({"ann": [1, 1]}))
    learnrnn.write("out.csv", "before")
    done = learnrnn("export", "gradebook", "moodle", "results.json", "roster.csv", "out.csv")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "roster.csv cannot be read as CSV: No such file" in done.stderr
    assert (learnrnn.work / "out.csv").read_text() == "before"


def test_what_grade_wrote_is_taken(learnrnn):
    learnrnn.write("class/Ann Lee/lstm.py", solution("lstm"))
    learnrnn("grade", "class", "--only", "lstm", "--out", "out")
    learnrnn.write("roster.csv", MOODLE.replace("20.00", "10.00"))
    done = learnrnn("export", "gradebook", "moodle", "out/results.json", "roster.csv", "out.csv")
    assert done.returncode == 0, done.stderr
    assert (learnrnn.work / "out.csv").read_text().splitlines()[1].split(",")[4] == "10"
