"""Examples you can check by hand. Run `pytest` here; `learnrnn check clip` knows more."""

import numpy as np
import pytest
from clip import clip_global_norm, clip_gradient


def test_three_four_five():
    # The norm of (3, 4) is 5, so a threshold of 2.5 halves it.
    assert clip_gradient(np.array([3.0, 4.0]), 2.5) == pytest.approx(np.array([1.5, 2.0]))


def test_a_short_gradient_stays():
    assert clip_gradient(np.array([3.0, 4.0]), 10.0).tolist() == [3.0, 4.0]


def test_a_norm_equal_to_the_threshold_stays():
    assert clip_gradient(np.array([3.0, 4.0]), 5.0).tolist() == [3.0, 4.0]


def test_a_matrix_has_one_norm():
    # 1 + 4 + 4 + 16 = 25: the norm is 5.
    gradient = np.array([[1.0, 2.0], [2.0, -4.0]])
    assert clip_gradient(gradient, 1.0) == pytest.approx(gradient / 5)


def test_zero_stays_zero():
    assert clip_gradient(np.zeros(3), 1.0).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("threshold", [0.0, -1.0])
def test_a_threshold_is_above_zero(threshold):
    with pytest.raises(ValueError):  # noqa: PT011 - any message will do
        clip_gradient(np.array([3.0, 4.0]), threshold)


def test_a_model_has_one_norm():
    # 9 + 16 + 144 = 169: the norm is 13, and 6.5 halves everything.
    clipped, norm = clip_global_norm([np.array([3.0, 4.0]), np.array([[12.0]])], 6.5)
    assert norm == pytest.approx(13.0)
    assert clipped[0] == pytest.approx(np.array([1.5, 2.0]))
    assert clipped[1] == pytest.approx(np.array([[6.0]]))


def test_no_gradients_have_norm_zero():
    assert clip_global_norm([], 1.0) == ([], 0.0)
