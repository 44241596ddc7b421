"""Examples you can check by hand. Run `pytest` here; `learnrnn check hred` knows more."""

import numpy as np
import pytest
from hred import decoder_state, encode_context

L = np.log(3)  # tanh(L / 2) = 1/2, tanh(L) = 0.8
W_IN, W, B = np.array([[L / 2]]), np.array([[2 * L]]), np.zeros(1)


def test_one_utterance_is_a_conversation():
    assert encode_context(np.array([[1.0]]), W_IN, W, B) == pytest.approx(np.array([0.5]))


def test_what_was_said_before_is_remembered():
    # The last utterance is 0, but 1/2 is left of the one before: tanh(1/2 * 2L).
    assert encode_context(np.array([[1.0], [0.0]]), W_IN, W, B) == pytest.approx(np.array([0.8]))


def test_the_order_of_the_utterances_counts():
    assert encode_context(np.array([[0.0], [1.0]]), W_IN, W, B) == pytest.approx(np.array([0.5]))


def test_the_decoder_starts_from_context_and_sentence():
    # tanh(1/2 * L + 1/2 * L)
    W_c, W_t = np.array([[L]]), np.array([[L]])
    start = decoder_state(np.array([0.5]), np.array([0.5]), W_c, W_t, B)
    assert start == pytest.approx(np.array([0.8]))


def test_the_same_sentence_starts_otherwise_after_another_conversation():
    W_c, W_t = np.array([[L]]), np.array([[L]])
    start = decoder_state(np.array([[0.5], [0.0]]), np.array([[0.5], [0.5]]), W_c, W_t, B)
    assert start == pytest.approx(np.array([[0.8], [0.5]]))
