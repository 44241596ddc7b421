"""Exports the quiz: draws the questions, has a format's bridge write them, and puts the file in its place whole."""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import tempfile
from pathlib import Path
from typing import Any

from learnrnn.bridges.quiz_formats.asked import Part, by_choice, parts
from learnrnn.errors import complain
from learnrnn.quiz.load import load_bank

FORMATS = {  # name: module beside this one
    "moodle-xml": "moodle",
    "gift": "gift",
    "qti": "qti",
    "anki": "anki",
    "jupyterquiz": "jupyterquiz",
    "markdown": "markdown",
}
COMPARED = ("moodle-xml", "gift", "qti", "jupyterquiz")  # where a typed answer is compared letter by letter
WITHOUT_KEY = ("markdown",)  # the formats that make sense without one


def export(form: str, file: Path, sections: tuple[str, ...], seed: int, lang: str, *, student: bool) -> int:
    """Writes the file; gives how many questions it holds. Raises LearnrnnError."""
    bank = load_bank()
    if bank.cut and not (student and form in WITHOUT_KEY):
        raise complain("quiz_cut_no_keys")
    found = parts(bank, sections, seed, lang)
    put(file, written(form, found, lang, student=student))
    return sum(len(part.questions) for part in found)


def written(form: str, found: tuple[Part, ...], lang: str, *, student: bool) -> bytes:
    """The file's content. Raises LearnrnnError for a format that cannot do without the key."""
    bridge: Any = importlib.import_module(f"learnrnn.bridges.quiz_formats.{FORMATS[form]}")
    if student:
        if form not in WITHOUT_KEY:
            raise complain("export_has_key", format=form, formats=", ".join(WITHOUT_KEY))
        return bridge.write(found, lang, key=False)
    if form in COMPARED:
        found = tuple(by_choice(part, lang) for part in found)
    return bridge.write(found, lang)


def put(file: Path, content: bytes) -> None:
    """Replaces a file only by a whole one: written beside it, then renamed. Raises LearnrnnError."""
    try:
        if file.exists() and not file.is_file() and not file.is_dir():
            file.write_bytes(content)  # a pipe or a device, which nothing may take the place of
        else:
            _replace(file.resolve(), content)
    except OSError as error:
        raise complain("export_unwritable", file=file, problem=error.strerror or error) from None


def _replace(file: Path, content: bytes) -> None:
    if file.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".part", dir=file.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
        part.chmod(file.stat().st_mode & 0o777 if file.exists() else 0o666 & ~_umask())
        part.replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def _umask() -> int:
    """What a new file's mode is without; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
