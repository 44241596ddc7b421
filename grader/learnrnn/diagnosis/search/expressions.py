"""Changes of expressions: operators, comparisons, names, constants, indices."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator

from learnrnn.diagnosis.search.calls import changed_call
from learnrnn.diagnosis.search.scope import Scope
from learnrnn.diagnosis.search.text import Change

OTHERS: dict[type[ast.operator], tuple[str, ...]] = {
    ast.Add: ("-", "*"),
    ast.Sub: ("+", "*"),
    ast.Mult: ("+", "/", "@"),
    ast.Div: ("*", "//"),
    ast.FloorDiv: ("/", "*"),
    ast.Mod: ("//",),
    ast.Pow: ("*", "/"),
    ast.MatMult: ("*",),
    ast.LShift: (">>",),
    ast.RShift: ("<<",),
    ast.BitAnd: ("|",),
}
COMPARISONS: dict[type[ast.cmpop], tuple[str, ...]] = {
    ast.Lt: ("<=", ">", ">="),
    ast.LtE: ("<", ">=", ">"),
    ast.Gt: (">=", "<", "<="),
    ast.GtE: (">", "<=", "<"),
    ast.Eq: ("!=", "<", ">"),
    ast.NotEq: ("==",),
    ast.In: ("not in",),
    ast.NotIn: ("in",),
    ast.Is: ("is not",),
    ast.IsNot: ("is",),
}

NEGATED: dict[type[ast.cmpop], tuple[str, ...]] = {
    ast.Lt: (">=", ">"),
    ast.LtE: (">", ">="),
    ast.Gt: ("<=", "<"),
    ast.GtE: ("<", "<="),
}


def changed_expression(scope: Scope, node: ast.expr) -> Iterator[Change]:
    """What may stand in the place of an expression."""
    match node:
        case ast.BinOp(left, operator, right):
            yield from _of_binary(scope, node, left, operator, right)
        case ast.UnaryOp(ast.USub() | ast.Not() | ast.Invert(), operand):
            yield scope.put(node, scope.within(operand), "sign", 1)
        case ast.Compare(left, [operator], [right]):
            for other in COMPARISONS.get(type(operator), ()):
                yield scope.put(node, f"{scope.within(left)} {other} {scope.within(right)}", "comparison", 1)
            for negated in NEGATED.get(type(operator), ()):  # which NaN tells apart
                said = f"not {scope.within(left)} {negated} {scope.within(right)}"
                yield scope.put(node, f"({said})", "comparison", 2)
        case ast.BoolOp(operator, values):
            joined = " or " if isinstance(operator, ast.And) else " and "
            yield scope.put(node, joined.join(map(scope.within, values)), "comparison", 1)
            for i in range(len(values)):
                rest = [scope.within(v) for j, v in enumerate(values) if j != i]
                joined = " and " if isinstance(operator, ast.And) else " or "
                yield scope.put(node, joined.join(rest), "condition", 1)
        case ast.IfExp(test, body, orelse):
            yield scope.put(node, scope.within(body), "condition", 1)
            yield scope.put(node, scope.within(orelse), "condition", 1)
            yield scope.put(
                node,
                f"{scope.within(orelse)} if {scope.within(test)} else {scope.within(body)}",
                "condition",
                1,
            )
        case ast.Attribute(value, "T"):
            yield scope.put(node, scope.of(value), "transpose", 1)
        case ast.Attribute(ast.Name("np"), "random"):
            for parameter in scope.parameters:
                yield scope.put(node, parameter, "name", 0)
        case ast.Call():
            yield from changed_call(scope, node)
        case ast.Constant(value):
            yield from _of_constant(scope, node, value)
        case ast.Subscript(value, index, ast.Load()):
            yield from _of_items(scope, node, value, index)
            yield from _of_subscript(scope, node, value, index)
        case ast.Subscript(value, index, ast.Store()):
            yield from _of_items(scope, node, value, index)
        case ast.Tuple(elements, context) if 1 < len(elements) <= 4:
            yield from _of_tuple(scope, node, elements, context)
        case ast.Name(name, ast.Load()) if name in scope.names:
            for other in scope.names:
                if other != name:
                    yield scope.put(node, other, "name", 2)
            yield scope.put(node, f"{name}.T", "transpose", 2)
            yield scope.put(node, f"{name}[::-1]", "order", 2)
            yield scope.put(node, f"{name}.copy()", "copy", 2)
            yield scope.put(node, f"(~{name})", "condition", 3)
        case ast.Attribute(ast.Name("self"), ctx=ast.Load()) if scope.of(node) in scope.names:
            for other in scope.names:
                if other != scope.of(node) and other.startswith("self."):
                    yield scope.put(node, other, "name", 2)
        case ast.Name(name, ast.Load()) if name in scope.unary:
            for other in (*scope.unary, "np.tanh", "np.exp"):
                if other != name:
                    yield scope.put(node, other, "function", 1)
        case ast.ListComp() | ast.GeneratorExp() | ast.DictComp():
            yield from _of_comprehension(scope, node)
        case _:
            return


def _of_binary(
    scope: Scope, node: ast.BinOp, left: ast.expr, operator: ast.operator, right: ast.expr
) -> Iterator[Change]:
    for other in OTHERS.get(type(operator), ()):
        yield scope.put(node, f"{scope.within(left)} {other} {scope.within(right)}", "operator", 1)
    yield scope.put(node, scope.within(left), "term", 1)
    yield scope.put(node, scope.within(right), "term", 1)
    yield from _of_shapes(scope, node, left, operator, right)
    if isinstance(operator, ast.Sub | ast.Div | ast.MatMult | ast.Pow | ast.FloorDiv):
        symbol = {ast.Sub: "-", ast.Div: "/", ast.MatMult: "@", ast.Pow: "**", ast.FloorDiv: "//"}[
            type(operator)
        ]
        yield scope.put(node, f"{scope.within(right)} {symbol} {scope.within(left)}", "arguments", 2)
    if isinstance(operator, ast.Add | ast.Sub) and isinstance(right, ast.BinOp):
        for a, b in itertools.product(_factors(left), _factors(right)):
            if scope.of(a) != scope.of(b):
                edits = [(*scope.text.span(a), scope.within(b)), (*scope.text.span(b), scope.within(a))]
                yield scope.change(node, "swapped", 2, *edits)
    if isinstance(operator, ast.Add | ast.Sub):
        # A product of a sum taken for a sum of a product, and the other way round.
        for inner, other in ((left, right), (right, left)):
            if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Mult | ast.Div):
                symbol = "*" if isinstance(inner.op, ast.Mult) else "/"
                sign = "+" if isinstance(operator, ast.Add) else "-"
                a, b, c = scope.within(inner.left), scope.within(inner.right), scope.within(other)
                if inner is left:
                    yield scope.put(node, f"{a} {symbol} ({b} {sign} {c})", "brackets", 2)
                    yield scope.put(node, f"({a} {sign} {c}) {symbol} {b}", "brackets", 2)
                else:
                    yield scope.put(node, f"({c} {sign} {a}) {symbol} {b}", "brackets", 2)
                    yield scope.put(node, f"{a} {symbol} ({c} {sign} {b})", "brackets", 2)
    if isinstance(operator, ast.Mult | ast.Div):
        symbol = "*" if isinstance(operator, ast.Mult) else "/"
        if isinstance(left, ast.BinOp) and isinstance(left.op, ast.Add | ast.Sub):
            sign = "+" if isinstance(left.op, ast.Add) else "-"
            a, b, c = scope.within(left.left), scope.within(left.right), scope.within(right)
            yield scope.put(node, f"({a} {sign} {b} {symbol} {c})", "brackets", 2)
        if isinstance(right, ast.BinOp) and isinstance(right.op, ast.Add | ast.Sub):
            sign = "+" if isinstance(right.op, ast.Add) else "-"
            a, b, c = scope.within(left), scope.within(right.left), scope.within(right.right)
            yield scope.put(node, f"({a} {symbol} {b} {sign} {c})", "brackets", 2)


def _of_shapes(
    scope: Scope, node: ast.BinOp, left: ast.expr, operator: ast.operator, right: ast.expr
) -> Iterator[Change]:
    """Formulas of a known form in the place of another: the transpose of a product, a squashing function, a term
    that belongs inside it."""
    match left, operator, right:
        case ast.Attribute(a, "T"), ast.MatMult(), b:
            yield scope.put(node, f"{scope.within(b)}.T @ {scope.within(a)}", "transpose", 1)
        case a, ast.MatMult(), ast.Attribute(b, "T"):
            yield scope.put(node, f"{scope.within(b)} @ {scope.within(a)}.T", "transpose", 1)
        case ast.Constant(), ast.Div(), ast.BinOp(
            ast.Constant(), ast.Add(), ast.Call(_, [ast.UnaryOp(ast.USub(), u)])
        ) | ast.BinOp(ast.Call(_, [ast.UnaryOp(ast.USub(), u)]), ast.Add(), ast.Constant()):
            yield scope.put(node, f"np.tanh({scope.of(u)})", "function", 1)
        case _, ast.Add(), ast.Name() | ast.Call() | ast.BinOp(op=ast.Mult()):
            end = scope.text.span(left)[1], scope.text.span(node)[1], ""
            for inner in _called_with(left):
                if end[0] >= scope.text.span(inner)[1]:
                    edit = (*scope.text.span(inner), f"({scope.of(inner)} + {scope.of(right)})")
                    yield scope.change(node, "brackets", 2, edit, end)
        case _:
            return


def _called_with(node: ast.expr) -> Iterator[ast.expr]:
    """What functions in an expression are called with."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and len(call.args) == 1 and not isinstance(call.args[0], ast.Starred):
            argument = call.args[0]
            yield argument.operand if isinstance(argument, ast.UnaryOp) else argument


