"""Writes an exercise as a notebook: its text as Markdown, its stub as code, and a cell that checks."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from typing import Any

from learnrnn.catalog import Exercise
from learnrnn.locale import say

FENCE = re.compile(r"\s*(```|~~~)")


def notebook_of(exercise: Exercise, lang: str) -> bytes:
    """The notebook. Each function to write stands behind the part of the text that is about it."""
    stub = exercise.stub_in(lang)
    setup, functions = split_stub(stub, exercise.functions)
    title, *parts = split_text(exercise.readme(lang).read_text(encoding="utf-8"))
    cells: list[Any] = [("markdown", title), ("code", setup)]
    for part in parts:
        cells.append(("markdown", part))
        heading = part.split("\n", 1)[0]
        here = [name for name in functions if f"`{name}`" in heading and heading.startswith("###")]
        cells += [("code", functions.pop(name)) for name in here]
    cells += [("code", text) for text in functions.values()]
    cells += [("markdown", say("notebook_check", lang, name=exercise.name)), ("code", check_cell(exercise))]
    book = {
        "cells": [_cell(kind, text, exercise, number) for number, (kind, text) in enumerate(cells, 1)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(book, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def check_cell(exercise: Exercise) -> str:
    """The code of the cell that checks."""
    given = "".join(f"\n    {name}={name}," for name in exercise.functions)
    return f'import learnrnn\n\nlearnrnn.check(\n    "{exercise.name}",{given}\n)'


def _cell(kind: str, text: str, exercise: Exercise, number: int) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": kind,
        "id": f"{exercise.name}-{number}",  # the same each time, so that the notebook is
        "metadata": {},
        "source": text.splitlines(keepends=True),
    }
    if kind == "markdown":
        return cell
    metadata = {"learnrnn": {"exercise": exercise.name}}
    return cell | {"execution_count": None, "metadata": metadata, "outputs": []}


def split_stub(stub: str, names: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    """What stands around the functions to write, and each of them."""
    lines = stub.splitlines()
    functions: dict[str, str] = {}
    taken: set[int] = set()
    for node in ast.parse(stub).body:
        if isinstance(node, ast.FunctionDef) and node.name in names:
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)]) - 1
            functions[node.name] = "\n".join(lines[first : node.end_lineno])
            taken |= set(range(first, node.end_lineno or first))
    rest = "\n".join(line for number, line in enumerate(lines) if number not in taken)
    return re.sub(r"\n{4,}", "\n\n\n", rest).strip("\n"), functions


def split_text(text: str) -> list[str]:
    """A Markdown text, cut before each heading."""
    parts: list[list[str]] = [[]]
    for line, is_heading in _headings(text):
        if is_heading and parts[-1]:
            parts.append([])
        parts[-1].append(line)
    return [found for part in parts if (found := "\n".join(part).strip("\n"))]


def _headings(text: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it is a heading (a # in a block of code is none)."""
    fenced = False
    for line in text.splitlines():
        fenced ^= bool(FENCE.match(line))
        yield line, not fenced and re.match(r"#+ ", line) is not None
