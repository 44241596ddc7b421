"""Exports exercises for Otter: has Otter Assign make the student's notebook and the autograder, and proves them."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from learnrnn.bridges import package_files
from learnrnn.bridges.otter.grade import ORDER
from learnrnn.bridges.otter.notebook import master
from learnrnn.catalog import Exercise
from learnrnn.errors import complain
from learnrnn.locale import say

NEEDED = ("otter", "ipykernel")  # the latter comes with the extra alone
GRADING_NEEDS = ("numpy",)


def export(folder: Path, exercises: Sequence[Exercise], seed: int, lang: str) -> Path:
    """Fill an empty folder with student/ and autograder/; gives the notebook's path in it. Raises LearnrnnError."""
    if any(importlib.util.find_spec(name) is None for name in NEEDED):
        raise complain("otter_missing")
    for exercise in exercises:
        if not exercise.has_checks:
            raise complain("otter_no_checks", name=exercise.name)
    name = f"{exercises[0].module if len(exercises) == 1 else 'learnrnn'}.ipynb"
    try:
        if folder.exists() and any(folder.iterdir()):
            raise complain("otter_folder_full", folder=folder)
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".", dir=folder.resolve()) as work:
            made = _make(Path(work), name, exercises, seed, lang)
            for part in made.iterdir():  # only now that all of it is there, and proven
                part.replace(folder / part.name)
    except OSError as error:
        raise complain("otter_unwritable", folder=folder, why=error.strerror or error) from None
    return folder / "student" / name


def _make(work: Path, name: str, exercises: Sequence[Exercise], seed: int, lang: str) -> Path:
    """The finished folder, inside the work folder."""
    notebook = master(exercises, lang, say("otter_hand_in", lang))
    _write(work / name, notebook)
    (work / "requirements.txt").write_text("\n".join(_requirements()) + "\n", encoding="utf-8")
    _otter(work, "assign", "--no-run-tests", name, "made")
    made = work / "made"
    (zipped,) = (made / "autograder").glob("*.zip")
    autograder = zipped.rename(made / "autograder" / "autograder.zip")
    _carry_kit(autograder, exercises, {"exercises": [e.name for e in exercises], "seed": seed, "lang": lang})
    for other in (made / "autograder").iterdir():
        if other.name not in (name, autograder.name):
            other.unlink()
    for copy in (made / "student" / name, made / "autograder" / name):
        _mark_otters_cells(copy)
    _prove(work, autograder, made / "autograder" / name)
    return made


def _requirements() -> list[str]:
    """What an autograder's machine needs beside Otter."""
    return [line for line in package_files.needs() if line.startswith(GRADING_NEEDS)]


def _carry_kit(autograder: Path, exercises: Sequence[Exercise], order: dict[str, Any]) -> None:
    """Put the kit at the zip's root: Otter's container imports from there, and so does PYTHONPATH=autograder.zip."""
    with zipfile.ZipFile(autograder, "a", zipfile.ZIP_DEFLATED) as opened:
        for path, content in package_files.files(exercises):
            opened.writestr(path, content)
        opened.writestr(ORDER, json.dumps(order))


def _mark_otters_cells(file: Path) -> None:
    """Have `learnrnn grade` leave out the cells that only call Otter, in whatever notebook comes of this one."""
    notebook = json.loads(file.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and "exercise" not in cell["metadata"].get("learnrnn", {}):
            cell["metadata"]["learnrnn"] = {"role": "check"}
    _write(file, notebook)


def _prove(work: Path, autograder: Path, solved: Path) -> None:
    """The autograder has to give the solutions full marks, here and now. Raises LearnrnnError."""
    (work / "proof").mkdir()
    _otter(work, "run", "-a", str(autograder), "-o", "proof", str(solved), PYTHONPATH=str(autograder))
    tests = json.loads((work / "proof" / "results.json").read_text(encoding="utf-8"))["tests"]
    for test in tests:
        if test["score"] != test["max_score"]:
            raise complain("otter_not_proven", name=test["name"])


def _otter(work: Path, *words: str, **environment: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "otter", *words],
        cwd=work,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "?").splitlines()[-1]
        raise complain("otter_failed", command=f"otter {words[0]}", problem=last)


def _write(file: Path, notebook: dict[str, Any]) -> None:
    file.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
