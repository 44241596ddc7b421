"""CSV that a spreadsheet opens rightly: every field quoted, nothing in it that would run, letters as they are."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from learnrnn.diagnosis.findings import clean

NAME_LIMIT = 255  # characters: no file system has longer names
SIGNS = "=+\\-@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}" \
    "\N{SMALL PLUS SIGN}\N{SMALL HYPHEN-MINUS}\N{SMALL EQUALS SIGN}\N{SMALL COMMERCIAL AT}\N{MINUS SIGN}"  # fmt: skip
FORMULA = re.compile(rf"(^|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])(?=\s*[{SIGNS}]|[\t\r])")


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula, at its start or after a line end: a ' stands before it."""
    return FORMULA.sub(r"\1'", text)


def tame(text: str) -> str:
    """A stranger's text that no spreadsheet takes for a formula, and no terminal for commands."""
    return harmless(clean(text, NAME_LIMIT))


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV, texts tamed. A byte-order mark where there are letters beyond ASCII: Excel needs it for them."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([_cell(value) for value in row] for row in rows)
    text = out.getvalue()
    return text if text.isascii() else "\ufeff" + text


def _cell(value: object) -> str:
    if isinstance(value, int | float):
        return number(value)
    return "" if value is None else tame(str(value))


def number(value: float) -> str:
    """Points as people write them: 7, 7.5, 6.67."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
