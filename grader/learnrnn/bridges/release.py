"""Writes the bundle for a class: what a student needs, and nothing that a student may not see.

It is laid out as the kit's repository is, so that `pip install DIR` makes a learnrnn with this course inside and
without solutions, and LEARNRNN_COURSE=DIR points an installed one at it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from learnrnn import catalog
from learnrnn.bridges import package_files
from learnrnn.catalog import Exercise
from learnrnn.errors import complain
from learnrnn.locale import ENGLISH, LANGUAGES, named

LICENSES = ("LICENSE", "NOTICE")

PYPROJECT = """\
[build-system]
requires = ["hatchling>=1.24"]
build-backend = "hatchling.build"

[project]
name = "learnrnn"
version = "{version}"
description = "Learn recurrent networks by writing them: the exercises of a class."
readme = "README.md"
requires-python = ">=3.11"
dependencies = [
{dependencies}
]

[project.scripts]
learnrnn = "learnrnn.__main__:main"

[tool.hatch.build.targets.wheel]
packages = ["grader/learnrnn"]

[tool.hatch.build.targets.wheel.force-include]
{content}
"""


def write_release(folder: Path, names: Sequence[str], seed: int) -> int:
    """Write the bundle into a new folder; how many exercises it holds. Raises LearnrnnError."""
    exercises = catalog.chosen(names)
    files = dict(bundle(exercises, seed))
    try:
        if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
            raise complain("release_not_empty", folder=folder)
        _put(folder, files)
    except OSError as error:
        raise complain("release_unwritable", folder=folder, why=error.strerror or error) from None
    return len(exercises)


def _put(folder: Path, files: dict[str, bytes]) -> None:
    """All or nothing: written into a folder of its own, then moved up."""
    folder.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".release-", dir=folder))
    try:
        for name, content in files.items():
            path = aside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for path in aside.iterdir():
            path.rename(folder / path.name)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def bundle(exercises: Sequence[Exercise], seed: int) -> Iterator[tuple[str, bytes]]:
    """Every file of the bundle: its path and its content."""
    for exercise in exercises:
        yield from package_files.folder_files(exercise.folder, f"exercises/{exercise.module}")
    quizzes = dict(_quizzes(seed))
    yield from quizzes.items()
    for name, content in package_files.without_course():
        yield f"grader/{name}", content
    for lang in LANGUAGES:
        yield "README.md" if lang == ENGLISH else f"README.{lang}.md", _readme(exercises, lang)
    content = ["exercises", *(["quizzes"] if quizzes else [])]
    if (course := catalog.root() / "course.toml").is_file():
        yield course.name, course.read_bytes()
        content.append(course.name)
    yield "pyproject.toml", _pyproject(content)
    yield from _licenses()


def _quizzes(seed: int) -> Iterator[tuple[str, bytes]]:
    from learnrnn.quiz.keyless import cut_files
    from learnrnn.quiz.load import load_bank, quizzes_folder

    if quizzes_folder().is_dir():
        for name, text in cut_files(load_bank(), seed).items():
            yield f"quizzes/{name}", text.encode()


def _readme(exercises: Sequence[Exercise], lang: str) -> bytes:
    template = named("class.{lang}.md", lang).read_text(encoding="utf-8")
    listed = "\n".join(f"| `{e.name}` | {e.title.render(lang)} |" for e in exercises)
    return template.replace("{first}", exercises[0].name).replace("{exercises}", listed).encode()


def _pyproject(content: Sequence[str]) -> bytes:
    from learnrnn import __version__

    return PYPROJECT.format(
        version=__version__,
        dependencies="\n".join(f'    "{line}",' for line in package_files.needs()),
        content="\n".join(f'"{part}" = "learnrnn/{part}"' for part in content),
    ).encode()


def _licenses() -> Iterator[tuple[str, bytes]]:
    """The kit's license, which goes wherever the kit goes."""
    from importlib.metadata import PackageNotFoundError, distribution

    for name in LICENSES:
        try:
            text = distribution("learnrnn").read_text(f"licenses/{name}")
        except PackageNotFoundError:
            text = None
        if text:
            yield name, text.encode()
