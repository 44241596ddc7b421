"""One form for lines of code that say the same: spaces, quotes, brackets, the order around + and *, numpy's other spellings.

    >>> canonical_code("s * (1.0 - s)") == canonical_code("(1 - s) * s")
    True

What is typed is read as a tree and never run. The rules are in docs/quiz.md.
"""

from __future__ import annotations

import ast
import math
import re
import unicodedata
from collections.abc import Callable, Mapping

Form = tuple[object, ...]  # a tree of names, numbers and forms

LARGEST_POWER = 400  # of constants that are folded: 10**9 is a number, 10**10**9 stays as it was typed
MODULES = {"numpy": "np", "math": "np"}
METHODS = frozenset({"max", "min", "sum", "mean", "std", "var", "dot", "copy", "argmax", "argmin", "reshape"})
SAME_FUNCTION = {
    "amax": "max",
    "amin": "min",
    "matmul": "dot",
    "float_power": "power",
    "true_divide": "divide",
    "absolute": "abs",
    "neg": "negative",
}
OPERATORS: Mapping[str, type[ast.operator]] = {
    "add": ast.Add,
    "subtract": ast.Sub,
    "multiply": ast.Mult,
    "divide": ast.Div,
    "power": ast.Pow,
    "dot": ast.MatMult,
}
SUPERSCRIPTS = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
POWERS: Mapping[str | None, float] = {"square": 2.0, "sqrt": 0.5}
INFINITY = frozenset({"inf", "infinity"})
PROMPT = re.compile(r"^(?:>>>|In \[\d*\]:)\s*")


def canonical_code(code: str) -> str | None:
    """The form of a line, as text; None if it is no code."""
    text = unicodedata.normalize("NFKC", with_plain_powers(code))
    text = PROMPT.sub("", text.strip().strip(";`"))
    try:
        return repr(tuple(_statement(line) for line in ast.parse(text.strip()).body))
    except (SyntaxError, ValueError, MemoryError, RecursionError, OverflowError):
        return None


def with_plain_powers(typed: str) -> str:
    """`h²` as `h**2`."""
    return SUPERSCRIPTS.sub(lambda run: "**" + unicodedata.normalize("NFKC", run[0]), typed)


def _statement(line: ast.stmt) -> Form:
    """`return x` and `y = x` are what they give: the line around the blank, typed once more."""
    if isinstance(line, ast.Return | ast.Assign | ast.Expr) and line.value is not None:
        return _form(line.value)
    return _other(line)


def _form(node: ast.AST) -> Form:
    if isinstance(node, ast.BinOp | ast.UnaryOp):
        return _arithmetic(node)
    reader = _READERS.get(type(node))
    return reader(node) if reader else _other(node)


def _other(node: ast.AST) -> Form:
    """Any other piece of Python, part by part."""
    parts = []
    for name, value in ast.iter_fields(node):
        if name in ("ctx", "kind", "type_comment"):
            continue
        values = value if isinstance(value, list) else [value]
        parts.append((name, *(_form(v) if isinstance(v, ast.AST) else v for v in values)))
    return (type(node).__name__, *parts)


# ---------------------------------------------------------------- arithmetic


def _arithmetic(node: ast.BinOp | ast.UnaryOp) -> Form:
    if isinstance(node.op, ast.Not | ast.Invert):
        return _other(node)
    number = _number(node)
    if number is not None:
        return ("number", number)
    op = node.op
    if isinstance(op, ast.Add | ast.Sub | ast.USub | ast.UAdd):
        return _sum(node)
    if isinstance(op, ast.Mult | ast.Div):
        return _product(node)
    assert isinstance(node, ast.BinOp)
    if isinstance(op, ast.Pow):
        return _power(_form(node.left), _form(node.right))
    return (type(op).__name__, _form(node.left), _form(node.right))


def _number(node: ast.AST) -> float | None:
    """The value of arithmetic without names."""
    if isinstance(node, ast.Constant):
        value = node.value
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        value = _number(node.operand)
        return value if value is None or isinstance(node.op, ast.UAdd) else 0.0 - value
    if isinstance(node, ast.BinOp) and type(node.op) in _FOLDED:
        left, right = _number(node.left), _number(node.right)
        return None if left is None or right is None else _FOLDED[type(node.op)](left, right)
    return _infinity(node)


def _infinity(node: ast.AST) -> float | None:
    """`np.inf`, `math.inf`, `float("inf")`."""
    if (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in ("np", *MODULES)
    ):
        return math.inf if node.attr.casefold() in INFINITY else None
    match node:
        case ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value=str(said))]):
            word = said.strip().casefold()
            if word.lstrip("+-") in INFINITY:
                return -math.inf if word.startswith("-") else math.inf
        case _:
            pass
    return None


def _bounded_power(base: float, exponent: float) -> float | None:
    if abs(exponent) > LARGEST_POWER or (base == 0 and exponent < 0) or (base < 0 and exponent % 1):
        return None
    try:
        return float(base**exponent)
    except OverflowError:
        return None


_FOLDED: Mapping[type, Callable[[float, float], float | None]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b if b else None,
    ast.Pow: _bounded_power,
}


