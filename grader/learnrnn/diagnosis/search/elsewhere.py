"""Changes that take something from elsewhere: expressions and statements of the reference and of the file itself."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable, Iterator

from learnrnn.diagnosis.search.scope import Scope, bodies, is_text
from learnrnn.diagnosis.search.text import Change
from learnrnn.diagnosis.search.wholes import wholes

LONGEST = 4  # lines of a statement that may be missing: a condition and what it is for


def from_elsewhere(scope: Scope) -> Iterator[Change]:
    """Expressions and statements of the reference whose names exist here too, and the file's own ones."""
    body = scope.reference.body if scope.reference else []
    function = next(
        (n for n in body if isinstance(n, ast.FunctionDef) and n.name == scope.name.rpartition(".")[2]), None
    )
    sources = [function] if function else [n for n in body if isinstance(n, ast.FunctionDef)]
    theirs = _ingredients(scope, sources)
    own = _ingredients(scope, [scope.node])
    for node, rank in wholes(scope.node):
        said = scope.within(node)
        for each in (*theirs, *own):
            for symbol in ("*", "/"):
                yield scope.put(node, f"({said} {symbol} ({each}))", "scale", rank + 2)
            for symbol in ("+", "-"):
                yield scope.put(node, f"({said} {symbol} ({each}))", "missing", rank + 2)
        for each in (*theirs, *own):
            yield scope.put(node, f"({each})", "value", rank + 2)
    for node in ast.walk(scope.node):
        if isinstance(node, ast.BinOp | ast.Call | ast.Subscript | ast.Compare) and isinstance(
            getattr(node, "ctx", ast.Load()), ast.Load
        ):
            for each in theirs:
                yield scope.put(node, f"({each})", "value", 6)
    if function:
        yield from _inserted(scope, function)


def _ingredients(scope: Scope, functions: Iterable[ast.AST]) -> list[str]:
    found: dict[str, None] = {}
    for function in functions:
        for node in ast.walk(function):
            if (
                isinstance(node, ast.BinOp | ast.Call | ast.Subscript | ast.Compare | ast.Attribute)
                and isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
                and _is_known(scope, node)
            ):
                found.setdefault(ast.unparse(node))
    return [each for each in found if len(each) < 80][:60]


def _is_known(scope: Scope, node: ast.AST) -> bool:
    return all(n.id in scope.known for n in ast.walk(node) if isinstance(n, ast.Name))


def _inserted(scope: Scope, function: ast.FunctionDef) -> Iterator[Change]:
    """A statement of the reference put in front of one of the file's."""
    for body in bodies(function):
        for statement in body:
            if isinstance(statement, ast.Return | ast.For | ast.While) or is_text(statement):
                continue
            for said in _in_own_names(scope, statement):
                lines = said.splitlines()
                if len(lines) > LONGEST:
                    continue
                for place in (s for own in bodies(scope.node) for s in own if not is_text(s)):
                    at = scope.text.span(place)[0]
                    indent = "\n" + " " * place.col_offset
                    yield scope.change(place, "statement_missing", 4, (at, at, indent.join(lines) + indent))


def _in_own_names(scope: Scope, statement: ast.stmt) -> Iterator[str]:
    """A statement of the reference, with at most one name that is not known here put in the file's own names."""
    unknown = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name)} - scope.known
    if not unknown:
        yield ast.unparse(statement)
    if len(unknown) == 1:
        (name,) = unknown
        renamed = copy.deepcopy(statement)
        nodes = [n for n in ast.walk(renamed) if isinstance(n, ast.Name) and n.id == name]
        for own in scope.names:
            for node in nodes:
                node.id = own
            yield ast.unparse(renamed)
