"""The changes that are tried on a learner's file: for each kind of slip, what would undo it. Likely ones first."""

from __future__ import annotations

import ast
import builtins
import copy
import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from learnrnn.diagnosis.search.text import Change, Edit, Text

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
# Functions that people take for each other.
NEIGHBOURS = (
    ("np.sum", "np.mean", "np.max", "np.min", "np.prod"),
    ("np.tanh", "np.exp", "np.log", "np.sqrt", "np.abs", "np.square", "np.log1p", "np.expm1"),
    ("np.zeros", "np.ones"),
    ("np.zeros_like", "np.ones_like"),
    ("np.hstack", "np.vstack", "np.concatenate", "np.stack"),
    ("np.dot", "np.multiply", "np.outer"),
    ("np.argmax", "np.argmin"),
    ("np.maximum", "np.minimum"),
    ("max", "min", "sum"),
    ("np.round", "np.floor", "np.ceil", "round"),
    ("np.any", "np.all", "any", "all"),
)
METHODS = (
    ("sum", "mean", "max", "min"),
    ("argmax", "argmin"),
    ("any", "all"),
    ("append", "extend"),
    ("lower", "upper"),
)
WITH_AXIS = {"sum", "mean", "max", "min", "prod", "argmax", "argmin", "any", "all", "std", "var", "softmax"}
MAKERS = {"zeros", "ones", "empty", "array", "asarray", "full", "arange", "eye", "zeros_like", "sum", "mean"}
AXES = ("0", "1", "-1", "None")
KNOWN = set(dir(builtins)) | {"np"}


def changes_of(
    text: Text,
    functions: Sequence[str],
    reference: ast.Module | None,
    *,
    rare: bool = False,
    first: Collection[str] = (),
) -> list[Change]:
    """Changes of these functions, the likely ones first: those of the kinds in `first` before all others.

    The functions stand nearest first. rare: those that take more from elsewhere, the reference among it where the
    worker may see parts of it, instead of the usual ones.
    """
    found: dict[tuple[str, tuple[Edit, ...]], Change] = {}
    for name in functions:
        if name in text.functions:
            function = _Function(text, text.functions[name], reference)
            for change in function.rare() if rare else function.usual():
                key = (name, change.edits)
                if key not in found or found[key].rank > change.rank:
                    found[key] = change
    nearness = {name: place for place, name in enumerate(functions)}
    return sorted(found.values(), key=lambda c: (c.kind not in first, c.rank, nearness[c.function]))


