"""Writes results.json and gradebook.csv, submission by submission, so that a class of any size fits."""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Self, TextIO

from learnrnn.engine.tell import clean
from learnrnn.errors import complain
from learnrnn.gradebook.executors import Graded

SCHEMA = "learnrnn/results/1"
NAME_LIMIT = 255  # characters: no file system has longer names
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run


def prepare(folder: Path) -> Path:
    """The folder for results, made if need be and seen to be writable. Raises LearnrnnError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise complain("out_unwritable", path=folder, why=error.strerror or error) from None
    return folder


class Gradebook:
    """Both files of a folder, being written. Use as a context manager: on leaving it in peace they replace
    the older ones; each is the old one or the new one, never half of it."""

    def __init__(self, folder: Path, seed: int | None, names: Sequence[str]):
        self.results = Replacing(folder / "results.json")
        self.table = Replacing(folder / "gradebook.csv")
        self.document = Document(self.results.file, seed)
        self.writer = csv.writer(self.table.file, lineterminator="\n")
        self.writer.writerow(["student", "score", "max_score", *names])

    def __enter__(self) -> Self:
        return self

    def add(self, row: Graded) -> None:
        """A submission: its document, and its row (an empty cell for a fault)."""
        self.document.add(row)
        self.writer.writerow([tame(row.student), row.score, row.max_score, *row.scores])

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.document.__exit__(kind)
        self.results.close(keep=kind is None)
        self.table.close(keep=kind is None)


class Document:
    """results.json (docs/documents.md), written a submission at a time."""

    def __init__(self, file: TextIO, seed: int | None):
        self.file = file
        self.file.write(f'{{\n"schema": "{SCHEMA}",\n"seed": {json.dumps(seed)},\n"submissions": [')
        self.separator = "\n"

    def add(self, row: Graded) -> None:
        self.file.write(self.separator + row.document)
        self.separator = ",\n"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.file.write("\n]\n}\n")


class Replacing:
    """A file being written beside the one that it replaces."""

    def __init__(self, path: Path):
        self.path = path
        fd, self.temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        self.file = os.fdopen(fd, "w", encoding="utf-8", errors="backslashreplace", newline="")

    def close(self, *, keep: bool) -> None:
        """Put it in its place, or drop it."""
        self.file.close()
        if keep:
            os.chmod(self.temporary, 0o644)
            os.replace(self.temporary, self.path)
        else:
            os.unlink(self.temporary)


def tame(name: str) -> str:
    """A name that no spreadsheet takes for a formula, and no terminal for commands."""
    name = clean(name, NAME_LIMIT)
    return "'" + name if name.startswith(FORMULA_STARTS) else name
