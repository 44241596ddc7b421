"""The store's tables, version by version. A store that an older kit made is brought up when it is opened."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from learnrnn.errors import complain

APPLICATION = 0x4C524E4E  # "LRNN": what tells our file from another program's

STEPS = (
    # 1: results, and which of them count
    """
    CREATE TABLE settings(name TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE exercises(name TEXT PRIMARY KEY, position INTEGER NOT NULL, max_score INTEGER NOT NULL);
    CREATE TABLE kits(
        id INTEGER PRIMARY KEY, version TEXT, python TEXT, numpy TEXT, settings TEXT, safe INTEGER,
        UNIQUE(version, python, numpy, settings, safe));
    CREATE TABLE submissions(student TEXT PRIMARY KEY, root TEXT NOT NULL);
    CREATE TABLE results(
        id INTEGER PRIMARY KEY, student TEXT NOT NULL, exercise TEXT NOT NULL, digest TEXT NOT NULL,
        checks TEXT NOT NULL, seed TEXT NOT NULL, kit INTEGER NOT NULL REFERENCES kits(id),
        status TEXT NOT NULL, score INTEGER, max_score INTEGER NOT NULL, fault TEXT, graded_at REAL NOT NULL,
        content BLOB NOT NULL, en BLOB NOT NULL, ja BLOB NOT NULL,
        UNIQUE(student, exercise, digest, checks, seed, kit));
    CREATE TABLE counting(
        student TEXT, exercise TEXT, result INTEGER NOT NULL REFERENCES results(id),
        PRIMARY KEY(student, exercise)) WITHOUT ROWID;
    CREATE TABLE left_out(root TEXT, path TEXT, en TEXT NOT NULL, ja TEXT NOT NULL, PRIMARY KEY(root, path));
    """,
    # 2: what people say, and the text that was graded, by which equal answers are found
    """
    ALTER TABLE results ADD COLUMN source BLOB;
    CREATE TABLE words(
        id INTEGER PRIMARY KEY, student TEXT NOT NULL, exercise TEXT NOT NULL, chk TEXT NOT NULL, points REAL,
        excused INTEGER NOT NULL, comment TEXT NOT NULL, by TEXT NOT NULL, at REAL NOT NULL, taken_back REAL);
    CREATE INDEX words_of ON words(student, exercise);
    """,
    # 3: what each student handed in one after the other; of a store that knew of the last alone, that one
    """
    CREATE TABLE attempts(
        id INTEGER PRIMARY KEY, student TEXT NOT NULL, number INTEGER NOT NULL, at TEXT, late INTEGER NOT NULL);
    CREATE INDEX attempts_of ON attempts(student, number);
    CREATE TABLE parts(
        attempt INTEGER REFERENCES attempts(id), exercise TEXT, result INTEGER NOT NULL REFERENCES results(id),
        PRIMARY KEY(attempt, exercise)) WITHOUT ROWID;
    INSERT INTO attempts(student, number, late) SELECT student, 1, 0 FROM submissions;
    INSERT INTO parts SELECT a.id, c.exercise, c.result FROM counting c JOIN attempts a USING(student);
    """,
)


def migrate(db: sqlite3.Connection, path: Path) -> None:
    """Bring the tables to this kit's version, all of it or nothing. Raises LearnrnnError for a newer kit's store."""
    if _version(db) == len(STEPS):
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        version = _version(db)  # another run may have been first
        if version > len(STEPS):
            raise complain("store_newer", path=path)
        for step in STEPS[version:]:
            for statement in step.split(";"):
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {len(STEPS)}")
        db.execute(f"PRAGMA application_id = {APPLICATION}")
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _version(db: sqlite3.Connection) -> int:
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    if version == 0 and db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise sqlite3.DatabaseError("it has another program's tables")
    return version