class _Function:
    """The changes of one function."""

    def __init__(self, text: Text, node: ast.FunctionDef, reference: ast.Module | None):
        self.text, self.node = text, node
        self.begin, self.end = text.span(node)
        self.parameters = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
        stored = [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        self.names = list(dict.fromkeys([*self.parameters, *stored]))
        self.scope = set(self.names) | set(text.functions) | KNOWN
        self.scope |= {
            n.id
            for s in text.tree.body
            if not isinstance(s, ast.FunctionDef)
            for n in ast.walk(s)
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        }
        self.sizes = [n for s in ast.walk(node) if isinstance(s, ast.Assign) for n in _sizes(s)]
        self.unary = [name for name, f in text.functions.items() if _takes_one(f)]
        self.reference = reference

    def usual(self) -> Iterator[Change]:
        for node in ast.walk(self.node):
            if isinstance(node, ast.expr) and hasattr(node, "lineno"):
                yield from self._of_expression(node)
        for body in _bodies(self.node):
            yield from self._of_statements(body)
        yield from self._of_wholes()

    def rare(self) -> Iterator[Change]:
        yield from self._exchanged_names()
        yield from self._from_elsewhere()

    # ------------------------------------------------------------- helpers

    def _change(self, node: ast.AST, kind: str, rank: int, *edits: Edit) -> Change:
        moved = tuple((b - self.begin, e - self.begin, t) for b, e, t in sorted(edits, reverse=True))
        return Change(self.node.name, getattr(node, "lineno", self.node.lineno), kind, rank, moved)

    def _put(self, node: ast.expr | ast.stmt, new: str, kind: str, rank: int) -> Change:
        return self._change(node, kind, rank, (*self.text.span(node), new))

    def _of(self, node: ast.expr | ast.stmt | ast.keyword) -> str:
        return self.text.of(node)

    def _in(self, node: ast.expr) -> str:
        """An expression's text in brackets, where it needs them."""
        said = self._of(node)
        if isinstance(node, ast.Name | ast.Constant | ast.Call | ast.Attribute | ast.Subscript):
            return said
        return f"({said})"

    # --------------------------------------------------------- expressions

    def _of_expression(self, node: ast.expr) -> Iterator[Change]:
        match node:
            case ast.BinOp(left, operator, right):
                yield from self._of_binary(node, left, operator, right)
            case ast.UnaryOp(ast.USub() | ast.Not(), operand):
                yield self._put(node, self._in(operand), "sign", 1)
            case ast.Compare(left, [operator], [right]):
                for other in COMPARISONS.get(type(operator), ()):
                    yield self._put(node, f"{self._in(left)} {other} {self._in(right)}", "comparison", 1)
            case ast.BoolOp(operator, values):
                joined = " or " if isinstance(operator, ast.And) else " and "
                yield self._put(node, joined.join(map(self._in, values)), "comparison", 1)
                for i in range(len(values)):
                    rest = [self._in(v) for j, v in enumerate(values) if j != i]
                    joined = " and " if isinstance(operator, ast.And) else " or "
                    yield self._put(node, joined.join(rest), "condition", 1)
            case ast.IfExp(test, body, orelse):
                yield self._put(node, self._in(body), "condition", 1)
                yield self._put(node, self._in(orelse), "condition", 1)
                yield self._put(
                    node, f"{self._in(orelse)} if {self._in(test)} else {self._in(body)}", "condition", 1
                )
            case ast.Attribute(value, "T"):
                yield self._put(node, self._of(value), "transpose", 1)
            case ast.Attribute(ast.Name("np"), "random"):
                for parameter in self.parameters:
                    yield self._put(node, parameter, "name", 0)
            case ast.Call():
                yield from self._of_call(node)
            case ast.Constant(value):
                yield from self._of_constant(node, value)
            case ast.Subscript(value, index, ast.Load()):
                yield from self._of_subscript(node, value, index)
            case ast.Tuple(elements, context) if 1 < len(elements) <= 4:
                yield from self._of_tuple(node, elements, context)
            case ast.Name(name, ast.Load()) if name in self.names:
                for other in self.names:
                    if other != name:
                        yield self._put(node, other, "name", 2)
                yield self._put(node, f"{name}.T", "transpose", 2)
                yield self._put(node, f"{name}[::-1]", "order", 2)
                yield self._put(node, f"{name}.copy()", "copy", 2)
            case ast.Name(name, ast.Load()) if name in self.unary:
                for other in (*self.unary, "np.tanh", "np.exp"):
                    if other != name:
                        yield self._put(node, other, "function", 1)
            case ast.ListComp() | ast.GeneratorExp() | ast.DictComp():
                yield from self._of_comprehension(node)
            case _:
                return

    def _of_binary(
        self, node: ast.BinOp, left: ast.expr, operator: ast.operator, right: ast.expr
    ) -> Iterator[Change]:
        for other in OTHERS.get(type(operator), ()):
            yield self._put(node, f"{self._in(left)} {other} {self._in(right)}", "operator", 1)
        yield self._put(node, self._in(left), "term", 1)
        yield self._put(node, self._in(right), "term", 1)
        if isinstance(operator, ast.Sub | ast.Div | ast.MatMult | ast.Pow | ast.FloorDiv):
            symbol = {ast.Sub: "-", ast.Div: "/", ast.MatMult: "@", ast.Pow: "**", ast.FloorDiv: "//"}[
                type(operator)
            ]
            yield self._put(node, f"{self._in(right)} {symbol} {self._in(left)}", "arguments", 2)
        if isinstance(operator, ast.Add | ast.Sub) and isinstance(right, ast.BinOp):
            for a, b in itertools.product(_factors(left), _factors(right)):
                if self._of(a) != self._of(b):
                    edits = [(*self.text.span(a), self._in(b)), (*self.text.span(b), self._in(a))]
                    yield self._change(node, "swapped", 2, *edits)
        if isinstance(operator, ast.Add | ast.Sub):
            # A product of a sum taken for a sum of a product, and the other way round.
            for inner, other in ((left, right), (right, left)):
                if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Mult | ast.Div):
                    symbol = "*" if isinstance(inner.op, ast.Mult) else "/"
                    sign = "+" if isinstance(operator, ast.Add) else "-"
                    a, b, c = self._in(inner.left), self._in(inner.right), self._in(other)
                    if inner is left:
                        yield self._put(node, f"{a} {symbol} ({b} {sign} {c})", "brackets", 2)
                        yield self._put(node, f"({a} {sign} {c}) {symbol} {b}", "brackets", 2)
                    else:
                        yield self._put(node, f"({c} {sign} {a}) {symbol} {b}", "brackets", 2)
                        yield self._put(node, f"{a} {symbol} ({c} {sign} {b})", "brackets", 2)
        if isinstance(operator, ast.Mult | ast.Div):
            symbol = "*" if isinstance(operator, ast.Mult) else "/"
            if isinstance(left, ast.BinOp) and isinstance(left.op, ast.Add | ast.Sub):
                sign = "+" if isinstance(left.op, ast.Add) else "-"
                a, b, c = self._in(left.left), self._in(left.right), self._in(right)
                yield self._put(node, f"({a} {sign} {b} {symbol} {c})", "brackets", 2)
            if isinstance(right, ast.BinOp) and isinstance(right.op, ast.Add | ast.Sub):
                sign = "+" if isinstance(right.op, ast.Add) else "-"
                a, b, c = self._in(left), self._in(right.left), self._in(right.right)
                yield self._put(node, f"({a} {symbol} {b} {sign} {c})", "brackets", 2)

    def _of_call(self, node: ast.Call) -> Iterator[Change]:
        name = ast.unparse(node.func)
        last = name.rpartition(".")[2]
        arguments = [self._of(a) for a in node.args]
        keywords = [(k.arg, self._of(k.value)) for k in node.keywords if k.arg]

        def call(args: Sequence[str], keys: Sequence[tuple[str, str]], function: str = "") -> str:
            said = ", ".join([*args, *(f"{k}={v}" for k, v in keys)])
            return f"{function or self._of(node.func)}({said})"

        if node.args and not isinstance(node.args[0], ast.Starred | ast.GeneratorExp):
            for argument in node.args[:3]:
                yield self._put(node, self._in(argument), "call", 1)
        if isinstance(node.func, ast.Attribute) and not _is_np(node.func.value):
            yield self._put(node, self._in(node.func.value), "call", 1)
        yield from self._of_slope(node, name)
        yield from self._distributed(node, arguments, call, keywords)
        for i, j in itertools.combinations(range(len(arguments)), 2):
            swapped = list(arguments)
            swapped[i], swapped[j] = swapped[j], swapped[i]
            yield self._put(node, call(swapped, keywords), "arguments", 1)
        for i in range(len(keywords)):
            if keywords[i][0] == "axis":
                for axis in AXES:
                    changed = [*keywords[:i], ("axis", axis), *keywords[i + 1 :]]
                    yield self._put(node, call(arguments, changed), "axis", 1)
            yield self._put(node, call(arguments, [*keywords[:i], *keywords[i + 1 :]]), "keyword", 1)
        keys = {k for k, _ in keywords}
        if last in WITH_AXIS and (not _is_np(getattr(node.func, "value", None)) or len(arguments) == 1):
            for axis in AXES[:3] if "axis" not in keys else ():
                yield self._put(node, call(arguments, [*keywords, ("axis", axis)]), "axis", 1)
                more = [*keywords, ("axis", axis), ("keepdims", "True")]
                yield self._put(node, call(arguments, more), "axis", 1)
            if "keepdims" not in keys:
                yield self._put(node, call(arguments, [*keywords, ("keepdims", "True")]), "axis", 1)
        for group in NEIGHBOURS:
            if name in group:
                for other in group:
                    if other != name:
                        yield self._put(node, call(arguments, keywords, other), "function", 1)
        if name == "np.tanh" or name in ("np.exp", "np.log"):
            for other in self.unary:
                yield self._put(node, call(arguments, keywords, other), "function", 1)
        if isinstance(node.func, ast.Attribute) and not _is_np(node.func.value):
            for group in METHODS:
                if last in group:
                    for other in group:
                        if other != last:
                            function = f"{self._of(node.func.value)}.{other}"
                            yield self._put(node, call(arguments, keywords, function), "function", 1)
        if last in MAKERS and "dtype" not in keys:
            for of in (*(f"{p}.dtype" for p in self.parameters), "np.float64"):
                yield self._put(node, call(arguments, [*keywords, ("dtype", of)]), "dtype", 2)
        if last in MAKERS or last == "astype":
            for i in range(len(keywords)):
                if keywords[i][0] == "dtype":
                    for of in (*(f"{p}.dtype" for p in self.parameters), "np.float64"):
                        changed = [*keywords[:i], ("dtype", of), *keywords[i + 1 :]]
                        yield self._put(node, call(arguments, changed), "dtype", 2)
        if last in ("zeros_like", "ones_like", "empty_like") and not keywords:
            yield self._put(node, call(arguments, [("dtype", "np.float64")]), "dtype", 1)
        if last == "sqrt" and arguments:
            yield self._put(node, f"float({self._of(node)})", "dtype", 2)
        if last == "astype":
            for of in (*(f"{p}.dtype" for p in self.parameters), "np.float64"):
                yield self._put(node, f"{self._of(node.func)}({of})", "dtype", 2)
        if name == "range":
            yield from self._of_range(node, arguments)
        if name == "enumerate" and len(arguments) == 1:
            yield self._put(node, f"enumerate({arguments[0]}, 1)", "index", 2)
            yield self._put(node, f"enumerate(reversed({arguments[0]}))", "order", 2)

    def _of_slope(self, node: ast.Call, name: str) -> Iterator[Change]:
        """A function for its slope: at the value that the function already gave, or at what it was given."""
        if len(node.args) != 1 or not (name in self.unary or name in ("np.tanh", "np.exp")):
            return
        inner, said = self._in(node.args[0]), self._of(node)
        for slope in (
            f"{inner} * (1 - {inner})",
            f"1 - {inner} ** 2",
            f"{said} * (1 - {said})",
            f"1 - {said} ** 2",
        ):
            yield self._put(node, f"({slope})", "slope", 2)

    def _distributed(
        self, node: ast.Call, arguments: list[str], call: Callable[..., str], keywords: list[tuple[str, str]]
    ) -> Iterator[Change]:
        """A term that belongs outside a call: of f(a + b, w) a + f(b, w)."""
        for i, argument in enumerate(node.args):
            if isinstance(argument, ast.BinOp) and isinstance(argument.op, ast.Add | ast.Sub):
                symbol = "+" if isinstance(argument.op, ast.Add) else "-"
                left, right = self._of(argument.left), self._of(argument.right)
                with_left = call([*arguments[:i], left, *arguments[i + 1 :]], keywords)
                with_right = call([*arguments[:i], right, *arguments[i + 1 :]], keywords)
                yield self._put(node, f"({self._in(argument.left)} {symbol} {with_right})", "brackets", 2)
                yield self._put(node, f"({with_left} {symbol} {self._in(argument.right)})", "brackets", 2)
                yield self._put(node, f"({with_left} {symbol} {with_right})", "brackets", 2)

    def _of_range(self, node: ast.Call, arguments: list[str]) -> Iterator[Change]:
        head, last = arguments[:1] if len(arguments) > 1 else [], arguments[min(1, len(arguments) - 1)]
        rest = arguments[2:]
        for plus in (" + 1", " - 1"):
            yield self._put(node, f"range({', '.join([*head, last + plus, *rest])})", "index", 1)
            start = (head[0] if head else "0") + plus
            yield self._put(node, f"range({', '.join([start, last, *rest])})", "index", 1)
        if not rest:
            yield self._put(node, f"reversed({self._of(node)})", "order", 1)
        if head:
            yield self._put(node, f"range({', '.join([last, *rest])})", "index", 1)
        else:
            yield self._put(node, f"range(1, {last} + 1)", "index", 1)

    def _of_constant(self, node: ast.Constant, value: object) -> Iterator[Change]:
        if isinstance(value, bool):
            yield self._put(node, str(not value), "constant", 1)
        elif isinstance(value, int | float):
            tried: list[object] = [0, 1, 2, -1, value + 1, value - 1, value * 2, value / 2, -value, 1 - value]
            if isinstance(value, float):
                tried += [0.0, 1.0, 0.5, value * 10, value / 10, float("1e-8")]
            for other in tried:
                if other != value or type(other) is not type(value):
                    yield self._put(
                        node, f"({other!r})" if repr(other)[0] == "-" else repr(other), "constant", 1
                    )
        elif isinstance(value, str):
            others = {
                n.value
                for n in ast.walk(self.text.tree)
                if isinstance(n, ast.Constant) and isinstance(n.value, str) and len(n.value) < 40
            }
            for other in sorted((others | {"", " "}) - {value})[:20]:
                yield self._put(node, repr(other), "constant", 2)
        elif value is None:
            yield self._put(node, "0", "constant", 2)

    def _of_subscript(self, node: ast.Subscript, value: ast.expr, index: ast.expr) -> Iterator[Change]:
        of = self._in(value)
        yield self._put(node, of, "index", 2)
        if isinstance(value, ast.Attribute) and value.attr == "shape":
            yield self._put(node, f"*{of}", "index", 2)
            yield self._put(node, f"{self._of(value.value)}.size", "index", 2)
        items = index.elts if isinstance(index, ast.Tuple) else [index]
        said = [self._index(item) for item in items]

        def with_item(place: int, new: str) -> str:
            return f"{of}[{', '.join([*said[:place], new, *said[place + 1 :]])}]"

        for place, item in enumerate(items):
            if isinstance(item, ast.Slice):
                low = self._of(item.lower) if item.lower else ""
                high = self._of(item.upper) if item.upper else ""
                step = self._of(item.step) if item.step else ""
                for new in _slices(low, high, step):
                    yield self._put(node, with_item(place, new), "index", 1)
                for name in sorted({n.id for n in ast.walk(item) if isinstance(n, ast.Name)}):
                    for block in range(5):  # blocks of one length, side by side
                        yield self._put(
                            node, with_item(place, f"{block} * {name}:{block + 1} * {name}"), "index", 2
                        )
            elif not isinstance(item, ast.Constant):
                for plus in (" + 1", " - 1"):
                    yield self._put(node, with_item(place, said[place] + plus), "index", 1)
                yield self._put(node, with_item(place, f"-1 - ({said[place]})"), "order", 2)
        if len(items) == 2:
            yield self._put(node, f"{of}[{said[1]}, {said[0]}]", "index", 2)
        elif len(items) == 1:
            yield self._put(node, f"{of}[:, {said[0]}]", "index", 2)
            yield self._put(node, f"{self._of(node)}[::-1]", "order", 2)
            yield self._put(node, f"{self._of(node)}.copy()", "copy", 2)
            if isinstance(items[0], ast.Name):
                for other in self.names:
                    yield self._put(node, f"{other}[{said[0]}]", "name", 3)
        yield self._put(node, f"{self._of(node)}.T", "transpose", 2)

    def _index(self, item: ast.expr) -> str:
        return self._of(item)

    def _of_tuple(
        self, node: ast.Tuple, elements: list[ast.expr], context: ast.expr_context
    ) -> Iterator[Change]:
        said = [self._of(e) for e in elements]
        spans = [self.text.span(e) for e in elements]
        for order in itertools.permutations(range(len(said))):
            if list(order) != sorted(order):
                edits = [
                    (*span, said[i])
                    for span, i in zip(spans, order, strict=True)
                    if self._of_at(span) != said[i]
                ]
                if edits:
                    kind = "order" if isinstance(context, ast.Store) else "arguments"
                    yield self._change(node, kind, 1, *edits)

    def _of_at(self, span: tuple[int, int]) -> str:
        return self.text.source[span[0] : span[1]].decode()

    def _of_comprehension(self, node: ast.ListComp | ast.GeneratorExp | ast.DictComp) -> Iterator[Change]:
        for generator in node.generators:
            yield self._put(generator.iter, f"reversed({self._of(generator.iter)})", "order", 2)
            for test in generator.ifs:
                yield self._put(test, "True", "condition", 2)
                yield self._put(test, f"not ({self._of(test)})", "condition", 2)

    # ---------------------------------------------------------- statements

    def _of_statements(self, body: list[ast.stmt]) -> Iterator[Change]:
        for statement in body:
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                continue
            match statement:
                case ast.AugAssign(target, operator, value):
                    to, of = self._of(target), self._of(value)
                    symbol = _SYMBOLS.get(type(operator), "+")
                    for other in ("+", "-", "*", "/"):
                        if other != symbol:
                            yield self._put(statement, f"{to} {other}= {of}", "operator", 1)
                    yield self._put(statement, f"{to} = {to} {symbol} ({of})", "in_place", 1)
                    yield self._put(statement, f"{to} = {of}", "statement", 1)
                case ast.Assign([ast.Name() | ast.Subscript() as target], value):
                    yield self._put(statement, f"{self._of(target)} += {self._of(value)}", "statement", 2)
                case ast.If(test):
                    yield self._put(test, "True", "condition", 2)
                    yield self._put(test, "False", "condition", 2)
                    yield self._put(test, f"not ({self._of(test)})", "condition", 2)
                case ast.For(_, iterated) if not isinstance(iterated, ast.Call):
                    yield self._put(iterated, f"reversed({self._of(iterated)})", "order", 1)
                    yield self._put(iterated, f"{self._in(iterated)}.T", "transpose", 2)
                case _:
                    pass
            if not isinstance(statement, ast.FunctionDef | ast.Return):
                yield self._put(statement, "pass", "statement", 2)
            if isinstance(statement, ast.Return | ast.Break | ast.Continue) and len(body) > 0:
                yield self._put(statement, "pass", "statement", 3)
        yield from self._exchanged(body)
        yield from self._moved(body)

    def _exchanged(self, body: list[ast.stmt]) -> Iterator[Change]:
        """Two neighbours' places exchanged, or what is assigned by any two."""
        for a, b in itertools.pairwise(body):
            if _one_line(a) and _one_line(b):
                edits = [(*self.text.span(a), self._of(b)), (*self.text.span(b), self._of(a))]
                yield self._change(a, "statement_order", 2, *edits)
        assigns = [s for s in body if isinstance(s, ast.Assign) and _one_line(s)]
        for a, b in itertools.combinations(assigns, 2):
            edits = [
                (*self.text.span(a.value), self._of(b.value)),
                (*self.text.span(b.value), self._of(a.value)),
            ]
            yield self._change(a, "swapped", 2, *edits)
            for x, y in itertools.product(_slices_in(a.value), _slices_in(b.value)):
                edits = [(*self.text.span(x), self._of(y)), (*self.text.span(y), self._of(x))]
                yield self._change(a, "order", 2, *edits)

    def _moved(self, body: list[ast.stmt]) -> Iterator[Change]:
        """A statement moved to another place in its block, into the loop before it, or out of its loop."""
        for place, statement in enumerate(body):
            if not _one_line(statement):
                continue
            begin, end = self.text.span(statement)
            moved = self._of(statement)
            for other_place, other in enumerate(body):
                if other_place not in (place, place - 1, place + 1) and not _is_text(other):
                    at = self.text.span(other)[0]
                    indent = "\n" + " " * other.col_offset
                    edits = [(begin, end, "pass"), (at, at, moved + indent)]
                    yield self._change(statement, "statement_order", 3, *edits)
            before = body[place - 1] if place else None
            if isinstance(before, ast.For | ast.If):
                inner = before.body[-1]
                at = self.text.span(inner)[1]
                edits = [(begin, end, "pass"), (at, at, "\n" + " " * inner.col_offset + moved)]
                yield self._change(statement, "statement_order", 3, *edits)
                at = self.text.span(before.body[0])[0]
                edits = [(begin, end, "pass"), (at, at, moved + "\n" + " " * inner.col_offset)]
                yield self._change(statement, "statement_order", 3, *edits)
            if isinstance(statement, ast.For):
                continue
        for loop in body:
            if isinstance(loop, ast.For | ast.While):
                for inner in loop.body:
                    if _one_line(inner):
                        begin, end = self.text.span(inner)
                        at = self.text.span(loop)
                        new = self._of(inner)
                        indent = " " * loop.col_offset
                        after = [(begin, end, "pass"), (at[1], at[1], f"\n{indent}{new}")]
                        yield self._change(inner, "statement_order", 3, *after)
                        ahead = [(begin, end, "pass"), (at[0], at[0], f"{new}\n{indent}")]
                        yield self._change(inner, "statement_order", 3, *ahead)

    # -------------------------------------------------------------- wholes

    def _of_wholes(self) -> Iterator[Change]:
        """What may be missing around a whole value: a sign, a factor, a term, a function, a transpose."""
        for node, rank in _wholes(self.node):
            if isinstance(node, ast.Constant | ast.Starred | ast.GeneratorExp):
                continue
            said = self._in(node)
            yield self._put(node, f"-{said}", "sign", rank)
            yield self._put(node, f"(1 - {said})", "missing", rank)
            for function in (*self.unary, "np.tanh", "np.exp", "np.log", "np.sqrt", "np.abs"):
                yield self._put(node, f"{function}({self._of(node)})", "missing", rank)
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
                yield self._put(node, f"({other.format(said)})", kind, rank)
            yield self._put(node, f"int({self._of(node)})", "dtype", rank)
            yield self._put(node, f"float({self._of(node)})", "dtype", rank)
            yield self._put(node, f"np.asarray({self._of(node)}, np.float64)", "dtype", rank)
            for parameter in self.parameters:
                yield self._put(node, f"{said}.astype({parameter}.dtype)", "dtype", rank + 1)
            yield self._put(node, f"{said} * (1 - {said})", "slope", rank)
            yield self._put(node, f"(1 - {said} ** 2)", "slope", rank)
            for a, b in itertools.combinations(self.sizes, 2):
                yield self._put(node, f"({said} / ({a} * {b}))", "scale", rank + 1)
                yield self._put(node, f"({said} * {a} * {b})", "scale", rank + 1)
            for name in self.names:
                if name != said:
                    for symbol in ("*", "/"):
                        yield self._put(node, f"({said} {symbol} {name})", "scale", rank + 1)
                    for symbol in ("+", "-", "@"):
                        yield self._put(node, f"({said} {symbol} {name})", "missing", rank + 1)
                    yield self._put(node, f"({said} / len({name}))", "scale", rank + 2)
                    yield self._put(node, name, "name", rank + 1)

    def _exchanged_names(self) -> Iterator[Change]:
        """Two names that have changed places throughout."""
        uses: dict[str, list[ast.Name]] = {}
        for node in ast.walk(self.node):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in self.names:
                uses.setdefault(node.id, []).append(node)
        for a, b in itertools.combinations(uses, 2):
            edits = [(*self.text.span(n), b) for n in uses[a]] + [(*self.text.span(n), a) for n in uses[b]]
            if len(edits) > 2:
                yield self._change(min(uses[a] + uses[b], key=lambda n: n.lineno), "name", 4, *edits)
        for a, nodes in uses.items():
            if 1 < len(nodes) < 5:
                for b in self.names:
                    if b != a:
                        edits = [(*self.text.span(n), b) for n in nodes]
                        yield self._change(nodes[0], "name", 5, *edits)

    # ------------------------------------------------------- the reference

    def _from_elsewhere(self) -> Iterator[Change]:
        """Expressions and statements of the reference whose names exist here too, and the file's own ones."""
        body = self.reference.body if self.reference else []
        function = next(
            (n for n in body if isinstance(n, ast.FunctionDef) and n.name == self.node.name), None
        )
        sources = [function] if function else [n for n in body if isinstance(n, ast.FunctionDef)]
        theirs = self._ingredients(sources)
        own = self._ingredients([self.node])
        for node, rank in _wholes(self.node):
            said = self._in(node)
            for each in (*theirs, *own):
                for symbol in ("*", "/"):
                    yield self._put(node, f"({said} {symbol} ({each}))", "scale", rank + 2)
                for symbol in ("+", "-"):
                    yield self._put(node, f"({said} {symbol} ({each}))", "missing", rank + 2)
            for each in (*theirs, *own):
                yield self._put(node, f"({each})", "value", rank + 2)
        for node in ast.walk(self.node):
            if isinstance(node, ast.BinOp | ast.Call | ast.Subscript | ast.Compare) and isinstance(
                getattr(node, "ctx", ast.Load()), ast.Load
            ):
                for each in theirs:
                    yield self._put(node, f"({each})", "value", 6)
        if function:
            yield from self._inserted(function)

    def _ingredients(self, functions: Iterable[ast.FunctionDef]) -> list[str]:
        found: dict[str, None] = {}
        for function in functions:
            for node in ast.walk(function):
                if (
                    isinstance(node, ast.BinOp | ast.Call | ast.Subscript | ast.Compare | ast.Attribute)
                    and isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
                    and self._is_known(node)
                ):
                    found.setdefault(ast.unparse(node))
        return [each for each in found if len(each) < 80][:60]

    def _is_known(self, node: ast.AST) -> bool:
        return all(n.id in self.scope for n in ast.walk(node) if isinstance(n, ast.Name))

    def _inserted(self, function: ast.FunctionDef) -> Iterator[Change]:
        """A statement of the reference put in front of one of the file's."""
        for body in _bodies(function):
            for statement in body:
                if isinstance(statement, ast.Return | ast.For | ast.While) or _is_text(statement):
                    continue
                for said in self._in_own_names(statement):
                    lines = said.splitlines()
                    for place in (s for own in _bodies(self.node) for s in own if not _is_text(s)):
                        at = self.text.span(place)[0]
                        indent = "\n" + " " * place.col_offset
                        yield self._change(
                            place, "statement_missing", 4, (at, at, indent.join(lines) + indent)
                        )

    def _in_own_names(self, statement: ast.stmt) -> Iterator[str]:
        """A statement of the reference, with at most one name that is not known here put in the file's own names."""
        unknown = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name)} - self.scope
        if not unknown:
            yield ast.unparse(statement)
        if len(unknown) == 1:
            (name,) = unknown
            renamed = copy.deepcopy(statement)
            nodes = [n for n in ast.walk(renamed) if isinstance(n, ast.Name) and n.id == name]
            for own in self.names:
                for node in nodes:
                    node.id = own
                yield ast.unparse(renamed)


