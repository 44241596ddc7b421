"""Examples you can check by hand. Run `pytest` here; `learnrnn check gradient-check` knows more."""

import numpy as np
import pytest
from gradient_check import check_gradient, numerical_gradient, relative_error


def sum_of_squares(x):
    return np.sum(x**2)


def area(x):
    """Of a rectangle with the sides x[0] and x[1]."""
    return x[0] * x[1]


def test_a_square_grows_by_twice_its_side():
    # (3.1² - 2.9²) / 0.2 = (9.61 - 8.41) / 0.2 = 6
    assert numerical_gradient(sum_of_squares, np.array([3.0]), step=0.1) == pytest.approx(np.array([6.0]))


def test_one_side_moves_while_the_other_stays():
    # The area grows by 5 when the side of 2 grows by 1, and by 2 when the side of 5 does.
    assert numerical_gradient(area, np.array([2.0, 5.0])) == pytest.approx(np.array([5.0, 2.0]))


def test_a_cube_shows_the_size_of_the_step():
    # (2³ - 0³) / 2 = 4, though the slope of x³ at 1 is 3: a step of 1 is too large.
    found = numerical_gradient(lambda x: np.sum(x**3), np.array([1.0]), step=1.0)
    assert found == pytest.approx(np.array([4.0]))


def test_x_stays_as_it_is():
    x = np.array([0.1, 0.2])
    numerical_gradient(sum_of_squares, x)
    assert x.tolist() == [0.1, 0.2]


def test_the_gradient_has_the_shape_of_x():
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert numerical_gradient(sum_of_squares, x) == pytest.approx(2 * x)
    assert np.shape(numerical_gradient(sum_of_squares, 3.0)) == ()


def test_error_is_measured_by_both_sizes():
    # |3 - 1| / (3 + 1) = 0.5, and 0 for the other element: the largest counts.
    assert relative_error(np.array([1.0, 3.0]), np.array([1.0, 1.0])) == pytest.approx(0.5)


def test_nothing_and_nothing_differ_by_nothing():
    assert relative_error(np.zeros(2), np.zeros(2)) == 0


def test_shapes_that_differ_are_refused():
    with pytest.raises(ValueError):  # noqa: PT011 - any message will do
        relative_error(np.ones(2), np.ones((2, 1)))


def test_verdict():
    x = np.array([1.0, -2.0])
    assert check_gradient(sum_of_squares, x, np.array([2.0, -4.0]))
    assert not check_gradient(sum_of_squares, x, np.array([2.0, 4.0]))
    assert not check_gradient(sum_of_squares, x, np.array([2.0, -4.4]))
    # |-4 - -4.4| / 8.4 = 0.048
    assert check_gradient(sum_of_squares, x, np.array([2.0, -4.4]), tolerance=0.05)
