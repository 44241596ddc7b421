"""Writes results.json and gradebook.csv."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from learnrnn.catalog import Exercise
from learnrnn.errors import complain
from learnrnn.result import SubmissionResult

SCHEMA = "learnrnn/results/1"
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


def document(results: Sequence[SubmissionResult], seed: int, lang: str) -> dict[str, Any]:
    """results.json as an object (docs/documents.md)."""
    return {"schema": SCHEMA, "seed": seed, "submissions": [result.document(lang) for result in results]}


def write(folder: Path, document: dict[str, Any], exercises: Sequence[Exercise]) -> None:
    """Write both files; each is either the old one or the new one, never half of it."""
    _replace(folder / "results.json", json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    _replace(folder / "gradebook.csv", gradebook(document, [e.name for e in exercises]))


def gradebook(document: dict[str, Any], names: Sequence[str]) -> str:
    """A row a student: student, score, max_score, then a column an exercise in course order."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["student", "score", "max_score", *names])
    for submission in document["submissions"]:
        scores = {e["name"]: e["score"] for e in submission["exercises"]}
        row = [scores[name] for name in names]  # None, of a fault, becomes an empty cell
        writer.writerow([tame(submission["student"]), submission["score"], submission["max_score"], *row])
    return text.getvalue()


def tame(name: str) -> str:
    """A name that no spreadsheet takes for a formula."""
    return "'" + name if name.startswith(FORMULA_STARTS) else name


def _replace(path: Path, text: str) -> None:
    fd, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(fd, "w", encoding="utf-8", errors="surrogateescape", newline="") as opened:
            opened.write(text)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
