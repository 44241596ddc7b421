"""Writes a class's results as Moodle, Canvas or Gradescope has its gradebook, from the list of people it gives.

Everybody in the list is in the file, and no cell is changed but a grade's. A grade that a person filled in is kept;
who handed nothing in keeps the cell as the list has it, or gets 0 where that is asked for and nobody's submission
is left over; who could not be graded by a fault of ours keeps it too, and never gets 0.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from learnrnn.bridges.gradebooks.roster import (
    Keys,
    Matches,
    identities_of,
    letters,
    match,
    names_of,
    read_logins,
)
from learnrnn.bridges.gradebooks.table import CsvCell, CsvTable, read_table
from learnrnn.errors import complain
from learnrnn.gradebook.cells import number
from learnrnn.gradebook.documents import SCHEMA, folder_of

NEW_COLUMN = "learnrnn"
PARTICIPANT = re.compile(r"(?P<word>\D*?)\s*(?P<number>\d+)")
CANVAS_TITLE = re.compile(r"(?P<title>.*?)\s*\(\d+\)")
EMPTY = ("", "-")  # a grade's cell that nobody filled in
SHOWN_CHOICES = 8
Number = int | float


@dataclass(frozen=True)
class Entering:
    """What the instructor asked for: the column, converted points, 0 for those without a submission, their own
    grades replaced, and a list of logins."""

    column: str | None = None
    scale: bool = False
    missing_zero: bool = False
    overwrite: bool = False
    logins: Path | None = None
    comments: bool = False  # Moodle's worksheet gets them too


@dataclass(frozen=True)
class Grades:
    """A results.json. scores: by student; None where a fault left something ungraded, or all is excused."""

    scores: dict[str, Number | None]
    parts: dict[str, dict[str, Number | None]]  # by student and exercise
    points: dict[str, int]  # by exercise
    weights: Mapping[str, Number] = field(
        default_factory=dict
    )  # by exercise, where the class has an assignment
    faults: frozenset[str] = frozenset()
    comments: Mapping[str, str] = field(default_factory=dict)  # by student

    @property
    def max_score(self) -> Number:
        return _score(sum(of * self.weights.get(name, 1) for name, of in self.points.items())) or 0


@dataclass(frozen=True)
class KeptGrade:
    """A grade that a person filled in, and ours, which differs."""

    who: str
    theirs: str
    ours: str


@dataclass(frozen=True)
class Written:
    """The file, and what there is to say of it. no_zeros: zeros were asked for, and could have been unjust."""

    content: bytes
    graded: int
    missing: int
    unmatched: Sequence[str]
    ungraded: Sequence[str]  # by a fault
    kept: Sequence[KeptGrade] = ()
    no_zeros: bool = False


@dataclass
class Filled:
    """A table with its grades in it. people: the rows that are students'."""

    table: CsvTable
    matches: Matches
    people: Sequence[int]
    kept: list[KeptGrade] = field(default_factory=list)


Aliases = Mapping[str, Iterable[str]]


def write(form: str, results: Path, roster: Path, choice: Entering) -> Written:
    """The gradebook's content. Raises LearnrnnError."""
    grades, table = read_results(results), read_table(roster)
    filled = FORMS[form](table, grades, choice, read_logins(choice.logins) if choice.logins else {})
    matches = filled.matches
    graded = sum(grades.scores[student] is not None for student in matches.of_row.values())
    missing = len([row for row in filled.people if row not in matches.of_row])
    return Written(
        filled.table.written(),
        graded,
        missing,
        matches.unmatched,
        sorted(grades.faults),
        filled.kept,
        no_zeros=choice.missing_zero and bool(matches.unmatched) and missing > 0,
    )


