"""The small arithmetic language of parametrised questions, read with `ast` and never given to `eval`.

    >>> evaluate("a * th / norm", {"a": 3, "th": 2.5, "norm": 5})
    1.5
    >>> evaluate("(T, 2*H)", {"T": 7, "H": 3})
    (7, 6)

Numbers, names, a constant index, + - * / // % **, comparisons, and/or/not, `a if c else b`, tuples, and FUNCTIONS.
Work is bounded: learners' answers are read by it too.
"""

from __future__ import annotations

import ast
import functools
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

Value = Any  # int, float, bool, or a list or tuple of them
LENGTH_LIMIT = 200  # characters of an expression
POWER_LIMIT_BITS = 1024  # of a whole-number power; 9**9**9 would never end
LARGEST = 1e300  # what a function takes: beyond it nothing in a question lies
PLACES_LIMIT = 15  # of `round`; round(5, -16000000) would reckon with ten to that power


class BadExpression(ValueError):
    """An expression outside the language, or without a value."""


def _round(value: float, places: float = 0) -> float:
    if places != int(places) or abs(places) > PLACES_LIMIT:
        raise BadExpression("places of round out of bounds")
    return round(value, int(places)) if places else round(value)


def _sigmoid(u: float) -> float:
    return 0.5 * (1 + math.tanh(0.5 * u))


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "abs": abs,
    "min": min,
    "max": max,
    "round": _round,
    "floor": math.floor,
    "ceil": math.ceil,
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "tanh": math.tanh,
    "sigmoid": _sigmoid,
}


def _power(base: float, exponent: float) -> float:
    if isinstance(base, int) and isinstance(exponent, int):
        if abs(base) > 1 and abs(exponent) * base.bit_length() > POWER_LIMIT_BITS:
            raise BadExpression("a power too large")
        return base**exponent
    return math.pow(base, exponent)


BINARY: Mapping[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: _power,
}
UNARY: Mapping[type, Callable[[Any], Any]] = {
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
    ast.Not: operator.not_,
}
COMPARE: Mapping[type, Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def evaluate(text: str, names: Mapping[str, Value]) -> Value:
    """The value of an expression. Raises BadExpression, whatever is wrong with it."""
    try:
        return _value(parse(text), names)
    except BadExpression:
        raise
    except (ArithmeticError, TypeError, ValueError, LookupError) as error:
        raise BadExpression(str(error)) from None


@functools.lru_cache(maxsize=4096)
def parse(text: str) -> ast.expr:
    """The expression's tree. Raises BadExpression if it cannot be read."""
    if len(text) > LENGTH_LIMIT:
        raise BadExpression("too long")
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise BadExpression(getattr(error, "msg", None) or str(error)) from None


def names_in(text: str) -> set[str]:
    """The names that an expression uses, functions left out."""
    return {node.id for node in ast.walk(parse(text)) if isinstance(node, ast.Name)} - set(FUNCTIONS)


def _value(node: ast.expr, names: Mapping[str, Value]) -> Value:
    visit = _VISITORS.get(type(node))
    if visit is None:
        raise BadExpression(f"no {type(node).__name__} here")
    return visit(node, names)


def _constant(node: ast.Constant, names: Mapping[str, Value]) -> Value:
    if not isinstance(node.value, int | float):
        raise BadExpression(f"{node.value!r} is not a number")
    return node.value


def _name(node: ast.Name, names: Mapping[str, Value]) -> Value:
    if node.id not in names:
        raise BadExpression(f"no name {node.id}")
    return names[node.id]


def _binary(node: ast.BinOp, names: Mapping[str, Value]) -> Value:
    operate = BINARY.get(type(node.op))
    left, right = _value(node.left, names), _value(node.right, names)
    if operate is None or not _is_number(left) or not _is_number(right):
        raise BadExpression(f"no {type(node.op).__name__} of these")
    return operate(left, right)


def _unary(node: ast.UnaryOp, names: Mapping[str, Value]) -> Value:
    operate = UNARY.get(type(node.op))
    if operate is None:
        raise BadExpression(f"no {type(node.op).__name__} here")
    return operate(_value(node.operand, names))


def _compare(node: ast.Compare, names: Mapping[str, Value]) -> bool:
    values = [_value(side, names) for side in (node.left, *node.comparators)]
    for op, left, right in zip(node.ops, values, values[1:], strict=False):
        if type(op) not in COMPARE:
            raise BadExpression(f"no {type(op).__name__} here")
        if not COMPARE[type(op)](left, right):
            return False
    return True


def _boolean(node: ast.BoolOp, names: Mapping[str, Value]) -> bool:
    values = (bool(_value(side, names)) for side in node.values)
    return all(values) if isinstance(node.op, ast.And) else any(values)


def _if(node: ast.IfExp, names: Mapping[str, Value]) -> Value:
    return _value(node.body if _value(node.test, names) else node.orelse, names)


def _subscript(node: ast.Subscript, names: Mapping[str, Value]) -> Value:
    index = node.slice
    if not isinstance(index, ast.Constant) or not isinstance(index.value, int):
        raise BadExpression("an index must be a whole number")
    return _value(node.value, names)[index.value]


def _tuple(node: ast.Tuple | ast.List, names: Mapping[str, Value]) -> Value:
    return tuple(_value(item, names) for item in node.elts)


def _call(node: ast.Call, names: Mapping[str, Value]) -> Value:
    if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS or node.keywords:
        raise BadExpression(f"only the functions {', '.join(FUNCTIONS)}")
    arguments = [_value(argument, names) for argument in node.args]
    if not all(_is_number(argument) and abs(argument) <= LARGEST for argument in arguments):
        raise BadExpression(f"{node.func.id} takes numbers, none beyond {LARGEST:g}")
    return FUNCTIONS[node.func.id](*arguments)


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float)


_VISITORS: Mapping[type, Callable[[Any, Mapping[str, Value]], Value]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.BoolOp: _boolean,
    ast.IfExp: _if,
    ast.Subscript: _subscript,
    ast.Tuple: _tuple,
    ast.List: _tuple,
    ast.Call: _call,
}
