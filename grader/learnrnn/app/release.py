"""Writes the bundle that a class gets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from learnrnn.bridges.release import write_release


def release(folder: Path, names: Sequence[str], seed: int, assignment: Path | None) -> int:
    """Write these exercises, else the assignment's, else all; how many. Raises LearnrnnError."""
    if assignment and not names:
        from learnrnn.gradebook.assignment import read

        names = tuple(read(assignment).weights)
    return write_release(folder, names, seed)
