"""Which questions to ask: what is due, then what is new; of a section, of a number, for an exam."""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from learnrnn.errors import complain
from learnrnn.quiz.memory import Memory
from learnrnn.quiz.question import Bank

COUNT = 10  # questions where --count does not say
EXAM_COUNT = 20


@dataclass(frozen=True)
class Wanted:
    """What the command line asked for."""

    sections: tuple[str, ...] = ()
    count: int | None = None
    seed: int | None = None
    review: bool = False
    exam: bool = False
    minutes: float | None = None

    def as_data(self) -> dict[str, Any]:
        return {**asdict(self), "sections": list(self.sections)}

    @classmethod
    def of_data(cls, data: dict[str, Any]) -> Wanted:
        """What `as_data` gave. Raises KeyError, TypeError."""
        return cls(
            tuple(data["sections"]), *(data[name] for name in ("count", "seed", "review", "exam", "minutes"))
        )

    @property
    def is_plain(self) -> bool:
        """`learnrnn quiz` with nothing else."""
        return self == Wanted()


def pool(bank: Bank, sections: tuple[str, ...]) -> list[str]:
    """The ids of these sections' questions, or of all, in course order. Raises LearnrnnError for an unknown section."""
    if not sections:
        return list(bank.questions)
    for name in sections:
        if bank.section(name) is None:
            known = ", ".join(f"{section.name} ({section.note})" for section in bank.sections)
            raise complain("quiz_unknown_section", name=name, known=known)
    chosen = {bank.section(name) for name in sections}
    return [question for section in bank.sections if section in chosen for question in section.ids]


def choose(bank: Bank, memory: Memory, wanted: Wanted, seed: int, now: datetime) -> list[str]:
    """The ids of the questions to ask, in order."""
    questions = pool(bank, wanted.sections)
    if wanted.exam:
        rng = random.Random(f"{seed}:exam")
        keyed = sorted((rng.random(), question) for question in questions)
        return [question for _, question in keyed[: wanted.count or EXAM_COUNT]]
    known = set(questions)
    due = [question for question in memory.due(now) if question in known]
    if wanted.review:
        return due[: wanted.count]
    answered = memory.last_answered()
    asked = due + [question for question in questions if question not in answered]
    if wanted.sections or wanted.count:  # asked for by name: what was answered longest ago fills the rest
        rest = sorted(known & answered.keys() - set(due), key=lambda question: (answered[question], question))
        asked += rest
    return asked[: wanted.count or COUNT]
