"""Makes the autograder's zip: scripts, settings, the kit, and two samples that prove it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from learnrnn import catalog
from learnrnn.bridges import package_files
from learnrnn.bridges.gradescope.prove import FAILING, FULL, SAMPLES
from learnrnn.bridges.gradescope.settings import FILE, Settings
from learnrnn.catalog import Exercise
from learnrnn.engine.grade import points_of
from learnrnn.errors import complain
from learnrnn.files import archive

SCRIPTS = ("setup.sh", "run_autograder", "prove")


def chosen(names: Sequence[str]) -> list[Exercise]:
    """The named exercises, or all, in course order. Raises LearnrnnError for one unknown or without checks."""
    found = catalog.chosen(names)
    for exercise in found:
        if not exercise.has_checks:
            raise complain("gradescope_no_checks", name=exercise.name)
    return found


def pack(exercises: Sequence[Exercise], settings: Settings) -> bytes:
    """The zip's content."""
    return archive(_files(exercises, settings), executable=SCRIPTS)


def points(exercises: Sequence[Exercise]) -> int:
    """What a full-mark submission scores: the points to give the assignment."""
    return sum(points_of(exercise.checks().checks) for exercise in exercises)


def _files(exercises: Sequence[Exercise], settings: Settings) -> Iterator[tuple[str, bytes]]:
    for name in SCRIPTS:
        script = Path(__file__).with_name("scripts") / name
        yield name, script.read_bytes().replace(b"\r\n", b"\n")  # a checkout may have others
    yield FILE, settings.packed()
    needs = [line for line in package_files.needs() if line.startswith("numpy")]  # all that grading takes
    yield "requirements.txt", "".join(f"{line}\n" for line in needs).encode()
    for exercise in exercises:
        for sample, file in ((FULL, exercise.solution), (FAILING, exercise.stub)):
            yield f"{SAMPLES}/{sample}/{exercise.filename}", file.read_bytes()
    for name, content in package_files.files(exercises):
        yield name, content
