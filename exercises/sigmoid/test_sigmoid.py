"""Examples you can check by hand. Run `pytest` here; `learnrnn check sigmoid` knows more."""

import numpy as np
import pytest
from sigmoid import d_sigmoid, gradient_bound, sigmoid

L = np.log(3)  # e^(-L) = 1/3, so sigmoid(L) = 1 / (1 + 1/3) = 3/4


def test_round_values():
    assert sigmoid(np.array([-L, 0.0, L])) == pytest.approx(np.array([0.25, 0.5, 0.75]))


def test_a_number_and_its_negative_share_one():
    u = np.linspace(-4, 4, 9)
    assert sigmoid(u) + sigmoid(-u) == pytest.approx(np.ones(9))


def test_far_away_it_is_0_or_1_and_nothing_overflows():
    with np.errstate(over="raise", invalid="raise"):
        assert sigmoid(np.array([-1000.0, 1000.0])) == pytest.approx(np.array([0.0, 1.0]))


def test_slope_is_a_quarter_at_0():
    # 1/2 * (1 - 1/2)
    assert d_sigmoid(0.0) == pytest.approx(0.25)


def test_slope_at_ln_3():
    # 3/4 * (1 - 3/4) on the right, 1/4 * (1 - 1/4) on the left
    assert d_sigmoid(np.array([-L, L])) == pytest.approx(np.array([3 / 16, 3 / 16]))


def test_nowhere_is_the_slope_larger_than_at_0():
    assert np.max(d_sigmoid(np.linspace(-6, 6, 121))) == pytest.approx(0.25)


def test_two_sigmoids_leave_a_sixteenth():
    assert gradient_bound(0) == pytest.approx(1.0)
    assert gradient_bound(2) == pytest.approx(1 / 16)


def test_a_negative_depth_is_refused():
    with pytest.raises(ValueError):  # noqa: PT011 - any message will do
        gradient_bound(-1)
