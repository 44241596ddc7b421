"""A Python text with its syntax tree, and the places of its nodes in bytes."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Mapping
from dataclasses import dataclass

from learnrnn.submissions.source import Part, Source

TEXT_LIMIT_BYTES = 1 << 16  # of a file that is searched: an honest one has a few kilobytes
Span = tuple[int, int]
Unit = ast.FunctionDef | ast.Assign
Edit = tuple[int, int, str]  # from, to, and what to put there


class Text:
    """The code of a source, all parts together. Raises ValueError where it cannot be parsed, or is too long."""

    def __init__(self, of: Source):
        self.whole = of
        source = "\n".join(part.text.replace("\r\n", " \n") for part in of.parts).encode()
        if len(source) > TEXT_LIMIT_BYTES:
            raise ValueError("too long to be searched")
        try:
            self.tree = ast.parse(source)
        except (SyntaxError, RecursionError, MemoryError, ValueError) as error:
            raise ValueError("it cannot be parsed") from error
        self.source = source
        lines = [line + b"\n" for line in source.split(b"\n")]
        self._starts = [0, *itertools.accumulate(map(len, lines))]
        self.functions = {node.name: node for node in self.tree.body if isinstance(node, ast.FunctionDef)}
        self.units = _units(self.tree)

    def span(self, node: ast.expr | ast.stmt | ast.keyword) -> Span:
        """Where a node begins and ends."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return (
            self._starts[node.lineno - 1] + node.col_offset,
            self._starts[node.end_lineno - 1] + node.end_col_offset,
        )

    def of(self, node: ast.expr | ast.stmt | ast.keyword) -> str:
        """A node's text."""
        begin, end = self.span(node)
        return self.source[begin:end].decode()

    def methods_beside(self, name: str) -> list[Unit]:
        """The methods of the class that a method belongs to."""
        of, dot, _ = name.rpartition(".")
        return [unit for each, unit in self.units.items() if each.startswith(of + dot)] if dot else []

    def line(self, number: int) -> str:
        """The text of a line, from 1."""
        lines = self.source.decode().split("\n")
        return lines[number - 1].strip() if 0 < number <= len(lines) else ""

    def with_text(self, text: bytes, more: str = "", siblings: Mapping[str, str] = {}) -> Source:
        """The source with another text in place of its code, and more code and files beside it."""
        parts = (Part(self.whole.file, text.decode()), *([Part("more.py", more)] if more else []))
        others = tuple((name, (Part(f"{name}.py", each),)) for name, each in siblings.items())
        return Source(self.whole.file, parts, siblings=(*self.whole.siblings, *others))

    def changed(self, change: Change) -> bytes:
        """The text with a change made."""
        begin = self.span(self.units[change.function])[0]
        source = self.source
        for start, end, new in sorted(change.edits, reverse=True):
            source = source[: begin + start] + new.encode() + source[begin + end :]
        return source


@dataclass(frozen=True)
class Change:
    """One change of a unit: the edits of its text that make it, what kind of thing it is, how likely (0 first)."""

    function: str
    line: int
    kind: str
    rank: int
    edits: tuple[Edit, ...]


def _units(tree: ast.Module) -> dict[str, Unit]:
    """What can be changed by itself: functions, methods (`Cell.step`), and names that are set at the top of the file,
    to a lambda or a table of functions."""
    found: dict[str, Unit] = {}
    for node in tree.body:
        match node:
            case ast.FunctionDef(name):
                found[name] = node
            case ast.ClassDef(name, body=body):
                found |= {f"{name}.{m.name}": m for m in body if isinstance(m, ast.FunctionDef)}
            case ast.Assign([ast.Name(name)]):
                found[name] = node
            case _:
                pass
    return found
