"""The kinds of questions, a file each, found by its name: its KIND says what kind.py asks."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from learnrnn.quiz.kind import Kind


def names() -> tuple[str, ...]:
    """What kinds there are."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


@functools.cache
def kind_of(name: str) -> Kind:
    """The kind of this name."""
    return importlib.import_module(f"{__name__}.{name}").KIND
