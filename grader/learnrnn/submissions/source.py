"""What was taken for an exercise: its text, where each line of it lies, and what is to be said of it."""

from __future__ import annotations

import bisect
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from learnrnn.errors import LearnrnnError
from learnrnn.locale import Message, Sayable
from learnrnn.sandbox.cells import Code

FILE_LIMIT_BYTES = 1 << 20  # an honest one has a few kilobytes


# Forms that a newer Python has and an older one cannot read: type parameters and aliases, except*, template
# strings, one quote in another within an f-string, exceptions listed without brackets, lazy imports.
NEWER = re.compile(
    r"^\s*type\s+\w+.*=|\b(?:def|class)\s+\w+\s*\[|\bexcept\s*\*|\b[tT][rR]?['\"]|\b[fF][rR]?(['\"]).*\{[^}]*\1"
    r"|\bexcept\s+[\w.]+\s*,|^\s*lazy\s+(?:import|from)\b|^\s*(?:match|case)\b.*:"
)


class Places(Protocol):
    """Says where a line lies."""

    @property
    def file(self) -> str:
        """What the code as a whole is called."""
        ...

    def place(self, line: int) -> Message:
        """Where a line lies: "lstm.py, line 41", or "cell 3, line 2"."""
        ...


class Unreadable(LearnrnnError):
    """The file is there, but it is nothing that can be graded."""


class NotThere(Unreadable):
    """There is no such file; what lies there in its place is said."""


@dataclass(frozen=True)
class Part:
    """A piece of code, and where it lies.

    file: the path within the submission. cell: its number in a notebook, among all cells, from 1; None in a script.
    first: the number of its first line there.
    """

    file: str
    text: str
    cell: int | None = None
    first: int = 1


@dataclass(frozen=True)
class Source:
    """The code for one exercise.

    file: the path within the submission of what was taken. digest: SHA-256 of its bytes, as hexadecimal digits.
    parts: a script is one, a notebook's cells are several. siblings: the other files that the code may import, by
    module name. notes: what was chosen, decoded or left out.

    Lines are counted over all parts and siblings, one after the other: place() says where one lies.
    """

    file: str
    parts: tuple[Part, ...]
    digest: str = ""
    siblings: tuple[tuple[str, tuple[Part, ...]], ...] = ()
    notes: tuple[Sayable, ...] = ()
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts, line = [], 1
        for part in self._all:
            starts.append(line)
            line += part.text.count("\n") + 1
        object.__setattr__(self, "_starts", (*starts, line))

    @property
    def _all(self) -> list[Part]:
        return [*self.parts, *(part for _, parts in self.siblings for part in parts)]

    def code(self, *, loose: bool = True) -> Code:
        """What a worker loads; not `loose`: definitions and constants alone."""
        starts = iter(self._starts)
        parts = [(next(starts), part.text) for part in self.parts]
        siblings = {name: [(next(starts), part.text) for part in every] for name, every in self.siblings}
        return Code(parts, siblings, loose)

    def place(self, line: int) -> Message:
        """Where a line lies: "lstm.py, line 41", or "cell 3, line 2"."""
        part, line = self._part(line)
        if part is None or part.cell is None:
            return Message("place_line", {"file": part.file if part else self.file, "line": line})
        if len({each.file for each in self._all}) == 1:
            return Message("place_cell", {"cell": part.cell, "line": line})
        return Message("place_cell_of", {"file": part.file, "cell": part.cell, "line": line})

    def text(self, line: int) -> str:
        """A line itself, or "" where there is none."""
        part, _ = self._part(line)
        if part is None:
            return ""
        lines = part.text.split("\n")
        return lines[line - self._starts[self._all.index(part)]]

    def _part(self, line: int) -> tuple[Part | None, int]:
        """The part with this line, and the line's number in its file or cell."""
        if not 0 < line < self._starts[-1]:
            return None, line
        at = bisect.bisect_right(self._starts, line) - 1
        part = self._all[at]
        return part, line - self._starts[at] + part.first


def script(text: str, file: str = "answer.py") -> Source:
    """A script of nothing but this text."""
    return Source(file, (Part(file, text),))


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


def is_newer(source: Places, line: object) -> bool:
    """Whether a line that Python could not read may be right in a newer one."""
    if not isinstance(source, Source) or not isinstance(line, int):
        return False
    return NEWER.search(source.text(line)) is not None
