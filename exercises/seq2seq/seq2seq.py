"""Seq2seq: one RNN reads, another one writes (course note, section 5).

    Encoder      state = tanh(E[:, word] W_in + state W + b)      from 0; the last one is the thought vector
    Decoder      state = tanh(E[:, token] W_in + state W + b)     from the thought vector
                 p = softmax(state W_out + c)
    sampling     draw the next token from p, or take the most probable one (greedy), and feed it back

Letters: T words, V tokens in the vocabulary, d numbers a token, H hidden units. E is (d, V).
"""

import numpy as np


def encode(ids, E, W_in, W, b):
    """The thought vector (H,) of one sentence: the state after its last word.

    ids (T,), E (d, V), W_in (d, H), W (H, H), b (H,). The state starts at zero.
    """
    raise NotImplementedError("Read the README, part 1. The Encoder: encode")


def decode_step(token, state, E, W_in, W, b, W_out, c):
    """One step of the Decoder: how probable each next token is, and the new state.

    token: an id. state (H,), E (d, V), W_in (d, H), W (H, H), b (H,), W_out (H, V), c (V,).
    Returns p (V,) and the state (H,).
    """
    raise NotImplementedError("Read the README, part 2. A step of the Decoder: decode_step")


def sample_token(p, rng):
    """A token id (int), drawn with probabilities p (V,) from the numpy Generator rng.

    Raises ValueError if a number in p is negative, or their sum is off 1 by more than 1e-4.
    """
    raise NotImplementedError("Read the README, part 3. Drawing a token: sample_token")


def greedy_decode(state, bos, eos, max_length, E, W_in, W, b, W_out, c):
    """The answer as a list of ids: at each step the most probable token, of equal ones the lowest.

    Feeds bos first, then each token; ends at eos or after max_length steps. Neither bos nor eos is listed.
    state (H,), the weights as in decode_step. Raises ValueError if max_length < 0.
    """
    raise NotImplementedError("Read the README, part 4. The most probable answer: greedy_decode")


def detokenize(ids, vocabulary):
    """The words of these ids in one str, with a space between them.

    vocabulary: a dict from word to id. Raises ValueError for an id that no word has.
    """
    raise NotImplementedError("Read the README, part 5. Ids to text: detokenize")
