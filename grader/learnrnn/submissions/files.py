"""A submission's files: in a folder, a zip, a notebook, or a share of a learning system's bulk download.

Nothing is unpacked to disk, no link is followed, and every read is bounded.
"""

from __future__ import annotations

import contextlib
import functools
import io
import stat
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeVar

from learnrnn.locale import Message
from learnrnn.submissions.source import Unreadable, read_source, too_large

PASS_THROUGH_DEPTH = 3  # single folders inside each other that are passed through
ZIP_ENTRIES_LIMIT = 10_000
NESTED_ZIP_LIMIT_BYTES = 20 << 20  # a student's own zip inside a bulk download is read into memory
NOT_STUDENTS = {"__pycache__", "__MACOSX"}

Parts = tuple[str, ...]
Entry = TypeVar("Entry")


class Files(ABC):
    """What one student handed in. Can be pickled, compared and hashed."""

    @abstractmethod
    def names(self) -> list[str]:
        """The names of the files at the top, single folders passed through. Raises Unreadable."""

    @abstractmethod
    def read(self, name: str, limit_bytes: int) -> bytes | None:
        """A file at the top; None where there is none of this name. Raises Unreadable."""


@dataclass(frozen=True)
class Loose(Files):
    """A single file."""

    path: Path

    def names(self) -> list[str]:
        return [self.path.name]

    def read(self, name: str, limit_bytes: int) -> bytes | None:
        return read_source(self.path, limit_bytes=limit_bytes) if name == self.path.name else None


@dataclass(frozen=True)
class Folder(Files):
    """All that lies in a folder."""

    path: Path

    def names(self) -> list[str]:
        return [child.name for child in _listed(_top_folder(self.path))]

    def read(self, name: str, limit_bytes: int) -> bytes | None:
        return read_source(_top_folder(self.path) / name, limit_bytes=limit_bytes)


@dataclass(frozen=True)
class Zipped(Files):
    """All that is in a zip."""

    path: Path

    def names(self) -> list[str]:
        with opened(self.path) as archive:
            return list(_top(_entries(archive)))

    def read(self, name: str, limit_bytes: int) -> bytes | None:
        with opened(self.path) as archive:
            return _read_top(archive, name, limit_bytes)


@dataclass(frozen=True)
class Share(Files):
    """One person's part of a bulk download, with the zips in it that they handed in."""

    container: Path  # the downloaded zip, or the folder it was unpacked to
    entries: tuple[tuple[Parts, str], ...]  # where a file was for its owner, and its name in the container

    def names(self) -> list[str]:
        found = list(self._top())
        for name in self._zips():
            with self._nested(name) as archive:
                found += _top(_entries(archive))
        return found

    def read(self, name: str, limit_bytes: int) -> bytes | None:
        if (own := self._top().get(name)) is not None:
            return self._read(own, name, limit_bytes)
        for zipped in self._zips():
            with self._nested(zipped) as archive:
                if (content := _read_top(archive, name, limit_bytes)) is not None:
                    return content
        return None

    def _top(self) -> dict[str, str]:
        return _top(dict(self.entries))

    def _zips(self) -> list[str]:
        return [name for name in self._top() if name.lower().endswith(".zip")]

    def _read(self, own: str, name: str, limit_bytes: int) -> bytes:
        if self.container.is_dir():
            content = read_source(self.container / own, limit_bytes=limit_bytes)
            if content is None:
                raise Unreadable(Message("file_unreadable", {"file": name, "why": "it is gone"}))
            return content
        with _trusting_nothing(self.container.name):
            archive = _kept_open(self.container)
            return _content(archive, archive.getinfo(own), name, limit_bytes)

    @contextlib.contextmanager
    def _nested(self, name: str) -> Generator[zipfile.ZipFile]:
        content = self._read(self._top()[name], name, NESTED_ZIP_LIMIT_BYTES)
        with _trusting_nothing(name), zipfile.ZipFile(io.BytesIO(content)) as archive:
            _bound(archive, name)
            yield archive


