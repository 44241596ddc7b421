"""Examples you can check by hand. Run `pytest` here; `learnrnn check language-model` knows more."""

import numpy as np
import pytest
from language_model import adam_step, next_word_probabilities, softmax_cross_entropy

L = np.log(3)  # scores (0, L) are probabilities (1/4, 3/4); tanh(L / 2) = 1/2


def test_loss_by_hand():
    loss, d_logits = softmax_cross_entropy(np.array([[0.0, L]]), np.array([1]))
    assert loss == pytest.approx(-np.log(0.75))
    assert d_logits == pytest.approx(np.array([[0.25, -0.25]]))


def test_who_knows_nothing_loses_the_log_of_the_vocabulary():
    loss, d_logits = softmax_cross_entropy(np.zeros((2, 4)), np.array([0, 3]))
    assert loss == pytest.approx(np.log(4))
    # (p - one-hot) / N with p = 1/4 and N = 2
    assert d_logits[0] == pytest.approx(np.array([-0.375, 0.125, 0.125, 0.125]))
    assert d_logits[1] == pytest.approx(np.array([0.125, 0.125, 0.125, -0.375]))


def test_a_lost_bet_of_two_thousand_is_still_a_number():
    loss, d_logits = softmax_cross_entropy(np.array([[1000.0, -1000.0]]), np.array([1]))
    assert loss == pytest.approx(2000)
    assert d_logits == pytest.approx(np.array([[1.0, -1.0]]))


def network():
    """E, W_in, W, b, W_out, c with one number a word and one unit, for two words."""
    one = np.ones((1, 1))
    return np.array([[0.0, L / 2]]), one, -L * one, np.zeros(1), np.array([[0.0, 2 * L]]), np.zeros(2)


def test_the_order_of_the_words_decides():
    # 0, 1: z = 0, then 1/2; the scores are (0, L). 1, 0: z = 1/2, then -1/2; the scores are (0, -L).
    p = next_word_probabilities(np.array([[0, 1], [1, 0]]), *network())
    assert p == pytest.approx(np.array([[0.25, 0.75], [0.75, 0.25]]))


def test_a_window_of_one_word():
    p = next_word_probabilities(np.array([[0]]), *network())
    assert p == pytest.approx(np.array([[0.5, 0.5]]))


def test_the_first_step_of_adam_is_the_learning_rate():
    zero = np.zeros(2)
    param, m, v = adam_step(np.ones(2), np.array([0.5, -50.0]), zero, zero, t=1)
    assert param == pytest.approx(np.array([0.995, 1.005]))
    assert m == pytest.approx(np.array([0.05, -5.0]))  # 0.1 g
    assert v == pytest.approx(np.array([0.00025, 2.5]))  # 0.001 g²


def test_the_settings_of_adam_are_used():
    # m = (1 + 3) / 2 = 2, v = (7 + 9) / 2 = 8; m / (1 - 1/4) = 8/3, v / (1 - 1/4) = 32/3, root 3.266
    param, m, v = adam_step(
        np.array([5.0]), np.array([3.0]), np.array([1.0]), np.array([7.0]), 2, 0.1, 0.5, 0.5, 1.0
    )
    assert (m.item(), v.item()) == pytest.approx((2.0, 8.0))
    assert param == pytest.approx(np.array([5 - 0.1 * (8 / 3) / (np.sqrt(32 / 3) + 1)]))


def test_steps_are_counted_from_one():
    with pytest.raises(ValueError):  # noqa: PT011 - any message will do
        adam_step(np.ones(1), np.ones(1), np.zeros(1), np.zeros(1), t=0)
