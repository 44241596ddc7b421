"""Keeps a trained model as an .npz file, and never overwrites a file that is not one of ours."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from learnrnn.errors import complain
from learnrnn.files import write_whole

if TYPE_CHECKING:
    from learnrnn.training.parts import Array

MARK = "learnrnn_training"  # the array by which we know our own files; it holds the training's name


def refuse_foreign(path: Path, name: str) -> None:
    """Raises LearnrnnError where the path holds something else than an earlier model of this training."""
    if path.is_dir() or not path.parent.is_dir():
        raise complain("train_model_folder", path=path)
    if os.path.lexists(path) and training_of(path) != name:
        raise complain("train_model_foreign", path=path)


def training_of(path: Path) -> str | None:
    """The training that a saved model is of; None where the file is none of ours."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return str(arrays[MARK])
    except Exception:  # whatever numpy and zipfile say of a foreign file
        return None


def save(path: Path, name: str, arrays: Mapping[str, Array]) -> None:
    """Write a model, whole or not at all. Raises LearnrnnError where it cannot be written."""
    everything: dict[str, Any] = {MARK: np.array(name), **arrays}
    content = io.BytesIO()
    np.savez(content, **everything)
    try:
        write_whole(path, content.getvalue())
    except OSError as error:
        raise complain("train_model_unwritable", path=path, why=error.strerror or error) from None