def _sum(node: ast.AST) -> Form:
    """Terms with their signs, in one order: `-a + b` is `b - a`."""
    terms: list[tuple[int, Form]] = []
    _add_terms(node, 1, terms)
    if len(terms) == 1 and terms[0][0] == 1:
        return terms[0][1]
    return ("sum", *sorted(terms, key=repr))


def _add_terms(node: ast.AST, sign: int, terms: list[tuple[int, Form]]) -> None:
    if _number(node) is None and isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        _add_terms(node.left, sign, terms)
        _add_terms(node.right, sign if isinstance(node.op, ast.Add) else -sign, terms)
    elif _number(node) is None and isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        _add_terms(node.operand, sign if isinstance(node.op, ast.UAdd) else -sign, terms)
    else:
        form = _form(node)
        if form[0] == "number" and isinstance(form[1], float) and form[1] < 0:
            sign, form = -sign, ("number", -form[1])
        match form:
            case ("sum", (-1, tuple(whole))):  # a product with a minus in it
                sign, form = -sign, whole
            case _:
                pass
        terms.append((sign, form))


def _product(node: ast.AST) -> Form:
    """Factors and divisors, in one order: `a / b * c` is `a * c / b`. A minus in front belongs to the whole."""
    factors: list[Form] = []
    divisors: list[Form] = []
    sign = _add_factors(node, factors, divisors)
    factors, divisors = _squared(factors), _squared(divisors)
    form = ("product", tuple(sorted(factors, key=repr)), tuple(sorted(divisors, key=repr)))
    whole = factors[0] if len(factors) == 1 and not divisors else form
    return whole if sign == 1 else ("sum", (-1, whole))


def _add_factors(node: ast.AST, up: list[Form], down: list[Form]) -> int:
    if _number(node) is None and isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
        left = _add_factors(node.left, up, down)
        is_product = isinstance(node.op, ast.Mult)
        return left * (
            _add_factors(node.right, up, down) if is_product else _add_factors(node.right, down, up)
        )
    if _number(node) is None and isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        return _add_factors(node.operand, up, down) * (-1 if isinstance(node.op, ast.USub) else 1)
    form = _form(node)
    if form == ("number", 1.0):
        return 1
    if form[0] == "number" and isinstance(form[1], float) and form[1] < 0:
        up.append(("number", -form[1]))
        return -1
    up.append(form)
    return 1


def _squared(factors: list[Form]) -> list[Form]:
    """`s * s` is `s**2`."""
    counted = {repr(form): factors.count(form) for form in factors}
    kept = {repr(form): form for form in factors}
    return [_power(kept[key], ("number", float(n))) if n > 1 else kept[key] for key, n in counted.items()]


def _power(base: Form, exponent: Form) -> Form:
    return base if exponent == ("number", 1.0) else ("power", base, exponent)


# ---------------------------------------------------------------- names and calls


def _constant(node: ast.Constant) -> Form:
    number = _number(node)
    return ("number", number) if number is not None else ("constant", node.value)


def _attribute(node: ast.Attribute) -> Form:
    if (number := _number(node)) is not None:
        return ("number", number)
    if node.attr == "T":
        return ("transposed", _form(node.value))
    return ("attribute", _form(node.value), node.attr)


def _name(node: ast.Name) -> Form:
    return ("name", MODULES.get(node.id, node.id))


def _call(node: ast.Call) -> Form:
    """A method of an array is numpy's function of it: `x.max()` is `np.max(x)`, `a.dot(b)` is `a @ b`."""
    if (number := _number(node)) is not None:
        return ("number", number)
    name, arguments = _called(node)
    if name == "transpose" and len(arguments) == 1 and not node.keywords:
        return ("transposed", _form(arguments[0]))
    if name in POWERS and len(arguments) == 1 and not node.keywords:
        return _power(_form(arguments[0]), ("number", POWERS[name]))
    if name == "negative" and len(arguments) == 1 and not node.keywords:
        return _arithmetic(ast.UnaryOp(ast.USub(), arguments[0]))
    if name is not None and name in OPERATORS and len(arguments) == 2 and not node.keywords:
        return _arithmetic(ast.BinOp(arguments[0], OPERATORS[name](), arguments[1]))
    keywords = sorted(((k.arg, _form(k.value)) for k in node.keywords), key=repr)
    head: Form = ("np", name) if name else _form(node.func)
    return ("call", head, *(_form(argument) for argument in arguments), *keywords)


def _called(node: ast.Call) -> tuple[str | None, list[ast.expr]]:
    """numpy's name for what is called, and its arguments; None if it is no function of numpy."""
    func = node.func
    if not isinstance(func, ast.Attribute):
        return None, list(node.args)
    if isinstance(func.value, ast.Name) and func.value.id in ("np", *MODULES):
        return SAME_FUNCTION.get(func.attr, func.attr), list(node.args)
    if func.attr in METHODS or func.attr == "transpose":
        return SAME_FUNCTION.get(func.attr, func.attr), [func.value, *node.args]
    return None, list(node.args)


_READERS: Mapping[type, Callable[..., Form]] = {
    ast.Constant: _constant,
    ast.Attribute: _attribute,
    ast.Name: _name,
    ast.Call: _call,
}
