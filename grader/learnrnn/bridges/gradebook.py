"""Writes a class's results as Moodle, Canvas or Gradescope has its gradebook, from the list of people it gives.

Everybody in the list is in the file. Who handed nothing in keeps the cell as the list has it, or gets 0 where
that is asked for; so does, and never gets 0, who could not be graded by a fault of ours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from learnrnn.bridges.roster import (
    Keys,
    Matches,
    Table,
    alone,
    identities_of,
    letters,
    match,
    names_of,
    read_table,
    with_names,
)
from learnrnn.errors import complain
from learnrnn.gradebook.documents import SCHEMA

NEW_COLUMN = "learnrnn"
PARTICIPANT = re.compile(r"(?P<word>\D*?)\s*(?P<number>\d+)")
CANVAS_TITLE = re.compile(r"(?P<title>.*?)\s*\(\d+\)")
SHOWN_CHOICES = 8


@dataclass(frozen=True)
class Choice:
    """What the instructor asked for: the column, converted points, 0 for those without a submission."""

    column: str | None = None
    scale: bool = False
    missing_zero: bool = False


@dataclass(frozen=True)
class Grades:
    """A results.json: a score a student, None where a fault left something ungraded."""

    scores: dict[str, int | None]
    parts: dict[str, dict[str, int | None]]  # by student and exercise
    points: dict[str, int]  # by exercise

    @property
    def max_score(self) -> int:
        return sum(self.points.values())


@dataclass(frozen=True)
class Written:
    """The file, and what there is to say of it."""

    content: bytes
    graded: int
    missing: int
    unmatched: Sequence[str]
    ungraded: Sequence[str]  # by a fault


def write(form: str, results: Path, roster: Path, choice: Choice) -> Written:
    """The gradebook's content. Raises LearnrnnError."""
    grades, table = read_results(results), read_table(roster)
    fill = FORMS[form]
    filled, matches, people = fill(table, grades, choice)
    ungraded = [student for student, score in grades.scores.items() if score is None]
    graded = sum(grades.scores[student] is not None for student in matches.of_row.values())
    missing = len([row for row in people if row not in matches.of_row])
    return Written(filled.written(), graded, missing, matches.unmatched, ungraded)


def read_results(path: Path) -> Grades:
    """A results.json of `learnrnn grade`. Raises LearnrnnError."""
    try:
        data = json.loads(path.read_bytes())
        if data["schema"] != SCHEMA:
            raise ValueError(data["schema"])
        parts = {
            str(s["student"]): {str(e["name"]): _score(e["score"]) for e in s["exercises"]}
            for s in data["submissions"]
        }
        points = {
            str(e["name"]): int(e["max_score"]) for s in data["submissions"][:1] for e in s["exercises"]
        }
    except OSError as error:
        raise complain("results_unreadable", path=path, why=error.strerror or error) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise complain("results_unknown", path=path) from None
    if not parts:
        raise complain("results_unknown", path=path)
    return Grades({student: _sum(of.values()) for student, of in parts.items()}, parts, points)


def _score(value: Any) -> int | None:
    return None if value is None else int(value)


def _sum(scores: Any) -> int | None:
    scores = list(scores)
    return None if None in scores else sum(scores)


# ---------------------------------------------------------------------- forms

Filled = tuple[Table, Matches, list[int]]  # people: the rows that are students'


def _moodle(table: Table, grades: Grades, choice: Choice) -> Filled:
    """The grading worksheet with its grades, or a list of participants with a column more."""

    def keys(row: Sequence[str]) -> Keys:
        names = names_of(table, row)
        participant = PARTICIPANT.fullmatch(table.cell(row, "identifier") or table.cell(row, "id"))
        own: set[str] = set()
        if participant:  # a group's number may be another person's: it holds together with the name
            own = with_names([*names, letters(participant["word"])], participant["number"])
        return own | identities_of(table, row, "identifier", "id", "number", "email", "login"), names

    if all(
        table.column(key) is None for key in ("identifier", "id", "number", "email", "login", "name", "last")
    ):
        raise complain("roster_unknown", system="Moodle", columns="Identifier, Full name, Grade")
    matches = match(grades.scores, table, keys)
    at = _grade_column(table, choice.column)
    maximum = _only({table.cell(row, "maximum") for row in table.rows})
    _enter(table, at, range(len(table.rows)), matches, grades, choice, maximum)
    return table, matches, list(range(len(table.rows)))


