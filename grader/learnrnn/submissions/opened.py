"""A submission's files, open: a folder, an archive, one person's share of a download, or a single file.

It is opened once. What lies there is listed by name alone; a file's bytes are read when something asks for it,
from the descriptor that was opened first, and no more of them than the budget has.
"""

from __future__ import annotations

import contextlib
import functools
import io
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from learnrnn.locale import Message
from learnrnn.submissions.archive import (
    ENTRIES_LIMIT,
    FILE,
    ODD,
    Archive,
    Member,
    Parts,
    is_archive,
    open_archive,
)
from learnrnn.submissions.disk import DEPTH_LIMIT, FOLDER, OTHERS_CODE, Content, Folder, open_folder
from learnrnn.submissions.names import kind_of
from learnrnn.submissions.source import FILE_LIMIT_BYTES, Unreadable

ARCHIVES_LIMIT = 20  # a student's own, in what they hand in, or in each other
ARCHIVE_LIMIT_BYTES = 20 << 20  # one of them; it is read into memory
ARCHIVES_DEPTH = 2  # archives in archives
CONTENT_LIMIT_BYTES = 64 << 20  # all that is read of a submission


@dataclass(frozen=True)
class Spot:
    """Where a submission lies. inside: the folder or file in `path`; members: its files in `path`, each with its
    path there, where not all that lies inside is of this student. plain_first: an exercise's plain file at the top
    is the one that is meant, whatever else is there: a learner's own folder.
    """

    path: Path
    inside: Parts = ()
    members: tuple[tuple[Parts, Parts], ...] | None = None
    follow_links: bool = False
    plain_first: bool = False
    depth: int = DEPTH_LIMIT  # of folders in each other that are looked into

    def __str__(self) -> str:
        return str(self.path.joinpath(*self.inside))


@dataclass(frozen=True)
class Entry:
    """Something in a submission: its path there, what it is, and how it is read."""

    parts: Parts
    kind: str
    load: Callable[[int], Content]

    @property
    def name(self) -> str:
        """Its path as text; bytes of it that are no UTF-8 are spelled out."""
        return "/".join(self.parts).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


class Opened:
    """The files of one submission. Raises Unreadable where they cannot be listed."""

    def __init__(self, spot: Spot):
        self._left = CONTENT_LIMIT_BYTES
        self._closing: list[Callable[[], object]] = []
        try:
            found = self._members(spot) if spot.members is not None else self._all(spot)
            self.entries = [e for e in found if not OTHERS_CODE.intersection(e.parts)]
        except OSError as error:
            why = error.strerror or str(error)
            name = spot.inside[-1] if spot.inside else spot.path.name
            raise Unreadable(Message("file_unreadable", {"file": name, "why": why})) from None

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Give back what is open."""
        while self._closing:
            self._closing.pop()()

    def read(self, entry: Entry, limit_bytes: int = FILE_LIMIT_BYTES) -> Content:
        """A file's bytes. Raises Unreadable, also where the submission has been read for long enough."""
        if self._left <= 0:
            raise Unreadable(Message("submission_too_large", {"limit": CONTENT_LIMIT_BYTES >> 20}))
        content = entry.load(limit_bytes)
        self._left -= len(content.bytes)
        return content

    def unpacked(self) -> tuple[list[Entry], Unreadable | None]:
        """What is in the archives that were handed in, and what was wrong with one that cannot be read."""
        found: list[Entry] = []
        problem: Unreadable | None = None
        level = [e for e in self.entries if _is_zip(e)]
        count = 0
        for _ in range(ARCHIVES_DEPTH):
            inner: list[Entry] = []
            for entry in level:
                count += 1
                if count > ARCHIVES_LIMIT:
                    break
                try:
                    content = self.read(entry, ARCHIVE_LIMIT_BYTES)
                    archive = open_archive(io.BytesIO(content.bytes), entry.parts[-1])
                except Unreadable as wrong:
                    problem = problem or wrong
                    continue
                inner += _entries(archive, entry.parts)
            found += inner
            level = [e for e in inner if _is_zip(e)]
        return found, problem

    def _all(self, spot: Spot) -> list[Entry]:
        path, parts = spot.path, spot.inside
        if not parts:
            if path.is_dir():
                return self._folder(open_folder(path, follow_links=spot.follow_links), spot.depth)
            parent, parts = open_folder(path.parent), (path.name,)
            parent.follow_links = True  # the user named it
        else:
            parent = open_folder(path)
            with contextlib.suppress(NotADirectoryError):
                return self._folder(parent.within(parts), spot.depth)
        if is_archive(parts[-1]):
            self._closing.append(parent.close)
            archive = open_archive(os.fdopen(_regular(parent, parts), "rb"), parts[-1])
            self._closing.append(archive.close)
            return _entries(archive)
        self._closing.append(parent.close)
        return [Entry(parts[-1:], FILE, functools.partial(parent.read, parts))]

    def _folder(self, folder: Folder, depth: int) -> list[Entry]:
        self._closing.append(folder.close)
        found = folder.walk(ENTRIES_LIMIT, depth)
        return [
            Entry(p, ODD if kind == FOLDER else kind, functools.partial(folder.read, p))
            for p, kind in found
            if kind != FOLDER or kind_of(p[-1])  # a folder called lstm.py is worth a word
        ]

    def _members(self, spot: Spot) -> list[Entry]:
        assert spot.members is not None
        if spot.path.is_dir():
            folder = open_folder(spot.path)
            self._closing.append(folder.close)
            return [Entry(own, FILE, functools.partial(folder.read, there)) for own, there in spot.members]
        archive, by_parts = kept_open(spot.path)
        return [
            Entry(own, by_parts[there].kind, functools.partial(_member, archive, by_parts[there]))
            for own, there in spot.members
        ]


@functools.lru_cache(maxsize=1)
def kept_open(path: Path) -> tuple[Archive, dict[Parts, Member]]:
    """A class's archive: its list of files is read once a process, not once a student. Raises Unreadable, OSError."""
    archive = open_archive(path.open("rb"), path.name, whole_class=True)
    return archive, {member.parts: member for member in archive.members}


def _entries(archive: Archive, before: Parts = ()) -> list[Entry]:
    return [
        Entry((*before, *m.parts), m.kind, functools.partial(_member, archive, m)) for m in archive.members
    ]


def _member(archive: Archive, member: Member, limit_bytes: int) -> Content:
    if member.kind != FILE:
        raise Unreadable(Message("file_is_link", {"file": member.parts[-1]}))
    return Content(archive.read(member, limit_bytes), member.time)


def _is_zip(entry: Entry) -> bool:
    return entry.kind == FILE and is_archive(entry.parts[-1])


def _regular(parent: Folder, parts: Parts) -> int:
    """A plain file's descriptor. Raises OSError and Unreadable."""
    try:
        fd = parent.opened(parts)
    except OSError as error:
        raise parent.unreadable(parts, error) from None
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise Unreadable(Message("file_irregular", {"file": parts[-1]}))
    return fd
