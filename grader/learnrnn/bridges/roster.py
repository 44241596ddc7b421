"""A learning system's list of people: a CSV file, who stands in which row, and whose submission is whose.

People are matched by what identifies them, then by name. One who fits two rows, or a row that fits two
submissions, is matched to none: a grade given to the wrong person is worse than one to be entered by hand.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from learnrnn.errors import complain
from learnrnn.gradebook.cells import tame

LIMIT_BYTES = 64 << 20
DELIMITERS = ",;\t"
NUMBER = re.compile(r"[-+]?[\d.,]+%?")
SCHEME = re.compile(r"(?P<name>.+)_(?P<id>\d+)")  # how lms.py names a person of Moodle's or Canvas's

# A column's names in the systems' files, in English and Japanese.
COLUMNS = {
    "identifier": ("identifier", "識別子"),
    "id": ("id",),
    "name": ("full name", "student", "name", "フルネーム", "氏名", "学生"),
    "first": ("first name", "firstname", "名"),
    "last": ("last name", "surname", "lastname", "姓"),
    "email": ("email address", "email", "メールアドレス"),
    "login": ("sis login id", "username", "ユーザ名", "ユーザー名"),
    "number": ("id number", "sis user id", "sid", "student id", "idナンバー", "学籍番号"),
    "grade": ("grade", "評点", "評定"),
    "maximum": ("maximum grade", "最大評点", "最大評定"),
    "section": ("section", "セクション"),
    "role": ("role",),
}


@dataclass
class Table:
    """A CSV file, and how it was written."""

    header: list[str]
    rows: list[list[str]]
    delimiter: str = ","
    mark: bool = False  # a byte-order mark at its start, by which a spreadsheet knows UTF-8

    def column(self, key: str) -> int | None:
        """Where a column of COLUMNS is."""
        titles = [title.strip().casefold() for title in self.header]
        for known in COLUMNS[key]:
            if known in titles:
                return titles.index(known)
        return None

    def cell(self, row: Sequence[str], key: str) -> str:
        at = self.column(key)
        return row[at].strip() if at is not None else ""

    def written(self) -> bytes:
        """As a file of the same kind; nothing in it that a spreadsheet would run."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=self.delimiter, lineterminator="\r\n")
        writer.writerows([harmless(cell) for cell in row] for row in (self.header, *self.rows))
        return (codecs.BOM_UTF8 if self.mark else b"") + out.getvalue().encode("utf-8", "replace")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; a number and a single sign stay as they are."""
    return cell if len(cell) < 2 or NUMBER.fullmatch(cell) else tame(cell)


def read_table(path: Path) -> Table:
    """A CSV file in UTF-8 or UTF-16, with commas, semicolons or tabs. Raises LearnrnnError."""
    try:
        with path.open("rb") as opened:
            content = opened.read(LIMIT_BYTES + 1)
    except OSError as error:
        raise complain("roster_unreadable", path=path, why=error.strerror or error) from None
    if len(content) > LIMIT_BYTES:
        raise complain("roster_unreadable", path=path, why=f"> {LIMIT_BYTES >> 20} MiB")
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
        first = text.lstrip().split("\n", 1)[0]
        delimiter = max(DELIMITERS, key=lambda d: len(next(csv.reader([first], delimiter=d), [])))
        rows = [
            row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True) if row
        ]
    except UnicodeDecodeError:
        raise complain("roster_not_utf8", path=path) from None
    except csv.Error as error:
        raise complain("roster_unreadable", path=path, why=error) from None
    if not rows:
        raise complain("roster_unreadable", path=path, why="empty")
    width = len(rows[0])
    full = [(row + [""] * width)[:width] for row in rows[1:]]
    return Table(rows[0], full, delimiter, wide or content.startswith(codecs.BOM_UTF8))


Keys = tuple[set[str], set[str]]  # what identifies a row's person; what they may be called


@dataclass(frozen=True)
class Matches:
    """Which submission is each row's, and the students that no row, or more than one, could be."""

    of_row: dict[int, str]
    unmatched: list[str]


def match(students: Iterable[str], table: Table, keys_of: Callable[[Sequence[str]], Keys]) -> Matches:
    """Find each student's row."""
    levels: list[dict[str, set[int]]] = [defaultdict(set), defaultdict(set)]
    for number, row in enumerate(table.rows):
        for level, keys in zip(levels, keys_of(row), strict=True):
            for key in keys - {""}:
                level[key].add(number)
    claims: dict[int, list[str]] = defaultdict(list)
    unmatched: list[str] = []
    for student in students:
        rows = _rows(student, levels)
        if len(rows) == 1:
            claims[rows.pop()].append(student)
        else:
            unmatched.append(student)
    unmatched += [student for claim in claims.values() if len(claim) > 1 for student in claim]
    return Matches({row: claim[0] for row, claim in claims.items() if len(claim) == 1}, sorted(unmatched))


def _rows(student: str, levels: Sequence[dict[str, set[int]]]) -> set[int]:
    scheme = SCHEME.fullmatch(student)
    identities = {identity(student)} | (
        {_joined(scheme["name"], scheme["id"]), f"_{scheme['id']}"} if scheme else set()
    )
    names = {letters(student)} | ({letters(scheme["name"])} if scheme else set())
    for level, keys in zip(levels, (identities, names), strict=True):
        found: set[int] = set().union(*(level.get(key, set()) for key in keys - {""}))
        if found:
            return set(found)
    return set()


def identity(text: str) -> str:
    """A mail address, login or number, however it is written."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def letters(text: str) -> str:
    """A name without what systems leave out of it: blanks, commas, quotes."""
    return "".join(c for c in identity(text) if c.isalnum())


def _joined(name: str, number: str) -> str:
    return f"{letters(name)}_{number}"


def names_of(table: Table, row: Sequence[str]) -> set[str]:
    """What a row's person may be called: in one column or two, in either order."""
    name, first, last = (table.cell(row, key) for key in ("name", "first", "last"))
    found = {letters(name), letters(first + last), letters(last + first)}
    if "," in name:
        after = name.split(",", 1)
        found.add(letters(after[1] + after[0]))
    return found


def identities_of(table: Table, row: Sequence[str], *keys: str) -> set[str]:
    """What these columns say of a row's person; of a mail address also the part before the @."""
    found = {identity(table.cell(row, key)) for key in keys}
    return found | {known.split("@")[0] for known in found if "@" in known}


def with_names(names: Iterable[str], number: str) -> set[str]:
    """Keys that hold for a number only together with a name."""
    return {_joined(name, number) for name in names if name and number}


def alone(number: str) -> set[str]:
    """A key that holds for a number whatever the name beside it."""
    return {f"_{number}"} if number else set()
