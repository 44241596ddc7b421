"""A learner's progress as a document, and such a document added to what is known here: nothing gets less."""

from __future__ import annotations

import sqlite3
from typing import Any

SCHEMA = "learnrnn/progress/1"
# A table's columns, and how a row of the document joins what is there.
TABLES = {
    "exercise": (
        ("name", "best", "score", "tries", "passed_at"),
        "ON CONFLICT (name) DO UPDATE SET best = max(best, excluded.best), tries = max(tries, excluded.tries), "
        "passed_at = coalesce(min(passed_at, excluded.passed_at), passed_at, excluded.passed_at)",
    ),
    "hint": (("name", "shown"), "ON CONFLICT (name) DO UPDATE SET shown = max(shown, excluded.shown)"),
    "quiz_card": (
        ("question", "card", "due", "moved_on"),
        "ON CONFLICT (question) DO UPDATE SET card = excluded.card, due = excluded.due, "
        "moved_on = excluded.moved_on WHERE excluded.moved_on > moved_on",
    ),
    "quiz_review": (("question", "at", "day", "right", "moved", "seed", "reply"), ""),
}
_IS_KNOWN = "SELECT 1 FROM quiz_review WHERE question = ? AND at = ?"


def taken(connection: sqlite3.Connection, course: str) -> dict[str, Any]:
    """All of a course that is worth taking along; the folders of this machine are not."""
    found: dict[str, Any] = {"schema": SCHEMA, "course": course}
    for table, (columns, _) in TABLES.items():
        names = ", ".join(f'"{name}"' for name in columns)
        rows = connection.execute(f"SELECT {names} FROM {table} ORDER BY rowid").fetchall()
        found[table] = [dict(zip(columns, row, strict=True)) for row in rows]
    return found


def add(connection: sqlite3.Connection, document: Any) -> int | None:
    """Add a document; how many exercises it holds, or None where it is none (then nothing was added)."""
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        return None
    connection.execute("BEGIN IMMEDIATE")
    try:
        for table, (columns, joins) in TABLES.items():
            names = ", ".join(f'"{name}"' for name in columns)
            marks = ", ".join("?" * len(columns))
            for row in document[table]:
                values = tuple(row[name] for name in columns)
                if table == "quiz_review" and connection.execute(_IS_KNOWN, values[:2]).fetchone():
                    continue
                connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks}) {joins}", values)
    except (LookupError, TypeError, sqlite3.Error):
        connection.execute("ROLLBACK")
        return None
    connection.execute("COMMIT")
    return len(document["exercise"])
