"""Examples you can check by hand. Run `pytest` here; `learnrnn check adder` knows more."""

import numpy as np
import pytest
from adder import from_bits, make_example, sgd_step, to_bits


def test_six_is_two_and_four():
    # 6 = 0 * 1 + 1 * 2 + 1 * 4
    assert to_bits(6).tolist() == [0, 1, 1, 0, 0, 0, 0, 0]


def test_width_says_how_many_bits():
    assert to_bits(6, width=3).tolist() == [0, 1, 1]


def test_what_does_not_fit_is_refused():
    assert to_bits(255).tolist() == [1] * 8
    for n in (-1, 256):
        with pytest.raises(ValueError):  # noqa: PT011 - any message will do
            to_bits(n)


def test_a_bit_is_one_from_a_half_up():
    # 0 * 1 + 1 * 2 + 1 * 4 + 0 * 8
    assert from_bits([0.1, 0.9, 0.5, 0.49]) == 6


def test_bits_may_be_the_output_of_a_network():
    assert from_bits(np.array([0.8, 0.2, 0.9]).reshape(3, 1, 1)) == 5


def test_three_and_six_are_nine():
    x, d = make_example(3, 6, width=4)
    assert x.shape == (4, 1, 2)
    assert d.shape == (4, 1, 1)
    assert x[:, 0, 0].tolist() == [1, 1, 0, 0]
    assert x[:, 0, 1].tolist() == [0, 1, 1, 0]
    assert d[:, 0, 0].tolist() == [1, 0, 0, 1]


def test_a_sum_that_does_not_fit_is_refused():
    with pytest.raises(ValueError):  # noqa: PT011 - any message will do
        make_example(200, 56)


def test_one_step_goes_against_the_gradient():
    params = {"W": np.array([[1.0, 2.0]]), "b": np.array([0.5])}
    new = sgd_step(params, {"W": np.array([[10.0, -10.0]]), "b": np.array([0.0])}, 0.1)
    assert new["W"] == pytest.approx(np.array([[0.0, 3.0]]))
    assert new["b"] == pytest.approx(np.array([0.5]))
    assert params["W"].tolist() == [[1.0, 2.0]]  # the old ones are still there


def test_a_gradient_without_a_parameter_is_refused():
    with pytest.raises(ValueError):  # noqa: PT011 - any message will do
        sgd_step({"W": np.zeros(2)}, {"W": np.zeros(2), "b": np.zeros(2)}, 0.1)
