"""Beam search: several beginnings at once (course note, section 5).

    teacher forcing   loss = mean over t of -log p_t(target_t)     fed: bos, then each right token
    beam search       score of a sentence = sum over its tokens of log p, eos included
                      each step: candidates = ended sentences, and the others with one token more
                      the beam_width best of them stay

Letters: T targets, V tokens in the vocabulary, d numbers a token, H hidden units. E is (d, V).
"""

import numpy as np


def decode_step(token, state, E, W_in, W, b, W_out, c):
    """One step of the Decoder, as in seq2seq: p (V,) of the next token, and the new state (H,)."""
    state = np.tanh(E[:, token] @ W_in + state @ W + b)
    scores = state @ W_out + c  # (V,)
    e = np.exp(scores - scores.max())
    return e / e.sum(), state


def teacher_forcing_loss(state, targets, bos, E, W_in, W, b, W_out, c):
    """The mean of -log p of the targets (T,), a number.

    Fed are bos and then each target, never what the model said. state (H,),
    the weights as in decode_step.
    """
    raise NotImplementedError("Read the README, part 1. Learning: teacher_forcing_loss")


def beam_search(state, bos, eos, beam_width, max_length, E, W_in, W, b, W_out, c):
    """The best answer found, as a list of ids without bos and eos, and the log of its probability.

    Of equally probable sentences the lexicographically smaller one comes first.
    state (H,), the weights as in decode_step. Raises ValueError if beam_width < 1
    or max_length < 0.
    """
    raise NotImplementedError("Read the README, part 2. Speaking: beam_search")
