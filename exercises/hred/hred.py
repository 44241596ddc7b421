"""HRED: an RNN over sentences, so that the conversation counts (course note, section 5).

    context = tanh(thought W_in + context W + b)         for each utterance, oldest first, from 0
    start   = tanh(context W_c + thought W_t + b)        where the Decoder begins

Letters: K utterances, each a thought vector of U numbers; C numbers in the context; H hidden units of the
Decoder.
"""

import numpy as np


def encode_context(utterances, W_in, W, b):
    """The conversation so far as one vector (C,): the state after the last utterance.

    utterances (K, U): thought vectors, oldest first. W_in (U, C), W (C, C), b (C,).
    The state starts at zero.
    """
    raise NotImplementedError("Read the README, part 1. The Context RNN: encode_context")


def decoder_state(context, thought, W_c, W_t, b):
    """The Decoder's first state, made of the conversation and the sentence to answer.

    context (C,) and thought (U,), or (N, C) and (N, U). W_c (C, H), W_t (U, H), b (H,).
    Returns (H,) or (N, H).
    """
    raise NotImplementedError("Read the README, part 2. Where the Decoder begins: decoder_state")
