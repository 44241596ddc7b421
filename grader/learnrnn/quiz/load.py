"""Loads the bank of a course: from the compiled copy where there is one, else from its files."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from learnrnn.errors import LearnrnnError, complain
from learnrnn.quiz import source
from learnrnn.quiz.question import Bank, build_bank


def load_bank(folder: Path | None = None) -> Bank:
    """Every question of the course. Raises LearnrnnError with the first fault of a file."""
    return _load(folder if folder is not None else quizzes_folder())


def quizzes_folder() -> Path:
    """Where the course's question files lie."""
    from learnrnn.catalog import root

    return root() / "quizzes"


@functools.cache
def _load(folder: Path) -> Bank:
    paths = source.files(folder)
    if not paths:
        raise complain("quiz_no_files", path=folder)
    key = source.digest(paths)
    data = source.compiled(key)
    if data is None:
        data = _read_valid(paths)
        source.compile_to_cache(key, data)
    return build_bank(data)


def _read_valid(paths: list[Path]) -> list[Any]:
    from learnrnn.quiz.validate import validate

    data = []
    for path in paths:
        read = source.read(path)
        faults = [read.fault] if read.fault else validate(read)
        if faults:
            raise LearnrnnError(faults[0].as_message())
        data.append(read.data)
    return data
