"""Grades a class again, where its checks or the kit have changed, and says what that changes."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from learnrnn import catalog
from learnrnn.app import people
from learnrnn.app.grade import Asked, Class, grade_class
from learnrnn.errors import LearnrnnError
from learnrnn.gradebook.documents import folder_of, write_views
from learnrnn.gradebook.regrade import Change, changes, mark, numbers
from learnrnn.gradebook.store import Store
from learnrnn.sandbox.pool import Limits
from learnrnn.submissions.find import Submission, find_submissions

SCHEMA = "learnrnn/regrade/1"


@dataclass(frozen=True)
class Regraded:
    """What came of it. gone: students whose submission is no longer where it was; their marks stay."""

    count: int
    unchanged: int
    changes: list[Change] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def under(self, name: Callable[[str], str]) -> Regraded:
        """The same with other names."""
        renamed = [replace(change, student=name(change.student)) for change in self.changes]
        return replace(self, changes=renamed, gone=[name(student) for student in self.gone])

    def document(self, *, dry_run: bool) -> dict[str, Any]:
        """As docs/documents.md says."""
        return {
            "schema": SCHEMA,
            "dry_run": dry_run,
            "graded": self.count - self.unchanged,
            "unchanged": self.unchanged,
            "changes": [change.document() for change in self.changes],
            "gone": self.gone,
        }


def regrade(
    folder: Path,
    lang: str,
    *,
    dry_run: bool = False,
    jobs: int | None = None,
    safe: bool = True,
    progress: Callable[[int], contextlib.AbstractContextManager[Callable[[], object]]] | None = None,
) -> Regraded:
    """Grade every submission again, from where it was found. dry_run: change nothing. Raises LearnrnnError."""
    catalog.require_solutions()
    with contextlib.ExitStack() as stack:
        store = stack.enter_context(Store(folder_of(folder), must_exist=True))
        if dry_run:
            other = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            store.copy_to(other)
            store = stack.enter_context(Store(other, must_exist=True))
        found, gone = submissions_of(store)
        was = numbers(store)
        scores = {result: mark(store, result) for result in was.values()}
        known = catalog.exercises()
        exercises = [known[name] for name in store.exercises() if name in known]
        seed = store.seed()
        asked = Asked(
            [], store.folder, jobs=jobs, limits=Limits(*map(float, (store.get("limits") or "2 10").split()))
        )
        again = Class(asked, exercises, found, (), seed.value if seed else None, bool(seed and seed.secret))
        advance = stack.enter_context(progress(len(found))) if progress else lambda: None
        done = grade_class(again, store, advance, safe=safe)
        result = Regraded(done.count, done.unchanged, changes(store, was, scores), gone)
        if not dry_run:
            write_views(store, lang)
    return result


def submissions_of(store: Store) -> tuple[list[Submission], list[str]]:
    """Every student's submission, from the path that it was last found below, and who has none there any more."""
    students, logins = store.students(), people.kept(store)
    found: dict[str, Submission] = {}
    for root in sorted(set(students.values())):
        with contextlib.suppress(LearnrnnError):
            for submission in people.named(find_submissions([Path(root)]).submissions, logins)[0]:
                if students.get(submission.student) == root:
                    found[submission.student] = submission
    return [found[name] for name in sorted(found)], [name for name in students if name not in found]
