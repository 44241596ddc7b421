"""A notebook's code cells. The Python in them is never parsed here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from learnrnn.catalog import Exercise
from learnrnn.locale import Message, Sayable
from learnrnn.submissions.encoding import MARKS, tidied
from learnrnn.submissions.names import SCRIPT, named_for
from learnrnn.submissions.source import Part, Unreadable

SUFFIX = ".ipynb"
NOTEBOOK_LIMIT_BYTES = 10 << 20  # a notebook carries its outputs, pictures among them
CODE_LIMIT_BYTES = 1 << 20  # of all its code: as much as a .py may have
CELLS_LIMIT = 5_000
VALUES_LIMIT = 1_000_000  # numbers, texts, lists and dicts in it: memory goes by these, not by bytes
RUN_MAGICS = ("check", "time", "capture", "prun")  # those whose cell is code of the notebook's own
FILE_MAGICS = ("writefile", "file")  # those whose cell is a file

_MAGIC = re.compile(r"(?P<before>(?:\s|#[^\n]*(?:\n|$))*)%%(?P<name>\w*)(?P<rest>[^\n]*)\n?")
_KEPT = {
    "nbformat",
    "cells",
    "worksheets",
    "cell_type",
    "source",
    "input",
    "metadata",
    "learnrnn",
    "exercise",
}


@dataclass(frozen=True)
class Cell:
    """A code cell: its number among all cells as a reader counts them, from 1; first: its first line's number.

    exercise: the one that it was made for, by our own metadata. file: the one that %%writefile puts it into.
    """

    number: int
    text: str
    exercise: str | None = None
    file: str | None = None
    first: int = 1


@dataclass(frozen=True)
class Notebook:
    """What of a notebook can be an answer, and what cannot: a note a cell that is left out."""

    file: str
    cells: tuple[Cell, ...]
    left_out: tuple[Sayable, ...] = ()

    def parts(self, exercise: Exercise) -> tuple[Part, ...]:
        """Its code for this exercise: without what was made for another, and without files of another name."""
        return tuple(
            self._part(cell)
            for cell in self.cells
            if cell.exercise in (None, exercise.name)
            and (cell.file is None or exercise.module in _meant(cell.file))
        )

    def written(self) -> dict[str, tuple[Part, ...]]:
        """The files that its cells write, by module name."""
        found: dict[str, list[Part]] = {}
        for cell in self.cells:
            if cell.file and cell.file.endswith(SCRIPT):
                found.setdefault(cell.file.removesuffix(SCRIPT), []).append(self._part(cell))
        return {name: tuple(parts) for name, parts in found.items()}

    def _part(self, cell: Cell) -> Part:
        return Part(self.file, cell.text, cell.number, cell.first)


def _meant(file: str) -> set[str]:
    return {module for module, ending, _ in named_for((file,)) if ending == SCRIPT}


def read_notebook(content: bytes, file: str) -> Notebook:
    """The code cells of a notebook of any format version. Raises Unreadable."""
    if sum(map(content.count, (b",", b"[", b"{"))) > VALUES_LIMIT:
        raise too_long(file)
    try:
        encoding = next((encoding for mark, encoding in MARKS if content.startswith(mark)), "utf-8")
        cells = _cells(json.loads(content.decode(encoding), object_pairs_hook=_kept, parse_float=len))
        if len(cells) > CELLS_LIMIT:
            raise too_long(file)
        left_out: list[Sayable] = []
        found = tuple(_code(cells, left_out))
    except Unreadable:
        raise
    except RecursionError:
        raise Unreadable(Message("notebook_too_deep", {"file": file})) from None
    except Exception:  # a stranger's JSON can be wrong in every way
        raise Unreadable(Message("notebook_unreadable", {"file": file})) from None
    if sum(len(cell.text) for cell in found) > CODE_LIMIT_BYTES:
        raise too_long(file)
    tidy = tuple(replace(cell, text=tidied(cell.text)) for cell in found)
    if tidy != found:
        left_out.append(Message("tidied", {"file": file}))
    return Notebook(file, tidy, tuple(left_out))


def too_long(file: str) -> Unreadable:
    """The complaint about a notebook beyond the limits."""
    return Unreadable(Message("notebook_too_long", {"file": file, "limit": CODE_LIMIT_BYTES >> 20}))


def _kept(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """What of an object is looked at: outputs are dropped while the notebook is read."""
    return {key: value for key, value in pairs if key in _KEPT}


def _cells(data: Any) -> list[Any]:
    """Every cell, as format 4 has them. Raises whatever a malformed notebook makes it raise.

    nbformat could do this; but it looks at every part of a file, which a stranger can make last for minutes.
    """
    if data["nbformat"] >= 4:
        return data["cells"]
    cells = [cell for sheet in data["worksheets"] for cell in sheet["cells"]]
    return [{**cell, "source": cell["input"]} if cell["cell_type"] == "code" else cell for cell in cells]


def _code(cells: Sequence[Any], left_out: list[Sayable]) -> Iterator[Cell]:
    for number, cell in enumerate(cells, 1):
        if cell["cell_type"] != "code":
            continue
        source = cell["source"]
        text = source if isinstance(source, str) else "".join(source)
        tag = cell.get("metadata", {}).get("learnrnn", {}).get("exercise")
        exercise = tag if isinstance(tag, str) else None
        magic = _MAGIC.match(text)
        if magic is None:
            yield Cell(number, text, exercise)
            continue
        rest, first = text[magic.end() :], magic[0].count("\n") + 1
        if magic["name"] in RUN_MAGICS:
            yield Cell(number, rest, exercise, None, first)
        elif magic["name"] in FILE_MAGICS and (file := _file_named(magic["rest"])):
            yield Cell(number, rest, exercise, file, first)
        else:
            known = magic["name"] in ("timeit", "time")
            key = "cell_timed" if known else "cell_other"
            left_out.append(Message(key, {"cell": number, "magic": f"%%{magic['name'][:20]}"}))


def _file_named(rest: str) -> str | None:
    """The file's own name, of what stands behind %%writefile."""
    words = [word for word in rest.strip().split() if word not in ("-a", "--append")]
    return re.split(r"[/\\]", " ".join(words).strip("'\""))[-1] or None
