"""Changes of calls: arguments exchanged or left out, axes, dtypes, functions that people take for each other."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Iterator, Sequence

from learnrnn.diagnosis.search.scope import Scope, is_np
from learnrnn.diagnosis.search.text import Change

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


def changed_call(scope: Scope, node: ast.Call) -> Iterator[Change]:
    """What may stand in the place of a call."""
    name = ast.unparse(node.func)
    last = name.rpartition(".")[2]
    arguments = [scope.of(a) for a in node.args]
    keywords = [(k.arg, scope.of(k.value)) for k in node.keywords if k.arg]

    def call(args: Sequence[str], keys: Sequence[tuple[str, str]], function: str = "") -> str:
        said = ", ".join([*args, *(f"{k}={v}" for k, v in keys)])
        return f"{function or scope.of(node.func)}({said})"

    if node.args and not isinstance(node.args[0], ast.Starred | ast.GeneratorExp):
        for argument in node.args[:3]:
            yield scope.put(node, scope.within(argument), "call", 1)
    if isinstance(node.func, ast.Attribute) and not is_np(node.func.value):
        yield scope.put(node, scope.within(node.func.value), "call", 1)
    yield from _of_slope(scope, node, name)
    yield from _distributed(scope, node, arguments, call, keywords)
    yield from _of_own(scope, node, arguments, keywords, call)
    for i, j in itertools.combinations(range(len(arguments)), 2):
        swapped = list(arguments)
        swapped[i], swapped[j] = swapped[j], swapped[i]
        yield scope.put(node, call(swapped, keywords), "arguments", 1)
    for i in range(len(keywords)):
        if keywords[i][0] == "axis":
            for axis in AXES:
                changed = [*keywords[:i], ("axis", axis), *keywords[i + 1 :]]
                yield scope.put(node, call(arguments, changed), "axis", 1)
                if last in WITH_AXIS and len(keywords) == 1:
                    yield scope.put(node, call(arguments, [*changed, ("keepdims", "True")]), "axis", 2)
        yield scope.put(node, call(arguments, [*keywords[:i], *keywords[i + 1 :]]), "keyword", 1)
    keys = {k for k, _ in keywords}
    if last in WITH_AXIS and (not is_np(getattr(node.func, "value", None)) or len(arguments) == 1):
        for axis in AXES[:3] if "axis" not in keys else ():
            yield scope.put(node, call(arguments, [*keywords, ("axis", axis)]), "axis", 1)
            more = [*keywords, ("axis", axis), ("keepdims", "True")]
            yield scope.put(node, call(arguments, more), "axis", 1)
        if "keepdims" not in keys:
            yield scope.put(node, call(arguments, [*keywords, ("keepdims", "True")]), "axis", 1)
    for group in NEIGHBOURS:
        if name in group:
            for other in group:
                if other != name:
                    yield scope.put(node, call(arguments, keywords, other), "function", 1)
    if name == "np.tanh" or name in ("np.exp", "np.log"):
        for other in scope.unary:
            yield scope.put(node, call(arguments, keywords, other), "function", 1)
    if isinstance(node.func, ast.Attribute) and not is_np(node.func.value):
        for group in METHODS:
            if last in group:
                for other in group:
                    if other != last:
                        function = f"{scope.within(node.func.value)}.{other}"
                        yield scope.put(node, call(arguments, keywords, function), "function", 1)
    if last in MAKERS and "dtype" not in keys:
        for of in (*(f"{p}.dtype" for p in scope.parameters), "np.float64"):
            yield scope.put(node, call(arguments, [*keywords, ("dtype", of)]), "dtype", 2)
    if last in MAKERS or last == "astype":
        for i in range(len(keywords)):
            if keywords[i][0] == "dtype":
                for of in (*(f"{p}.dtype" for p in scope.parameters), "np.float64"):
                    changed = [*keywords[:i], ("dtype", of), *keywords[i + 1 :]]
                    yield scope.put(node, call(arguments, changed), "dtype", 2)
    if last in ("zeros_like", "ones_like", "empty_like") and not keywords:
        yield scope.put(node, call(arguments, [("dtype", "np.float64")]), "dtype", 1)
    if last == "exp" and len(arguments) == 1:
        yield scope.put(node, call([f"-({arguments[0]})"], keywords), "sign", 1)
    if last == "tanh" and len(arguments) == 1:
        yield scope.put(node, f"(1 / (1 + np.exp(-({arguments[0]}))))", "function", 1)
    if name == "bin" or (last == "format" and not is_np(getattr(node.func, "value", None))):
        for parameter in scope.parameters:
            yield scope.put(node, f"{scope.of(node)}.zfill({parameter})", "missing", 1)
    if last == "sqrt" and arguments:
        yield scope.put(node, f"float({scope.of(node)})", "dtype", 2)
    if last == "astype":
        for of in (*(f"{p}.dtype" for p in scope.parameters), "np.float64"):
            yield scope.put(node, f"{scope.of(node.func)}({of})", "dtype", 2)
    if name == "range":
        yield from _of_range(scope, node, arguments)
    if name == "enumerate" and len(arguments) == 1:
        yield scope.put(node, f"enumerate({arguments[0]}, 1)", "index", 2)
        yield scope.put(node, f"enumerate(reversed({arguments[0]}))", "order", 2)


def _of_own(
    scope: Scope,
    node: ast.Call,
    arguments: list[str],
    keywords: list[tuple[str, str]],
    call: Callable[..., str],
) -> Iterator[Change]:
    """A function of the file itself called with an argument less or, where it has a default, with one more."""
    function = scope.text.functions.get(scope.of(node.func))
    if function is None or any(isinstance(a, ast.Starred) for a in node.args):
        return
    if len(arguments) > 1:
        yield scope.put(node, call(arguments[:-1], keywords), "arguments", 1)
    left = [a.arg for a in function.args.args[len(arguments) :] if a.arg not in dict(keywords)]
    for name in left:
        for value in [name] if name in scope.names else scope.names:
            yield scope.put(node, call(arguments, [*keywords, (name, value)]), "arguments", 1)


def _of_slope(scope: Scope, node: ast.Call, name: str) -> Iterator[Change]:
    """A function for its slope: at the value that the function already gave, or at what it was given."""
    if len(node.args) != 1 or not (name in scope.unary or name in ("np.tanh", "np.exp")):
        return
    inner, said = scope.within(node.args[0]), scope.of(node)
    for slope in (
        f"{inner} * (1 - {inner})",
        f"1 - {inner} ** 2",
        f"{said} * (1 - {said})",
        f"1 - {said} ** 2",
    ):
        yield scope.put(node, f"({slope})", "slope", 2)


def _distributed(
    scope: Scope,
    node: ast.Call,
    arguments: list[str],
    call: Callable[..., str],
    keywords: list[tuple[str, str]],
) -> Iterator[Change]:
    """A term that belongs outside a call: of f(a + b, w) a + f(b, w)."""
    for i, argument in enumerate(node.args):
        if isinstance(argument, ast.BinOp) and isinstance(argument.op, ast.Add | ast.Sub):
            symbol = "+" if isinstance(argument.op, ast.Add) else "-"
            left, right = scope.of(argument.left), scope.of(argument.right)
            with_left = call([*arguments[:i], left, *arguments[i + 1 :]], keywords)
            with_right = call([*arguments[:i], right, *arguments[i + 1 :]], keywords)
            yield scope.put(node, f"({scope.within(argument.left)} {symbol} {with_right})", "brackets", 2)
            yield scope.put(node, f"({with_left} {symbol} {scope.within(argument.right)})", "brackets", 2)
            yield scope.put(node, f"({with_left} {symbol} {with_right})", "brackets", 2)


def _of_range(scope: Scope, node: ast.Call, arguments: list[str]) -> Iterator[Change]:
    head, last = arguments[:1] if len(arguments) > 1 else [], arguments[min(1, len(arguments) - 1)]
    rest = arguments[2:]
    for plus in (" + 1", " - 1"):
        yield scope.put(node, f"range({', '.join([*head, last + plus, *rest])})", "index", 1)
        start = (head[0] if head else "0") + plus
        yield scope.put(node, f"range({', '.join([start, last, *rest])})", "index", 1)
    if not rest:
        yield scope.put(node, f"reversed({scope.of(node)})", "order", 1)
    if head:
        yield scope.put(node, f"range({', '.join([last, *rest])})", "index", 1)
    else:
        yield scope.put(node, f"range(1, {last} + 1)", "index", 1)
