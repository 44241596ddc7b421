"""Grades a submission for Otter's plugin, in a process of its own: `python -m learnrnn.bridges.otter_grade FILE`.

Runs in the folder where an autograder's zip is unpacked, with the kit that the zip carries and numpy alone.
Prints {"exercises": [an exercise's document, as a student may see it], "sandbox": whether it holds, in words}.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from learnrnn import catalog
from learnrnn.catalog import Exercise
from learnrnn.doctor import examine, verdict
from learnrnn.grader import Grader
from learnrnn.submissions.notebook import NOTEBOOK_LIMIT_BYTES, SUFFIX, read_notebook
from learnrnn.submissions.source import Source, read_source, script_of

ORDER = "learnrnn.json"  # in the zip: which exercises, seed and language


def main(file: Path, order: dict[str, Any]) -> None:
    """Grade the file by the order, and print what it came to."""
    with Grader(order["seed"], own_inputs=True) as grader:
        exercises = [catalog.exercise(name) for name in order["exercises"]]
        results = [grader.grade(e, lambda each: _source(file, each)) for e in exercises]
    documents = [result.document(order["lang"], for_student=True) for result in results]
    print(json.dumps({"exercises": documents, "sandbox": verdict(examine()).render(order["lang"])}))


def _source(file: Path, exercise: Exercise) -> Source | None:
    """A script as it is; of a notebook, whatever it is called, the cells for this exercise. Raises Unreadable."""
    if file.suffix.lower() != SUFFIX:
        content = read_source(file)
        return None if content is None else script_of(content, file.name)
    content = read_source(file, limit_bytes=NOTEBOOK_LIMIT_BYTES)
    return None if content is None else read_notebook(content, file.name).source(exercise)


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(Path(ORDER).read_text(encoding="utf-8")))
