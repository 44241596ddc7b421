"""Where a learner stands in the course: what is passed, begun, due and next."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from learnrnn import catalog
from learnrnn.catalog import Exercise
from learnrnn.learner.progress import Progress
from learnrnn.learner.workspace import begun
from learnrnn.locale import Sayable

PASSED, BEGUN, OPEN = "passed", "begun", "open"


@dataclass(frozen=True)
class Stand:
    """One exercise: how far it is, the best score (None: never checked), and the file that was begun."""

    exercise: Exercise
    status: str
    best: int | None = None
    file: Path | None = None


@dataclass(frozen=True)
class Seen:
    """The course as it stands. due: how many questions of the quiz are to be asked again."""

    stands: tuple[Stand, ...]
    due: int = 0
    warning: Sayable | None = None

    @property
    def passed(self) -> int:
        return sum(stand.status == PASSED for stand in self.stands)

    @property
    def next(self) -> Stand | None:
        """What was begun and not passed comes first, then what is open; None at the end of the course."""
        return next((s for status in (BEGUN, OPEN) for s in self.stands if s.status == status), None)

    def lacking(self, exercise: Exercise) -> list[str]:
        """What the exercise needs and is not passed yet."""
        passed = {s.exercise.name for s in self.stands if s.status == PASSED}
        return [name for name in exercise.needs if name not in passed]


def look(workspace: Path) -> Seen:
    """The course as it stands in this workspace."""
    progress = Progress.open()
    stands = tuple(_stand(e, progress, workspace) for e in catalog.exercises().values())
    return Seen(stands, _due(progress), progress.warning)


def _stand(exercise: Exercise, progress: Progress, workspace: Path) -> Stand:
    of, file = progress.of(exercise.name), begun(exercise, workspace)
    status = PASSED if of["passed"] else BEGUN if file and not _untouched(file, exercise) else OPEN
    return Stand(exercise, status, int(of["best"]) if of["tries"] else None, file)


def _untouched(file: Path, exercise: Exercise) -> bool:
    try:
        return file.suffix == ".py" and exercise.is_stub(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return False


def _due(progress: Progress) -> int:
    try:
        if progress.connection.execute("SELECT 1 FROM quiz_card LIMIT 1").fetchone() is None:
            return 0
    except sqlite3.DatabaseError:  # the quiz was never opened here
        return 0
    from datetime import UTC, datetime

    from learnrnn.quiz.memory import Memory, open_tables

    connection, _ = open_tables(progress.connection)
    return len(Memory(connection).due(datetime.now(UTC).astimezone()))
