"""Makes one source of a notebook's code cells, which a worker loads. The Python in it is never parsed here."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from learnrnn.catalog import Exercise
from learnrnn.locale import Message
from learnrnn.submissions.source import Part, Source, Unreadable

SUFFIX = ".ipynb"
NOTEBOOK_LIMIT_BYTES = 10 << 20  # a notebook carries its outputs, pictures among them
CODE_LIMIT_BYTES = 1 << 20  # of all its code: as much as a .py may have
CELLS_LIMIT = 5_000
CELL_MAGICS = ("check", "time", "capture")  # those whose cell is still code of the notebook's own

_MAGIC = re.compile(r"\s*%%(\w*)[^\n]*")


@dataclass(frozen=True)
class Cell:
    """A code cell: its number among all cells as a reader counts them, from 1."""

    number: int
    text: str
    exercise: str | None = None  # the one that it was made for, by our own metadata


@dataclass(frozen=True)
class Notebook:
    """What of a notebook can be an answer."""

    file: str
    cells: tuple[Cell, ...]

    def source(self, exercise: Exercise) -> Source:
        """Its code as one source for this exercise, without what was made for another. Raises Unreadable."""
        parts = [Part(self.file, c.text, c.number) for c in self.cells if c.exercise in (None, exercise.name)]
        if sum(len(part.text) for part in parts) > CODE_LIMIT_BYTES:
            raise Unreadable(
                Message("notebook_too_long", {"file": self.file, "limit": CODE_LIMIT_BYTES >> 20})
            )
        return Source(self.file, tuple(parts))


def files_for(exercise: Exercise, names: Iterable[str]) -> list[str]:
    """Which notebooks of a submission answer an exercise: its own, else all that are named for no exercise."""
    from learnrnn import catalog

    found = sorted(name for name in names if name.lower().endswith(SUFFIX) and not name.startswith("."))
    own = exercise.module + SUFFIX
    if own in found:
        return [own]
    taken = {e.module + SUFFIX for e in catalog.exercises().values()}
    return [name for name in found if name not in taken]


def joined(notebooks: Sequence[Notebook]) -> Notebook | None:
    """Several notebooks as one, each cell's number counted on; None for none."""
    if len(notebooks) < 2:
        return notebooks[0] if notebooks else None
    cells: list[Cell] = []
    before = 0
    for notebook in notebooks:
        cells += [Cell(before + c.number, c.text, c.exercise) for c in notebook.cells]
        before = max((c.number for c in cells), default=before)
    return Notebook(", ".join(n.file for n in notebooks), tuple(cells))


def read_notebook(content: bytes, file: str) -> Notebook:
    """The code cells of a notebook of any format version. Raises Unreadable."""
    try:
        cells = _cells(json.loads(content.decode("utf-8-sig")))
        if len(cells) > CELLS_LIMIT:
            raise Unreadable(Message("notebook_too_long", {"file": file, "limit": CODE_LIMIT_BYTES >> 20}))
        return Notebook(file, tuple(_code(cells)))
    except Unreadable:
        raise
    except RecursionError:
        raise Unreadable(Message("notebook_too_deep", {"file": file})) from None
    except Exception:  # a stranger's JSON can be wrong in every way
        raise Unreadable(Message("notebook_unreadable", {"file": file})) from None


def _cells(data: Any) -> list[Any]:
    """Every cell, as format 4 has them. Raises whatever a malformed notebook makes it raise.

    nbformat could do this; but it looks at every part of a file, which a stranger can make last for minutes.
    """
    if data["nbformat"] >= 4:
        return data["cells"]
    cells = [cell for sheet in data["worksheets"] for cell in sheet["cells"]]
    return [{**cell, "source": cell["input"]} if cell["cell_type"] == "code" else cell for cell in cells]


def _code(cells: Sequence[Any]) -> Iterable[Cell]:
    for number, cell in enumerate(cells, 1):
        if cell["cell_type"] != "code":
            continue
        source = cell["source"]
        text = source if isinstance(source, str) else "".join(source)
        magic = _MAGIC.match(text)
        if magic and magic[1] not in CELL_MAGICS:
            continue
        tag = cell.get("metadata", {}).get("learnrnn", {}).get("exercise")
        text = text[: magic.start()] + text[magic.end() :] if magic else text
        yield Cell(number, text, tag if isinstance(tag, str) else None)


def source_of(
    exercise: Exercise, names: Iterable[str], read: Callable[[str], Notebook | None]
) -> Source | None:
    """The notebooks' answer to an exercise; None where no notebook answers it. `read` gives one by its name.

    Raises Unreadable.
    """
    found = [notebook for name in files_for(exercise, names) if (notebook := read(name)) is not None]
    notebook = joined(found)
    return None if notebook is None else notebook.source(exercise)
