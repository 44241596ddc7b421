"""Examples you can check by hand. Run `pytest` here; `learnrnn check beam-search` knows more."""

import numpy as np
import pytest
from beam_search import beam_search, teacher_forcing_loss

BOS, EOS = 0, 1


def chain(*rows):
    """Weights with which token j follows token k with probability rows[k][j], whatever came before."""
    V = len(rows)
    return {
        "state": np.zeros(V),
        "E": np.eye(V),
        "W_in": 20 * np.eye(V),  # tanh(20) is 1
        "W": np.zeros((V, V)),
        "b": np.zeros(V),
        "W_out": np.log(np.maximum(rows, 1e-12)),
        "c": np.zeros(V),
    }


# After 2, which looks better at first, nothing good follows: 0.6 · 0.4 is less than 0.4 · 0.9.
GARDEN_PATH = chain([0, 0, 0.6, 0.4], [0, 1, 0, 0], [0, 0.4, 0.35, 0.25], [0, 0.9, 0.07, 0.03])
# Ending at once has 0.4; 2 has 0.6, and then the end 0.5: 0.3 in all.
SHORT = chain([0, 0.4, 0.6], [0, 1, 0], [0, 0.5, 0.5])


def search(weights, beam_width, max_length=4):
    state, *rest = weights.values()
    return beam_search(state, BOS, EOS, beam_width, max_length, *rest)


def test_teacher_forcing_asks_for_the_right_tokens():
    # 3 after bos: 0.4. eos after 3: 0.9.
    state, *rest = GARDEN_PATH.values()
    loss = teacher_forcing_loss(state, np.array([3, 1]), BOS, *rest)
    assert loss == pytest.approx(-(np.log(0.4) + np.log(0.9)) / 2)


def test_greedy_walks_into_the_trap():
    ids, log_p = search(GARDEN_PATH, beam_width=1)
    assert ids == [2]
    assert log_p == pytest.approx(np.log(0.6 * 0.4))


def test_two_beginnings_find_the_better_sentence():
    ids, log_p = search(GARDEN_PATH, beam_width=2)
    assert ids == [3]
    assert log_p == pytest.approx(np.log(0.4 * 0.9))


def test_an_ended_sentence_waits_for_the_others():
    ids, log_p = search(SHORT, beam_width=2)
    assert ids == []
    assert log_p == pytest.approx(np.log(0.4))


def test_unended_sentences_count_when_the_steps_are_over():
    ids, log_p = search(SHORT, beam_width=2, max_length=1)
    assert ids == [2]
    assert log_p == pytest.approx(np.log(0.6))


def test_no_step_no_word():
    ids, log_p = search(SHORT, beam_width=2, max_length=0)
    assert ids == []
    assert log_p == 0


def test_what_makes_no_sense_is_refused():
    for beam_width, max_length in ((0, 3), (2, -1)):
        with pytest.raises(ValueError):  # noqa: PT011 - any message will do
            search(SHORT, beam_width, max_length)
