"""Otter's plugin: learnrnn grades in place of Otter's own tests, and Otter's results say what came of it.

Only Otter imports this; it may come straight out of the autograder's zip, so it imports nothing of ours.
The student's code runs in learnrnn's sandbox alone: what Otter executes afterwards is an empty notebook.
"""

# Otter brings no types, and its base class says of every event that it never returns.
# pyright: reportMissingTypeStubs=false, reportIncompatibleMethodOverride=false

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from otter.plugins import AbstractOtterPlugin
from otter.test_files.abstract_test import TestCase, TestCaseResult
from otter.test_files.exception_test import ExceptionTestFile

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
OTTERS_OWN = ("tests",)  # put into the submission's folder by Otter, from the zip, over whatever was there
TIMEOUT_S = 60  # for starting, and as much again an exercise; the engine's own limits are far below

Document = dict[str, Any]  # an exercise's, as docs/documents.md has it


class LearnrnnPlugin(AbstractOtterPlugin):
    """Grades by learnrnn."""

    _graded: list[Document]
    _sandbox: str  # whether it holds on this machine, in words

    def before_grading(self, config: object) -> None:
        """Grade the submission, then leave nothing of it that Otter or Python would load by itself."""
        file = Path(self.submission_path)
        source = file.parents[1] / "source"  # where the autograder's zip is unpacked
        found = graded(file, source)
        self._graded, self._sandbox = found["exercises"], found["sandbox"]
        for path in file.parent.iterdir():
            if path != file and path.name not in OTTERS_OWN and path.suffix != ".pdf":
                remove(path)
        if file.suffix != ".ipynb":  # Otter still reads it, and stumbles over what is no UTF-8
            remove(file)
            file.touch()

    def before_execution(self, submission: object) -> nbformat.NotebookNode:
        """An empty notebook to execute in place of the student's; a script's very name could shadow a module."""
        file = Path(self.submission_path)
        if file.suffix != ".ipynb":
            remove(file)
        return nbformat.v4.new_notebook(metadata={"kernelspec": KERNEL})

    def after_grading(self, results: Any) -> None:
        """Put the scores and the feedback in place of what Otter's own tests said."""
        if results.has_catastrophic_failure():
            raise RuntimeError("Otter could not run an empty notebook; its kernel does not start here.")
        results.clear_results()
        for document in self._graded:
            results.results[document["name"]] = test_file(document)
        results.set_output("\n\n".join(said_at_once(document) for document in self._graded))

    def generate_report(self) -> str:
        """A line an exercise, for the instructor."""
        scores = [f"{d['name']}: {d['score']}/{d['max_score']}" for d in self._graded]
        return "\n".join([self._sandbox, *scores])


def graded(file: Path, source: Path) -> dict[str, Any]:
    """What grade.py prints, run from the zip's own kit. Raises RuntimeError for a fault of ours: no zeros."""
    order = json.loads((source / "learnrnn.json").read_text(encoding="utf-8"))
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("LEARNRNN_", "PYTHON"))}
    done = subprocess.run(
        [sys.executable, "-P", "-B", "-m", "learnrnn.bridges.otter.grade", str(file)],
        cwd=source,
        env={**ours, "PYTHONPATH": str(source), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=TIMEOUT_S * (1 + len(order["exercises"])),
    )
    if done.returncode:
        raise RuntimeError(f"learnrnn could not grade: {done.stderr.strip()}")
    found: dict[str, Any] = json.loads(done.stdout)
    for document in found["exercises"]:
        if document["fault"]:
            raise RuntimeError(f"learnrnn could not grade {document['name']}: {document['fault']}")
    return found


def test_file(document: Document) -> ExceptionTestFile:
    """The exercise as Otter's test, its checks as Otter's test cases."""
    results = list(_case_results(document))
    found = ExceptionTestFile(document["name"], "", [r.test_case for r in results], all_or_nothing=False)
    found.test_case_results = results
    return found


def _case_results(document: Document) -> Iterator[TestCaseResult]:
    if document["message"] or not document["checks"]:  # why the file could not be graded at all
        points = 0 if document["checks"] else document["max_score"]
        passed = document["status"] == "passed"  # then it is a note
        yield _case_result(document["name"], points, document["message"], passed=passed)
    for check in document["checks"]:
        hidden, passed = check["visibility"] == "hidden", check["status"] == "passed"
        yield _case_result(check["name"], check["max_score"], _line(check), passed=passed, hidden=hidden)


def _case_result(
    name: str, points: int, message: str, *, passed: bool, hidden: bool = False
) -> TestCaseResult:
    return TestCaseResult(TestCase(name, "", hidden, points, None, None), message, passed)


def said_at_once(document: Document) -> str:
    """What a student may read before grades are published: what the visible checks say."""
    lines = [document["message"]] if document["message"] else []
    lines += [_line(check) for check in document["checks"] if check["visibility"] == "visible"]
    return "\n".join([document["name"], *lines])


def _line(check: Document) -> str:
    mark = "✔" if check["status"] == "passed" else "✘"
    return f"{mark} {check['score']}/{check['max_score']} {check['message']}"


def remove(path: Path) -> None:
    """Delete a file, a link or a whole folder."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
