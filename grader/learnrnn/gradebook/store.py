"""The store of a class: every result that was ever reached, and what people said of them. An SQLite file.

A result is kept by what decides it: the student's file, the exercise, its checks, the seed and the kit. An attempt is
what a student handed in at once, and which of them counts is told apart, so that nothing is lost when a resubmission
is graded. Rows are written as they come; whoever kills a run loses what was under way, no more. Two runs may write at
once.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from learnrnn.errors import LearnrnnError, complain
from learnrnn.files import OWNER_ONLY, free_name
from learnrnn.gradebook.job import Graded, Key, Row
from learnrnn.gradebook.made import Kit
from learnrnn.gradebook.packed import expand
from learnrnn.gradebook.schema import migrate
from learnrnn.locale import ENGLISH, LANGUAGES

FILE = "store.sqlite"
WAIT_S = 600  # for another run that is writing


@dataclass(frozen=True)
class Seed:
    """What a class's inputs are drawn from. secret: no document says it."""

    value: int
    secret: bool


@dataclass(frozen=True)
class Kept:
    """One exercise of one student as the store has it."""

    id: int
    exercise: str
    key: Key
    kit: Kit
    status: str
    score: int | None
    max_score: int
    fault: str | None


@dataclass(frozen=True)
class Attempt:
    """What a student handed in at once. at: when, as ISO text, where it is known; is_late: their system says so."""

    id: int
    number: int
    at: str | None
    is_late: bool


@dataclass(frozen=True)
class Unread:
    """Something in a class that was no submission, and why."""

    path: str
    why: Mapping[str, str]  # by language


@dataclass(frozen=True)
class Words:
    """What a person said of a student's exercise, or of one of its checks ("" for the whole).

    points: what they give for it in place of the machine; excused: it counts in no total. Both may be absent:
    then it is a comment.
    """

    id: int
    student: str
    exercise: str
    check: str
    points: float | None
    excused: bool
    comment: str
    by: str
    at: float  # seconds since 1970


