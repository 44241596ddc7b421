"""Changes of statements: dropped, exchanged, moved, added up in place of set."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

from learnrnn.diagnosis.search.scope import Scope, is_text
from learnrnn.diagnosis.search.text import Change

_SYMBOLS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.MatMult: "@",
    ast.Pow: "**",
    ast.FloorDiv: "//",
}


def changed_statements(scope: Scope, body: list[ast.stmt]) -> Iterator[Change]:
    """Statements changed, dropped, exchanged or moved within a block."""
    for statement in body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue
        match statement:
            case ast.AugAssign(target, operator, value):
                to, of = scope.of(target), scope.of(value)
                symbol = _SYMBOLS.get(type(operator), "+")
                for other in ("+", "-", "*", "/"):
                    if other != symbol:
                        yield scope.put(statement, f"{to} {other}= {of}", "operator", 1)
                yield scope.put(statement, f"{to} = {to} {symbol} ({of})", "in_place", 1)
                yield scope.put(statement, f"{to} = {of}", "statement", 1)
            case ast.Assign([ast.Name() | ast.Subscript() as target], value):
                yield scope.put(statement, f"{scope.of(target)} += {scope.of(value)}", "statement", 2)
                yield from _to_another(scope, statement, target)
            case ast.Break():
                yield scope.put(statement, "continue", "statement", 1)
            case ast.Continue():
                yield scope.put(statement, "break", "statement", 1)
            case ast.If(test):
                yield scope.put(test, "True", "condition", 2)
                yield scope.put(test, "False", "condition", 2)
                yield scope.put(test, f"not ({scope.of(test)})", "condition", 2)
            case ast.For(_, iterated) if not isinstance(iterated, ast.Call):
                yield scope.put(iterated, f"reversed({scope.of(iterated)})", "order", 1)
                yield scope.put(iterated, f"{scope.within(iterated)}.T", "transpose", 2)
            case _:
                pass
        if not isinstance(statement, ast.FunctionDef | ast.Return):
            yield scope.put(statement, "pass", "statement", 2)
        if isinstance(statement, ast.Return | ast.Break | ast.Continue) and len(body) > 0:
            yield scope.put(statement, "pass", "statement", 3)
    yield from _exchanged(scope, body)
    yield from _moved(scope, body)


def _to_another(scope: Scope, statement: ast.stmt, target: ast.expr) -> Iterator[Change]:
    """A value that goes to a name which nobody reads, to another one."""
    if not isinstance(target, ast.Name):
        return
    read = {n.id for n in ast.walk(scope.node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    for other in scope.names if target.id not in read else ():
        if other in read:
            yield scope.change(statement, "name", 1, (*scope.text.span(target), other))


def _exchanged(scope: Scope, body: list[ast.stmt]) -> Iterator[Change]:
    """Two neighbours' places exchanged, or what is assigned by any two."""
    for a, b in itertools.pairwise(body):
        if _one_line(a) and _one_line(b):
            edits = [(*scope.text.span(a), scope.of(b)), (*scope.text.span(b), scope.of(a))]
            yield scope.change(a, "statement_order", 2, *edits)
    assigns = [s for s in body if isinstance(s, ast.Assign) and _one_line(s)]
    for a, b in itertools.combinations(assigns, 2):
        edits = [
            (*scope.text.span(a.value), scope.of(b.value)),
            (*scope.text.span(b.value), scope.of(a.value)),
        ]
        near = abs(body.index(a) - body.index(b)) == 1
        yield scope.change(a, "swapped", 1 if near else 3, *edits)
        for x, y in itertools.product(_slices_in(a.value), _slices_in(b.value)):
            if scope.of(x) != scope.of(y):
                edits = [(*scope.text.span(x), scope.of(y)), (*scope.text.span(y), scope.of(x))]
                yield scope.change(a, "order", 2 if near else 3, *edits)


def _moved(scope: Scope, body: list[ast.stmt]) -> Iterator[Change]:
    """A statement moved to another place in its block, into the loop before it, or out of its loop."""
    for place, statement in enumerate(body):
        if not _one_line(statement):
            continue
        begin, end = scope.text.span(statement)
        moved = scope.of(statement)
        for other_place, other in enumerate(body):
            if other_place not in (place, place - 1, place + 1) and not is_text(other):
                at = scope.text.span(other)[0]
                indent = "\n" + " " * other.col_offset
                edits = [(begin, end, "pass"), (at, at, moved + indent)]
                yield scope.change(statement, "statement_order", 3, *edits)
        before = body[place - 1] if place else None
        if isinstance(before, ast.For | ast.If):
            inner = before.body[-1]
            at = scope.text.span(inner)[1]
            edits = [(begin, end, "pass"), (at, at, "\n" + " " * inner.col_offset + moved)]
            yield scope.change(statement, "statement_order", 3, *edits)
            at = scope.text.span(before.body[0])[0]
            edits = [(begin, end, "pass"), (at, at, moved + "\n" + " " * inner.col_offset)]
            yield scope.change(statement, "statement_order", 3, *edits)
        if isinstance(statement, ast.For):
            continue
    yield from _carried(scope, body)
    for loop in body:
        if isinstance(loop, ast.For | ast.While):
            for inner in loop.body:
                if _one_line(inner):
                    begin, end = scope.text.span(inner)
                    at = scope.text.span(loop)
                    new = scope.of(inner)
                    indent = " " * loop.col_offset
                    after = [(begin, end, "pass"), (at[1], at[1], f"\n{indent}{new}")]
                    yield scope.change(inner, "statement_order", 3, *after)
                    ahead = [(begin, end, "pass"), (at[0], at[0], f"{new}\n{indent}")]
                    yield scope.change(inner, "statement_order", 3, *ahead)


def _carried(scope: Scope, body: list[ast.stmt]) -> Iterator[Change]:
    """What a loop made, handed on to its next round."""
    for loop in body:
        if not isinstance(loop, ast.For | ast.While):
            continue
        made = {n.id: None for n in _names_in(loop, ast.Store)}
        read = {n.id: None for n in _names_in(loop, ast.Load) if n.id in scope.names and n.id not in made}
        last = loop.body[-1]
        at = scope.text.span(last)[1]
        for name, value in itertools.product(read, made):
            new = "\n" + " " * last.col_offset + f"{name} = {value}"
            yield scope.change(last, "statement_missing", 3, (at, at, new))


def _names_in(loop: ast.stmt, context: type[ast.expr_context]) -> Iterator[ast.Name]:
    for node in ast.walk(loop):
        if isinstance(node, ast.Name) and isinstance(node.ctx, context):
            yield node


def _slices_in(node: ast.expr) -> list[ast.expr]:
    return [n.slice for n in ast.walk(node) if isinstance(n, ast.Subscript)][:4]


def _one_line(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Assign | ast.AugAssign | ast.Expr) and not is_text(statement)
