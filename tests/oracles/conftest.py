"""What the oracles share: the references as functions, and what PyTorch answers."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from learnrnn import catalog
from learnrnn.engine.plan import functions_of

FILE = Path(__file__).parent / "vectors.json"


@dataclass(frozen=True)
class Vector:
    """One call, and PyTorch's answer to it."""

    exercise: str
    function: str
    note: str  # what is special about it
    arguments: dict[str, Any]  # in the contract's order
    result: Any
    cotangents: list[Any] | None = None  # of each result: dL/dresult for some loss L
    gradients: dict[str, Any] | None = None  # dL/dargument, by autograd

    def __str__(self) -> str:
        return f"{self.exercise}.{self.function}: {self.note}"


@functools.cache
def vectors() -> list[Vector]:
    def array(entry: dict[str, Any]) -> Any:
        dtype = next(iter(entry), "")
        return np.array(entry[dtype], dtype) if dtype in ("float64", "int64", "bool") else entry

    return [Vector(**v) for v in json.loads(FILE.read_text(encoding="utf-8"), object_hook=array)["vectors"]]


@functools.cache
def functions(exercise: str) -> dict[str, Callable[..., Any]]:
    found = catalog.exercise(exercise)
    return functions_of(found.solution.read_text(encoding="utf-8"), found.filename)


def reference(exercise: str, function: str) -> Callable[..., Any]:
    return functions(exercise)[function]
