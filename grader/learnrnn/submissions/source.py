"""Reads a student's file: a regular file of a bounded size, never followed elsewhere."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from learnrnn.errors import LearnrnnError
from learnrnn.locale import Message

FILE_LIMIT_BYTES = 1 << 20  # an honest one has a few kilobytes


class Unreadable(LearnrnnError):
    """The file is there, but it is nothing that can be graded."""


def read_source(
    file: Path, *, follow_links: bool = False, limit_bytes: int = FILE_LIMIT_BYTES
) -> bytes | None:
    """The file's bytes; None where there is no such file. Raises Unreadable."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    if not follow_links:
        flags |= getattr(os, "O_NOFOLLOW", 0)
    try:
        if not follow_links and file.is_symlink():
            raise Unreadable(Message("file_is_link", {"file": file.name}))
        fd = os.open(file, flags)
    except FileNotFoundError:
        return None
    except OSError as error:
        why = error.strerror or str(error)
        raise Unreadable(Message("file_unreadable", {"file": file.name, "why": why})) from None
    try:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise Unreadable(Message("file_irregular", {"file": file.name}))
        with os.fdopen(os.dup(fd), "rb") as opened:
            content = opened.read(limit_bytes + 1)
    finally:
        os.close(fd)
    if len(content) > limit_bytes:
        raise too_large(file.name, limit_bytes)
    return content


def too_large(name: str, limit_bytes: int = FILE_LIMIT_BYTES) -> Unreadable:
    """The complaint about a file beyond the limit."""
    return Unreadable(Message("file_too_large", {"file": name, "limit": limit_bytes >> 20}))
