"""Asks a session's questions through a Screen, judges, remembers, and keeps the session after every answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Protocol

from learnrnn.locale import Message
from learnrnn.quiz.draw import draw
from learnrnn.quiz.item import Item
from learnrnn.quiz.judge import Judgement, Reply, judge
from learnrnn.quiz.memory import Memory
from learnrnn.quiz.question import Bank
from learnrnn.quiz.replies import UnreadableReply
from learnrnn.quiz.session import Answered, Sitting, Sittings

Clock = Callable[[], float]  # seconds, for time limits


class Skipped(Exception):
    """The learner passes this question; nothing is noted of it."""


class Stopped(Exception):
    """The learner stops here and may go on later."""


class OutOfTime(Exception):
    """The exam's time ran out before the answer."""


class Ending(Enum):
    """How a session came to its end, or did not."""

    FINISHED = "finished"
    STOPPED = "stopped"  # by the learner's own word; may be taken up again
    INTERRUPTED = "interrupted"  # by Ctrl-C; the same
    INPUT_ENDED = "input_ended"
    OUT_OF_TIME = "out_of_time"


class Screen(Protocol):
    """Where questions are shown and answers come from."""

    def ask(self, item: Item, number: int, total: int) -> None:
        """Show a question."""
        ...

    def reply(self, item: Item, deadline: float | None) -> Reply:
        """The learner's answer. Raises Skipped, Stopped, OutOfTime, EOFError, KeyboardInterrupt."""
        ...

    def unreadable(self, said: Message) -> None:
        """Say why an answer could not be read, and that it may be given again."""
        ...

    def verdict(self, item: Item, reply: Reply, verdict: Judgement) -> None:
        """Show right or wrong, and why."""
        ...


@dataclass(frozen=True)
class Asking:
    """What asking needs besides the session."""

    bank: Bank
    memory: Memory
    sessions: Sittings
    now: Callable[[], datetime]
    clock: Clock = time.monotonic


def ask(session: Sitting, screen: Screen, asking: Asking) -> Ending:
    """Asks what remains of a session, from where it stands."""
    deadline = None if session.seconds_left is None else asking.clock() + session.seconds_left
    try:
        while session.remaining:
            _ask_next(session, screen, asking, deadline)
    except (Stopped, KeyboardInterrupt) as error:
        _keep(session, asking, deadline)
        return Ending.STOPPED if isinstance(error, Stopped) else Ending.INTERRUPTED
    except EOFError:
        ending = Ending.INPUT_ENDED
    except OutOfTime:
        ending = Ending.OUT_OF_TIME
    else:
        ending = Ending.FINISHED
    asking.sessions.end(session, asking.now())
    return ending


def _ask_next(session: Sitting, screen: Screen, asking: Asking, deadline: float | None) -> None:
    item = _next_item(session, asking)
    passed, total = session.progress
    screen.ask(item, passed + 1, total)
    try:
        reply, verdict = readable_reply(item, screen, deadline, asking.clock)
    except Skipped:
        session.asked += 1
        _keep(session, asking, deadline)
        return
    session.answers.append(Answered(item.question.id, reply, verdict.right))
    session.asked += 1
    if not (verdict.right or item.again or session.wanted.exam):
        session.missed.append(item.question.id)
    asking.memory.answered(
        item.question.id, right=verdict.right, now=asking.now(), seed=item.seed, reply=reply
    )
    _keep(session, asking, deadline)  # before the feedback: who stops there has answered
    if not session.wanted.exam:
        screen.verdict(item, reply, verdict)


def _next_item(session: Sitting, asking: Asking) -> Item:
    """The next question; one that comes back has other numbers and another order."""
    question = asking.bank.questions[session.next_question]
    return replace(draw(question, session.seed + session.again), again=session.again)


def _keep(session: Sitting, asking: Asking, deadline: float | None) -> None:
    if deadline is not None:
        session.seconds_left = max(0.0, deadline - asking.clock())
    asking.sessions.keep(session)


def readable_reply(
    item: Item, screen: Screen, deadline: float | None, clock: Clock
) -> tuple[Reply, Judgement]:
    """The first reply that can be read, and its verdict. Raises what Screen.reply raises."""
    while True:
        reply = screen.reply(item, deadline)
        if deadline is not None and clock() > deadline:
            raise OutOfTime
        try:
            return reply, judge(item, reply)
        except UnreadableReply as error:
            screen.unreadable(error.said)
