"""Lets plain pytest find `lstm.py` from the `test_lstm.py` beside it, in whatever import mode a project has.

pytest's default mode puts a test's folder on the import path; importlib mode, which a project around the
learner's folder may have chosen, does not. Only for exercises of the course, and only where the file is there.
"""

from __future__ import annotations

import sys
from pathlib import Path


def pytest_collect_file(file_path: Path) -> None:
    """Make the folder of an exercise's public test importable."""
    name = file_path.stem.removeprefix("test_")
    if file_path.name != f"test_{name}.py" or not (file_path.parent / f"{name}.py").is_file():
        return
    from learnrnn.catalog import root

    folder = str(file_path.parent)
    if folder not in sys.path and (root() / "exercises" / name / "exercise.toml").is_file():
        sys.path.insert(0, folder)
