"""Writes files whole or not at all, for their owner's eyes where they hold marks."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from learnrnn.errors import complain

OWNER_ONLY = 0o600


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


def new_name(path: Path) -> Path:
    """Where a file lies until it takes the older one's place: gradebook.new.csv."""
    return path.with_suffix(f".new{path.suffix}")


def free_name(path: Path) -> Path:
    """The path, or path-1, path-2, … : the first that nothing lies at."""
    number, free = 0, path
    while os.path.lexists(free):
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free


def open_new(path: Path, encoding: str = "utf-8") -> TextIO:
    """The file at new_name(path), empty and open for writing; nobody else can read it, and no link is followed."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    fd = os.open(new_name(path), flags, OWNER_ONLY)
    with contextlib.suppress(OSError, AttributeError):
        os.chmod(fd, OWNER_ONLY)
    return os.fdopen(fd, "w", encoding=encoding, errors="backslashreplace", newline="")


def replace_all(paths: Sequence[Path]) -> None:
    """Put every new_name(path) in its path's place: all of them or none.

    Raises LearnrnnError, and leaves the new ones where they are, when one cannot be replaced (a spreadsheet
    holds it open).
    """
    done: list[Path] = []
    try:
        for path in paths:
            _keep_old(path)
            os.replace(new_name(path), path)
            done.append(path)
    except OSError as error:
        stuck = paths[len(done)]
        for path in done:
            os.replace(path, new_name(path))
            with contextlib.suppress(FileNotFoundError):
                os.replace(_old_name(path), path)
        _forget_old(stuck)
        new = ", ".join(str(new_name(path)) for path in paths)
        raise complain("file_held", path=stuck, why=error.strerror or error, new=new) from None
    for path in paths:
        _forget_old(path)


def drop_new(paths: Sequence[Path]) -> None:
    """Take away what was begun and is of no use."""
    for path in paths:
        with contextlib.suppress(OSError):
            os.unlink(new_name(path))


def _old_name(path: Path) -> Path:
    return path.with_suffix(f".old{path.suffix}")


def _keep_old(path: Path) -> None:
    """The older file under a second name, until all are replaced."""
    _forget_old(path)
    with contextlib.suppress(FileNotFoundError):
        try:
            os.link(path, _old_name(path))
        except FileNotFoundError:
            raise
        except OSError:  # a file system without links, or a file that takes none
            import shutil

            shutil.copy2(path, _old_name(path))


def _forget_old(path: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(_old_name(path))