class Store:
    """The store in a folder. Use as a context manager. Every method may raise LearnrnnError."""

    def __init__(self, folder: Path, *, must_exist: bool = False):
        self.folder, self.path = folder, folder / FILE
        if must_exist and not self.path.is_file():
            raise complain("store_missing", path=folder)
        with self._guard():
            if not self.path.exists():
                os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, OWNER_ONLY))
            self._db = sqlite3.connect(self.path, timeout=WAIT_S, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.execute("PRAGMA foreign_keys=ON")
            migrate(self._db, self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        with contextlib.suppress(sqlite3.Error):
            self._db.close()

    @contextlib.contextmanager
    def _guard(self) -> Generator[None]:
        """What goes wrong with the file, in one line."""
        try:
            yield
        except sqlite3.Error as error:
            raise _told(error, self.path) from None
        except OSError as error:
            raise complain("out_unwritable", path=self.path, why=error.strerror or error) from None

    @contextlib.contextmanager
    def alone(self) -> Generator[None]:
        """While this lasts nobody else writes; what was changed in it is kept whole or not at all."""
        with self._guard():
            self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            raise
        with self._guard():
            self._db.execute("COMMIT")

    def _all(self, query: str, *values: Any) -> list[Any]:
        with self._guard():
            return self._db.execute(query, values).fetchall()

    def _one(self, query: str, *values: Any) -> Any:
        with self._guard():
            return self._db.execute(query, values).fetchone()

    # ------------------------------------------------------------------ grading

    def seed(self) -> Seed | None:
        """The seed that the class was graded under; None before."""
        row = self._one("SELECT value FROM settings WHERE name = 'seed'")
        kind = self._one("SELECT value FROM settings WHERE name = 'secret'")
        return Seed(int(row[0]), kind is not None and kind[0] == "1") if row else None

    def set_seed(self, seed: Seed) -> None:
        """From now on."""
        self.set("seed", str(seed.value))
        self.set("secret", str(int(seed.secret)))

    def set(self, name: str, value: str) -> None:
        """A setting."""
        self._one("INSERT OR REPLACE INTO settings VALUES (?, ?)", name, value)

    def get(self, name: str) -> str | None:
        """A setting, or None."""
        row = self._one("SELECT value FROM settings WHERE name = ?", name)
        return row[0] if row else None

    def declare(self, exercises: Iterable[tuple[str, int, int]]) -> None:
        """Exercises by name, place in the course and points: the class has them from now on."""
        for each in exercises:
            self._one("INSERT OR REPLACE INTO exercises VALUES (?, ?, ?)", *each)

    def exercises(self) -> dict[str, int]:
        """The class's exercises in course order, with their points."""
        return dict(self._all("SELECT name, max_score FROM exercises ORDER BY position, name"))

    def keeper(self, kit: Kit, *, safe: bool) -> int:
        """The number that this kit, at work in a sandbox that holds or not, has in the store."""
        values = (kit.version, kit.python, kit.numpy, kit.settings, int(safe))
        self._one("INSERT OR IGNORE INTO kits(version, python, numpy, settings, safe) VALUES (?,?,?,?,?)", *values)  # fmt: skip
        query = "SELECT id FROM kits WHERE (version, python, numpy, settings, safe) = (?,?,?,?,?)"
        return self._one(query, *values)[0]

    def known(self, student: str, seed: int, kit: int) -> dict[str, frozenset[Key]]:
        """The keys of a student's results under this seed and kit, by exercise; not of those that are faults."""
        found: dict[str, set[Key]] = {}
        query = "SELECT exercise, digest, checks FROM results WHERE student = ? AND seed = ? AND kit = ? AND fault IS NULL"
        for exercise, digest, checks in self._all(query, student, str(seed), kit):
            found.setdefault(exercise, set()).add(Key(digest, checks))
        return {exercise: frozenset(keys) for exercise, keys in found.items()}

    def keep(self, graded: Graded, root: str, seed: int, kit: int) -> None:
        """A submission's results, which count from now on. root: the path that it was found below."""
        now = time.time()
        with self.alone(), self._guard():
            self._db.execute(
                "INSERT INTO submissions VALUES (?, ?) ON CONFLICT DO UPDATE SET root = excluded.root",
                (graded.student, root),
            )
            results = {row.exercise: self._keep(graded.student, row, seed, kit, now) for row in graded.rows}
            self._count(self._attempt(graded.student, graded.rows, results))

    def _attempt(self, student: str, rows: Sequence[Row], results: Mapping[str, int]) -> int:
        """The number of the attempt with these files: one that is there, else a new one. It is the last from now on."""
        attempts = self._attempts(student)
        last = attempts[-1] if attempts else None
        number = last.number if last else 0
        query = (
            "SELECT p.exercise, r.digest FROM parts p JOIN results r ON r.id = p.result WHERE p.attempt = ?"
        )
        for each in reversed(attempts):
            digests = dict(self._db.execute(query, (each.id,)))
            told = [row for row in rows if each is not last or row.exercise in digests]
            if all(digests.get(row.exercise) == row.key.digest for row in told):
                found = each.id
                break
        else:
            values = (student, number, None, 0)
            found = self._db.execute("INSERT INTO attempts(student, number, at, late) VALUES (?,?,?,?)", values).lastrowid  # fmt: skip
        assert found is not None
        if last and found != last.id:  # what was not asked for stays as it was
            self._db.execute("INSERT OR IGNORE INTO parts SELECT ?, exercise, result FROM parts WHERE attempt = ?", (found, last.id))  # fmt: skip
        if last is None or found != last.id:
            self._db.execute("UPDATE attempts SET number = ? WHERE id = ?", (number + 1, found))
        parts = [(found, exercise, result) for exercise, result in results.items()]
        self._db.executemany("INSERT OR REPLACE INTO parts VALUES (?, ?, ?)", parts)
        return found

    def _count(self, attempt: int) -> None:
        """Let an attempt be the one that counts of its student's."""
        query = "DELETE FROM counting WHERE student = (SELECT student FROM attempts WHERE id = ?)"
        self._db.execute(query, (attempt,))
        self._db.execute(
            "INSERT INTO counting(student, exercise, result) SELECT a.student, p.exercise, p.result FROM parts p"
            " JOIN attempts a ON a.id = p.attempt WHERE a.id = ?",
            (attempt,),
        )

    def count(self, attempt: int) -> None:
        """Let an attempt be the one that counts of its student's."""
        with self._guard():
            self._count(attempt)

    def _attempts(self, student: str) -> list[Attempt]:
        query = "SELECT id, number, at, late FROM attempts WHERE student = ? ORDER BY number"
        return [
            Attempt(n, number, at, bool(late)) for n, number, at, late in self._db.execute(query, (student,))
        ]

    def attempts(self, student: str) -> list[Attempt]:
        """What a student handed in, the last one last."""
        with self._guard():
            return self._attempts(student)

    def came(self, student: str, at: str | None, *, is_late: bool) -> None:
        """When a student's last attempt came in; None where nothing new is known of that."""
        query = (
            "UPDATE attempts SET at = coalesce(?, at), late = ? WHERE student = ? AND number ="
            " (SELECT max(number) FROM attempts WHERE student = ?)"
        )
        self._one(query, at, int(is_late), student, student)

    def several(self) -> list[str]:
        """The students of whom there is more than one attempt."""
        return [
            who for (who,) in self._all("SELECT student FROM attempts GROUP BY student HAVING count(*) > 1")
        ]

    def results_of(self, attempt: int) -> dict[str, Kept]:
        """An attempt's results, by exercise."""
        query = (
            f"SELECT {_KEPT} FROM parts p JOIN results r ON r.id = p.result JOIN kits k ON k.id = r.kit"
            " WHERE p.attempt = ?"
        )
        return {row[1]: _kept(*row) for row in self._all(query, attempt)}

    def _keep(self, student: str, row: Row, seed: int, kit: int, now: float) -> int:
        key = (student, row.exercise, row.key.digest, row.key.checks, str(seed), kit)
        if row.content is not None:
            self._db.execute(
                "INSERT INTO results(student, exercise, digest, checks, seed, kit, status, score, max_score, fault,"
                " graded_at, content, en, ja, source) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET"
                " status = excluded.status, score = excluded.score, max_score = excluded.max_score,"
                " fault = excluded.fault, graded_at = excluded.graded_at, content = excluded.content,"
                " en = excluded.en, ja = excluded.ja, source = excluded.source",
                (*key, row.status, row.score, row.max_score, row.fault, now, row.content,
                 row.documents["en"], row.documents["ja"], row.source),
            )  # fmt: skip
        query = "SELECT id FROM results WHERE (student, exercise, digest, checks, seed, kit) = (?,?,?,?,?,?)"
        return self._db.execute(query, key).fetchone()[0]

    def leave_out(self, roots: Iterable[str], left_out: Iterable[tuple[str, Unread]]) -> None:
        """What lay below these roots and was no submission, in place of what was said of them before."""
        with self.alone(), self._guard():
            self._db.executemany("DELETE FROM left_out WHERE root = ?", [(root,) for root in roots])
            self._db.executemany(
                "INSERT OR REPLACE INTO left_out VALUES (?, ?, ?, ?)",
                [(root, each.path, each.why["en"], each.why["ja"]) for root, each in left_out],
            )

    # ------------------------------------------------------------------ reading

    def left_out(self) -> list[Unread]:
        """What was no submission, by path."""
        rows = self._all("SELECT DISTINCT path, en, ja FROM left_out ORDER BY path")
        return [Unread(path, {"en": en, "ja": ja}) for path, en, ja in rows]

    def students(self) -> dict[str, str]:
        """Every student, by name, and the path that their submission was found below."""
        return dict(self._all("SELECT student, root FROM submissions ORDER BY student"))

    def rows(self) -> Iterator[tuple[str, dict[str, Kept]]]:
        """Every student with the results that count, by exercise."""
        query = (
            f"SELECT s.student, {_KEPT} FROM submissions s"
            " LEFT JOIN counting c ON c.student = s.student LEFT JOIN results r ON r.id = c.result"
            " LEFT JOIN kits k ON k.id = r.kit ORDER BY s.student"
        )
        student: str | None = None
        of: dict[str, Kept] = {}
        with self._guard():
            for who, number, *kept in self._db.execute(query):
                if student is not None and who != student:
                    yield student, of
                    of = {}
                student = who
                if number is not None:
                    of[kept[0]] = _kept(number, *kept)
            if student is not None:
                yield student, of

    def document(self, result: int, lang: str) -> str:
        """A result's document as JSON text."""
        return expand(self._one(f"SELECT {lang if lang in LANGUAGES else ENGLISH} FROM results WHERE id = ?", result)[0])  # fmt: skip

    def content(self, result: int) -> bytes:
        """A result, packed."""
        return self._one("SELECT content FROM results WHERE id = ?", result)[0]

    def sources(self, exercise: str) -> dict[str, str]:
        """The texts that count for an exercise, by student."""
        query = (
            "SELECT c.student, r.source FROM counting c JOIN results r ON r.id = c.result"
            " WHERE c.exercise = ? AND r.source IS NOT NULL ORDER BY c.student"
        )
        return {student: expand(source) for student, source in self._all(query, exercise)}

    def unsafe(self) -> bool:
        """Whether a result that counts was made where the sandbox does not hold."""
        query = "SELECT 1 FROM counting c JOIN results r ON r.id = c.result JOIN kits k ON k.id = r.kit WHERE NOT k.safe"
        return self._one(query + " LIMIT 1") is not None

    def other_seeds(self, seed: int, students: Sequence[str], exercises: Sequence[str]) -> int:
        """How many results that count, other than of these students' exercises, were drawn from another seed."""
        query = (
            "SELECT c.student, c.exercise FROM counting c JOIN results r ON r.id = c.result WHERE r.seed != ?"
        )
        again = {(student, exercise) for student in students for exercise in exercises}
        return sum((s, e) not in again for s, e in self._all(query, str(seed)))

    # ------------------------------------------------------------------- people

    def say(self, words: Words) -> None:
        """Keep a person's words; its number is chosen here."""
        self._one(
            "INSERT INTO words(student, exercise, chk, points, excused, comment, by, at) VALUES (?,?,?,?,?,?,?,?)",
            words.student, words.exercise, words.check, words.points, int(words.excused), words.comment, words.by,
            words.at,
        )  # fmt: skip

    def words(self) -> list[Words]:
        """What people said and did not take back, the oldest first."""
        query = "SELECT id, student, exercise, chk, points, excused, comment, by, at FROM words WHERE taken_back IS NULL ORDER BY id"
        return [
            Words(n, who, e, check, points, bool(excused), *rest)
            for n, who, e, check, points, excused, *rest in self._all(query)
        ]

    def take_back(self, number: int, at: float) -> bool:
        """Let words count no longer; False where there are none of this number."""
        with self._guard():
            query = "UPDATE words SET taken_back = ? WHERE id = ? AND taken_back IS NULL"
            return self._db.execute(query, (at, number)).rowcount == 1

    # -------------------------------------------------------------------- whole

    def copy_to(self, folder: Path) -> None:
        """Write the whole store into another folder."""
        self._copy(folder / FILE)

    def _copy(self, path: Path) -> None:
        with self._guard(), contextlib.closing(sqlite3.connect(self.path, timeout=WAIT_S)) as reader:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, OWNER_ONLY))
            with contextlib.closing(sqlite3.connect(path)) as copy:
                reader.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")

    def begin_anew(self) -> Path:
        """Keep all that is here in a file beside, and be empty. Returns that file."""
        beside = free_name(self.path.with_stem(f"{self.path.stem}-before"))
        with self.alone():
            self._copy(beside)
            with self._guard():
                for table in ("words", "counting", "parts", "attempts", "left_out", "results", "submissions", "exercises", "kits", "settings"):  # fmt: skip
                    self._db.execute(f"DELETE FROM {table}")
        return beside


