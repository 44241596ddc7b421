"""Examples you can check by hand. Run `pytest` here; `learnrnn check bptt` knows more."""

import numpy as np
import pytest
from bptt import bptt


def two_steps():
    """The README's example: one unit, relu, and an output of exactly 1/2 at both steps."""
    return {
        "x": np.array([[[1.0]], [[0.0]]]),
        "d": np.array([[[1.0]], [[1.0]]]),
        "z0": np.zeros((1, 1)),
        "W_in": np.array([[1.0]]),
        "W": np.array([[1.0]]),
        "b": np.zeros(1),
        "W_out": np.array([[2.0]]),
        "c": np.array([-2.0]),
        "f": "relu",
    }


def test_loss_is_a_sum_over_the_steps():
    # Two steps, each 0.5 * (0.5 - 1) ** 2 = 0.125.
    loss, _ = bptt(**two_steps())
    assert loss == pytest.approx(0.25)


def test_output_gradients_by_hand():
    # delta_out is (0.5 - 1) * 0.25 = -0.125 at both steps, and z is 1 at both.
    _, grads = bptt(**two_steps())
    assert grads["c"] == pytest.approx(np.array([-0.25]))
    assert grads["W_out"] == pytest.approx(np.array([[-0.25]]))


def test_hidden_gradients_by_hand():
    # delta_2 = -0.125 * 2 = -0.25, and delta_1 = -0.125 * 2 + delta_2 * 1 = -0.5.
    _, grads = bptt(**two_steps())
    assert grads["b"] == pytest.approx(np.array([-0.75]))
    assert grads["W_in"] == pytest.approx(np.array([[-0.5]]))
    assert grads["W"] == pytest.approx(np.array([[-0.25]]))


def test_an_example_that_comes_twice_changes_nothing():
    # The loss is a mean over the batch.
    once = two_steps()
    twice = once | {name: np.repeat(once[name], 2, axis=-2) for name in ("x", "d", "z0")}
    loss, grads = bptt(**twice)
    assert loss == pytest.approx(0.25)
    assert grads["b"] == pytest.approx(np.array([-0.75]))


def test_a_perfect_answer_leaves_nothing_to_learn():
    perfect = two_steps() | {"d": np.full((2, 1, 1), 0.5)}
    loss, grads = bptt(**perfect)
    assert loss == 0
    assert all(not gradient.any() for gradient in grads.values())
