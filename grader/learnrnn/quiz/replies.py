"""Reads what a learner typed and compares it: numbers, shapes, words, code, printed output. Nothing typed is ever run."""

from __future__ import annotations

import math
import re
import unicodedata

from learnrnn.locale import Message
from learnrnn.quiz.draw import Expected, Item, as_shape
from learnrnn.quiz.expressions import BadExpression, evaluate
from learnrnn.quiz.spelling import canonical_code, with_plain_powers

LENGTH_LIMIT = 400  # characters of an answer
ALMOST_NOTHING = 1e-9  # what floating point may lose in a whole number

SIGNS = str.maketrans("−–—ー×·⋅∙÷⁄", "----****//")
THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
SCALAR = frozenset({"scalar", "a scalar", "スカラー"})
QUOTES = "\"'`“”‘’「」『』"  # none of them counts


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
    """`0.25`, `1/4`, `0.5²`, `1,000`, `25 %`, full-width digits too. Raises Unreadable."""
    try:
        number = float(evaluate(_as_expression(typed), {}))
    except (BadExpression, TypeError, OverflowError):
        raise Unreadable(Message("quiz_reply_number")) from None
    if not math.isfinite(number):
        raise Unreadable(Message("quiz_reply_number"))
    return number


def _as_expression(typed: str) -> str:
    """What people type for a number, in the letters of expressions.py."""
    text = normal(with_plain_powers(typed)).translate(SIGNS)
    text = re.sub(r"^[=≈~約\s]+|[.。]$|(?<=[\d)%])\s*[\u3040-\u30ff\u4e00-\u9fff]+$", "", text)
    text = text.replace(",", "") if THOUSANDS.fullmatch(text) else text
    text = re.sub(r"^([-+]?0),(\d+)$", r"\1.\2", text)
    text = re.sub(r"(?<=[\d)])\s*x\s*(?=[\d(])", "*", text)
    text = re.sub(r"√\s*(\d+(?:\.\d+)?)", r"sqrt(\1)", text).replace("√", "sqrt")
    return re.sub(r"^(.+?)\s*%$", r"(\1)/100", text.replace("^", "**"))


def read_shape(typed: str) -> tuple[int, ...]:
    """`(2, 3)`, `2,3`, `2x3`, `[2 3]`, `2行3列`, `3`, `()`, `scalar`. Raises Unreadable."""
    text = normal(typed).rstrip(".。")
    if text in SCALAR:
        return ()
    text = re.sub(r"^(?:np\.|torch\.|tf\.)?(?:shape|size|tensorshape|形状)\b\s*[=:は]?\s*", "", text)
    text = text.replace("by", "x").replace("行", ",").replace("列", "")
    inside = re.fullmatch(r"[(\[]{0,2}([\d\sx×*,、]*)[)\]]{0,2}", text)
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


def printed_tokens(text: str) -> tuple[str | float, ...]:
    """What was printed, as words, signs and numbers: `[1, 0.50]` is `[1,0.5]`, and `["a"]` is `['a']`."""
    shown = re.sub(rf"[{QUOTES}]", "'", normal(text).rstrip("。"))
    tokens = re.findall(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|[^\W\d]\w*|\S", shown)
    return tuple(float(t) if re.match(r"[-+]?\.?\d", t) else t for t in tokens)


# ---------------------------------------------------------------- one matcher a kind


def _number(item: Item, expected: Expected, typed: str) -> bool:
    q = item.question
    return number_matches(expected.value, read_number(typed), q.tolerance_abs, q.tolerance_rel)


def _shape(item: Item, expected: Expected, typed: str) -> bool:
    return as_shape(expected.value) == read_shape(typed)


def _words(item: Item, expected: Expected, typed: str) -> bool:
    right = {_squeezed(expected.text.en), _squeezed(expected.text.ja)}
    outside, inside = re.sub(r"\([^)]*\)", "", normal(typed)), re.findall(r"\(([^)]*)\)", normal(typed))
    return not right.isdisjoint(_squeezed(said) for said in (typed, outside, *inside) if said.strip())


def _code(item: Item, expected: Expected, typed: str) -> bool:
    given = canonical_code(typed)
    if given is None:
        raise Unreadable(Message("quiz_reply_code"))
    return given == canonical_code(expected.text.en)


def _printed(item: Item, expected: Expected, typed: str) -> bool:
    return printed_tokens(typed) in {printed_tokens(expected.text.en), printed_tokens(expected.text.ja)}


_MATCHERS = {"numeric": _number, "shape": _shape, "fill": _words, "code": _code, "trace": _printed}


def _squeezed(text: str) -> str:
    """Words without what nobody types alike: articles, a plural, quotes, a full stop, spaces, hyphens, dollars."""
    text = normal(text).strip(QUOTES + " .。!?")
    text = re.sub(r"^(?:an?|the)\s+", "", text)
    text = re.sub(r"(?<=[a-rt-z]{3})s\b", "", text)
    return re.sub(r"[\s$\-‐]+", "", text)