def _of_constant(scope: Scope, node: ast.Constant, value: object) -> Iterator[Change]:
    if isinstance(value, bool):
        yield scope.put(node, str(not value), "constant", 1)
    elif isinstance(value, int | float):
        tried: list[object] = [0, 1, 2, -1, value + 1, value - 1, value * 2, value / 2, -value, 1 - value]
        if isinstance(value, float):
            tried += [0.0, 1.0, 0.5, value * 10, value / 10, float("1e-8")]
        for other in tried:
            if other != value or type(other) is not type(value):
                yield scope.put(node, f"({other!r})" if repr(other)[0] == "-" else repr(other), "constant", 1)
        for other in scope.numbers:
            if other not in tried:
                yield scope.put(node, repr(other), "constant", 2)
        for name in (*scope.counters, *scope.parameters):
            yield scope.put(node, name, "constant", 2)
    elif isinstance(value, str):
        others = {
            n.value
            for n in ast.walk(scope.text.tree)
            if isinstance(n, ast.Constant) and isinstance(n.value, str) and len(n.value) < 40
        }
        for other in sorted(scope.keys & others - {value}):
            yield scope.put(node, repr(other), "constant", 1)
        for name in scope.parameters:  # a width in a format
            said = f"0{{{name}}}b" if value == "b" else re.sub(r"\d+", f"{{{name}}}", value)
            if "{" in said and "{" not in value:
                yield scope.put(node, "f" + repr(said), "constant", 2)
        for other in sorted((others | {"", " "}) - {value})[:20]:
            yield scope.put(node, repr(other), "constant", 2)
    elif value is None:
        yield scope.put(node, "0", "constant", 2)


