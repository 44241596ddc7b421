"""The kit itself as files, for an autograder's zip: unpacked anywhere, `import learnrnn` works there.

Only Python and the dependencies of pyproject.toml are needed beside it; grading takes numpy alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from learnrnn.catalog import Exercise

PACKAGE = Path(__file__).parents[1]
CONTENT = ("exercises", "solutions", "quizzes")  # lies in the package folder of a wheel; not taken from there


def files(exercises: Sequence[Exercise]) -> Iterator[tuple[str, bytes]]:
    """Path in the zip (`learnrnn/…`) and content: the package, and both folders of these exercises."""
    for path in _below(PACKAGE):
        inside = path.relative_to(PACKAGE)
        if inside.parts[0] not in CONTENT:
            yield f"learnrnn/{inside.as_posix()}", path.read_bytes()
    for exercise in exercises:
        for folder in (exercise.folder, exercise.solution_folder):
            for path in _below(folder):
                inside = path.relative_to(folder.parents[1])
                yield f"learnrnn/{inside.as_posix()}", path.read_bytes()


def needs() -> list[str]:
    """What pip has to install beside it."""
    from importlib.metadata import requires

    return [line for line in requires("learnrnn") or [] if "extra ==" not in line]


def _below(folder: Path) -> Iterator[Path]:
    """Every file below a folder, in order, without what Python leaves there."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith("."):
            yield path
