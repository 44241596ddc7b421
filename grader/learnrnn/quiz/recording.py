"""Records answers where the keys are cut out: a file to hand in, which `learnrnn quiz --answers` scores."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from learnrnn.errors import LearnrnnError, complain
from learnrnn.quiz.answer_files import Stamp, read_answers
from learnrnn.quiz.ask import Ending, Screen, Skipped, Stopped
from learnrnn.quiz.item import Item
from learnrnn.quiz.judge import Reply
from learnrnn.quiz.keyless import fingerprint
from learnrnn.quiz.kinds import kind_of
from learnrnn.quiz.question import Bank
from learnrnn.quiz.replies import UnreadableReply, require_short


@dataclass
class Recording:
    """One student's answers so far."""

    student: str
    stamp: Stamp
    answers: dict[str, Any] = field(default_factory=dict)

    def as_bytes(self) -> bytes:
        """The file's content."""
        data = [{"student": self.student, **asdict(self.stamp), "answers": self.answers}]
        return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def stamp_of(bank: Bank) -> Stamp:
    """Which questions a bundle gives out, with which numbers."""
    questions = tuple(bank.questions)
    return Stamp(bank.seed, fingerprint(bank.questions.as_read(name) for name in questions), questions)


def open_hand_in(file: Path, student: str | None, stamp: Stamp) -> Recording:
    """What the file has already, or a new one. Raises LearnrnnError for a file that is something else."""
    import getpass

    if not file.exists():
        return Recording(student or getpass.getuser(), stamp)
    try:
        found = read_answers(file).hand_ins if file.is_file() else []
    except LearnrnnError:
        found = []
    if len(found) != 1:
        raise complain("quiz_record_other", file=file)
    begun = found[0]
    if begun.stamp not in (None, stamp):
        raise complain("quiz_record_other_test", file=file)
    return Recording(student or begun.student, stamp, dict(begun.answers))


def record(
    items: Iterable[Item], total: int, hand_in: Recording, screen: Screen, keep: Callable[[], None]
) -> Ending:
    """Ask the questions one by one; `keep` is called after every answer."""
    try:
        for number, item in enumerate(items, 1):
            screen.ask(item, number, total)
            try:
                reply = _readable_reply(item, screen)
            except Skipped:
                continue
            if reply is not None:  # who does not know may come back to it
                hand_in.answers[item.question.id] = answer_of(item, reply)
                keep()
    except (Stopped, KeyboardInterrupt) as error:
        return Ending.STOPPED if isinstance(error, Stopped) else Ending.INTERRUPTED
    except EOFError:
        return Ending.INPUT_ENDED
    return Ending.FINISHED


def _readable_reply(item: Item, screen: Screen) -> Reply:
    while True:
        reply = screen.reply(item, None)
        try:
            if isinstance(reply, str):
                require_short(reply)
                kind_of(item.question.kind).require_readable(reply)
            return reply
        except UnreadableReply as error:
            screen.unreadable(error.said)


def answer_of(item: Item, reply: Reply) -> Any:
    """A reply in the form that `--answers` takes."""
    if isinstance(reply, tuple):
        return list(reply) if kind_of(item.question.kind).several else reply[0]
    return reply
