"""What changes of one function are made of: its names, its lengths, and the texts of its nodes."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from learnrnn.diagnosis.search.text import Change, Edit, Text, Unit

KNOWN = set(dir(builtins)) | {"np"}


class Scope:
    """A unit of a text, with what may stand in it."""

    def __init__(self, text: Text, name: str, reference: ast.Module | None):
        self.text, self.name, self.node = text, name, text.units[name]
        node = self.node
        self.begin, self.end = text.span(node)
        self.parameters = [p for p in _parameters(node) if p != "self"]
        stored = [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        inner = [
            p for n in ast.walk(node) if isinstance(n, ast.FunctionDef | ast.Lambda) for p in _parameters(n)
        ]
        kept = [
            ast.unparse(n)
            for f in text.methods_beside(name)
            for n in ast.walk(f)
            if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store) and _is_self(n.value)
        ]
        self.names = [n for n in dict.fromkeys([*self.parameters, *stored, *inner, *kept]) if n != "self"]
        self.known = set(self.names) | set(text.functions) | KNOWN | {"self"}
        self.known |= {
            n.id
            for s in text.tree.body
            if not isinstance(s, ast.FunctionDef | ast.ClassDef)
            for n in ast.walk(s)
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        }
        self.sizes = [n for s in ast.walk(node) if isinstance(s, ast.Assign) for n in _sizes(s)]
        self.unary = [_called(n, name) for n, u in text.units.items() if _called(n, name) and _takes_one(u)]
        self.reference = reference
        self.counters = list(
            dict.fromkeys(n for f in ast.walk(node) if isinstance(f, ast.For) for n in _stored(f.target))
        )
        self.keys = {
            n.slice.value
            for n in ast.walk(node)
            if isinstance(n, ast.Subscript)
            and isinstance(n.slice, ast.Constant)
            and isinstance(n.slice.value, str)
        }
        self.numbers = sorted(_numbers(node) | (_numbers(reference) if reference else set()))

    def change(self, node: ast.AST, kind: str, rank: int, *edits: Edit) -> Change:
        """A change by these edits of the text."""
        moved = tuple((b - self.begin, e - self.begin, t) for b, e, t in sorted(edits, reverse=True))
        return Change(self.name, getattr(node, "lineno", self.node.lineno), kind, rank, moved)

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


def _stored(target: ast.expr) -> list[str]:
    return [n.id for n in ast.walk(target) if isinstance(n, ast.Name)]


def _numbers(node: ast.AST) -> set[float]:
    """The numbers that stand in code."""
    values = [n.value for n in ast.walk(node) if isinstance(n, ast.Constant)]
    return {v for v in values if isinstance(v, int | float) and not isinstance(v, bool)}


def _called(unit: str, by: str) -> str:
    """How a unit calls another: a method of its own class by `self`; "" where it cannot."""
    of, dot, name = unit.rpartition(".")
    return name if not dot else f"self.{name}" if of == by.rpartition(".")[0] else ""


def _takes_one(unit: Unit) -> bool:
    """Whether it is a function that is called with one argument."""
    function = unit.value if isinstance(unit, ast.Assign) else unit
    if not isinstance(function, ast.FunctionDef | ast.Lambda):
        return False
    arguments = function.args
    own = [a for a in (*arguments.posonlyargs, *arguments.args) if a.arg != "self"]
    return len(own) - len(arguments.defaults) == 1


def _parameters(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Assign):
        node = node.value
    if not isinstance(node, ast.FunctionDef | ast.Lambda):
        return []
    return [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]


def _is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"
