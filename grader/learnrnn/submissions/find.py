"""Finds submissions: folders, zips and notebooks, and what learning systems give for a whole class.

A folder that directly holds an `<exercise>.py`, an `<exercise>.ipynb` or nothing but one notebook is one
submission; in any other folder each child folder, zip or notebook is one. A folder or zip that has the layout of
a learning system's bulk download (lms.py) holds one for each person, where it is the only path: among others it
may be a student's, who must not hand in for somebody else.
"""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from learnrnn import catalog
from learnrnn.catalog import Exercise
from learnrnn.errors import complain
from learnrnn.locale import Message, Sayable
from learnrnn.submissions import lms
from learnrnn.submissions.files import Files, Folder, Loose, Zipped, is_hidden, zipfile_like
from learnrnn.submissions.notebook import NOTEBOOK_LIMIT_BYTES, SUFFIX, Notebook, read_notebook, source_of
from learnrnn.submissions.source import FILE_LIMIT_BYTES, NotThere, Source, Unreadable, script_of

NOTEBOOKS_KEPT = 32  # read ones: a submission's exercises are asked for one after the other


@dataclass(frozen=True)
class Submission:
    """What one student handed in, and the path that it was found at."""

    student: str
    path: Path
    files: Files

    def read(self, exercise: Exercise) -> Source:
        """The student's code for an exercise: a file of theirs, or what their notebooks have of it.

        Raises NotThere where there is none, and says what lies there; Unreadable.
        """
        content = self.files.read(exercise.filename, FILE_LIMIT_BYTES)
        if content is not None:
            return script_of(content, exercise.filename)
        source = source_of(exercise, self.files.names(), functools.partial(_notebook, self.files))
        if source is None:
            raise NotThere(Message("file_missing", {"file": exercise.filename}))
        return source

    @property
    def lies_there(self) -> tuple[str, ...]:
        """What lies there, by name: what to tell who finds nothing was taken. Raises nothing."""
        with contextlib.suppress(Unreadable):
            return tuple(sorted(self.files.names()))
        return ()


@dataclass(frozen=True)
class LeftOut:
    """Something in a class that is no submission, and why."""

    name: str
    why: Sayable


@dataclass(frozen=True)
class Found:
    """A class: every submission by student, and what was none."""

    submissions: Sequence[Submission]
    left_out: Sequence[LeftOut] = ()


def find_submissions(paths: Sequence[Path], leave: Sequence[Path] = ()) -> Found:
    """Every submission below these paths, but for what is in `leave` (the folder that results go to).

    Raises LearnrnnError where there is none, or two of one name.
    """
    found: dict[str, Submission] = {}
    files = {e.module + suffix for e in catalog.exercises().values() for suffix in (".py", SUFFIX)}
    for path in paths:
        for submission in (len(paths) == 1 and _of_a_class(path, files)) or _find(path, files):
            known = found.setdefault(submission.student, submission)
            if known != submission:
                raise complain(
                    "student_twice", student=submission.student, one=known.path, other=submission.path
                )
    return Found([found[student] for student in sorted(found)])


def submission_of(path: Path) -> Submission:
    """A folder, zip or notebook as one student's submission."""
    if zipfile_like(path):
        return Submission(_spelled(path.stem), path, Zipped(path))
    if path.is_dir():
        return Submission(_spelled(path.resolve().name), path, Folder(path))
    return Submission(_spelled(path.stem), path, Loose(path))


def _find(path: Path, files: set[str]) -> Iterable[Submission]:
    if not path.exists():
        raise complain("path_missing", path=path)
    if zipfile_like(path):
        return [submission_of(path)]
    if not path.is_dir():
        if path.name in files:  # a loose file: the submission is its folder
            return [submission_of(path.parent)]
        if notebook_like(path):
            return [submission_of(path)]
        raise complain("no_submission_file", path=path)
    try:
        children = sorted(path.iterdir())
    except OSError as error:
        raise complain("path_unreadable", path=path, why=error.strerror or error) from None
    submissions = [submission_of(child) for child in children if _is_submission(child)]
    alone = len(submissions) == 1 and notebook_like(submissions[0].path)
    if alone or any(child.name in files for child in children):
        return [submission_of(path)]
    if not submissions:
        raise complain("no_submissions", path=path)
    return submissions


def _of_a_class(path: Path, files: set[str]) -> list[Submission]:
    """The submissions of a learning system's bulk download; none where this is not one."""
    if not zipfile_like(path) and (not path.is_dir() or any(os.path.lexists(path / name) for name in files)):
        return []
    return [Submission(_spelled(person), path, share) for person, share in lms.shares(path)]


def _spelled(name: str) -> str:
    """A name as text; bytes of it that are no UTF-8 are spelled out."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _is_submission(path: Path) -> bool:
    if is_hidden(path.name) or path.is_symlink():
        return False
    return path.is_dir() or zipfile_like(path) or notebook_like(path)


def notebook_like(path: Path) -> bool:
    """Whether this is a notebook by its name."""
    return path.suffix.lower() == SUFFIX and path.is_file()


@functools.lru_cache(maxsize=NOTEBOOKS_KEPT)
def _try_notebook(files: Files, name: str) -> Notebook | Unreadable | None:
    try:
        content = files.read(name, NOTEBOOK_LIMIT_BYTES)
        return None if content is None else read_notebook(content, name)
    except Unreadable as problem:  # kept too: it is asked for by every exercise
        return problem


def _notebook(files: Files, name: str) -> Notebook | None:
    """A submission's notebook, read once. Raises Unreadable."""
    found = _try_notebook(files, name)
    if isinstance(found, Unreadable):
        raise found
    return found
