"""A learner's progress, in an SQLite file in the user's data folder, one a course.

Everything works without it: where the folder cannot be written, progress is kept in memory, and that is
said once. A damaged file is put aside, never deleted, and a new one begun.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import time
from pathlib import Path

from learnrnn import catalog
from learnrnn.locale import Message, Sayable

_TABLES = """
CREATE TABLE IF NOT EXISTS exercise (
    name TEXT PRIMARY KEY, best INTEGER NOT NULL DEFAULT 0, score INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0, passed_at REAL
);
CREATE TABLE IF NOT EXISTS hint (name TEXT PRIMARY KEY, shown INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS given (file TEXT, kind TEXT, digest TEXT NOT NULL, PRIMARY KEY (file, kind));
"""


SHARED = "progress.sqlite3"  # of every course that has no id, and once of all courses


def path() -> Path:
    """Where the progress in this course lies. What was noted before each course had a file of its own moves there.

    Raises LearnrnnError where course.toml is wrong.
    """
    shared, course = _data_folder() / SHARED, catalog.course().id
    if not course:
        return shared
    own = shared.with_stem(f"{shared.stem}-{course}")
    if not own.exists() and _is_of_this_course(shared):
        with contextlib.suppress(OSError):  # another process has moved it already, or nobody may
            shared.rename(own)
    return own


def _is_of_this_course(file: Path) -> bool:
    """Whether it may be moved: not where it names exercises and none of them is here. A damaged one may."""
    if not file.is_file():
        return False
    try:
        with contextlib.closing(sqlite3.connect(file, timeout=5)) as connection:
            names = {name for (name,) in connection.execute("SELECT name FROM exercise")}
    except sqlite3.DatabaseError:
        return True
    return not names or any(folder.name.replace("_", "-") in names for folder in catalog.folders())


def _data_folder() -> Path:
    if sys.platform == "linux":  # as platformdirs says, which takes longer to load than the progress
        base = os.environ.get("XDG_DATA_HOME", "").strip() or os.path.expanduser("~/.local/share")
        return Path(base, "learnrnn")
    import platformdirs

    return Path(platformdirs.user_data_dir("learnrnn", appauthor=False))


class Progress:
    """An open progress file. `connection` is SQLite's; `warning` is what the user has to know, if anything."""

    def __init__(self, connection: sqlite3.Connection, warning: Sayable | None = None):
        self.connection, self.warning = connection, warning

    @classmethod
    def open(cls, file: Path | None = None) -> Progress:
        """The user's progress, whatever state its file is in."""
        file = file or path()
        try:
            return cls(_connect(file))
        except sqlite3.DatabaseError as error:
            if _unwritable(error):
                return cls._in_memory(file, str(error))
            return cls._begin_anew(file)
        except OSError as error:
            return cls._in_memory(file, error.strerror or str(error))

    @classmethod
    def _begin_anew(cls, file: Path) -> Progress:
        aside = file.with_name(f"{file.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}")
        try:
            file.rename(aside)
            return cls(_connect(file), Message("progress_damaged", {"path": aside}))
        except (OSError, sqlite3.DatabaseError) as error:
            return cls._in_memory(file, str(error))

    @classmethod
    def _in_memory(cls, file: Path, why: str) -> Progress:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.executescript(_TABLES)
        return cls(connection, Message("progress_not_kept", {"path": file.parent, "why": why}))

    def record(self, name: str, score: int, *, passed: bool) -> bool:
        """Note a check's outcome; whether this is the exercise's first pass."""
        before = self.of(name)
        self._write(
            "INSERT INTO exercise (name, best, score, tries, passed_at) VALUES (?1, ?2, ?2, 1, ?3) "
            "ON CONFLICT (name) DO UPDATE SET best = max(best, ?2), score = ?2, tries = tries + 1, "
            "passed_at = coalesce(passed_at, ?3)",
            (name, score, time.time() if passed else None),
        )
        return passed and not before["passed"]

    def of(self, name: str) -> dict[str, int | bool]:
        """best, score (the last one), tries and passed of an exercise."""
        row = self.connection.execute(
            "SELECT best, score, tries, passed_at FROM exercise WHERE name = ?", (name,)
        ).fetchone() or (0, 0, 0, None)
        return {"best": row[0], "score": row[1], "tries": row[2], "passed": row[3] is not None}

    def next_hint(self, name: str, count: int) -> int:
        """How many hints to show now: one more than last time, at most all."""
        row = self.connection.execute("SELECT shown FROM hint WHERE name = ?", (name,)).fetchone()
        shown = min((row[0] if row else 0) + 1, count)
        self._write("INSERT OR REPLACE INTO hint VALUES (?, ?)", (name, shown))
        return shown

    def given(self, file: Path, kind: str) -> str | None:
        """The digest of what the kit last gave for this file of a workspace."""
        row = self.connection.execute(
            "SELECT digest FROM given WHERE file = ? AND kind = ?", (str(file), kind)
        ).fetchone()
        return row[0] if row else None

    def give(self, file: Path, kind: str, digest: str) -> None:
        """Note what the kit gives for this file."""
        self._write("INSERT OR REPLACE INTO given VALUES (?, ?, ?)", (str(file), kind, digest))

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        with contextlib.suppress(sqlite3.OperationalError):  # locked or full: progress is a convenience
            self.connection.execute(statement, values)


def _connect(file: Path) -> sqlite3.Connection:
    file.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(file, timeout=5, isolation_level=None)
    try:
        connection.executescript(_TABLES)
        connection.execute("SELECT best, score, tries, passed_at FROM exercise").fetchone()
        connection.execute("BEGIN IMMEDIATE")  # shows a folder that can be read but not written
        connection.execute("ROLLBACK")
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _unwritable(error: sqlite3.DatabaseError) -> bool:
    text = str(error)
    return any(word in text for word in ("readonly", "unable to open", "locked", "disk"))
