"""Makes a class's report and its students' feedback from the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from learnrnn.errors import complain
from learnrnn.files import archive, put_private
from learnrnn.gradebook import late
from learnrnn.gradebook.documents import folder_of
from learnrnn.gradebook.figures import Figures, figures_of, pseudonyms
from learnrnn.gradebook.marks import Entry, entries
from learnrnn.gradebook.packed import unpack
from learnrnn.gradebook.store import Store
from learnrnn.submissions.lms import canvas_name
from learnrnn.views import feedback, report
from learnrnn.views.feedback import ExercisePart

REPORT = "report.html"
MOODLE_FOLDER = "{student}_assignsubmission_file_"


def opened(folder: Path) -> Store:
    """The store of a folder of `learnrnn grade`. Raises LearnrnnError."""
    return Store(folder_of(folder), must_exist=True)


def figures(store: Store, *, anonymise: bool) -> Figures:
    """The class's figures, with names or with pseudonyms."""
    return figures_of(store, pseudonyms(store) if anonymise else str)


def write_report(store: Store, found: Figures, file: Path, lang: str) -> None:
    """The HTML page. Raises LearnrnnError."""
    put_private(
        file, report.html_page(found, lambda entry: _parts(store, entry), lang).encode("utf-8", "replace")
    )


def write_feedback(store: Store, folder: Path, lang: str, *, reveal: bool, anonymise: bool = False) -> int:
    """A Markdown file and a page for each student; how many students. Raises LearnrnnError."""
    count = 0
    taken: set[str] = set()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise complain("out_unwritable", path=folder, why=error.strerror or error) from None
    called = pseudonyms(store) if anonymise else str
    for each in list(entries(store)):
        entry = replace(each, student=called(each.student))
        name = _own_name(feedback.file_name(entry.student), taken)
        parts = _parts(store, entry)
        for ending, made in ((".md", feedback.markdown), (".html", feedback.html_page)):
            content = made(entry, parts, lang, reveal=reveal).encode("utf-8", "replace")
            put_private(folder / f"{name}{ending}", content)
        count += 1
    return count


def write_moodle_zip(store: Store, file: Path, lang: str, *, reveal: bool) -> int:
    """The zip that Moodle takes as feedback files: a folder a student, named as in its download."""
    found = list(entries(store))
    put_private(file, archive((_moodle_name(e), _page(store, e, lang, reveal=reveal)) for e in found))
    return len(found)


def _moodle_name(entry: Entry) -> str:
    student = entry.student.replace("/", "_").replace("\\", "_")
    return f"{MOODLE_FOLDER.format(student=student)}/feedback.html"


def _page(store: Store, entry: Entry, lang: str, *, reveal: bool) -> bytes:
    return feedback.html_page(entry, _parts(store, entry), lang, reveal=reveal).encode("utf-8", "replace")


def write_canvas_zip(store: Store, file: Path, lang: str, *, reveal: bool) -> int:
    """The zip that Canvas takes as comments: a file a student, named as in its download, which is read again.

    How many students; who is not in a download of Canvas's is left out.
    """
    from learnrnn.app.regrade import submissions_of

    names = {s.student: name for s in submissions_of(store)[0] if (name := canvas_name(s))}
    found = [entry for entry in entries(store) if entry.student in names]
    pages = ((names[e.student] + "feedback.html", _page(store, e, lang, reveal=reveal)) for e in found)
    put_private(file, archive(pages))
    return len(found)


def is_revealed(store: Store) -> bool:
    """Whether the assignment says that students see hidden values by now."""
    assignment = late.kept(store)
    reveal = assignment.reveal if assignment else None
    return reveal is not None and datetime.now(UTC) >= reveal


def pseudonyms_of(folder: Path) -> Callable[[str], str]:
    """What a store calls its students where names are not to be seen. Raises LearnrnnError."""
    with opened(folder) as store:
        return pseudonyms(store)


def _own_name(name: str, taken: set[str]) -> str:
    """The name, or name-1, …: no student's file is another's."""
    number, own = 0, name
    while own.casefold() in taken:
        number += 1
        own = f"{name}-{number}"
    taken.add(own.casefold())
    return own


def _parts(store: Store, entry: Entry) -> Sequence[ExercisePart]:
    """The exercises with what the machine found; of the missing ones only those that a person spoke of."""
    return [
        ExercisePart(mark, unpack(store.content(mark.kept.id)) if mark.kept else None) for mark in entry.marks
    ]
