"""Runs Otter as an instructor has it: an environment with Otter and numpy, and without learnrnn."""

from __future__ import annotations

import json
import os
import subprocess
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy

# Otter's own start takes as long as a grading: one process for many submissions.
BATCH = """
import sys
from otter.run import main
autograder, *submissions = sys.argv[1:]
for submission in submissions:
    print("SUBMISSION", submission)
    main(submission, autograder=autograder, output_dir=submission + ".out", no_logo=True)
"""


@dataclass(frozen=True)
class Outcome:
    """What Otter said of a submission: results.json, and what it printed."""

    results: dict[str, Any]
    printed: str

    @property
    def scores(self) -> dict[str, tuple[float, float]]:
        return {t["name"]: (t["score"], t["max_score"]) for t in self.results["tests"] if "score" in t}

    @property
    def texts(self) -> str:
        """Everything that anybody can read of it."""
        return json.dumps(self.results, ensure_ascii=False) + self.printed


@dataclass(frozen=True)
class Machine:
    """An environment of its own, and a folder to work in."""

    python: Path
    folder: Path

    def run(
        self, *words: str, cwd: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.python), *words],
            cwd=cwd or self.folder,
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "LANG": "C.UTF-8"} | environment,
            capture_output=True,
            text=True,
            timeout=300,
        )

    def otter_run(self, autograder: Path, submissions: Sequence[Path]) -> list[Outcome]:
        """`otter run` of each submission."""
        for submission in submissions:
            Path(f"{submission}.out").mkdir()
        done = self.run(
            "-P", "-c", BATCH, str(autograder), *map(str, submissions), PYTHONPATH=str(autograder)
        )
        assert done.returncode == 0, done.stderr
        printed = done.stdout.split("SUBMISSION ")[1:]
        return [
            Outcome(json.loads(Path(f"{submission}.out", "results.json").read_text("utf-8")), text)
            for submission, text in zip(submissions, printed, strict=True)
        ]


def machine(folder: Path) -> Machine:
    """Otter and all it needs are borrowed from this environment; learnrnn, which is installed by a .pth, is not."""
    venv.create(folder / "environment", symlinks=True)
    (packages,) = (folder / "environment").glob("lib/python*/site-packages")
    (packages / "borrowed.pth").write_text(str(Path(numpy.__file__).parents[1]))
    found = Machine(folder / "environment" / "bin" / "python", folder)
    assert found.run("-P", "-c", "import otter, numpy").returncode == 0
    assert "No module named 'learnrnn" in found.run("-P", "-c", "import learnrnn.bridges").stderr
    return found


def notebook_of(student: Path, answers: dict[str, str]) -> str:
    """The student's notebook with these sources in the exercises' cells."""
    notebook = json.loads(student.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        name = cell["metadata"].get("learnrnn", {}).get("exercise")
        if name in answers:
            cell["source"] = answers[name]
    return json.dumps(notebook)
