"""Writes what other systems read: the quiz, an autograder for Gradescope or Otter, a gradebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from learnrnn import catalog
from learnrnn.app.session import Session
from learnrnn.errors import complain
from learnrnn.files import put

if TYPE_CHECKING:
    from learnrnn.bridges.gradebooks.write import Entering, Written


@dataclass(frozen=True)
class Visibilities:
    """When students see what, in Gradescope's words."""

    visible_checks: str
    hidden_checks: str


def export_quiz(
    session: Session, form: str, file: Path, sections: tuple[str, ...], seed: int, *, student: bool
) -> int:
    """Draw the questions and write them in this format; how many there are. Raises LearnrnnError."""
    from learnrnn.bridges.quiz_formats.asked import parts
    from learnrnn.bridges.quiz_formats.write import WITHOUT_KEY, written
    from learnrnn.quiz.load import load_bank

    bank = load_bank()
    if bank.cut and not (student and form in WITHOUT_KEY):
        raise complain("quiz_cut_no_keys")
    found = parts(bank, sections, seed, session.lang)
    put(file, written(form, found, session.lang, student=student))
    return sum(len(part.questions) for part in found)


def export_gradescope(
    session: Session, file: Path, names: Sequence[str], seed: int, seen: Visibilities
) -> tuple[int, int]:
    """Write an autograder's zip; how many exercises it grades, and their points. Raises LearnrnnError."""
    from learnrnn.bridges.gradescope.pack import chosen, pack, points
    from learnrnn.bridges.gradescope.settings import Settings

    exercises = chosen(names)
    limits = session.limits
    settings = Settings(
        tuple(exercise.name for exercise in exercises),
        session.lang,
        seed,
        limits.case_s,
        limits.exercise_s,
        seen.visible_checks,
        seen.hidden_checks,
    )
    put(file, pack(exercises, settings))
    return len(exercises), points(exercises)


def export_otter(session: Session, folder: Path, names: Sequence[str], seed: int) -> tuple[Path, Path]:
    """Make Otter's notebook and autograder, and prove them; both paths. Raises LearnrnnError."""
    from learnrnn.bridges.otter.export import export

    notebook = export(folder, catalog.chosen(names), seed, session.lang)
    return notebook, folder / "autograder" / "autograder.zip"


def export_gradebook(form: str, results: Path, roster: Path, choice: Entering, file: Path) -> Written:
    """Write a class's grades as a learning system imports them. Raises LearnrnnError."""
    from learnrnn.bridges.gradebooks.write import write

    written = write(form, results, roster, choice)
    put(file, written.content)
    return written
