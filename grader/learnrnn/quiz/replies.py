"""Reads what a learner typed and compares it: numbers, shapes, words, code, printed output. Nothing typed is ever run."""

from __future__ import annotations

import ast
import math
import re
import unicodedata

from learnrnn.locale import Message
from learnrnn.quiz.draw import Expected, Item, as_shape
from learnrnn.quiz.expressions import BadExpression, evaluate

LENGTH_LIMIT = 400  # characters of an answer
ALMOST_NOTHING = 1e-9  # what floating point may lose in a whole number

MINUS_SIGNS = str.maketrans("−–—ー", "----")


class Unreadable(Exception):
    """An answer that is not of the form asked for; it may be given again."""

    def __init__(self, said: Message):
        super().__init__(said.key)
        self.said = said


def matches(item: Item, expected: Expected, typed: str) -> bool:
    """Whether what was typed is this answer. Raises Unreadable."""
    if len(typed) > LENGTH_LIMIT:
        raise Unreadable(Message("quiz_reply_long", {"limit": LENGTH_LIMIT}))
    return _MATCHERS[item.question.kind](item, expected, typed)


def require_readable(kind: str, typed: str) -> None:
    """Raises Unreadable for what no key could be compared with, where there is no key."""
    if len(typed) > LENGTH_LIMIT:
        raise Unreadable(Message("quiz_reply_long", {"limit": LENGTH_LIMIT}))
    if kind == "numeric":
        read_number(typed)
    elif kind == "shape":
        read_shape(typed)
    elif kind == "code" and canonical_code(typed) is None:
        raise Unreadable(Message("quiz_reply_code"))


def read_number(typed: str) -> float:
    """`0.25`, `1/4`, `0.5**2`, full-width digits too. Raises Unreadable."""
    try:
        value = evaluate(normal(typed).translate(MINUS_SIGNS).replace("^", "**"), {})
        number = float(value)
    except (BadExpression, TypeError, OverflowError):
        raise Unreadable(Message("quiz_reply_number")) from None
    if not math.isfinite(number):
        raise Unreadable(Message("quiz_reply_number"))
    return number


def read_shape(typed: str) -> tuple[int, ...]:
    """`(2, 3)`, `2,3`, `2x3`, `[2 3]`, `3`, `()`. Raises Unreadable."""
    text = normal(typed)
    inside = re.fullmatch(r"[(\[]?([\d\sx×*,]*)[)\]]?", text)
    if inside is None or not text:
        raise Unreadable(Message("quiz_reply_shape"))
    return tuple(int(size) for size in re.findall(r"\d+", inside[1]))


def normal(typed: str) -> str:
    """Without regard to width, case and runs of spaces."""
    return " ".join(unicodedata.normalize("NFKC", typed).casefold().split())


def number_matches(expected: float, given: float, abs_tolerance: float, rel_tolerance: float) -> bool:
    """Whether a number is near enough."""
    return abs(given - expected) <= tolerance(expected, abs_tolerance, rel_tolerance)


def tolerance(expected: float, abs_tolerance: float, rel_tolerance: float) -> float:
    """How far from the answer is still right."""
    return max(abs_tolerance, rel_tolerance * abs(expected), ALMOST_NOTHING * max(1.0, abs(expected)))


def canonical_code(code: str) -> str | None:
    """One form for code that differs in spaces, quotes, brackets, or the order around + and *; None if it is no code."""
    text = unicodedata.normalize("NFKC", code).strip()
    try:
        return ast.dump(_Sorted().visit(ast.parse(text)))
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None


def printed_tokens(text: str) -> tuple[str | float, ...]:
    """What was printed, as words, signs and numbers: `[1, 0.50]` is `[1,0.5]`."""
    tokens = re.findall(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|[^\W\d]\w*|\S", normal(text))
    return tuple(float(t) if re.match(r"[-+]?\.?\d", t) else t for t in tokens)


# ---------------------------------------------------------------- one matcher a kind


def _number(item: Item, expected: Expected, typed: str) -> bool:
    q = item.question
    return number_matches(expected.value, read_number(typed), q.tolerance_abs, q.tolerance_rel)


def _shape(item: Item, expected: Expected, typed: str) -> bool:
    return as_shape(expected.value) == read_shape(typed)


def _words(item: Item, expected: Expected, typed: str) -> bool:
    return _squeezed(typed) in {_squeezed(expected.text.en), _squeezed(expected.text.ja)}


def _code(item: Item, expected: Expected, typed: str) -> bool:
    given = canonical_code(typed)
    if given is None:
        raise Unreadable(Message("quiz_reply_code"))
    return given == canonical_code(expected.text.en)


def _printed(item: Item, expected: Expected, typed: str) -> bool:
    return printed_tokens(typed) in {printed_tokens(expected.text.en), printed_tokens(expected.text.ja)}


_MATCHERS = {"numeric": _number, "shape": _shape, "fill": _words, "code": _code, "trace": _printed}


def _squeezed(text: str) -> str:
    """Words without the spaces, hyphens and dollars that nobody types alike."""
    return re.sub(r"[\s$\-‐]+", "", normal(text))


class _Sorted(ast.NodeTransformer):
    """Puts the operands of every chain of + and of * in one order."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        if not isinstance(node.op, ast.Add | ast.Mult):
            return self.generic_visit(node)
        operands = [self.visit(operand) for operand in _chain(node, type(node.op))]
        operands.sort(key=ast.dump)
        joined = operands[0]
        for operand in operands[1:]:
            joined = ast.BinOp(joined, node.op, operand)
        return joined


def _chain(node: ast.expr, op: type) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, op):
        return [*_chain(node.left, op), *_chain(node.right, op)]
    return [node]
