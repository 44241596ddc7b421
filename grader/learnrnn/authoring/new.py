"""Makes a new exercise: two folders with a small one in them that holds, to be rewritten piece by piece."""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from learnrnn import catalog
from learnrnn.authoring.stub import write_stub
from learnrnn.errors import complain

TEMPLATE = Path(__file__).with_name("template")
_NAME = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")


def new_exercise(name: str) -> list[Path]:
    """Write a new exercise's files; where they lie. Raises LearnrnnError, and then nothing was written."""
    module = name.replace("-", "_")
    if not _NAME.fullmatch(name) or keyword.iskeyword(module):
        raise complain("new_name_wrong", name=name)
    if module in sys.stdlib_module_names or module == "numpy":
        raise complain("new_name_taken", name=name)
    folders = [catalog.root() / part / module for part in ("exercises", "solutions")]
    for folder in folders:
        if folder.exists():
            raise complain("new_folder_there", folder=folder)
    try:
        written = [_write(path, text) for path, text in _files(module)]
        return [*written, write_stub(catalog.exercise(name))]
    except OSError as error:
        raise complain("new_unwritable", folder=catalog.root(), why=error.strerror or error) from None


def _files(module: str) -> Iterator[tuple[Path, str]]:
    orders = [exercise.order for exercise in catalog.exercises().values()]
    values = {
        "name": module,
        "command": module.replace("_", "-"),
        "title": module.replace("_", " ").capitalize(),
        "order": max(orders, default=0) + 1,
    }
    for source in sorted(TEMPLATE.glob("*/*.txt")):
        text = source.read_text(encoding="utf-8")
        for key, value in values.items():
            text = text.replace(f"{{{key}}}", str(value))
        name = source.name.removesuffix(".txt").replace("NAME", module)
        yield catalog.root() / source.parent.name / module / name, text


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
