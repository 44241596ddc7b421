"""What the learner remembers: spaced repetition by fsrs, in three tables of the progress database.

Only the first answer to a question on one day moves its schedule; every answer is noted.
Times are aware; days are the learner's own (local) ones.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from learnrnn.locale import Message, Sayable

if TYPE_CHECKING:
    from fsrs import Card, Scheduler

TABLES = """
CREATE TABLE IF NOT EXISTS quiz_card (
    question TEXT PRIMARY KEY, card TEXT NOT NULL, due TEXT NOT NULL, moved_on TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS quiz_review (
    id INTEGER PRIMARY KEY, question TEXT NOT NULL, at TEXT NOT NULL, day TEXT NOT NULL,
    right INTEGER NOT NULL, moved INTEGER NOT NULL, seed INTEGER NOT NULL, reply TEXT
);
CREATE TABLE IF NOT EXISTS quiz_session (
    id INTEGER PRIMARY KEY, begun TEXT NOT NULL, ended TEXT, wanted TEXT NOT NULL, state TEXT NOT NULL
);
"""
PROBES = (
    "SELECT question, card, due, moved_on FROM quiz_card",
    "SELECT question, at, day, right, moved, seed, reply FROM quiz_review",
    "SELECT id, begun, ended, wanted, state FROM quiz_session",
)
CARD_ID_BYTES = 6


def open_tables(connection: sqlite3.Connection) -> tuple[sqlite3.Connection, Sayable | None]:
    """The connection with the quiz's tables in it; where they cannot be had, one in memory, and what to say."""
    try:
        connection.executescript(TABLES)
        for probe in PROBES:
            connection.execute(probe).fetchall()
        return connection, None
    except sqlite3.DatabaseError as error:
        memory = sqlite3.connect(":memory:", isolation_level=None)
        memory.executescript(TABLES)
        return memory, Message("quiz_memory_not_kept", {"why": error})


def write(connection: sqlite3.Connection, statement: str, values: tuple[object, ...]) -> bool:
    """Whether it could be written: a locked or full database is no reason to stop asking."""
    try:
        connection.execute(statement, values)
        connection.commit()
    except sqlite3.OperationalError:
        return False
    return True


@dataclass(frozen=True)
class Record:
    """What is known of one question."""

    question: str
    answers: int
    right: int
    due: datetime | None = None  # when its time comes, or came; None where nothing is known of it
    is_due: bool = False
    recall: float | None = None  # the probability that it would be answered rightly now


class Memory:
    """The schedule and the notes of every answer."""

    def __init__(self, connection: sqlite3.Connection):
        self.connection = connection

    def due(self, now: datetime) -> list[str]:
        """The questions whose time has come, the longest due first."""
        moments = self._moments(now)
        return sorted((q for q in moments if moments[q] <= now), key=lambda q: (moments[q], q))

    def _moments(self, now: datetime) -> dict[str, datetime]:
        """When each question that was ever answered is due: the one place that says so.

        What was missed the last time is due at once, what was known when its schedule says, but not on the day it moved.
        A card from the future is one whose clock was wrong: due now.
        """
        rows = self.connection.execute(
            "SELECT question, due, moved_on, (SELECT right FROM quiz_review AS r WHERE r.question = c.question"
            " ORDER BY r.id DESC LIMIT 1) FROM quiz_card AS c"
        )
        return {question: _moment(due, moved_on, right, now) for question, due, moved_on, right in rows}

    def last_answered(self) -> Mapping[str, str]:
        """When each question that was ever answered was answered last."""
        return dict(self.connection.execute("SELECT question, max(at) FROM quiz_review GROUP BY question"))

    def next_due(self, now: datetime, known: Iterable[str]) -> datetime | None:
        """When the next of these questions can be asked again, if any was ever asked."""
        moments = self._moments(now)
        return min((moments[q] for q in known if q in moments and moments[q] > now), default=None)

    def answered(self, question: str, *, right: bool, now: datetime, seed: int, reply: Any = None) -> bool:
        """Notes an answer; whether it moved the schedule."""
        card, moved_on = self._card(question)
        moves = moved_on != _day(now)
        if moves:
            card = self._review(card, question, right, now)
        write(
            self.connection,
            "INSERT INTO quiz_review (question, at, day, right, moved, seed, reply) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (question, _utc(now), _day(now), right, moves, seed, json.dumps(reply, ensure_ascii=False)),
        )
        return moves

    def records(self, now: datetime) -> dict[str, Record]:
        """What is known of every question ever answered."""
        rows = self.connection.execute(
            "SELECT question, count(*), sum(right) FROM quiz_review GROUP BY question ORDER BY question"
        ).fetchall()
        moments = self._moments(now)
        return {q: self._record(q, count, right, moments.get(q), now) for q, count, right in rows}

    def _record(
        self, question: str, answers: int, right: int, moment: datetime | None, now: datetime
    ) -> Record:
        card, _ = self._card(question)
        recall = _scheduler().get_card_retrievability(card, now.astimezone(UTC)) if card else None
        return Record(question, answers, right, moment, moment is not None and moment <= now, recall)

    def _card(self, question: str) -> tuple[Card | None, str | None]:
        """The question's card and the day it last moved; None where it has none that can be read."""
        from fsrs import Card

        row = self.connection.execute(
            "SELECT card, moved_on FROM quiz_card WHERE question = ?", (question,)
        ).fetchone()
        if row is None:
            return None, None
        try:
            return Card.from_json(row[0]), row[1]
        except (ValueError, KeyError, TypeError):
            return None, None

    def _review(self, card: Card | None, question: str, right: bool, now: datetime) -> Card:
        from fsrs import Card, Rating

        now = now.astimezone(UTC)
        card = card or Card(card_id=_card_id(question), due=now)
        if card.last_review is not None and card.last_review > now:
            card.last_review = now  # the clock was wrong then
        card, _ = _scheduler().review_card(card, Rating.Good if right else Rating.Again, now)
        write(
            self.connection,
            "INSERT OR REPLACE INTO quiz_card VALUES (?, ?, ?, ?)",
            (question, card.to_json(), _utc(card.due), _day(now)),
        )
        return card


def _scheduler() -> Scheduler:
    from fsrs import Scheduler

    return Scheduler(enable_fuzzing=False)  # fuzzing would make two runs differ


def _card_id(question: str) -> int:
    """A number that stays with the question; fsrs would take the clock."""
    import hashlib  # it loads OpenSSL: who only looks at what is due starts without it

    return int.from_bytes(hashlib.sha256(question.encode()).digest()[:CARD_ID_BYTES], "big")


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _moment(due: str, moved_on: str, right: int | None, now: datetime) -> datetime:
    """When a question is due; see Memory._moments."""
    try:
        moment, day = datetime.fromisoformat(due), date.fromisoformat(moved_on)
    except ValueError:
        return now
    if moved_on > _day(now):
        return now
    if right == 0:
        return min(moment, now)
    return max(moment, datetime.combine(day + timedelta(days=1), datetime.min.time()).astimezone())


def _day(moment: datetime) -> str:
    return moment.astimezone().date().isoformat()
