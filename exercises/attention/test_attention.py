"""Examples you can check by hand. Run `pytest` here; `learnrnn check attention` knows more."""

import numpy as np
import pytest
from attention import additive_attention, attention, softmax

L = np.log(3)  # e to the L is 3, so softmax(0, L) is (1/4, 3/4)


def test_softmax_by_hand():
    # e^0 = 1 and e^L = 3: shares of 4.
    assert softmax(np.array([0.0, L])) == pytest.approx(np.array([0.25, 0.75]))


def test_softmax_knows_no_offset():
    assert softmax(np.array([1000.0, 1000.0 + L])) == pytest.approx(np.array([0.25, 0.75]))


def test_equal_scores_share_equally():
    assert softmax(np.zeros((2, 4)), axis=0) == pytest.approx(np.full((2, 4), 0.5))


def keys_and_values():
    """Two keys of length 4. A query of four ones has the dot products 0 and 2L with them."""
    return np.array([np.zeros(4), np.full(4, L / 2)]), np.array([[0.0], [8.0]])


def test_attention_by_hand():
    # The scores are 0 and 2L / sqrt(4) = L, the weights 1/4 and 3/4.
    context, weights = attention(np.ones((1, 4)), *keys_and_values())
    assert weights == pytest.approx(np.array([[0.25, 0.75]]))
    assert context == pytest.approx(np.array([[6.0]]))


def test_a_masked_key_is_not_seen():
    context, weights = attention(np.ones((1, 4)), *keys_and_values(), mask=np.array([[True, False]]))
    assert weights.tolist() == [[1.0, 0.0]]
    assert context.tolist() == [[0.0]]


@pytest.mark.parametrize("mask", [np.array([[1, 0]]), np.array([[False, False]])])
def test_a_mask_is_bool_and_leaves_something(mask):
    with pytest.raises(ValueError):  # noqa: PT011 - any message will do
        attention(np.ones((1, 4)), *keys_and_values(), mask=mask)


def test_additive_attention_by_hand():
    # tanh(-L/2) = -1/2 and tanh(L/2) = 1/2, so the scores are -L/2 and L/2: they differ by L.
    K, V = np.array([[-L / 2], [L / 2]]), np.array([[0.0], [8.0]])
    context, weights = additive_attention(
        np.ones(1), K, V, W_q=np.zeros((1, 1)), W_k=np.ones((1, 1)), v=np.array([L])
    )
    assert weights == pytest.approx(np.array([0.25, 0.75]))
    assert context == pytest.approx(np.array([6.0]))