_KEPT = (
    "r.id, r.exercise, r.digest, r.checks, r.status, r.score, r.max_score, r.fault, k.version, k.python, k.numpy,"
    " k.settings"
)


def _kept(
    number: int, exercise: str, digest: str, checks: str, status: str, score: int | None, points: int,
    fault: str | None, *kit: str,
) -> Kept:  # fmt: skip
    """A row of _KEPT."""
    return Kept(number, exercise, Key(digest, checks), Kit(*kit), status, score, points, fault)


def set_aside(folder: Path) -> Path:
    """Move a store that cannot be read out of the way. Returns where it is now. Raises LearnrnnError."""
    path = folder / FILE
    beside = free_name(path.with_stem(f"{path.stem}-damaged"))
    try:
        for ending in ("", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                os.replace(f"{path}{ending}", f"{beside}{ending}")
    except OSError as error:
        raise complain("out_unwritable", path=path, why=error.strerror or error) from None
    return beside


def _told(error: sqlite3.Error, path: Path) -> LearnrnnError:
    primary = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if primary == sqlite3.SQLITE_BUSY:
        return complain("store_busy", path=path)
    if primary == sqlite3.SQLITE_FULL:
        return complain("disk_full", path=path)
    if primary in (
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_PERM,
    ):
        return complain("out_unwritable", path=path, why=error)
    return Damaged(complain("store_damaged", path=path, why=error).said)


class Damaged(LearnrnnError):
    """The store's file is none that can be read."""
