"""Examples you can check by hand. Run `pytest` here; `learnrnn check vae` knows more."""

import numpy as np
import pytest
from vae import autoencoder_loss, kl_divergence, reparameterize, vhred_state

L = np.log(3)  # tanh(L / 2) = 1/2, tanh(L) = 0.8
MU, LOG_VAR = np.array([[1.0, -1.0]]), np.array([[np.log(4), 0.0]])  # standard deviations 2 and 1


def test_a_draw_is_the_mean_plus_eps_deviations():
    # 1 + 2 * 0.5 and -1 + 1 * 2
    assert reparameterize(MU, LOG_VAR, np.array([[0.5, 2.0]])) == pytest.approx(np.array([[2.0, 1.0]]))


def test_the_standard_normal_has_no_divergence_from_itself():
    assert kl_divergence(np.zeros((3, 2)), np.zeros((3, 2))) == pytest.approx(0)


def test_divergence_by_hand():
    # ½ (1 + 4 - 1 - ln 4) + ½ (1 + 1 - 1 - 0)
    assert kl_divergence(MU, LOG_VAR) == pytest.approx(2.5 - 0.5 * np.log(4))


def test_the_divergence_is_a_mean_over_the_batch():
    # The second example is N(0, 1): half of the divergence is left.
    mu, log_var = np.concatenate([MU, 0 * MU]), np.concatenate([LOG_VAR, 0 * LOG_VAR])
    assert kl_divergence(mu, log_var) == pytest.approx((2.5 - 0.5 * np.log(4)) / 2)


def test_the_loss_is_error_plus_divergence():
    # 2² + 1² for the first example, 0 for the second; mu = 1 costs ½ in each
    x, x_hat = np.array([[3.0, 0.0], [1.0, 1.0]]), np.ones((2, 2))
    assert autoencoder_loss(x, x_hat, np.ones((2, 1)), np.zeros((2, 1))) == pytest.approx(2.5 + 0.5)


def test_another_draw_is_another_answer():
    # z = 0.5 + eps, the state is tanh(z L)
    none, zero = np.zeros(1), np.zeros((1, 1))
    for eps, expected in [(0.0, 0.5), (0.5, 0.8), (-1.0, -0.5)]:
        eps = np.array([eps])
        state = vhred_state(np.ones(1), zero + 0.5, none, zero, none, eps, zero, zero + L, none)
        assert state == pytest.approx(np.array([expected]))


def test_the_context_counts_beside_the_draw():
    # z = 0, and the context 1 times L / 2 is left
    none, zero = np.zeros(1), np.zeros((1, 1))
    state = vhred_state(np.ones((2, 1)), zero, none, zero, none, np.zeros((2, 1)), zero + L / 2, zero, none)
    assert state == pytest.approx(np.array([[0.5], [0.5]]))
