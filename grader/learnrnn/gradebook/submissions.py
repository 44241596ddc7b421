"""Finds submissions in folders and zips, and reads their files without trusting them.

A folder that directly holds an `<exercise>.py` or an `<exercise>.ipynb`, or nothing but one notebook, is one
submission; in any other folder each child folder, zip or notebook is one. A single top folder inside a submission is passed
through. Nothing is unpacked to disk.
"""

from __future__ import annotations

import contextlib
import functools
import os
import stat
import zipfile
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from learnrnn import catalog
from learnrnn.catalog import Exercise
from learnrnn.engine.notebook import NOTEBOOK_LIMIT_BYTES, SUFFIX, Notebook, read_notebook, source_of
from learnrnn.engine.source import FILE_LIMIT_BYTES, Unreadable, read_source, too_large
from learnrnn.errors import complain
from learnrnn.locale import Message

PASS_THROUGH_DEPTH = 3  # single folders inside each other that are passed through
ZIP_ENTRIES_LIMIT = 10_000
NOT_STUDENTS = {"__pycache__", "__MACOSX"}
NOTEBOOKS_KEPT = 32  # read ones: a submission's exercises are asked for one after the other


@dataclass(frozen=True)
class Submission:
    """One student's folder, zip or notebook."""

    student: str
    path: Path

    def read(self, exercise: Exercise) -> bytes | None:
        """The student's file of an exercise, or what their notebooks have of it; None where there is neither.

        Raises Unreadable.
        """
        source = None if notebook_like(self.path) else _read(self.path, exercise.filename, FILE_LIMIT_BYTES)
        if source is None:
            source = source_of(exercise, _names(self.path), functools.partial(_notebook, self.path))
        return source


def chosen_exercises(only: str | None) -> list[Exercise]:
    """The exercises of `--only a,b`, or all, in course order. Raises LearnrnnError for an unknown name."""
    if only is None:
        return list(catalog.exercises().values())
    names = {catalog.exercise(name.strip()).name for name in only.split(",") if name.strip()}
    if not names:
        raise complain("only_is_empty")
    return [e for e in catalog.exercises().values() if e.name in names]


def find_submissions(paths: Sequence[Path]) -> list[Submission]:
    """Every submission below these paths, by student. Raises LearnrnnError where there is none, or two of one name."""
    found: dict[str, Submission] = {}
    files = {e.module + suffix for e in catalog.exercises().values() for suffix in (".py", SUFFIX)}
    for path in paths:
        for submission in _find(path, files):
            known = found.setdefault(submission.student, submission)
            if known.path != submission.path:
                raise complain(
                    "student_twice", student=submission.student, one=known.path, other=submission.path
                )
    return [found[student] for student in sorted(found)]


def _find(path: Path, files: set[str]) -> Iterable[Submission]:
    if not path.exists():
        raise complain("path_missing", path=path)
    if zipfile_like(path):
        return [Submission(_student(path), path)]
    if not path.is_dir():
        if path.name in files:  # a loose file: the submission is its folder
            return [Submission(_student(path.resolve().parent), path.parent)]
        if notebook_like(path):
            return [Submission(_student(path), path)]
        raise complain("no_submission_file", path=path)
    try:
        children = sorted(path.iterdir())
    except OSError as error:
        raise complain("path_unreadable", path=path, why=error.strerror or error) from None
    submissions = [Submission(_student(child), child) for child in children if _is_submission(child)]
    alone = len(submissions) == 1 and notebook_like(submissions[0].path)
    if alone or any(child.name in files for child in children):
        return [Submission(_student(path.resolve()), path)]
    if not submissions:
        raise complain("no_submissions", path=path)
    return submissions


def _student(path: Path) -> str:
    """The name of a folder, or of a zip or notebook without its ending; bytes that are no UTF-8 are spelled out."""
    name = path.stem if zipfile_like(path) or notebook_like(path) else path.name
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _is_submission(path: Path) -> bool:
    if path.name.startswith(".") or path.name in NOT_STUDENTS or path.is_symlink():
        return False
    return path.is_dir() or zipfile_like(path) or notebook_like(path)