def read_results(path: Path) -> Grades:
    """A results.json of `learnrnn grade`, or the folder that it lies in. Raises LearnrnnError."""
    if path.is_dir():
        path = folder_of(path) / "results.json"
    try:
        data = json.loads(path.read_bytes())
        if data["schema"] != SCHEMA:
            raise ValueError(data["schema"])
        submissions = {str(s["student"]): s["exercises"] for s in data["submissions"]}
        parts = {who: {str(e["name"]): _score(e["score"]) for e in of} for who, of in submissions.items()}
        points = {str(e["name"]): int(e["max_score"]) for of in list(submissions.values())[:1] for e in of}
        totals = {str(s["student"]): (_score(s["score"]), s["max_score"]) for s in data["submissions"]}
        weights = {
            str(name): _score(of) or 0 for name, of in data.get("assignment", {}).get("weights", {}).items()
        }
        comments = {str(s["student"]): _comment(s) for s in data["submissions"]}
        faults = {
            who for who, of in submissions.items() if any(e["score"] is None and not _excused(e) for e in of)
        }
    except OSError as error:
        raise complain("results_unreadable", path=path, why=error.strerror or error) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise complain("results_unknown", path=path) from None
    if not parts:
        raise complain("results_unknown", path=path)
    grades = Grades({}, parts, points, weights, frozenset(faults), comments)
    scores = {who: None if who in faults else _sum(*total, grades.max_score) for who, total in totals.items()}
    return replace(grades, scores=scores)


def _score(value: Any) -> Number | None:
    return None if value is None else int(value) if value == int(value) else float(value)


def _comment(submission: Any) -> str:
    """What a student reads beside their grade: the points of each exercise, what lateness cost, what people said."""
    said: list[str] = []
    for exercise in submission["exercises"]:
        if exercise["score"] is not None:
            said.append(f"{exercise['name']}: {number(exercise['score'])}/{number(exercise['max_score'])}")
        words = exercise.get("adjusted", ())
        said += [f"{exercise['name']}, {w['by']}: {w['comment']}" for w in words if w["comment"]]
    if lost := submission.get("deduction"):
        said.append(f"{submission['days_late']} d late: -{number(lost)}")
    return "; ".join(said)


def _excused(exercise: Any) -> bool:
    return any(words["excused"] for words in exercise.get("adjusted", ()))


def _sum(score: Number | None, asked: Number, most: Number) -> Number | None:
    """The score; where something is excused, as much of all points as was reached of the others."""
    if asked == most:
        return score
    return _score(round((score or 0) * most / asked, 2)) if asked else None


# ---------------------------------------------------------------------- forms


def _moodle(table: CsvTable, grades: Grades, choice: Entering, aliases: Aliases) -> Filled:
    """The grading worksheet with its grades, or a list of participants with a column more."""

    def keys(row: Sequence[str]) -> Keys:
        names = names_of(table, row)
        participant = PARTICIPANT.fullmatch(table.cell(row, "identifier") or table.cell(row, "id"))
        if participant:  # a class graded blind has the word in place of names
            names |= {letters(participant["word"])}
        own = identities_of(table, row, "identifier", "id", "number", "email", "login")
        return Keys(own, names, participant["number"] if participant else "")

    worksheet = table.column("grade") is not None or _find_shape(table)
    if (
        not worksheet
        and (_is_worksheet(table) or not _names_anybody(table))
        and choice.column not in table.header
    ):
        raise complain("roster_unknown", system="Moodle", columns="Identifier, Full name, Grade")
    matches = match(grades.scores, table.rows, keys, aliases)
    at = _grade_column(table, choice.column)
    maximum = _only({table.cell(row, "maximum") for row in table.rows})
    filled = Filled(table, matches, range(len(table.rows)))
    _enter(filled, at, grades, choice, maximum, lambda row: table.cell(row, "name") or row[0])
    if choice.comments:
        _comments(filled, grades)
    return filled


def _comments(filled: Filled, grades: Grades) -> None:
    """Put a comment where none stands; Moodle shows it as HTML. Raises LearnrnnError where there is no such column."""
    at = filled.table.column("comments")
    if at is None:
        raise complain("roster_unknown", system="Moodle", columns="Feedback comments")
    for row, student in filled.matches.of_row.items():
        if not filled.table.rows[row][at].strip():
            filled.table.rows[row][at] = html.escape(grades.comments[student])


def _names_anybody(table: CsvTable) -> bool:
    keys = ("identifier", "id", "number", "email", "login", "name", "last")
    return any(table.column(key) is not None for key in keys)


def _is_worksheet(table: CsvTable) -> bool:
    """Whether the first column is `Participant 101` in whatever language."""
    found = [PARTICIPANT.fullmatch(row[0].strip()) for row in table.rows]
    words = {participant["word"] for participant in found if participant}
    return bool(found) and all(found) and len(words) == 1 and words != {""}


