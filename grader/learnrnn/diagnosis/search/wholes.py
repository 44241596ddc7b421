"""Changes of whole values: a sign, a factor, a term, a function that is missing around one; names exchanged throughout."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

from learnrnn.diagnosis.search.scope import Scope
from learnrnn.diagnosis.search.text import Change


def changed_wholes(scope: Scope) -> Iterator[Change]:
    """What may be missing around a whole value: a sign, a factor, a term, a function, a transpose."""
    for node, rank in wholes(scope.node):
        if isinstance(node, ast.Constant | ast.Starred | ast.GeneratorExp):
            continue
        said = scope.within(node)
        yield scope.put(node, f"-{said}", "sign", rank)
        yield scope.put(node, f"(1 - {said})", "missing", rank)
        for function in (*scope.unary, "np.tanh", "np.exp", "np.log", "np.sqrt", "np.abs"):
            yield scope.put(node, f"{function}({scope.of(node)})", "missing", rank)
        for other in (
            "0.5 * {0}",
            "2 * {0}",
            "{0} ** 2",
            "{0} + 1",
            "{0} - 1",
            "{0}.T",
            "{0}[::-1]",
            "{0}.copy()",
        ):
            kind = {
                "0.5 * {0}": "scale",
                "2 * {0}": "scale",
                "{0}.T": "transpose",
                "{0}[::-1]": "order",
                "{0}.copy()": "copy",
            }.get(other, "missing")
            yield scope.put(node, f"({other.format(said)})", kind, rank)
        if isinstance(node, ast.Name):
            yield scope.put(node, f"np.zeros_like({node.id})", "missing", rank)
        elif not isinstance(node, ast.Call):
            for name in dict.fromkeys(n.id for n in ast.walk(node) if isinstance(n, ast.Name)):
                for function in (*scope.unary, "np.tanh") if name in scope.names else ():
                    yield scope.put(node, f"{function}({name})", "function", rank + 1)
        yield scope.put(node, f"int({scope.of(node)})", "dtype", rank)
        yield scope.put(node, f"float({scope.of(node)})", "dtype", rank)
        yield scope.put(node, f"np.asarray({scope.of(node)}, np.float64)", "dtype", rank)
        for parameter in scope.parameters:
            yield scope.put(node, f"{said}.astype({parameter}.dtype)", "dtype", rank + 1)
        yield scope.put(node, f"{said} * (1 - {said})", "slope", rank)
        yield scope.put(node, f"(1 - {said} ** 2)", "slope", rank)
        for a, b in itertools.combinations(scope.sizes, 2):
            yield scope.put(node, f"({said} / ({a} * {b}))", "scale", rank + 1)
            yield scope.put(node, f"({said} * {a} * {b})", "scale", rank + 1)
        for name in scope.names:
            if name != said:
                for symbol in ("*", "/"):
                    yield scope.put(node, f"({said} {symbol} {name})", "scale", rank + 1)
                for symbol in ("+", "-", "@"):
                    yield scope.put(node, f"({said} {symbol} {name})", "missing", rank + 1)
                yield scope.put(node, f"({said} / len({name}))", "scale", rank + 2)
                yield scope.put(node, name, "name", rank + 1)


def exchanged_names(scope: Scope) -> Iterator[Change]:
    """Two names that have changed places throughout."""
    uses: dict[str, list[ast.Name]] = {}
    for node in ast.walk(scope.node):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in scope.names:
            uses.setdefault(node.id, []).append(node)
    for a, b in itertools.combinations(uses, 2):
        edits = [(*scope.text.span(n), b) for n in uses[a]] + [(*scope.text.span(n), a) for n in uses[b]]
        if len(edits) > 2:
            yield scope.change(min(uses[a] + uses[b], key=lambda n: n.lineno), "name", 4, *edits)
    for a, nodes in uses.items():
        if 1 < len(nodes) < 5:
            for b in scope.names:
                if b != a:
                    edits = [(*scope.text.span(n), b) for n in nodes]
                    yield scope.change(nodes[0], "name", 5, *edits)


def wholes(function: ast.AST) -> Iterator[tuple[ast.expr, int]]:
    """The values that a term or a factor may be missing from, and how likely: values of statements before
    arguments and terms."""
    for node in ast.walk(function):
        match node:
            case ast.Assign(_, ast.Tuple(elements)):
                for element in elements:
                    yield element, 4
            case ast.Assign(_, value) | ast.AugAssign(_, _, value):
                yield value, 3
            case ast.For(_, iterated):
                yield iterated, 3
            case ast.Return(ast.Tuple(elements)):
                for element in elements:
                    yield element, 3
            case ast.Return(ast.expr() as value):
                yield value, 3
            case ast.Lambda(_, body):
                yield body, 3
            case ast.ListComp(element) | ast.GeneratorExp(element) | ast.DictComp(_, element):
                yield element, 3
            case ast.Dict(_, values):
                for value in values:
                    yield value, 4
            case ast.Call(_, arguments, keywords):
                for argument in (*arguments, *(k.value for k in keywords)):
                    yield argument, 4
            case ast.BinOp(left, ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), right):
                yield left, 4
                yield right, 4
            case _:
                pass