def _canvas(table: Table, grades: Grades, choice: Choice) -> Filled:
    """The columns that say who somebody is, as Canvas orders them, and the assignment's."""

    def keys(row: Sequence[str]) -> Keys:
        names, number = names_of(table, row), table.cell(row, "id")
        own = with_names(names, number) | alone(number)
        return own | identities_of(table, row, "id", "number", "login", "email"), names

    section = table.column("section")
    if table.column("name") != 0 or section is None or table.column("id") is None:
        raise complain("roster_unknown", system="Canvas", columns="Student, ID, SIS Login ID, Section")
    above = [row for row in table.rows if _is_no_student(row)]
    students = [row for row in table.rows if not _is_no_student(row)]
    at = _canvas_column(table, above, section, choice)
    title, kept = table.header[at] if at is not None else choice.column or NEW_COLUMN, range(section + 1)
    picked = Table(
        [*table.header[: section + 1], title],
        [[*(row[i] for i in kept), row[at] if at is not None else ""] for row in above + students],
        table.delimiter,
        table.mark,
    )
    people = range(len(above), len(picked.rows))
    for row in picked.rows[: len(above)]:
        if "Points Possible" in row[0] and not row[-1].strip():
            row[-1] = str(grades.max_score)
    if not any("Points Possible" in row[0] for row in above):
        picked.rows.insert(0, ["    Points Possible", *[""] * section, str(grades.max_score)])
        people = range(len(above) + 1, len(picked.rows))
    maximum = next(row[-1] for row in picked.rows if "Points Possible" in row[0])
    found = match(grades.scores, Table(picked.header, [picked.rows[i] for i in people]), keys)
    matches = Matches({people[i]: student for i, student in found.of_row.items()}, found.unmatched)
    _enter(picked, section + 1, people, matches, grades, choice, maximum)
    return picked, matches, list(people)


def _is_no_student(row: Sequence[str]) -> bool:
    """Canvas's rows above the students: the points, and what is posted by hand."""
    words = {cell.strip().casefold() for cell in row[1:]} - {""}
    posting = all(word == "muted" or word.startswith("manual posting") for word in words)
    return "Points Possible" in row[0] or (not row[0].strip() and posting)


def _canvas_column(table: Table, above: Sequence[Sequence[str]], section: int, choice: Choice) -> int | None:
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


def _gradescope(table: Table, grades: Grades, choice: Choice) -> Filled:
    """The form of an assignment's grades as Gradescope itself writes them."""

    def keys(row: Sequence[str]) -> Keys:
        return identities_of(table, row, "email", "number"), names_of(table, row)

    if all(table.column(key) is None for key in ("email", "number")):
        raise complain("roster_unknown", system="Gradescope", columns="First Name, Last Name, SID, Email")
    people = [row for row in table.rows if table.cell(row, "role").casefold() in ("", "student")]
    students = Table(table.header, people)
    matches = match(grades.scores, students, keys)
    who = [i for key in ("first", "last", "name", "number", "email") if (i := table.column(key)) is not None]
    titles = [f"{i}: {name} ({points}.0 pts)" for i, (name, points) in enumerate(grades.points.items(), 1)]
    header = [*(table.header[i] for i in who), "Total Score", "Max Points", "Status", *titles]
    rows = []
    for i, row in enumerate(people):
        student = matches.of_row.get(i)
        rows.append([*(row[j] for j in who), *_gradescope_cells(student, grades, choice)])
    return Table(header, rows, mark=table.mark), matches, list(range(len(people)))


def _gradescope_cells(student: str | None, grades: Grades, choice: Choice) -> list[str]:
    if student is None:
        none = "0.0" if choice.missing_zero else ""
        return [none, f"{grades.max_score}.0", "Missing", *[none] * len(grades.points)]
    score, parts = grades.scores[student], grades.parts[student]
    cells = ["" if (part := parts.get(name)) is None else f"{part}.0" for name in grades.points]
    status = "Ungraded" if score is None else "Graded"
    return ["" if score is None else f"{score}.0", f"{grades.max_score}.0", status, *cells]


FORMS: dict[str, Callable[[Table, Grades, Choice], Filled]] = {
    "moodle": _moodle,
    "canvas": _canvas,
    "gradescope": _gradescope,
}


# --------------------------------------------------------------------- pieces


def _grade_column(table: Table, title: str | None) -> int:
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
    table: Table,
    at: int,
    people: Sequence[int],
    matches: Matches,
    grades: Grades,
    choice: Choice,
    maximum: str,
) -> None:
    factor = _factor(maximum, grades.max_score, choice)
    for i in people:
        student = matches.of_row.get(i)
        if student is None:
            if choice.missing_zero:
                table.rows[i][at] = "0"
        elif (score := grades.scores[student]) is not None:
            table.rows[i][at] = f"{score * factor:.2f}" if choice.scale else str(score)


def _factor(maximum: str, points: int, choice: Choice) -> float:
    """From our points to the system's. Raises LearnrnnError where they differ and nobody asked for it."""
    try:
        theirs = float(maximum.replace(",", "."))
    except ValueError:
        return 1.0
    if theirs != points and not choice.scale:
        raise complain("roster_points", theirs=f"{theirs:g}", ours=points)
    return theirs / points if points else 1.0