def zipfile_like(path: Path) -> bool:
    """Whether this is a zip by its name; what is in it is seen when it is read."""
    return path.suffix.lower() == ".zip" and path.is_file()


def parts_of(name: str) -> Parts | None:
    """A name in a zip as parts; None for what no student put there."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return None if not parts or any(map(is_hidden, parts)) or parts[0] == "/" else parts


def is_hidden(name: str) -> bool:
    """Whether this is nothing of a student's: what systems leave behind, and `..`."""
    return name.startswith(".") or name in NOT_STUDENTS


@contextlib.contextmanager
def opened(path: Path, limit: int = ZIP_ENTRIES_LIMIT) -> Generator[zipfile.ZipFile]:
    """The zip, open; whatever is wrong with it inside becomes Unreadable."""
    with _trusting_nothing(path.name), zipfile.ZipFile(path) as archive:
        _bound(archive, path.name, limit)
        yield archive


@functools.lru_cache(maxsize=1)
def _kept_open(path: Path) -> zipfile.ZipFile:
    """A class's zip: its list of files is read once a job, not once a student."""
    return zipfile.ZipFile(path)


@contextlib.contextmanager
def _trusting_nothing(name: str) -> Generator[None]:
    try:
        yield
    except Unreadable:
        raise
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
        raise Unreadable(Message("zip_unreadable", {"file": name, "why": str(error)[:200]})) from None
    except Exception as error:  # zlib.error, lzma.LZMAError and what else a broken stream raises
        raise Unreadable(Message("zip_unreadable", {"file": name, "why": type(error).__name__})) from None


def _bound(archive: zipfile.ZipFile, name: str, limit: int = ZIP_ENTRIES_LIMIT) -> None:
    if len(archive.infolist()) > limit:
        raise Unreadable(Message("zip_too_large", {"file": name}))


def _entries(archive: zipfile.ZipFile) -> dict[Parts, zipfile.ZipInfo]:
    found = ((parts_of(entry.filename), entry) for entry in archive.infolist() if not entry.is_dir())
    return {parts: entry for parts, entry in found if parts}


def _top(by_parts: dict[Parts, Entry]) -> dict[str, Entry]:
    """The files by name at the top, or in the single folder that there is."""
    top: Parts = ()
    for _ in range(PASS_THROUGH_DEPTH):
        below = {p[len(top)] for p in by_parts if p[: len(top)] == top and len(p) > len(top)}
        if len(below) != 1 or (*top, *below) in by_parts:
            break
        top = (*top, *below)
    return {p[-1]: entry for p, entry in by_parts.items() if p[:-1] == top}


def _read_top(archive: zipfile.ZipFile, name: str, limit_bytes: int) -> bytes | None:
    entry = _top(_entries(archive)).get(name)
    return None if entry is None else _content(archive, entry, name, limit_bytes)


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, limit_bytes: int) -> bytes:
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # zipfile unpacks the others by whole blocks, which may be of any size
        raise Unreadable(Message("zip_method", {"file": name}))
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise Unreadable(Message("file_is_link", {"file": name}))
    with archive.open(entry) as reading:  # a length that the zip only claims is not believed
        content = reading.read(limit_bytes + 1)
    if len(content) > limit_bytes:
        raise too_large(name, limit_bytes)
    return content


def _top_folder(folder: Path) -> Path:
    """The folder with the files: this one, or the single one inside it."""
    for _ in range(PASS_THROUGH_DEPTH):
        children = [c for c in _listed(folder) if not is_hidden(c.name)]
        if len(children) != 1 or children[0].is_symlink() or not children[0].is_dir():
            break
        folder = children[0]
    return folder


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as error:
        raise Unreadable(
            Message("file_unreadable", {"file": folder.name, "why": error.strerror or str(error)})
        ) from None
