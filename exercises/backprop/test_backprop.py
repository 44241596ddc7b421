"""Examples you can check by hand. Run `pytest` here; `learnrnn check backprop` knows more."""

import numpy as np
import pytest
from backprop import forward, gradient


def test_forward_is_the_square_of_the_sum():
    # t = 2 + 3 = 5, z = 25
    assert forward(2.0, 3.0) == pytest.approx(25.0)


def test_both_slopes_are_twice_the_sum():
    # 2 * (2 + 3) = 10
    assert gradient(2.0, 3.0) == pytest.approx((10.0, 10.0))


def test_slopes_vanish_where_the_sum_does():
    dz_dx, dz_dy = gradient(np.array([1.0, 4.0]), np.array([-1.0, -3.0]))
    assert dz_dx == pytest.approx(np.array([0.0, 2.0]))
    assert dz_dy == pytest.approx(np.array([0.0, 2.0]))


def test_a_row_used_twice_adds_up_both_uses():
    x, y = np.array([1.0, 2.0]), np.array([[0.0, 1.0], [2.0, 3.0]])
    # 2 (x + y) = [[2, 6], [6, 10]]
    dz_dx, dz_dy = gradient(x, y)
    assert dz_dx == pytest.approx(np.array([8.0, 16.0]))
    assert dz_dy == pytest.approx(np.array([[2.0, 6.0], [6.0, 10.0]]))


def test_a_column_stays_a_column():
    x, y = np.array([[1.0], [2.0]]), np.array([[0.0, 1.0, 2.0]])
    # 2 (x + y) = [[2, 4, 6], [4, 6, 8]]
    dz_dx, dz_dy = gradient(x, y)
    assert dz_dx == pytest.approx(np.array([[12.0], [18.0]]))
    assert dz_dy == pytest.approx(np.array([[6.0, 10.0, 14.0]]))


def test_gradient_is_what_a_small_step_shows():
    x, y, step = np.array([0.5, -1.0, 2.0]), 0.25, 1e-6
    _, dz_dy = gradient(x, y)
    difference = np.sum(forward(x, y + step)) - np.sum(forward(x, y - step))
    assert dz_dy == pytest.approx(difference / (2 * step))