def _of_items(scope: Scope, node: ast.Subscript, value: ast.expr, index: ast.expr) -> Iterator[Change]:
    """Another index, or another slice, in the place of one."""
    of = scope.within(value)
    items = index.elts if isinstance(index, ast.Tuple) else [index]
    said = [scope.of(item) for item in items]

    def with_item(place: int, new: str) -> str:
        return f"{of}[{', '.join([*said[:place], new, *said[place + 1 :]])}]"

    for place, item in enumerate(items):
        if isinstance(item, ast.Slice):
            low = scope.of(item.lower) if item.lower else ""
            high = scope.of(item.upper) if item.upper else ""
            step = scope.of(item.step) if item.step else ""
            for new in _slices(low, high, step):
                yield scope.put(node, with_item(place, new), "index", 1)
            for name in sorted({n.id for n in ast.walk(item) if isinstance(n, ast.Name)}):
                for block in range(5):  # blocks of one length, side by side
                    yield scope.put(
                        node, with_item(place, f"{block} * {name}:{block + 1} * {name}"), "index", 2
                    )
        elif isinstance(item, ast.Name):
            yield scope.put(node, with_item(place, f"~{item.id}"), "condition", 2)
        elif isinstance(item, ast.Constant) and isinstance(item.value, int):
            for name in scope.counters:
                yield scope.put(node, with_item(place, name), "index", 1)
        if not isinstance(item, ast.Slice | ast.Constant):
            for plus in (" + 1", " - 1"):
                yield scope.put(node, with_item(place, said[place] + plus), "index", 1)
            yield scope.put(node, with_item(place, f"-1 - ({said[place]})"), "order", 2)


