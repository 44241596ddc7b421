"""Examples you can check by hand. Run `pytest` here; `learnrnn check lstm-backward` knows more."""

import numpy as np
import pytest
from lstm_backward import lstm_step_backward

N, D, H = 2, 3, 4
ONES, NOTHING = np.ones((N, H)), np.zeros((N, H))
X = np.ones((N, D))
ZERO_WEIGHTS = np.zeros((D, 4 * H)), np.zeros((H, 4 * H))  # W and U: only b speaks


def bias(a=0.0, i=0.0, f=0.0, o=0.0):
    """b (4H,), with one value for each block."""
    return np.repeat([a, i, f, o], H)


def test_each_gradient_has_the_shape_of_its_argument():
    grads = lstm_step_backward(ONES, ONES, X, NOTHING, ONES, *ZERO_WEIGHTS, bias())
    assert {key: value.shape for key, value in grads.items()} == {
        "x": (N, D),
        "h_prev": (N, H),
        "c_prev": (N, H),
        "W": (D, 4 * H),
        "U": (H, 4 * H),
        "b": (4 * H,),
    }


def test_gates_at_rest_pass_half_of_the_cell_error():
    # f = sigmoid(0) = 0.5
    grads = lstm_step_backward(NOTHING, ONES, X, NOTHING, ONES, *ZERO_WEIGHTS, bias())
    assert grads["c_prev"] == pytest.approx(0.5 * ONES)


def test_an_open_forget_gate_passes_all_of_it():
    grads = lstm_step_backward(NOTHING, ONES, X, NOTHING, ONES, *ZERO_WEIGHTS, bias(i=-100, f=100))
    assert grads["c_prev"] == pytest.approx(ONES)


def test_an_error_at_h_comes_through_tanh_and_the_output_gate():
    # c = 0.5 * 0 + 0.5 * 1 = 0.5 and o = 0.5
    grads = lstm_step_backward(ONES, NOTHING, X, NOTHING, ONES, *ZERO_WEIGHTS, bias())
    dc_total = 0.5 * (1 - np.tanh(0.5) ** 2)
    assert grads["c_prev"] == pytest.approx(0.5 * dc_total * ONES)


def test_blocks_of_the_bias_gradient():
    # a = 0, i = f = o = 0.5 and dc_total = 1: d_a = 1 * 0.5 * 1, d_i = 0, d_f = 1 * 1 * 0.25, d_o = 0,
    # each summed over the two examples
    grads = lstm_step_backward(NOTHING, ONES, X, NOTHING, ONES, *ZERO_WEIGHTS, bias())
    assert grads["b"] == pytest.approx(2 * bias(a=0.5, i=0.0, f=0.25, o=0.0))


def test_both_errors_add_up():
    rng = np.random.default_rng(0)
    dh, dc, h_prev, c_prev = rng.normal(size=(4, N, H))
    step = rng.normal(size=(N, D)), h_prev, c_prev
    weights = rng.normal(size=(D, 4 * H)), rng.normal(size=(H, 4 * H)), rng.normal(size=4 * H)

    both = lstm_step_backward(dh, dc, *step, *weights)

    at_h = lstm_step_backward(dh, NOTHING, *step, *weights)
    at_c = lstm_step_backward(NOTHING, dc, *step, *weights)
    for key, value in both.items():
        assert value == pytest.approx(at_h[key] + at_c[key])
