"""Examples you can check by hand. Run `pytest` here; `learnrnn check gru` knows more."""

import numpy as np
import pytest
from gru import gru_forward, gru_step, parameter_count

N, D, H, T = 2, 3, 4, 5
L = np.log(3)  # sigmoid(L) = 3/4, tanh(L / 2) = 1/2
X = np.ones((N, D))
ZERO_WEIGHTS = np.zeros((D, 3 * H)), np.zeros((H, 3 * H))  # W and U: only b speaks


def bias(r=0.0, z=0.0, candidate=0.0):
    """b (3H,), with one value for each block."""
    return np.repeat([r, z, candidate], H)


def test_at_rest_half_of_the_state_stays():
    # z = 1/2, candidate = tanh(0) = 0
    h = gru_step(X, np.ones((N, H)), *ZERO_WEIGHTS, bias())
    assert h == pytest.approx(np.full((N, H), 0.5))


def test_z_takes_the_candidate():
    # z = 3/4, candidate = 1/2: 1/4 * 2 + 3/4 * 1/2
    h = gru_step(X, np.full((N, H), 2.0), *ZERO_WEIGHTS, bias(z=L, candidate=L / 2))
    assert h == pytest.approx(np.full((N, H), 0.875))


def test_a_shut_update_gate_remembers():
    h = gru_forward(np.ones((T, N, D)), np.full((N, H), 7.0), *ZERO_WEIGHTS, bias(z=-100, candidate=1))
    assert h == pytest.approx(np.full((T, N, H), 7.0))


def test_reset_comes_before_the_product():
    # Unit 0 is reset (r = 0), unit 1 is not (r = 1). Each candidate is made of the other unit's state.
    U = np.zeros((2, 6))
    U[:, 4:] = [[0.0, L / 2], [L / 2, 0.0]]
    b = np.array([-100.0, 100.0, 100.0, 100.0, 0.0, 0.0])  # z = 1: only the candidate counts
    h = gru_step(np.zeros((1, 1)), np.ones((1, 2)), np.zeros((1, 6)), U, b)
    # Unit 0 sees unit 1, tanh(L / 2) = 1/2. Unit 1 sees nothing of unit 0.
    assert h == pytest.approx(np.array([[0.5, 0.0]]))


def test_a_sequence_is_its_steps():
    rng = np.random.default_rng(0)
    x, h0 = rng.normal(size=(2, N, D)), rng.normal(size=(N, H))
    weights = rng.normal(size=(D, 3 * H)), rng.normal(size=(H, 3 * H)), rng.normal(size=3 * H)
    h1 = gru_step(x[0], h0, *weights)
    h2 = gru_step(x[1], h1, *weights)
    assert gru_forward(x, h0, *weights) == pytest.approx(np.stack([h1, h2]))


def test_three_blocks_for_four():
    # A block of D = 3, H = 2 has 3 * 2 + 2 * 2 + 2 = 12 numbers.
    assert tuple(parameter_count(3, 2)) == (48, 36)