# --------------------------------------------------------------------- pieces

_SYMBOLS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.MatMult: "@",
    ast.Pow: "**",
    ast.FloorDiv: "//",
}


def _sizes(statement: ast.Assign) -> list[str]:
    """The names that a statement gives lengths: `T, N, O = d.shape`, `n = len(x)`."""
    value = ast.unparse(statement.value)
    if ".shape" not in value and "len(" not in value and ".size" not in value:
        return []
    return [n.id for t in statement.targets for n in ast.walk(t) if isinstance(n, ast.Name)]


def _bodies(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for each in ast.walk(node):
        for name in ("body", "orelse"):
            body = getattr(each, name, None)
            if isinstance(body, list) and body:
                yield body


def _wholes(function: ast.FunctionDef) -> Iterator[tuple[ast.expr, int]]:
    """The values that a term or a factor may be missing from, and how likely: values of statements before
    arguments and terms."""
    for node in ast.walk(function):
        match node:
            case ast.Assign(_, value) | ast.AugAssign(_, _, value) if not isinstance(value, ast.Tuple):
                yield value, 3
            case ast.For(_, iterated):
                yield iterated, 3
            case ast.Return(ast.Tuple(elements)):
                for element in elements:
                    yield element, 3
            case ast.Return(ast.expr() as value):
                yield value, 3
            case ast.Call(_, arguments):
                for argument in arguments:
                    yield argument, 4
            case ast.BinOp(left, ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), right):
                yield left, 4
                yield right, 4
            case _:
                pass


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


def _slices_in(node: ast.expr) -> list[ast.expr]:
    return [n.slice for n in ast.walk(node) if isinstance(n, ast.Subscript)][:4]


def _one_line(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Assign | ast.AugAssign | ast.Expr) and not _is_text(statement)


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_np(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Name) and node.id in ("np", "numpy", "math")


def _takes_one(function: ast.FunctionDef) -> bool:
    arguments = function.args
    required = len(arguments.posonlyargs) + len(arguments.args) - len(arguments.defaults)
    return required == 1