def zipfile_like(path: Path) -> bool:
    """Whether this is a zip by its name; what is in it is seen when it is read."""
    return path.suffix.lower() == ".zip" and path.is_file()


def notebook_like(path: Path) -> bool:
    """Whether this is a notebook by its name."""
    return path.suffix.lower() == SUFFIX and path.is_file()


@functools.lru_cache(maxsize=NOTEBOOKS_KEPT)
def _try_notebook(path: Path, name: str) -> Notebook | Unreadable | None:
    try:
        content = _read(path, name, NOTEBOOK_LIMIT_BYTES)
        return None if content is None else read_notebook(content, name)
    except Unreadable as problem:  # kept too: it is asked for by every exercise
        return problem


def _notebook(path: Path, name: str) -> Notebook | None:
    """A submission's notebook, read once. Raises Unreadable."""
    found = _try_notebook(path, name)
    if isinstance(found, Unreadable):
        raise found
    return found


def _read(path: Path, filename: str, limit_bytes: int) -> bytes | None:
    """A file of a submission; None where there is none. Raises Unreadable."""
    if zipfile_like(path):
        return _read_zipped(path, filename, limit_bytes)
    return read_source(path if path.is_file() else _top(path) / filename, limit_bytes=limit_bytes)


def _names(path: Path) -> list[str]:
    """The names of a submission's files. Raises Unreadable."""
    if zipfile_like(path):
        with _opened(path) as archive:
            return list(_entries(archive.infolist()))
    return [path.name] if path.is_file() else [child.name for child in _listed(_top(path))]


def _top(folder: Path) -> Path:
    """The folder with the files: this one, or the single one inside it."""
    for _ in range(PASS_THROUGH_DEPTH):
        children = [c for c in _listed(folder) if not c.name.startswith(".") and c.name not in NOT_STUDENTS]
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


def _read_zipped(path: Path, filename: str, limit_bytes: int) -> bytes | None:
    with _opened(path) as archive:
        entry = _entries(archive.infolist()).get(filename)
        if entry is None:
            return None
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            # zipfile unpacks the others by whole blocks, which may be of any size
            raise Unreadable(Message("zip_method", {"file": path.name}))
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise Unreadable(Message("file_is_link", {"file": filename}))
        with archive.open(entry) as opened:  # a length that the zip only claims is not believed
            content = opened.read(limit_bytes + 1)
    if len(content) > limit_bytes:
        raise too_large(filename, limit_bytes)
    return content


@contextlib.contextmanager
def _opened(path: Path) -> Generator[zipfile.ZipFile]:
    """The zip, open; whatever is wrong with it inside becomes Unreadable."""
    try:
        with zipfile.ZipFile(path) as archive:
            if len(archive.infolist()) > ZIP_ENTRIES_LIMIT:
                raise Unreadable(Message("zip_too_large", {"file": path.name}))
            yield archive
    except Unreadable:
        raise
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
        raise Unreadable(Message("zip_unreadable", {"file": path.name, "why": str(error)[:200]})) from None
    except Exception as error:  # zlib.error, lzma.LZMAError and what else a broken stream raises
        raise Unreadable(
            Message("zip_unreadable", {"file": path.name, "why": type(error).__name__})
        ) from None


def _entries(entries: Sequence[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The zip's files by name: those at its top, or in the single folder that it holds."""
    by_parts = {}
    for entry in entries:
        parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
        hidden = any(p in NOT_STUDENTS or p.startswith(".") or p == "/" for p in parts)
        if parts and not hidden and not entry.is_dir():
            by_parts[parts] = entry
    top: tuple[str, ...] = ()
    for _ in range(PASS_THROUGH_DEPTH):
        below = {p[len(top)] for p in by_parts if p[: len(top)] == top and len(p) > len(top)}
        if len(below) != 1 or (*top, *below) in by_parts:
            break
        top = (*top, *below)
    return {p[-1]: entry for p, entry in by_parts.items() if p[:-1] == top}
