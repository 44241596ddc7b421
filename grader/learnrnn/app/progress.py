"""Takes a learner's progress from one machine to another, as one small file."""

from __future__ import annotations

import json
from pathlib import Path

from learnrnn import catalog
from learnrnn.errors import complain
from learnrnn.learner.progress import Progress
from learnrnn.learner.transfer import add, taken
from learnrnn.locale import Message, Sayable
from learnrnn.quiz.memory import open_tables

FILE_LIMIT_BYTES = 16 << 20  # a year of answers is well below one


def export_to(file: Path) -> Sayable:
    """Write all of the progress to the file. Raises LearnrnnError where it cannot be written."""
    document = taken(_progress().connection, catalog.course().id)
    try:
        file.write_text(json.dumps(document, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise complain("progress_file", path=file, why=error.strerror or error) from None
    return Message("progress_exported", {"file": file, "count": len(document["exercise"])})


def import_from(file: Path) -> Sayable:
    """Add the file's progress to what is here. Raises LearnrnnError where it is none or cannot be kept."""
    try:
        with file.open("rb") as opened:
            document = json.loads(opened.read(FILE_LIMIT_BYTES))
    except OSError as error:
        raise complain("progress_file", path=file, why=error.strerror or error) from None
    except (ValueError, RecursionError):
        raise complain("progress_file_form", path=file) from None
    here = catalog.course().id
    if isinstance(document, dict) and document.get("course", here) != here:
        raise complain("progress_file_course", path=file, course=document["course"], here=here or "–")
    count = add(_progress().connection, document)
    if count is None:
        raise complain("progress_file_form", path=file)
    return Message("progress_imported", {"file": file, "count": count})


def _progress() -> Progress:
    from learnrnn.errors import LearnrnnError

    progress = Progress.open()
    if progress.warning:
        raise LearnrnnError(progress.warning)
    open_tables(progress.connection)
    return progress
