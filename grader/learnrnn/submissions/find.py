"""Finds a class's submissions: in folders, archives and what learning systems give for a whole class.

A folder that directly holds an exercise's file and no submissions beneath it is one submission; in any other
folder, zip or bulk download each child folder or archive is one. docs/lms.md and docs/notebooks.md say the same
for instructors.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from learnrnn.errors import complain
from learnrnn.locale import Message, Sayable
from learnrnn.submissions import lms
from learnrnn.submissions.archive import FILE, LINK, is_archive, is_hidden, without_ending
from learnrnn.submissions.disk import FOLDER, OTHERS_CODE
from learnrnn.submissions.names import EXACT, NOTEBOOK, is_part, kind_of, named_for
from learnrnn.submissions.opened import Spot
from learnrnn.submissions.places import ArchivePlace, DiskPlace, Place
from learnrnn.submissions.source import Unreadable
from learnrnn.submissions.submission import Submission

WRAPPERS_LIMIT = 4  # folders inside each other with a class in the innermost
LOOKED_AT = 2_000  # names below a folder that are looked at to see whether it holds an answer
RESULTS, STORE = "results.json", "store.sqlite"  # what grading writes
HEAD_BYTES = 4096  # of a results.json, to see whether it is ours

__all__ = ["Found", "LeftOut", "Submission", "find_submissions", "submission_of"]


@dataclass(frozen=True)
class LeftOut:
    """Something in a class that is no submission, and why."""

    name: str
    why: Sayable


@dataclass(frozen=True)
class Found:
    """A class: every submission by student, and what was none. empty: who has a folder, and nothing in it."""

    submissions: Sequence[Submission]
    left_out: Sequence[LeftOut] = ()
    empty: Sequence[str] = ()


def find_submissions(paths: Sequence[Path], leave: Sequence[Path] = ()) -> Found:
    """Every submission below these paths, but for what is in `leave` (the folder that results go to).

    Raises LearnrnnError where there is none, or two of one name.
    """
    found: dict[str, Submission] = {}
    left_out: list[LeftOut] = []
    empty: list[str] = []
    for path in paths:
        search = _Search(leave, whole_class=len(paths) == 1)
        for submission in search.of(path):
            known = found.setdefault(submission.student, submission)
            if known is not submission and known.spot != submission.spot:
                raise complain(
                    "student_twice", student=submission.student, one=known.path, other=submission.path
                )
        left_out += search.left_out
        empty += search.empty
    return Found([found[student] for student in sorted(found)], left_out, empty)


def submission_of(path: Path, *, follow_links: bool = False) -> Submission:
    """A folder, an archive or a file as one student's submission."""
    name = path.resolve().name if path.is_dir() else path.name
    student = name if path.is_dir() else without_ending(name) if is_archive(name) else path.stem
    return Submission(spelled(student), Spot(path, follow_links=follow_links))


