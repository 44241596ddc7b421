"""A session of asking: its questions, seed and answers, kept after every answer, so that it can be taken up again."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from learnrnn.quiz.choose import Wanted
from learnrnn.quiz.judge import Reply
from learnrnn.quiz.memory import write

RESUME_WITHIN = timedelta(hours=24)


@dataclass(frozen=True)
class Answered:
    """One answer of a session."""

    question: str
    reply: Reply
    right: bool


@dataclass
class Sitting:
    """What is asked, and how far it is: the questions, then once more those that were missed.

    `asked` counts the questions passed, skipped ones and those that came back too.
    """

    wanted: Wanted
    seed: int
    questions: list[str]
    answers: list[Answered] = field(default_factory=list)
    asked: int = 0
    seconds_left: float | None = None
    missed: list[str] = field(default_factory=list)
    id: int | None = None

    @property
    def first_answers(self) -> dict[str, Answered]:
        """The first answer to each question: what counts."""
        return {answer.question: answer for answer in reversed(self.answers)}

    @property
    def second_answers(self) -> list[Answered]:
        """The answers to questions that were missed and came back."""
        first = self.first_answers.values()
        return [answer for answer in self.answers if not any(answer is one for one in first)]

    @property
    def right(self) -> int:
        return sum(answer.right for answer in self.first_answers.values())

    @property
    def remaining(self) -> int:
        return len(self.questions) + len(self.missed) - self.asked

    @property
    def again(self) -> bool:
        """Whether what comes now is what was missed."""
        return self.asked >= len(self.questions)

    @property
    def next_question(self) -> str:
        return [*self.questions, *self.missed][self.asked]

    @property
    def progress(self) -> tuple[int, int]:
        """How many are passed, of how many: of the questions, or of those that come back."""
        if self.again and self.missed:
            return self.asked - len(self.questions), len(self.missed)
        return self.asked, len(self.questions)


class Sittings:
    """The sessions in the progress database."""

    def __init__(self, connection: sqlite3.Connection):
        self.connection = connection

    def begin(self, session: Sitting, now: datetime) -> None:
        """Keeps a new session; one that was open before is over."""
        self._write("UPDATE quiz_session SET ended = ? WHERE ended IS NULL", (_utc(now),))
        self._write(
            "INSERT INTO quiz_session (begun, wanted, state) VALUES (?, ?, ?)",
            (_utc(now), json.dumps(session.wanted.as_data()), _state(session)),
        )
        row = self.connection.execute("SELECT max(id) FROM quiz_session WHERE ended IS NULL").fetchone()
        session.id = row[0]

    def keep(self, session: Sitting) -> None:
        """Keeps how far the session is."""
        self._write("UPDATE quiz_session SET state = ? WHERE id = ?", (_state(session), session.id))

    def end(self, session: Sitting, now: datetime) -> None:
        self.keep(session)
        self._write("UPDATE quiz_session SET ended = ? WHERE id = ?", (_utc(now), session.id))

    def open_one(self, wanted: Wanted, known: set[str], now: datetime) -> Sitting | None:
        """The session that was broken off, if it was asked for in the same words, or if nothing special is asked for now."""
        row = self.connection.execute(
            "SELECT id, begun, wanted, state FROM quiz_session WHERE ended IS NULL ORDER BY id DESC LIMIT 1"
        ).fetchone()
        if row is None:
            return None
        try:
            session = _session(row[0], json.loads(row[2]), json.loads(row[3]))
            begun = datetime.fromisoformat(row[1])
        except (ValueError, KeyError, TypeError):
            return None
        fits = wanted.is_plain or wanted == session.wanted
        if (
            not fits
            or abs(now - begun) > RESUME_WITHIN
            or not session.remaining
            or not known >= set(session.questions)
        ):
            return None
        return session

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        write(self.connection, statement, values)


def _state(session: Sitting) -> str:
    answers = [[answer.question, answer.reply, answer.right] for answer in session.answers]
    state = {
        "seed": session.seed,
        "questions": session.questions,
        "answers": answers,
        "asked": session.asked,
        "seconds_left": session.seconds_left,
        "missed": session.missed,
    }
    return json.dumps(state, ensure_ascii=False)


def _session(number: int, wanted: dict[str, Any], state: dict[str, Any]) -> Sitting:
    answers = [Answered(question, _reply(reply), right) for question, reply, right in state["answers"]]
    return Sitting(
        wanted=Wanted.of_data(wanted),
        seed=int(state["seed"]),
        questions=list(state["questions"]),
        answers=answers,
        asked=int(state["asked"]),
        seconds_left=state["seconds_left"],
        missed=list(state.get("missed", [])),
        id=number,
    )


def _reply(data: Any) -> Reply:
    return tuple(data) if isinstance(data, list) else data


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
