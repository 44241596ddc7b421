"""Examples you can check by hand. Run `pytest` here; `learnrnn check bidirectional` knows more."""

import numpy as np
import pytest
from bidirectional import bidirectional_concat, bidirectional_rnn

L = np.log(3)  # tanh(L / 2) = 1/2 and tanh(L) = 4/5


def test_each_row_is_one_word():
    # Three words, one unit. The backward pass saw word 3 first.
    h_f = np.array([[1.0], [2.0], [3.0]])
    h_b = np.array([[30.0], [20.0], [10.0]])
    assert bidirectional_concat(h_f, h_b).tolist() == [[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]]


def test_forward_units_come_first():
    assert bidirectional_concat(np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])).tolist() == [
        [1.0, 2.0, 3.0, 4.0]
    ]


def two_words(V):
    """x = (L/2, 0). Forward states are 1/2, 1/2; backward ones 4/5, 0 in reading order."""
    x = np.array([[L / 2], [0.0]])
    W_f, U_f = np.array([[1.0]]), np.array([[L]])
    W_b, U_b = np.array([[2.0]]), np.array([[5.0]])
    return bidirectional_rnn(x, W_f, U_f, W_b, U_b, np.array(V))


def test_forward_half_by_hand():
    # tanh(L/2) = 1/2, then tanh(0 + 1/2 * L) = 1/2.
    assert two_words([[1.0], [0.0]]) == pytest.approx(np.array([[0.5], [0.5]]))


def test_backward_half_by_hand():
    # Word 2 comes first: tanh(0) = 0. Then word 1: tanh(2 * L/2 + 0) = 4/5.
    assert two_words([[0.0], [1.0]]) == pytest.approx(np.array([[0.8], [0.0]]))


def test_output_is_made_of_both():
    assert two_words([[10.0], [1.0]]) == pytest.approx(np.array([[5.8], [5.0]]))
