"""By which kit, Python, numpy and checks a result was made: what has to be equal for it to stand."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import platform
from collections.abc import Iterable
from dataclasses import dataclass

import learnrnn
from learnrnn.catalog import Exercise


@dataclass(frozen=True)
class Kit:
    """What grades. `settings`: what else decides a mark, such as the time that a case has."""

    version: str
    python: str
    numpy: str
    settings: str = ""


def this_kit(settings: str = "") -> Kit:
    """The kit that runs now."""
    return Kit(learnrnn.__version__, platform.python_version(), importlib.metadata.version("numpy"), settings)


@functools.cache
def checks_digest(exercise: Exercise) -> str:
    """A digest of an exercise's checks and reference."""
    found = hashlib.sha256()
    for path in sorted(exercise.solution_folder.glob("*.py")):
        content = path.read_bytes()
        found.update(f"{path.name} {len(content)}\n".encode() + content)
    return found.hexdigest()


def digest_of_all(digests: Iterable[str]) -> str:
    """One digest for several exercises, in their order."""
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()
