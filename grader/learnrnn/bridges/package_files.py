"""The kit itself as files, for an autograder's zip: unpacked anywhere, `import learnrnn` works there.

Only Python and the dependencies of pyproject.toml are needed beside it; grading takes numpy alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from learnrnn.catalog import Exercise

PACKAGE = Path(__file__).parents[1]
CONTENT = (
    "exercises",
    "solutions",
    "quizzes",
    "course.toml",
)  # lies in the package folder of a wheel; not taken from there


def files(exercises: Sequence[Exercise]) -> Iterator[tuple[str, bytes]]:
    """Path in the zip (`learnrnn/…`) and content: the package, and both folders of these exercises."""
    yield from without_course()
    for exercise in exercises:
        for folder in (exercise.folder, exercise.solution_folder):
            yield from folder_files(folder, f"learnrnn/{folder.parent.name}/{folder.name}")


def without_course() -> Iterator[tuple[str, bytes]]:
    """The package alone, without a course, and without what only an author needs."""
    for name, content in folder_files(PACKAGE, "learnrnn"):
        if name.split("/")[1] not in CONTENT and not name.startswith("learnrnn/authoring/template/"):
            yield name, content


def folder_files(folder: Path, name: str) -> Iterator[tuple[str, bytes]]:
    """Every file of a folder, as if the folder were called `name`."""
    for path in _below(folder):
        yield f"{name}/{path.relative_to(folder).as_posix()}", path.read_bytes()


def needs() -> list[str]:
    """What pip has to install beside it."""
    from importlib.metadata import requires

    return [line for line in requires("learnrnn") or [] if "extra ==" not in line]


def _below(folder: Path) -> Iterator[Path]:
    """Every file below a folder, in order, without what Python leaves there."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith("."):
            yield path