def _find_shape(table: CsvTable) -> bool:
    """Find a grading worksheet's columns in a language that we do not know, by what is in them.

    Moodle's order is the same in all: who, name, …, the grade, the largest grade, whether it can be changed.
    """
    if not _is_worksheet(table) or len(table.header) < 5:
        return False
    for at in range(3, len(table.header) - 1):
        largest = {_value(row[at]) for row in table.rows}
        grades = [row[at - 1].strip() for row in table.rows]
        yes_or_no = {row[at + 1].strip() for row in table.rows}
        if (
            len(largest) == 1
            and (largest.pop() or 0) > 0
            and all(cell in EMPTY or _value(cell) is not None for cell in grades)
            and all(cell and _value(cell) is None for cell in yes_or_no)
        ):
            mails = [i for i in range(2, at - 1) if any("@" in row[i] for row in table.rows)]
            table.known = {"identifier": 0, "name": 1, "grade": at - 1, "maximum": at}
            table.known |= {"email": mails[0]} if mails else {}
            return True
    return False


def _canvas(table: CsvTable, grades: Grades, choice: Entering, aliases: Aliases) -> Filled:
    """The columns that say who somebody is, as Canvas orders them, and the assignment's."""

    def keys(row: Sequence[str]) -> Keys:
        own = identities_of(table, row, "id", "number", "login", "email")
        return Keys(own, names_of(table, row), table.cell(row, "id"))

    section = table.column("section")
    if table.column("name") != 0 or section is None or table.column("id") is None:
        raise complain("roster_unknown", system="Canvas", columns="Student, ID, SIS Login ID, Section")
    above = [row for row in table.rows if _is_no_student(row)]
    students = [row for row in table.rows if not _is_no_student(row)]
    at = _canvas_column(table, above, section, choice)
    title = table.header[at] if at is not None else choice.column or NEW_COLUMN
    picked = CsvTable(
        [*table.header[: section + 1], title],
        [[*row[: section + 1], row[at] if at is not None else ""] for row in above + students],
        table.delimiter,
        table.mark,
        table.line_end,
    )
    points = next((row for row in picked.rows[: len(above)] if "Points Possible" in row[0]), None)
    if points is None:
        points = ["    Points Possible", *[""] * section, ""]
        picked.rows.insert(0, points)
    if not points[-1].strip():
        points[-1] = str(grades.max_score)
    first = len(picked.rows) - len(students)
    found = match(grades.scores, picked.rows[first:], keys, aliases)
    matches = Matches({first + i: student for i, student in found.of_row.items()}, found.unmatched)
    filled = Filled(picked, matches, range(first, len(picked.rows)))
    _enter(filled, section + 1, grades, choice, points[-1], lambda row: row[0])
    return filled


def _is_no_student(row: Sequence[str]) -> bool:
    """Canvas's rows above the students: the points, and what is posted by hand."""
    words = {cell.strip().casefold() for cell in row[1:]} - {""}
    posting = all(word == "muted" or word.startswith("manual posting") for word in words)
    return "Points Possible" in row[0] or (not row[0].strip() and posting)


def _canvas_column(
    table: CsvTable, above: Sequence[Sequence[str]], section: int, choice: Entering
) -> int | None:
    """Where the assignment is; None for a new one."""
    columns = range(section + 1, len(table.header))
    open_ = [i for i in columns if not any("read only" in row[i] for row in above)]
    if choice.column is not None:
        for i in open_:
            title = CANVAS_TITLE.fullmatch(table.header[i].strip())
            if choice.column in (table.header[i].strip(), title["title"] if title else None):
                return i
        return None
    known = [i for i in open_ if CANVAS_TITLE.fullmatch(table.header[i].strip())]
    if len(known) > 1:
        titles = ", ".join(table.header[i].strip() for i in known[:SHOWN_CHOICES])
        raise complain("roster_which_column", titles=titles)
    return known[0] if known else None


