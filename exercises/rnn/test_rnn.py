"""Examples you can check by hand. Run `pytest` here; `learnrnn check rnn` knows more."""

import numpy as np
import pytest
from rnn import rnn_forward, rnn_step

N, D, H, O, T = 2, 3, 4, 5, 6
L = np.log(3)  # sigmoid(L) = 3/4
NO_INPUT, NO_STATE = np.zeros((D, H)), np.zeros((H, H))  # W_in and W: only b speaks
X, Z = np.ones((N, D)), np.full((N, H), 0.5)


def test_bias_alone_is_squashed():
    z = rnn_step(X, Z, NO_INPUT, NO_STATE, np.full(H, L))
    assert z == pytest.approx(np.full((N, H), 0.75))


def test_input_and_state_add_up():
    # 3 inputs of 1 times 2, and the state 0.5 times 4 through a diagonal W: 6 + 2
    z = rnn_step(X, Z, np.full((D, H), 2.0), 4 * np.eye(H), np.zeros(H), "relu")
    assert z == pytest.approx(np.full((N, H), 8.0))


def test_w_stands_on_the_right_of_the_state():
    # The first unit's state goes to the second: row 0, column 1.
    W = np.array([[0.0, 1.0], [0.0, 0.0]])
    z = rnn_step(np.zeros((1, 1)), np.array([[7.0, 0.0]]), np.zeros((1, 2)), W, np.zeros(2), "relu")
    assert z.tolist() == [[0.0, 7.0]]


def test_relu_and_tanh_of_a_negative_sum():
    b = np.full(H, -0.5)
    assert rnn_step(X, Z, NO_INPUT, NO_STATE, b, "relu") == pytest.approx(np.zeros((N, H)))
    assert rnn_step(X, Z, NO_INPUT, NO_STATE, b, "tanh") == pytest.approx(np.full((N, H), np.tanh(-0.5)))


def test_an_unknown_f_is_refused():
    with pytest.raises(ValueError):  # noqa: PT011 - any message will do
        rnn_step(X, Z, NO_INPUT, NO_STATE, np.zeros(H), "sigmiod")


def test_an_echo_halves_at_every_step():
    x = np.array([1.0, 0.0, 0.0]).reshape(3, 1, 1)
    one = np.ones((1, 1))
    u, z, v, y = rnn_forward(x, 0 * one, one, 0.5 * one, np.zeros(1), 2 * one, np.zeros(1), "relu")
    assert u.ravel().tolist() == [1.0, 0.5, 0.25]
    assert z.ravel().tolist() == [0.0, 1.0, 0.5, 0.25]
    assert v.ravel().tolist() == [2.0, 1.0, 0.5]
    assert y.ravel() == pytest.approx(1 / (1 + np.exp([-2.0, -1.0, -0.5])))


def test_shapes_of_a_sequence():
    weights = NO_INPUT, NO_STATE, np.zeros(H), np.zeros((H, O)), np.zeros(O)
    u, z, v, y = rnn_forward(np.ones((T, N, D)), Z, *weights)
    assert u.shape == (T, N, H)
    assert z.shape == (T + 1, N, H)
    assert v.shape == y.shape == (T, N, O)
    assert z[0] == pytest.approx(Z)
