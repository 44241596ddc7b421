"""Relations between wrong answers and right ones, each on a small file that has it."""

from __future__ import annotations

import pytest

from tests.conftest import solution
from tests.diagnosis.conftest import Looked


def wrapped(name: str, function: str, body: str) -> str:
    """The reference with a function made of itself: `right(*a)` is what it gave."""
    return f"{solution(name)}\n\n_right_{function} = {function}\n\n\ndef {function}(*a):\n    right = _right_{function}\n    {body}\n"


@pytest.mark.parametrize(
    ("name", "function", "body", "kind", "words"),
    [
        ("lstm", "cell_update", "return -right(*a)", "sign", "wrong sign"),
        ("lstm", "cell_update", "return right(*a) * 0.5", "factor", "½ times"),
        ("vae", "kl_divergence", "return right(*a) * len(a[0])", "factor", "N times"),
        ("lstm", "cell_update", "return right(*a)[::-1]", "order", "axis 0 runs backwards"),
        ("lstm", "cell_update", "return right(*a) * (1 + 1e-5)", "digits", "last digits"),
        ("lstm", "cell_update", "return a[3]", "argument", "c_prev itself"),
        (
            "hred",
            "decoder_state",
            "return right(a[0], a[1], a[2], a[3], a[4] * 0)",
            "argument",
            "b is all zeros",
        ),
        ("lstm", "cell_update", "return right(a[1], a[0], a[2], a[3])", "argument", "change places"),
        ("lstm", "lstm_step", "h, c = right(*a); return h + 1, c", "parts", "c: right. h: not."),
        ("gru", "gru_forward", "h = right(*a); h[1:] += 1; return h", "until_step", "before step 1"),
        ("gru", "gru_forward", "h = right(*a); h[:] = h[:1]; return h", "same_steps", "same at every step"),
        ("gru", "gru_forward", "h = right(*a); h[1:] = h[:-1].copy(); return h", "shift", "one step late"),
        ("embedding", "embed_dot", "return right(a[0], a[1][::-1])", "argument", "w runs backwards"),
    ],
    ids=str,
)
def test_a_relation_that_holds_is_said(looked: Looked, name, function, body, kind, words):
    result = looked(name, wrapped(name, function, body))
    found = [c.relation for c in result.checks if c.relation and c.function == function]
    named = [c.mistakes for c in result.checks if c.function == function and c.mistakes]
    assert named or (found and found[0].kind == kind)
    assert named or words in found[0].says.render("en")


def test_numbers_without_a_relation_have_none(looked: Looked):
    result = looked("lstm", wrapped("lstm", "cell_update", "import math; return np.sin(7 * right(*a)) + 2"))
    assert not any(c.relation for c in result.checks)


def test_parts_are_called_by_their_names(looked: Looked):
    result = looked("lstm", wrapped("lstm", "lstm_step", "h, c = right(*a); return h + 1, c"))
    message = next(c for c in result.document("en")["checks"] if c["name"] == "step_gives_h_and_c")["message"]
    assert "h[0, 0] is" in message