def _of_subscript(scope: Scope, node: ast.Subscript, value: ast.expr, index: ast.expr) -> Iterator[Change]:
    of = scope.within(value)
    yield scope.put(node, of, "index", 2)
    if isinstance(value, ast.Attribute) and value.attr == "shape":
        yield scope.put(node, f"*{of}", "index", 2)
        yield scope.put(node, f"{scope.of(value.value)}.size", "index", 2)
    items = index.elts if isinstance(index, ast.Tuple) else [index]
    said = [scope.of(item) for item in items]
    if len(items) == 2:
        yield scope.put(node, f"{of}[{said[1]}, {said[0]}]", "index", 2)
        for name in scope.names:  # one row of it that has a name of its own
            yield scope.put(node, f"{name}[{said[1]}]", "name", 3)
    elif len(items) == 1:
        yield scope.put(node, f"{of}[:, {said[0]}]", "index", 2)
        yield scope.put(node, f"{scope.of(node)}[::-1]", "order", 2)
        yield scope.put(node, f"{scope.of(node)}.copy()", "copy", 2)
        if isinstance(items[0], ast.Name):
            for other in scope.names:
                yield scope.put(node, f"{other}[{said[0]}]", "name", 3)
    yield scope.put(node, f"{scope.of(node)}.T", "transpose", 2)


def _of_tuple(
    scope: Scope, node: ast.Tuple, elements: list[ast.expr], context: ast.expr_context
) -> Iterator[Change]:
    said = [scope.of(e) for e in elements]
    spans = [scope.text.span(e) for e in elements]
    for order in itertools.permutations(range(len(said))):
        if list(order) != sorted(order):
            edits = [
                (*span, said[i])
                for span, i in zip(spans, order, strict=True)
                if scope.text.source[slice(*span)].decode() != said[i]
            ]
            if edits:
                kind = "order" if isinstance(context, ast.Store) else "arguments"
                yield scope.change(node, kind, 1, *edits)


def _of_comprehension(scope: Scope, node: ast.ListComp | ast.GeneratorExp | ast.DictComp) -> Iterator[Change]:
    for generator in node.generators:
        yield scope.put(generator.iter, f"reversed({scope.of(generator.iter)})", "order", 2)
        for test in generator.ifs:
            yield scope.put(test, "True", "condition", 2)
            yield scope.put(test, f"not ({scope.of(test)})", "condition", 2)


def _slices(low: str, high: str, step: str) -> Iterator[str]:
    of = f":{step}" if step else ""
    for plus in (" + 1", " - 1"):
        if low:
            yield f"{low}{plus}:{high}{of}"
        if high:
            yield f"{low}:{high}{plus}{of}"
    if low:
        yield f":{high}{of}"
    if high:
        yield f"{low}:{of}"
    if step:
        yield f"{low}:{high}"
    if not low:
        yield f"1:{high}{of}"
    if not high:
        yield f"{low}:-1{of}"
    if not step:
        yield f"{low}:{high}:-1"


def _factors(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.MatMult | ast.Div):
        return [node.left, node.right]
    if isinstance(node, ast.Call) and len(node.args) == 2:
        return list(node.args)
    return [node]
