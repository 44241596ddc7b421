"""What changes of one function are made of: its names, its lengths, and the texts of its nodes."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from learnrnn.diagnosis.search.text import Change, Edit, Text

KNOWN = set(dir(builtins)) | {"np"}


class Scope:
    """A function of a text, with what may stand in it."""

    def __init__(self, text: Text, node: ast.FunctionDef, reference: ast.Module | None):
        self.text, self.node = text, node
        self.begin, self.end = text.span(node)
        self.parameters = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
        stored = [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        self.names = list(dict.fromkeys([*self.parameters, *stored]))
        self.known = set(self.names) | set(text.functions) | KNOWN
        self.known |= {
            n.id
            for s in text.tree.body
            if not isinstance(s, ast.FunctionDef)
            for n in ast.walk(s)
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        }
        self.sizes = [n for s in ast.walk(node) if isinstance(s, ast.Assign) for n in _sizes(s)]
        self.unary = [name for name, f in text.functions.items() if _takes_one(f)]
        self.reference = reference

    def change(self, node: ast.AST, kind: str, rank: int, *edits: Edit) -> Change:
        """A change by these edits of the text."""
        moved = tuple((b - self.begin, e - self.begin, t) for b, e, t in sorted(edits, reverse=True))
        return Change(self.node.name, getattr(node, "lineno", self.node.lineno), kind, rank, moved)

    def put(self, node: ast.expr | ast.stmt, new: str, kind: str, rank: int) -> Change:
        """A change that puts another text in a node's place."""
        return self.change(node, kind, rank, (*self.text.span(node), new))

    def of(self, node: ast.expr | ast.stmt | ast.keyword) -> str:
        """A node's text."""
        return self.text.of(node)

    def within(self, node: ast.expr) -> str:
        """An expression's text in brackets, where it needs them."""
        said = self.of(node)
        if isinstance(node, ast.Name | ast.Constant | ast.Call | ast.Attribute | ast.Subscript):
            return said
        return f"({said})"


def _sizes(statement: ast.Assign) -> list[str]:
    """The names that a statement gives lengths: `T, N, O = d.shape`, `n = len(x)`."""
    value = ast.unparse(statement.value)
    if ".shape" not in value and "len(" not in value and ".size" not in value:
        return []
    return [n.id for t in statement.targets for n in ast.walk(t) if isinstance(n, ast.Name)]


def bodies(node: ast.AST) -> Iterator[list[ast.stmt]]:
    """The blocks of statements in a node."""
    for each in ast.walk(node):
        for name in ("body", "orelse"):
            body = getattr(each, name, None)
            if isinstance(body, list) and body:
                yield body


def is_text(statement: ast.stmt) -> bool:
    """Whether a statement is a docstring."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def is_np(node: ast.AST | None) -> bool:
    """Whether it is a module of numbers."""
    return isinstance(node, ast.Name) and node.id in ("np", "numpy", "math")


def _takes_one(function: ast.FunctionDef) -> bool:
    arguments = function.args
    required = len(arguments.posonlyargs) + len(arguments.args) - len(arguments.defaults)
    return required == 1
