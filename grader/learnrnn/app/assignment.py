"""Writes an assignment.toml to begin with."""

from __future__ import annotations

from pathlib import Path

from learnrnn import catalog
from learnrnn.errors import complain
from learnrnn.locale import named


def write_new(file: Path, lang: str) -> None:
    """A commented assignment with every exercise of the course. Raises LearnrnnError; nothing is overwritten."""
    template = named("assignment.{lang}.toml", lang).read_text(encoding="utf-8")
    listed = "\n".join(f"{exercise.name} = 1" for exercise in catalog.chosen(()))
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(template.replace("{exercises}", listed))
    except FileExistsError:
        raise complain("assignment_there", file=file) from None
    except OSError as error:
        raise complain("out_unwritable", path=file, why=error.strerror or error) from None