def _gradescope(table: CsvTable, grades: Grades, choice: Entering, aliases: Aliases) -> Filled:
    """The form of an assignment's grades as Gradescope itself writes them."""

    def keys(row: Sequence[str]) -> Keys:
        return Keys(identities_of(table, row, "email", "number"), names_of(table, row))

    if all(table.column(key) is None for key in ("email", "number")):
        raise complain("roster_unknown", system="Gradescope", columns="First Name, Last Name, SID, Email")
    people = [row for row in table.rows if table.cell(row, "role").casefold() in ("", "student")]
    matches = match(grades.scores, people, keys, aliases)
    who = [i for key in ("first", "last", "name", "number", "email") if (i := table.column(key)) is not None]
    titles = [f"{i}: {name} ({points}.0 pts)" for i, (name, points) in enumerate(grades.points.items(), 1)]
    header = [*(table.header[i] for i in who), "Total Score", "Max Points", "Status", *titles]
    zeros = choice.missing_zero and not matches.unmatched
    rows = [
        [*(row[j] for j in who), *_gradescope_cells(matches.of_row.get(i), grades, zeros)]
        for i, row in enumerate(people)
    ]
    made = CsvTable(header, rows, mark=table.mark, line_end=table.line_end)
    return Filled(made, matches, range(len(people)))


def _gradescope_cells(student: str | None, grades: Grades, zeros: bool) -> list[str]:
    most = f"{float(grades.max_score)}"
    if student is None:
        none = "0.0" if zeros else ""
        return [none, most, "Missing", *[none] * len(grades.points)]
    score, parts = grades.scores[student], grades.parts[student]
    cells = ["" if (part := parts.get(name)) is None else str(float(part)) for name in grades.points]
    status = "Ungraded" if score is None else "Graded"
    return ["" if score is None else str(float(score)), most, status, *cells]


FORMS: dict[str, Callable[[CsvTable, Grades, Entering, Aliases], Filled]] = {
    "moodle": _moodle,
    "canvas": _canvas,
    "gradescope": _gradescope,
}


# --------------------------------------------------------------------- pieces


def _grade_column(table: CsvTable, title: str | None) -> int:
    """Where the grades go; a new column at the end where there is none."""
    titles = [known.strip() for known in table.header]
    at = table.column("grade") if title is None else titles.index(title) if title in titles else None
    if at is None:
        table.header.append(title or NEW_COLUMN)
        for row in table.rows:
            row.append("")
        at = len(table.header) - 1
    return at


def _only(cells: set[str]) -> str:
    """What all rows say; nothing where they differ."""
    return cells.pop() if len(cells) == 1 else ""


def _enter(
    filled: Filled,
    at: int,
    grades: Grades,
    choice: Entering,
    maximum: str,
    name: Callable[[Sequence[str]], str],
) -> None:
    """Put the grades into their column; what a person filled in stays, unless it is to be overwritten."""
    factor = _factor(maximum, grades.max_score, choice)
    rows = filled.table.rows
    comma = any(re.fullmatch(r"\d+,\d+", text.strip()) for text in (maximum, *(row[at] for row in rows)))
    for i in filled.people:
        student = filled.matches.of_row.get(i)
        if student is None:
            if not choice.missing_zero or filled.matches.unmatched:
                continue
            ours = "0"
        elif (score := grades.scores[student]) is None:
            continue
        else:
            ours = f"{score * factor:.2f}" if choice.scale else number(score)
        ours, theirs = ours.replace(".", ",") if comma else ours, rows[i][at]
        if isinstance(theirs, CsvCell) and theirs.strip() not in EMPTY:
            if _value(theirs) == _value(ours):
                continue
            if student is None or not choice.overwrite:
                filled.kept.append(KeptGrade(name(rows[i]), theirs.strip(), ours))
                continue
        rows[i][at] = ours


def _value(cell: str) -> float | None:
    """A number, with a point or a comma; None for anything else."""
    try:
        return float(cell.strip().replace(",", "."))
    except ValueError:
        return None


def _factor(maximum: str, points: Number, choice: Entering) -> float:
    """From our points to the system's. Raises LearnrnnError where they differ and nobody asked for it."""
    theirs = _value(maximum)
    if theirs is None:
        return 1.0
    if theirs != points and not choice.scale:
        raise complain("roster_points", theirs=f"{theirs:g}", ours=points)
    return theirs / points if points else 1.0
