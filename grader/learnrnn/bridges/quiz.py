"""Exports the quiz: draws the questions, has a format's bridge write them, and puts the file in its place whole."""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import tempfile
from pathlib import Path
from typing import Any

from learnrnn.bridges.pieces import Part, parts
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
WITHOUT_KEY = ("markdown",)  # the formats that make sense without one


def export(
    form: str, file: Path, sections: tuple[str, ...], seed: int, lang: str, *, student: bool
) -> tuple[int, bool]:
    """Writes the file; gives how many questions it holds, and whether the key is in it. Raises LearnrnnError."""
    bank = load_bank()
    if bank.cut and not (student and form in WITHOUT_KEY):
        raise complain("quiz_cut_no_keys")
    found = parts(bank, sections, seed, lang)
    content, has_key = written(form, found, lang, student=student)
    put(file, content)
    return sum(len(part.questions) for part in found), has_key


def written(form: str, found: tuple[Part, ...], lang: str, *, student: bool) -> tuple[bytes, bool]:
    """The file's content, and whether the key is in it."""
    bridge: Any = importlib.import_module(f"learnrnn.bridges.{FORMATS[form]}")
    if student and form in WITHOUT_KEY:
        return bridge.write(found, lang, key=False), False
    return bridge.write(found, lang), True


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
