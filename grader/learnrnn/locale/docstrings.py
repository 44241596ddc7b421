"""A Python file with its docstrings in another language: its code stays letter for letter."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Mapping

MODULE = "module"  # the name under which the file's own docstring goes


def docstrings_of(source: str) -> dict[str, str]:
    """The docstrings of a file and of the functions at its top, by name. Raises SyntaxError."""
    return {name: ast.get_docstring(node) or "" for name, node in _documented(ast.parse(source)).items()}


def with_docstrings(source: str, said: Mapping[str, str]) -> str:
    """The file with these docstrings in place of its own; those that `said` lacks stay. Raises SyntaxError."""
    lines = source.split("\n")
    found = [
        (node.body[0], said[name]) for name, node in _documented(ast.parse(source)).items() if name in said
    ]
    for old, text in sorted(found, key=lambda each: -each[0].lineno):
        assert isinstance(old, ast.Expr)
        indent = " " * old.col_offset
        lines[old.lineno - 1 : old.end_lineno] = _quoted(text, indent)
    return "\n".join(lines)


def code_of(source: str) -> str:
    """What a file does, whatever its docstrings say. Raises SyntaxError."""
    tree = ast.parse(source)
    for node in _documented(tree).values():
        node.body = node.body[1:]
    return ast.dump(tree)


def _quoted(text: str, indent: str) -> list[str]:
    text = text.strip().replace("\\", "\\\\").replace('"""', r"\"\"\"")
    ends = "\n" if "\n" in text else ""
    return textwrap.indent(f'"""{text}{ends}"""', indent, lambda line: bool(line.strip())).split("\n")


def _documented(tree: ast.Module) -> dict[str, ast.Module | ast.FunctionDef]:
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    every: dict[str, ast.Module | ast.FunctionDef] = {MODULE: tree} | {node.name: node for node in functions}
    return {name: node for name, node in every.items() if ast.get_docstring(node) is not None}
