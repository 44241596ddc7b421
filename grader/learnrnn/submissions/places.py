"""A class on disk or in an archive, as a tree of names: what is looked through to find its submissions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from learnrnn.locale import Message
from learnrnn.submissions.archive import CLASS_ENTRIES_LIMIT, Archive, Parts
from learnrnn.submissions.disk import FOLDER, Folder, Listed, open_folder
from learnrnn.submissions.opened import Spot, kept_open
from learnrnn.submissions.source import Unreadable

Tree = dict[str, Any]  # a name: what it is, or for a folder its own tree


class Place(ABC):
    """A folder, on disk or in an archive: `inside` at `path`."""

    path: Path
    inside: Parts

    @abstractmethod
    def listed(self) -> list[Listed]:
        """What lies in it, by name."""

    @abstractmethod
    def walk(self, limit: int) -> Iterable[tuple[Parts, str]]:
        """Everything below, but for what is hidden, and at most so much."""

    @abstractmethod
    def within(self, parts: Parts) -> Place:
        """A folder inside it; an empty one where it cannot be looked into."""

    @abstractmethod
    def spot(self, parts: Parts = ()) -> Spot:
        """It, or something in it, as where a submission lies."""

    def spot_of(self, files: Mapping[Parts, Parts]) -> Spot:
        """Some of its files, each with its path here, as where a submission lies."""
        members = tuple(sorted((own, (*self.inside, *there)) for own, there in files.items()))
        return Spot(self.path, self.inside, members)

    @abstractmethod
    def read(self, parts: Parts, limit_bytes: int) -> bytes:
        """A file in it. Raises Unreadable."""

    def path_of(self, parts: Parts) -> Path | None:
        """Where something in it lies on disk."""
        return None

    def is_empty(self, parts: Parts) -> bool:
        """Whether a folder in it holds nothing that could have been handed in; one that cannot be read does."""
        return not any(kind != FOLDER for _, kind in self.within(parts).walk(100))


class DiskPlace(Place):
    """A folder on disk. Raises OSError where it cannot be listed."""

    def __init__(self, path: Path, inside: Parts = (), top: Folder | None = None):
        self.path, self.inside = path, inside
        self.top = top or open_folder(path)
        self._listed = self.top.listed(inside)

    def listed(self) -> list[Listed]:
        return self._listed

    def walk(self, limit: int) -> Iterator[tuple[Parts, str]]:
        try:
            folder = self.top.within(self.inside) if self.inside else self.top
            yield from folder.walk(limit)
        except OSError:
            return

    def within(self, parts: Parts) -> Place:
        try:
            return DiskPlace(self.path, (*self.inside, *parts), self.top)
        except OSError:
            return _Closed()

    def spot(self, parts: Parts = ()) -> Spot:
        return Spot(self.path, (*self.inside, *parts))

    def read(self, parts: Parts, limit_bytes: int) -> bytes:
        return self.top.read((*self.inside, *parts), limit_bytes).bytes

    def path_of(self, parts: Parts) -> Path:
        return self.path.joinpath(*self.inside, *parts)


class ArchivePlace(Place):
    """A folder in an archive that holds a class. Raises Unreadable and OSError."""

    def __init__(self, path: Path, inside: Parts = (), tree: Tree | None = None):
        self.path, self.inside = path, inside
        self.tree = _tree(kept_open(path)[0]) if tree is None else tree

    def listed(self) -> list[Listed]:
        return [
            Listed(n, below if isinstance(below, str) else FOLDER) for n, below in sorted(self.tree.items())
        ]

    def walk(self, limit: int) -> Iterator[tuple[Parts, str]]:
        waiting: list[tuple[Parts, Tree]] = [((), self.tree)]
        count = 0
        for at, tree in waiting:  # which grows: nearest first
            for name, below in tree.items():
                count += 1
                if count > limit:
                    return
                if isinstance(below, str):
                    yield (*at, name), below
                else:
                    yield (*at, name), FOLDER
                    waiting.append(((*at, name), below))

    def within(self, parts: Parts) -> Place:
        tree = self.tree
        for part in parts:
            below = tree.get(part, {})
            tree = {} if isinstance(below, str) else below
        return ArchivePlace(self.path, (*self.inside, *parts), tree)

    def spot(self, parts: Parts = ()) -> Spot:
        inside = (*self.inside, *parts)
        if parts and isinstance(self.tree.get(parts[0]), str):
            return Spot(self.path, inside, ((parts[-1:], inside),))
        below = [p for p, kind in self.within(parts).walk(CLASS_ENTRIES_LIMIT) if kind != FOLDER]
        return Spot(self.path, inside, tuple((p, (*inside, *p)) for p in below))

    def read(self, parts: Parts, limit_bytes: int) -> bytes:
        archive, by_parts = kept_open(self.path)
        return archive.read(by_parts[(*self.inside, *parts)], limit_bytes)


def _tree(archive: Archive) -> Tree:
    """The archive's names as folders in each other."""
    top: Tree = {}
    named = [(m.parts, m.kind) for m in archive.members] + [(parts, FOLDER) for parts in archive.folders]
    for parts, kind in named:
        at = top
        for part in parts[:-1]:
            below = at.setdefault(part, {})
            if isinstance(below, str):  # a file and a folder of one name: nobody's
                break
            at = below
        else:
            at.setdefault(parts[-1], {} if kind == FOLDER else kind)
    return top


class _Closed(Place):
    """A folder that cannot be looked into."""

    def listed(self) -> list[Listed]:
        return []

    def walk(self, limit: int) -> Iterable[tuple[Parts, str]]:
        return [(("?",), "odd")]

    def within(self, parts: Parts) -> Place:
        return self

    def spot(self, parts: Parts = ()) -> Spot:
        raise NotImplementedError

    def read(self, parts: Parts, limit_bytes: int) -> bytes:
        raise Unreadable(Message("file_unreadable", {"file": parts[-1], "why": "it is closed"}))
