"""A right answer is right however it is typed, and a wrong one stays wrong. docs/quiz.md lists the rules."""

from __future__ import annotations

import contextlib

import pytest

from learnrnn.locale import Text
from learnrnn.quiz.draw import draw
from learnrnn.quiz.item import Expected
from learnrnn.quiz.judge import matches
from learnrnn.quiz.kinds.numeric import read_number
from learnrnn.quiz.replies import UnreadableReply
from learnrnn.quiz.spelling import canonical_code

SAME_CODE = {
    "s * (1 - s)": [
        "s*(1-s)", "s * (1.0 - s)", "(1 - s) * s", "(1. - s)*s", "s * (-s + 1)", "return s * (1 - s)", "s*(1-s);",
        "ds = s * (1 - s)", "np.multiply(s, 1 - s)", "numpy.multiply(1 - s, s)", "s * np.subtract(1, s)", "ｓ＊（１－ｓ）",
        "((s)) * ((1 - s))", ">>> s * (1 - s)", "`s * (1 - s)`", "1 * s * (1 - s)",
    ],
    "-1e9": ["-1000000000", "-10**9", "-1.0e9", "-1_000_000_000", "-1E9", "- 1e9", "-(10**9)", "-1e+9", "0-1e9"],
    "-np.inf": [
        "-float('inf')", 'float("-inf")', "-math.inf", "-numpy.inf", "-np.Inf", "-(np.inf)", "float('-Infinity')",
    ],
    "x @ W.T": [
        "x.dot(W.T)", "np.dot(x, W.T)", "np.matmul(x, W.T)", "x @ W.transpose()", "x @ np.transpose(W)",
        "np.dot(x, W.transpose())", "(x @ (W.T))", "x@W.T",
    ],
    "x - x.max()": ["x - np.max(x)", "-x.max() + x", "x-np.amax(x)", "x + -x.max()", "np.subtract(x, x.max())"],
    "(1 - h**2)": ["1 - h*h", "1 - h ** 2", "1 - np.square(h)", "-h**2 + 1", "1.0 - h**2.0", "1 - np.power(h, 2)", "1-h²"],
    "o * np.tanh(c)": ["np.tanh(c) * o", "o*numpy.tanh(c)", "np.multiply(np.tanh(c), o)", "h = o * np.tanh(c)"],
    "grad * threshold / norm": [
        "threshold / norm * grad", "grad * (threshold / norm)", "(grad / norm) * threshold", "threshold * grad / norm",
    ],
    'd["key"]': ["d['key']", 'd[ "key" ]'],
    "e.sum(axis=1, keepdims=True)": ["e.sum(keepdims=True, axis=1)", "np.sum(e, axis=1, keepdims=True)"],
    "(h - z * h)": ["h - h*z", "-(z*h) + h", "h - (z * h)", "h + -z * h"],
}  # fmt: skip

OTHER_CODE = {
    "s * (1 - s)": ["s * (s - 1)", "s * 1 - s", "s - 1 * s", "s * s", "s * (1 - S)", "s(1 - s)"],
    "-1e9": ["1e9", "-1e8", "-9", "-10*9"],
    "-np.inf": ["np.inf", "-np.nan", "-inf"],
    "x @ W.T": ["W.T @ x", "x @ W", "x * W.T"],
    "x - x.max()": ["x.max() - x", "x - x.min()", "x - max"],
    "grad * threshold / norm": ["grad * norm / threshold", "grad / (threshold * norm)", "grad / threshold / norm"],
    "(h - z * h)": ["h + z * h", "z * h - h", "h - z"],
    "d['key']": ["d[key]", "d['Key']"],
}  # fmt: skip

SAME_NUMBER = {
    0.25: ["1/4", "0.25", ".25", "0,25", "25%", "25 %", "¼", "0.5²", "0.5^2", "0.5**2", "= 0.25", "≈0.25", "0.25。", "２５％"],
    1000000: ["1,000,000", "10^6", "1e6", "1000 × 1000", "1000 x 1000", "1_000_000", "10⁶", "1000000個", "１，０００，０００"],
    -2: ["-2", "−2", "–2", "2 - 4", "-4/2", "-2.0"],
    12: ["3*4", "3·4", "3×4", "12.", "24÷2", "√144", "sqrt(144)"],
}  # fmt: skip

SAME_SHAPE = {
    (2, 3): ["(2, 3)", "2,3", "2x3", "2×3", "[2, 3]", "2*3", "2 by 3", "2行3列", "2、3", "shape = (2, 3)", "torch.Size([2, 3])"],
    (3,): ["(3,)", "3", "[3]", "(3)"],
    (): ["()", "scalar", "スカラー"],
}  # fmt: skip

SAME_WORDS = {
    "time": ["Time", "the time", '"time"', "time.", "ＴＩＭＥ", "times", " time ", "“time”", "time (時間)", "「time」"],
    "probability distribution": ["a probability distribution", "Probability Distributions", "probability-distribution"],
}  # fmt: skip

SAME_OUTPUT = {
    "['o', 0.5]": ['["o", 0.5]', "['o',.50]", "[ 'o' , 0.5 ]", "[“o”, 0.5]", "[’o’, 0.5]。"],
}

ROWS = [
    (kind, answer, typed)
    for kind, table in (
        ("code", SAME_CODE),
        ("numeric", SAME_NUMBER),
        ("shape", SAME_SHAPE),
        ("fill", SAME_WORDS),
        ("trace", SAME_OUTPUT),
    )
    for answer, spellings in table.items()
    for typed in spellings
]
ITEMS = {
    "code": "clip-typed",
    "numeric": "clip-numeric",
    "shape": "concat-shape",
    "fill": "vae-prior",
    "trace": "state-trace",
}


def test_there_are_120_spellings():
    assert len(ROWS) >= 120
    assert len(set(ROWS)) == len(ROWS)


@pytest.mark.parametrize(("kind", "answer", "typed"), ROWS)
def test_a_right_answer_is_right_however_it_is_typed(questions, kind, answer, typed):
    item = draw(questions[ITEMS[kind]], 0)
    assert matches(item, Expected(Text(str(answer), str(answer)), answer), typed)


@pytest.mark.parametrize(("answer", "typed"), [(a, t) for a, table in OTHER_CODE.items() for t in table])
def test_a_wrong_line_stays_wrong(answer, typed):
    assert canonical_code(typed) != canonical_code(answer)


@pytest.mark.parametrize("typed", ["0,255", "1,00", "12 34", "25%%", "¼x", "²"])
def test_what_only_looks_like_a_quarter_is_none(typed):
    with contextlib.suppress(UnreadableReply):
        assert read_number(typed) != 0.25


@pytest.mark.parametrize(
    "typed", ["10**10**10", "9" * 300, "((1" * 60, "-" * 390 + "1", "x" + "*x" * 190, "2**-400*2**400"]
)
def test_a_line_that_costs_too_much_is_read_at_once(typed):
    canonical_code(typed)
