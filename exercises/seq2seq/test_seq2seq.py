"""Examples you can check by hand. Run `pytest` here; `learnrnn check seq2seq` knows more."""

import numpy as np
import pytest
from seq2seq import decode_step, detokenize, encode, greedy_decode, sample_token

L = np.log(3)  # tanh(L / 2) = 1/2, tanh(L) = 0.8; scores (0, L) are probabilities (1/4, 3/4)
E = np.array([[0.0, L / 2]])  # token 0 is 0, token 1 is L / 2
W_IN, W, B = np.ones((1, 1)), np.array([[2 * L]]), np.zeros(1)


def test_the_order_of_the_words_is_in_the_thought_vector():
    # 1, 0: 1/2, then tanh(1/2 * 2L). 0, 1: 0, then tanh(L / 2).
    assert encode(np.array([1, 0]), E, W_IN, W, B) == pytest.approx(np.array([0.8]))
    assert encode(np.array([0, 1]), E, W_IN, W, B) == pytest.approx(np.array([0.5]))


def test_one_step_of_the_decoder():
    # The state is tanh(1/2 * 2L) = 0.8, the scores are (0, 0.8 * 1.25 L).
    W_out, c = np.array([[0.0, 1.25 * L]]), np.zeros(2)
    p, state = decode_step(0, np.array([0.5]), E, W_IN, W, B, W_out, c)
    assert p == pytest.approx(np.array([0.25, 0.75]))
    assert state == pytest.approx(np.array([0.8]))


def test_a_certain_token_is_always_drawn():
    assert sample_token(np.array([0.0, 0.0, 1.0]), np.random.default_rng(0)) == 2


def test_a_token_comes_about_as_often_as_its_probability_says():
    rng = np.random.default_rng(1)
    tokens = [sample_token(np.array([0.25, 0.0, 0.75]), rng) for _ in range(1000)]
    assert set(tokens) == {0, 2}
    assert tokens.count(2) == pytest.approx(750, abs=75)


@pytest.mark.parametrize("p", [np.array([1.5, -0.5]), np.array([0.5, 0.4])])
def test_what_is_no_distribution_is_refused(p):
    with pytest.raises(ValueError):  # noqa: PT011 - any message will do
        sample_token(p, np.random.default_rng(0))


def follows(*table):
    """Weights with which token k is always followed by table[k]."""
    V = len(table)
    one, none = np.eye(V), np.zeros(V)
    return one, one, 0 * one, none, np.eye(V)[list(table)], none


def test_eos_ends_the_answer_and_is_not_in_it():
    # 0 is followed by 2, 2 by 3, 3 by 1
    assert greedy_decode(np.zeros(4), 0, 1, 10, *follows(2, 1, 3, 1)) == [2, 3]


def test_the_answer_is_cut_at_max_length():
    assert greedy_decode(np.zeros(4), 0, 1, 1, *follows(2, 1, 3, 1)) == [2]


def test_an_emitted_bos_takes_a_step_but_is_left_out():
    # 0, 2, 3, 0, 2, 3, …: five steps after the first 0
    assert greedy_decode(np.zeros(4), 0, 1, 5, *follows(2, 1, 3, 0)) == [2, 3, 2, 3]


def test_a_negative_length_is_refused():
    with pytest.raises(ValueError):  # noqa: PT011 - any message will do
        greedy_decode(np.zeros(4), 0, 1, -1, *follows(2, 1, 3, 1))


def test_ids_become_words():
    vocabulary = {"some": 0, "of": 1, "them": 2, "<???>": 3}
    assert detokenize([2, 1, 3], vocabulary) == "them of <???>"
    with pytest.raises(ValueError):  # noqa: PT011 - any message will do
        detokenize([0, 4], vocabulary)
