"""Changes against changing an argument in place: the function works on copies, and the line is the one that wrote."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from learnrnn.diagnosis.search.scope import Scope, is_text
from learnrnn.diagnosis.search.text import Change

WRITERS = {"append", "extend", "fill", "insert", "partition", "pop", "remove", "reverse", "sort", "update"}
VIEWS = {
    "asarray",
    "atleast_1d",
    "atleast_2d",
    "enumerate",
    "items",
    "list",
    "ravel",
    "reshape",
    "values",
    "zip",
}


def copied_arguments(scope: Scope) -> Iterator[Change]:
    """For each argument that something writes to, a copy of it at the function's beginning."""
    if not isinstance(scope.node, ast.FunctionDef):
        return
    body = [s for s in scope.node.body if not is_text(s)]
    for parameter in scope.parameters:
        if body and (writing := _writing(scope.node, parameter)):
            at = scope.text.span(body[0])[0]
            new = f'{parameter} = __import__("copy").deepcopy({parameter})\n' + " " * body[0].col_offset
            yield scope.change(writing, "in_place", 1, (at, at, new))


def _writing(function: ast.FunctionDef, parameter: str) -> ast.stmt | None:
    """The first statement that writes to what a parameter holds, under whatever name."""
    same = {parameter}
    for node in _in_order(function):
        match node:
            case ast.Assign(targets, value):
                if any(isinstance(t, ast.Subscript) and _root(t) in same for t in targets):
                    return node
                if _root(value) in same:
                    same |= {t.id for t in targets if isinstance(t, ast.Name)}
            case ast.AugAssign(target):
                if _root(target) in same:
                    return node
            case ast.For(target, iterated):
                if _held(iterated) & same:
                    same |= {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}
            case ast.Expr(ast.Call(ast.Attribute(of, method), arguments, keywords)):
                outs = {_root(k.value) for k in keywords if k.arg == "out"}
                if (method in WRITERS and _root(of) in same) or outs & same:
                    return node
                if method in ("at", "copyto", "shuffle") and arguments and _root(arguments[0]) in same:
                    return node
            case _:
                pass
    return None


def _in_order(node: ast.AST) -> Iterator[ast.stmt]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield child
        yield from _in_order(child)


def _root(node: ast.expr) -> str:
    """The variable that an expression is a part or a view of; "" where it makes something new."""
    match node:
        case ast.Name(name):
            return name
        case ast.Subscript(value) | ast.Attribute(value) | ast.Starred(value):
            return _root(value)
        case ast.Call(ast.Attribute(ast.Name("np"), view), [value, *_]) if view in VIEWS:
            return _root(value)
        case ast.Call(ast.Attribute(value, view)) if view in VIEWS:
            return _root(value)
        case _:
            return ""


def _held(node: ast.expr) -> set[str]:
    """The variables whose items a loop goes over."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in VIEWS:
        return {_root(argument) for argument in node.args}
    return {_root(node)}
