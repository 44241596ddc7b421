"""Examples you can check by hand. Run `pytest` here; `learnrnn check peephole` knows more."""

import numpy as np
import pytest
from peephole import peephole_step

N, D, H = 2, 3, 4
L = np.log(3)  # sigmoid(L) = 3/4, sigmoid(-L) = 1/4
ONES, NOTHING = np.ones((N, H)), np.zeros((N, H))
X = np.ones((N, D))
ZERO_WEIGHTS = np.zeros((D, 4 * H)), np.zeros((H, 4 * H))  # W and U: only b and the peepholes speak
SHUT = np.zeros(H)


def bias(a=0.0, i=0.0, f=0.0, o=0.0):
    """b (4H,), with one value for each block."""
    return np.repeat([a, i, f, o], H)


def test_without_peepholes_the_gates_stay_at_a_half():
    # c = 0.5 * tanh(0) + 0.5 * 1
    h, c = peephole_step(X, NOTHING, ONES, *ZERO_WEIGHTS, bias(), SHUT, SHUT, SHUT)
    assert c == pytest.approx(0.5 * ONES)
    assert h == pytest.approx(0.5 * np.tanh(0.5) * ONES)


def test_forget_gate_sees_the_old_cell():
    # f = sigmoid(L * 1) = 3/4
    _, c = peephole_step(X, NOTHING, ONES, *ZERO_WEIGHTS, bias(), SHUT, np.full(H, L), SHUT)
    assert c == pytest.approx(0.75 * ONES)


def test_input_gate_sees_the_old_cell():
    # i = sigmoid(-L * 1) = 1/4 and tanh(L / 2) = 1/2: c = 1/8 + 1/2
    _, c = peephole_step(X, NOTHING, ONES, *ZERO_WEIGHTS, bias(a=L / 2), np.full(H, -L), SHUT, SHUT)
    assert c == pytest.approx(0.625 * ONES)


def test_output_gate_sees_the_new_cell():
    # The new c is half of the old one, so o = sigmoid(2L * 0.5) = 3/4.
    h, c = peephole_step(X, NOTHING, ONES, *ZERO_WEIGHTS, bias(), SHUT, SHUT, np.full(H, 2 * L))
    assert c == pytest.approx(0.5 * ONES)
    assert h == pytest.approx(0.75 * np.tanh(0.5) * ONES)


def test_each_gate_sees_its_own_cell_only():
    # Unit 0 holds 1, the others 2. Unit 0 alone has a peephole: f = 3/4 there, 1/2 elsewhere.
    c_prev, p_f = np.array([[1.0, 2.0, 2.0, 2.0]]), np.array([L, 0.0, 0.0, 0.0])
    _, c = peephole_step(X[:1], NOTHING[:1], c_prev, *ZERO_WEIGHTS, bias(), SHUT, p_f, SHUT)
    assert c == pytest.approx(np.array([[0.75, 1.0, 1.0, 1.0]]))
