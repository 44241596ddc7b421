"""Grades a submission for Otter's plugin, in a process of its own: `python -m learnrnn.bridges.otter.grade FILE`.

Runs in the folder where an autograder's zip is unpacked, with the kit that the zip carries and numpy alone.
Prints {"exercises": [an exercise's document, as a student may see it], "sandbox": whether it holds, in words}.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from learnrnn import catalog
from learnrnn.catalog import Exercise
from learnrnn.doctor import examine, verdict
from learnrnn.grader import Grader
from learnrnn.locale import Message
from learnrnn.sandbox.start import Fault
from learnrnn.submissions.encoding import decode
from learnrnn.submissions.notebook import NOTEBOOK_LIMIT_BYTES, SUFFIX, read_notebook
from learnrnn.submissions.source import NotThere, Part, Source, read_source

ORDER = "learnrnn.json"  # in the zip: which exercises, seed and language


def main(file: Path, order: dict[str, Any]) -> None:
    """Grade the file by the order, and print what it came to."""
    with Grader(order["seed"], own_inputs=True) as grader:
        exercises = [catalog.exercise(name) for name in order["exercises"]]
        if lacking := [exercise.name for exercise in exercises if not exercise.has_checks]:
            raise Fault(f"the zip has no checks of {', '.join(lacking)}")
        results = [grader.grade(e, lambda each: _source(file, each)) for e in exercises]
    documents = [result.document(order["lang"], for_student=True) for result in results]
    print(json.dumps({"exercises": documents, "sandbox": verdict(examine()).render(order["lang"])}))


def _source(file: Path, exercise: Exercise) -> Source:
    """A script as it is; of a notebook, whatever it is called, the cells for this exercise. Raises Unreadable."""
    content = read_source(file, limit_bytes=NOTEBOOK_LIMIT_BYTES)
    if content is None:
        raise NotThere(Message("file_missing", {"file": exercise.filename}))
    digest = hashlib.sha256(content).hexdigest()
    if file.suffix.lower() == SUFFIX:
        book = read_notebook(content, file.name)
        return Source(file.name, book.parts(exercise), digest, notes=book.left_out)
    text, guessed = decode(content)
    notes = (Message("decoded", {"file": file.name, "encoding": guessed}),) if guessed else ()
    return Source(file.name, (Part(file.name, text),), digest, notes=notes)


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(Path(ORDER).read_text(encoding="utf-8")))
