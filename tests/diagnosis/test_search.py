"""The line that one change mends, in files written in another style than the references."""

from __future__ import annotations

import pytest

from learnrnn.result import BLOCKED, PASSED
from tests.diagnosis.conftest import Looked

LSTM = """
import numpy as np

def squash(v):
    return 1.0 / (1.0 + np.exp(-v))

def cell_update(i, f, a, c_prev):
    kept = f * c_prev
    return kept + i * a

def lstm_step(x, h_prev, c_prev, W, U, b):
    n = h_prev.shape[1]
    pre = np.dot(x, W) + np.dot(h_prev, U) + b
    cand = np.tanh(pre[:, 0:n])
    gi = squash(pre[:, n:2 * n])
    gf = squash(pre[:, 2 * n:3 * n])
    go = squash(pre[:, 3 * n:])
    c = cell_update(gi, gf, cand, c_prev)
    return go * np.tanh(c), c

def lstm_forward(x, h0, c0, W, U, b):
    out_h, out_c = [], []
    h, c = h0, c0
    for t in range(len(x)):
        h, c = lstm_step(x[t], h, c, W, U, b)
        out_h.append(h)
        out_c.append(c)
    return np.array(out_h), np.array(out_c)
"""


def places(result) -> set[tuple[str, int | None]]:
    return {(c.place.function, c.place.line) for c in result.checks if c.place}


def line_of(text: str, words: str) -> int:
    return next(n for n, line in enumerate(text.split("\n"), 1) if words in line)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("pre[:, 2 * n:3 * n]", "pre[:, n:3 * n - n]"),
        ("+ np.dot(h_prev, U)", "+ np.dot(c_prev, U)"),
        ("kept + i * a", "kept - i * a"),
        ("return go * np.tanh(c), c", "return go * np.tanh(c) * 2, c"),
        ("range(len(x))", "range(len(x) - 1)"),
        ("np.dot(x, W)", "np.dot(x, -W)"),
    ],
    ids=str,
)
def test_the_slips_own_line_is_found(looked: Looked, was, now):
    assert was in LSTM
    slipped = LSTM.replace(was, now)
    result = looked("lstm", slipped)
    named = {m for c in result.checks for m in c.mistakes}
    assert named or {line for _, line in places(result)} == {line_of(slipped, now)}


def test_a_place_is_said_only_where_every_check_passes_with_one_change(looked: Looked):
    result = looked(
        "lstm", LSTM.replace("return go * np.tanh(c), c", "return np.cos(go) * np.sin(c), c / 7 + x[0, 0]")
    )
    assert all(line is None for _, line in places(result))


def test_two_slips_in_two_functions_are_both_told(looked: Looked):
    text = LSTM.replace("+ np.dot(h_prev, U)", "+ np.dot(c_prev, U)").replace(
        "lstm_step(x[t], h, c,", "lstm_step(x[t], h0, c,"
    )
    result = looked("lstm", text)
    told = {m for c in result.checks for m in c.mistakes} | places(result)
    assert "state_not_carried" in told or ("lstm_forward", line_of(text, "x[t], h0, c")) in told
    assert ("lstm_step", line_of(text, "np.dot(c_prev, U)")) in told


def test_the_same_file_gives_the_same_place(looked: Looked):
    text = LSTM.replace("kept + i * a", "kept - i * a")
    assert looked("lstm", text).document("en") == looked("lstm", text).document("en")


def test_a_file_that_never_ends_when_changed_costs_no_more_than_the_budget(looked: Looked):
    text = LSTM.replace(
        "    kept = f * c_prev\n", "    k = 0\n    while k != 1:\n        k = k + 1\n    kept = f * c_prev\n"
    )
    result = looked("lstm", text.replace("kept + i * a", "kept - i * a"))
    assert {c.status for c in result.checks} != {PASSED}


def test_a_right_file_has_no_places(looked: Looked):
    result = looked("lstm", LSTM)
    assert result.status == "passed"
    assert not places(result)


def test_a_stub_is_not_searched(looked: Looked):
    from learnrnn import catalog

    result = looked("lstm", catalog.exercise("lstm").stub.read_text(encoding="utf-8"))
    assert not places(result)


def test_what_the_search_shows_is_in_the_file_itself(looked: Looked):
    text = LSTM.replace("kept + i * a", "kept - i * a")
    found = [c.place for c in looked("lstm", text).checks if c.place and c.status != BLOCKED]
    assert found
    assert all(place.text in text for place in found)
