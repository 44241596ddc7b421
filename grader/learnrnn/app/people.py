"""Whose work it is where a login names it: a roster gives the student's name, and the store keeps it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from learnrnn.bridges.gradebooks.roster import login_of, read_students
from learnrnn.errors import complain
from learnrnn.gradebook.store import Store
from learnrnn.submissions.find import Submission

LOGINS = "logins"  # a setting of the store

Logins = Mapping[str, str]  # login to student


def read_logins(roster: Path | None, more: Logins, names: Iterable[str]) -> Logins:
    """Whose login is whose, and whose each of these names, by a roster and by what an assignment says, which wins.

    Raises LearnrnnError.
    """
    known = read_students(roster, names) if roster else {}
    return known | {login.casefold(): who for login, who in more.items()}


def kept(store: Store) -> Logins:
    """Whose login is whose, as the store knows it."""
    return json.loads(store.get(LOGINS) or "{}")


def keep(store: Store, more: Logins) -> None:
    """Keep logins; one in `more` is nobody else's any longer."""
    if more:
        store.set(LOGINS, json.dumps({**kept(store), **more}, ensure_ascii=False))


def student_of(name: str, logins: Logins) -> str | None:
    """Whose a folder's or repository's name is: the login's, or <assignment>-<login>'s; None where no login fits."""
    login = login_of(name, logins)
    return logins[login] if login else None


def named(submissions: Sequence[Submission], logins: Logins) -> tuple[list[Submission], list[str]]:
    """The submissions under their students' names, and the names that no login fits.

    Raises LearnrnnError where two are of one student.
    """
    if not logins:
        return list(submissions), []
    found: dict[str, Submission] = {}
    strangers: list[str] = []
    for submission in submissions:
        student = student_of(submission.student, logins)
        if student is None:
            student = submission.student
            strangers.append(student)
        if other := found.get(student):
            raise complain("student_twice", student=student, one=other.path, other=submission.path)
        found[student] = replace(submission, student=student)
    return [found[student] for student in sorted(found)], strangers
