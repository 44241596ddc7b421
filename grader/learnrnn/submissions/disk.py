"""A folder on disk, reached from its descriptor alone: no path is looked up twice, and no link is followed.

A link that is put in a file's place while a class is graded leads nowhere.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from learnrnn.locale import Message
from learnrnn.submissions.archive import FILE, LINK, ODD, Parts, is_hidden
from learnrnn.submissions.source import NotThere, Unreadable, too_large

DEPTH_LIMIT = 12
FOLDER = "folder"
OTHERS_CODE = {"site-packages", "dist-packages", "node_modules", "venv"}  # nobody hands these in on purpose
_HAS_AT = os.open in os.supports_dir_fd and os.scandir in os.supports_fd  # not on Windows
_FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class Content(NamedTuple):
    """A file's bytes, and when it was changed, in seconds."""

    bytes: bytes
    time: float


class Listed(NamedTuple):
    """Something in a folder."""

    name: str
    kind: str


@dataclass
class Folder:
    """An open folder. follow_links: it is the reader's own, who may have put links there."""

    path: Path
    fd: int
    follow_links: bool = False

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Give the descriptor back."""
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1

    def listed(self, parts: Parts = ()) -> list[Listed]:
        """What lies in it, or in a folder inside it. Raises OSError."""
        fd = self._open(parts, folder=True) if _HAS_AT and parts else self.fd
        try:
            with os.scandir(fd if _HAS_AT else self.path.joinpath(*parts)) as found:
                return sorted(Listed(entry.name, self._kind(entry)) for entry in found)
        finally:
            if fd != self.fd:
                os.close(fd)

    def _kind(self, entry: os.DirEntry[str]) -> str:
        if entry.is_symlink() and not self.follow_links:
            return LINK
        if entry.is_dir(follow_symlinks=self.follow_links):
            return LINK if entry.is_symlink() else FOLDER  # a linked folder may lead round in circles
        return FILE if entry.is_file(follow_symlinks=self.follow_links) else ODD

    def walk(self, limit: int, depth: int = DEPTH_LIMIT) -> Iterator[tuple[Parts, str]]:
        """Everything below, but for what is hidden, nearest first and at most so much. Raises OSError for the top."""
        level: list[Parts] = [()]
        count = 0
        while level:
            deeper: list[Parts] = []
            for at in level:
                try:
                    found = self.listed(at)
                except OSError:
                    if not at:
                        raise
                    yield at, ODD
                    continue
                for name, kind in found:
                    if is_hidden(name):
                        continue
                    count += 1
                    if count > limit:
                        return
                    yield (*at, name), kind
                    if kind == FOLDER and len(at) + 1 < depth and name not in OTHERS_CODE:
                        deeper.append((*at, name))
            level = deeper

    def read(self, parts: Parts, limit_bytes: int) -> Content:
        """A file in it. Raises Unreadable."""
        try:
            fd = self._open(parts)
        except FileNotFoundError:  # it was there when the folder was listed
            raise NotThere(Message("file_missing", {"file": parts[-1]})) from None
        except OSError as error:
            raise self.unreadable(parts, error) from None
        try:
            known = os.fstat(fd)
            if not stat.S_ISREG(known.st_mode):
                raise Unreadable(Message("file_irregular", {"file": parts[-1]}))
            with os.fdopen(os.dup(fd), "rb") as opened:
                content = opened.read(limit_bytes + 1)
        finally:
            os.close(fd)
        if len(content) > limit_bytes:
            raise too_large(parts[-1], limit_bytes)
        return Content(content, known.st_mtime)

    def opened(self, parts: Parts) -> int:
        """A descriptor of a file in it. Raises OSError."""
        return self._open(parts)

    def within(self, parts: Parts) -> Folder:
        """A folder inside it, open. Raises OSError: NotADirectoryError for a file or a link."""
        path = self.path.joinpath(*parts)
        if not _HAS_AT and (path.is_symlink() or not path.is_dir()):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        return Folder(path, self._open(parts, folder=True) if _HAS_AT else -1, self.follow_links)

    def _open(self, parts: Parts, *, folder: bool = False) -> int:
        flags = _FLAGS | getattr(os, "O_NONBLOCK", 0) | (0 if self.follow_links else _NO_LINK)
        if not _HAS_AT:
            return self._open_by_path(parts, flags)
        at = self.fd
        try:
            for number, part in enumerate(parts, 1):
                inner = folder or number < len(parts)
                within = os.open(part, flags | (os.O_DIRECTORY if inner else 0), dir_fd=at)
                if at != self.fd:
                    os.close(at)
                at = within
        except OSError:
            if at != self.fd:
                os.close(at)
            raise
        return at

    def _open_by_path(self, parts: Parts, flags: int) -> int:
        path = self.path
        for part in parts:
            path = path / part
            if not self.follow_links and path.is_symlink():
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        return os.open(path, flags)

    def unreadable(self, parts: Parts, error: OSError) -> Unreadable:
        """What an error says of a file in it."""
        name = parts[-1]
        if error.errno in (errno.ELOOP, errno.EMLINK) or (
            error.errno == errno.ENOTDIR and len(parts) > 1  # a link where a folder was
        ):
            return Unreadable(Message("file_is_link", {"file": name}))
        return Unreadable(Message("file_unreadable", {"file": name, "why": error.strerror or str(error)}))


def open_folder(path: Path, *, follow_links: bool = False) -> Folder:
    """The folder at a path that the user named: links on the way to it are followed. Raises OSError."""
    fd = os.open(path, _FLAGS | os.O_DIRECTORY) if _HAS_AT else -1
    return Folder(path, fd, follow_links)