def spelled(name: str) -> str:
    """A name as text; bytes of it that are no UTF-8 are spelled out."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


@dataclass
class _Search:
    """Looks through one path that the user named."""

    leave: Sequence[Path]
    whole_class: bool  # whether an archive may hold a class: among other paths it is one student's
    left_out: list[LeftOut] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)

    def of(self, path: Path) -> list[Submission]:
        """The submissions at a path. Raises LearnrnnError."""
        if not path.exists():
            raise complain("path_missing", path=path)
        if path.is_dir():
            return self._in_folder(path)
        if is_archive(path.name):
            return self._in_archive(path)
        named = [nearness for *_, nearness in named_for((path.name,))]
        if EXACT in named:  # a loose file: the submission is its folder
            return [submission_of(path.parent)]
        if kind_of(path.name) == NOTEBOOK:
            return [submission_of(path)]
        if named:
            return [Submission(spelled(path.resolve().parent.name), Spot(path))]
        raise complain("no_submission_file", path=path)

    def _in_folder(self, path: Path) -> list[Submission]:
        try:
            place = DiskPlace(path)
        except OSError as error:
            raise complain("path_unreadable", path=path, why=error.strerror or error) from None
        if self.whole_class and (shared := lms.shares(place)):
            return self._of_people(*shared)
        return self._split(place, spelled(path.resolve().name), path)

    def _in_archive(self, path: Path) -> list[Submission]:
        alone = [submission_of(path)]
        if not self.whole_class:
            return alone
        try:
            place = ArchivePlace(path)
        except (Unreadable, OSError):  # its row says what is wrong with it
            return alone
        if shared := lms.shares(place):
            return self._of_people(*shared)
        inner = _innermost(place)
        if len(_people_in(inner)) < 2:
            return alone
        return self._children(inner)

    def _of_people(self, place: Place, people: lms.People) -> list[Submission]:
        """Everybody in a learning system's download."""
        for key, nobodys in (("left_loose", people.strays), ("left_link", people.links)):
            self.left_out += [LeftOut(spelled("/".join(parts)), Message(key)) for parts in nobodys]
        return [
            Submission(spelled(who), place.spot_of(files), people.times.get(who), who in people.late)
            for who, files in people.files.items()
        ]

    def _split(self, place: Place, student: str, path: Path) -> list[Submission]:
        """A folder as one submission, or as a class."""
        children = [name for name, _ in place.listed() if not is_hidden(name)]
        if not children:
            raise complain("no_submissions", path=path, names="-")
        if _holds_named(place):
            if len(_people_in(place)) < 2:
                return [Submission(student, place.spot())]
            return self._children(place)
        holders = [(n, k) for n, k in place.listed() if _may_be_one(n, k) and not self._is_left(place, n)]
        if not holders:
            scripts = [n for n, kind in place.listed() if kind == FILE and any(named_for((n,)))]
            if scripts:
                return [Submission(student, place.spot())]
            raise complain("no_submissions", path=path, names=", ".join(children[:6]))
        if len(holders) == 1 and kind_of(holders[0][0]) == NOTEBOOK:
            return [Submission(student, place.spot())]
        inner = _innermost(place)
        if inner is not place and len(_people_in(inner)) > 1:
            return self._children(inner)
        if _holds_parts(place, holders):
            return [Submission(student, place.spot())]
        return self._children(place)

    def _children(self, place: Place) -> list[Submission]:
        """Each child folder, archive and notebook as a submission; what is left out is noted."""
        found: list[Submission] = []
        for name, kind in place.listed():
            if is_hidden(name):
                continue
            why = self._why_not(place, name, kind)
            if why is not None:
                self.left_out.append(LeftOut(spelled(name), why))
                continue
            if kind == FOLDER and place.is_empty((name,)):  # its person is known, and gets a row
                self.empty.append(spelled(name))
            student = (
                name if kind == FOLDER else without_ending(name) if is_archive(name) else Path(name).stem
            )
            found.append(Submission(spelled(student), place.spot((name,))))
        return found

    def _why_not(self, place: Place, name: str, kind: str) -> Sayable | None:
        """Why a child is no submission; None where it is one."""
        if kind == LINK:
            return Message("left_link")
        if self._is_left(place, name):
            return Message("left_results")
        if kind == FOLDER:
            return Message("left_others_code") if name in OTHERS_CODE else None
        if kind != FILE:
            return Message("left_irregular")
        if is_archive(name):
            return None
        if kind_of(name) == NOTEBOOK and not any(named_for((name,))):
            return None
        if name.lower().endswith(lms.CLOSED):
            return Message("left_closed")
        return Message("left_loose")

    def _is_left(self, place: Place, name: str) -> bool:
        """Whether this is what grading wrote, or will write to."""
        path = place.path_of((name,))
        if path is None:
            return False
        if any(_is_same(path, other) for other in self.leave):
            return True
        return _is_output(path)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return other.exists() and one.samefile(other)
    except OSError:
        return False


def _is_output(path: Path) -> bool:
    """Whether a folder holds a gradebook of ours. It is looked at, never followed."""
    try:
        if path.is_symlink() or not path.is_dir():
            return False
        if (path / STORE).is_file():
            return True
        with open(path / RESULTS, "rb") as file:
            return b'"learnrnn/results' in file.read(HEAD_BYTES)
    except OSError:
        return False


def _may_be_one(name: str, kind: str) -> bool:
    """Whether a child can be a submission at all."""
    if is_hidden(name) or name in OTHERS_CODE:
        return False
    return kind == FOLDER or (kind == FILE and (is_archive(name) or kind_of(name) == NOTEBOOK))


def _holds_named(place: Place) -> bool:
    """Whether exercises' files lie directly in it."""
    return any(
        kind in (FILE, LINK) and nearness == EXACT
        for name, kind in place.listed()
        if not is_hidden(name)
        for *_, nearness in named_for((name,))
    )


def _people_in(place: Place) -> list[str]:
    """The children that hold an answer and are not called as parts of one person's work."""
    found: list[str] = []
    for name, kind in place.listed():
        if is_hidden(name) or name in OTHERS_CODE:
            continue
        if (kind == FOLDER and not is_part(name) and _answers_in(place.within((name,)))) or (
            kind == FILE and is_archive(name) and not is_part(without_ending(name))
        ):
            found.append(name)
        if len(found) > 1:  # more need not be known
            break
    return found


def _holds_parts(place: Place, holders: Sequence[tuple[str, str]]) -> bool:
    """Whether all the answers in it lie in folders that are called as parts of one person's work."""
    if not all(kind == FOLDER for _, kind in holders):
        return False
    if not any(is_part(name) for name, _ in holders):
        return False
    answering = [name for name, _ in holders if _answers_in(place.within((name,)))]
    return bool(answering) and all(map(is_part, answering))


def _answers_in(place: Place) -> bool:
    """Whether an exercise's file, a notebook or an archive lies somewhere in it."""
    for parts, kind in place.walk(LOOKED_AT):
        if kind == FILE and (
            kind_of(parts[-1]) == NOTEBOOK or is_archive(parts[-1]) or any(named_for(parts))
        ):
            return True
    return False


def _innermost(place: Place) -> Place:
    """The folder that others only wrap."""
    for _ in range(WRAPPERS_LIMIT):
        if _holds_named(place):
            break
        inside = [(n, kind) for n, kind in place.listed() if _may_be_one(n, kind)]
        if len(inside) != 1 or inside[0][1] != FOLDER:
            break
        place = place.within((inside[0][0],))
    return place
