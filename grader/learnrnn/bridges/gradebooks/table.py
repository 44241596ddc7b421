"""A CSV file that somebody else made: read, and written again with no cell changed but our own."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from learnrnn.errors import complain
from learnrnn.gradebook.cells import harmless

LIMIT_BYTES = 64 << 20
DELIMITERS = ",;\t"
NUMBER = re.compile(r"[-+]?[\d.,]+%?")
PLAIN = re.compile(r"[^\"\r\n,;\t]*")

# A column's names in the systems' files, in English and Japanese.
COLUMNS = {
    "identifier": ("identifier", "識別子"),
    "id": ("id",),
    "name": ("full name", "student", "name", "フルネーム", "氏名", "学生"),
    "first": ("first name", "first_name", "firstname", "名"),
    "last": ("last name", "last_name", "surname", "lastname", "姓"),
    "email": ("email address", "email", "メールアドレス"),
    "login": ("sis login id", "username", "ユーザ名", "ユーザー名"),
    "github": ("github_username", "username", "github username", "login"),
    "number": ("id number", "sis user id", "sid", "student id", "idナンバー", "学籍番号"),
    "grade": ("grade", "評点", "評定"),
    "maximum": ("maximum grade", "最大評点", "最大評定"),
    "modified": (
        "last modified (submission)",
        "最終更新日時 (提出)",
        "最終更新日時（提出）",
        "最終更新 (提出)",
    ),
    "comments": ("feedback comments", "フィードバックコメント"),
    "section": ("section", "セクション"),
    "role": ("role",),
}


class CsvCell(str):
    """A cell as text. raw: as it stands in the file, with its quotes."""

    raw: str

    def __new__(cls, text: str, raw: str) -> CsvCell:
        made = super().__new__(cls, text)
        made.raw = raw
        return made


@dataclass
class CsvTable:
    """A CSV file, and how it was written. A cell that is no `CsvCell` is ours. known: columns found by their content."""

    header: list[str]
    rows: list[list[str]]
    delimiter: str = ","
    mark: bool = False  # a byte-order mark at its start, by which a spreadsheet knows UTF-8
    line_end: str = "\r\n"
    known: dict[str, int] = field(default_factory=dict)

    def column(self, key: str) -> int | None:
        """Where a column of COLUMNS is."""
        titles = [title.strip().casefold() for title in self.header]
        for known in COLUMNS[key]:
            if known in titles:
                return titles.index(known)
        return self.known.get(key)

    def cell(self, row: Sequence[str], key: str) -> str:
        at = self.column(key)
        return row[at].strip() if at is not None else ""

    def written(self) -> bytes:
        """As a file of the same kind: its own cells byte for byte, ours with nothing that a spreadsheet would run."""
        lines = [
            self.delimiter.join(self._written(cell) for cell in row) for row in (self.header, *self.rows)
        ]
        text = self.line_end.join([*lines, ""])
        return (codecs.BOM_UTF8 if self.mark else b"") + text.encode("utf-8", "replace")

    def _written(self, cell: str) -> str:
        if isinstance(cell, CsvCell):
            return cell.raw
        text = cell if NUMBER.fullmatch(cell) else harmless(cell)
        return text if PLAIN.fullmatch(text) else '"' + text.replace('"', '""') + '"'


def read_table(path: Path) -> CsvTable:
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
    except UnicodeDecodeError:
        raise complain("roster_not_utf8", path=path) from None
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=lambda d: len(re.sub(r'"[^"]*"', "", first).split(d)))
    try:
        rows = _rows(text, delimiter)
    except ValueError as error:
        raise complain("roster_unreadable", path=path, why=error) from None
    if not rows:
        raise complain("roster_unreadable", path=path, why="empty")
    width = len(rows[0])
    full = [(row + [CsvCell("", "")] * width)[:width] for row in rows[1:]]
    line_end = "\r\n" if "\r\n" in text else "\n"
    return CsvTable(rows[0], full, delimiter, wide or content.startswith(codecs.BOM_UTF8), line_end)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """The cells, as they stand in the file. Raises ValueError for a quote that is out of place."""
    d = re.escape(delimiter)
    pattern = re.compile(rf'("(?:[^"]|"")*"|[^"{d}\r\n][^{d}\r\n]*|)({d}|\r\n|\r|\n|\Z)')
    rows: list[list[str]] = []
    row: list[str] = []
    at = 0
    while at < len(text):
        found = pattern.match(text, at)
        if found is None:
            line = text.count("\n", 0, at) + 1
            raise ValueError(f"a quotation mark is out of place in line {line}")
        raw, end = found.groups()
        row.append(CsvCell(raw[1:-1].replace('""', '"') if raw.startswith('"') else raw, raw))
        at = found.end()
        if end == delimiter:
            if at == len(text):
                row.append(CsvCell("", ""))
            continue
        if len(row) > 1 or row[0].strip():
            rows.append(row)
        row = []
    if row:
        rows.append(row)
    return rows
