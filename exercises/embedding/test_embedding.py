"""Examples you can check by hand. Run `pytest` here; `learnrnn check embedding` knows more."""

import numpy as np
import pytest
from embedding import embed_dot, embedding_gradient, embedding_lookup, one_hot

# Two numbers for each of three words: word 0 is (1, 4), word 1 (2, 5), word 2 (3, 6).
E = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])


def test_one_hot_has_one_one():
    assert one_hot(2, 3).tolist() == [0.0, 0.0, 1.0]


def test_one_hot_keeps_the_shape_of_ids():
    assert one_hot(np.array([[0, 1]]), 2).tolist() == [[[1.0, 0.0], [0.0, 1.0]]]


def test_product_with_one_hot_is_a_column():
    assert embed_dot(E, np.array([0.0, 0.0, 1.0])).tolist() == [3.0, 6.0]


def test_lookup_gives_the_same_without_the_product():
    assert embedding_lookup(E, np.array([2, 0])).tolist() == [[3.0, 6.0], [1.0, 4.0]]


def test_a_word_that_comes_twice_gets_both_errors():
    # Word 0 comes first and last: 1 + 3 and 10 + 30.
    d_out = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]])
    gradient = embedding_gradient(d_out, np.array([0, 2, 0]), 3)
    assert gradient.tolist() == [[4.0, 0.0, 2.0], [40.0, 0.0, 20.0]]


@pytest.mark.parametrize("outsider", [3, -1])
def test_an_id_out_of_range_is_refused(outsider):
    with pytest.raises(ValueError):  # noqa: PT011 - any message will do
        embedding_lookup(E, np.array([0, outsider]))
