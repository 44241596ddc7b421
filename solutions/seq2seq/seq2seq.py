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
    # BEGIN SOLUTION
    state = np.zeros(len(b), b.dtype)  # (H,)
    for word in ids:
        state = np.tanh(E[:, word] @ W_in + state @ W + b)
    return state
    # END SOLUTION


def decode_step(token, state, E, W_in, W, b, W_out, c):
    """One step of the Decoder: how probable each next token is, and the new state.

    token: an id. state (H,), E (d, V), W_in (d, H), W (H, H), b (H,), W_out (H, V), c (V,).
    Returns p (V,) and the state (H,).
    """
    # BEGIN SOLUTION
    state = np.tanh(E[:, token] @ W_in + state @ W + b)
    scores = state @ W_out + c  # (V,)
    e = np.exp(scores - scores.max())
    return e / e.sum(), state
    # END SOLUTION


def sample_token(p, rng):
    """A token id (int), drawn with probabilities p (V,) from the numpy Generator rng.

    Raises ValueError if a number in p is negative, or their sum is off 1 by more than 1e-4.
    """
    # BEGIN SOLUTION
    p = np.asarray(p, np.float64)
    if (p < 0).any() or abs(p.sum() - 1) > 1e-4:
        raise ValueError(f"p must be probabilities that sum to 1, got {p}")
    cumulative = np.cumsum(p)  # token k owns the stretch of length p[k] that ends at cumulative[k]
    point = rng.random() * cumulative[-1]
    return int(np.searchsorted(cumulative, point, side="right"))
    # END SOLUTION


def greedy_decode(state, bos, eos, max_length, E, W_in, W, b, W_out, c):
    """The answer as a list of ids: at each step the most probable token, of equal ones the lowest.

    Feeds bos first, then each token; ends at eos or after max_length steps. Neither bos nor eos is listed.
    state (H,), the weights as in decode_step. Raises ValueError if max_length < 0.
    """
    # BEGIN SOLUTION
    if max_length < 0:
        raise ValueError(f"max_length must be 0 or more, got {max_length}")
    token, answer = bos, []
    for _ in range(max_length):
        p, state = decode_step(token, state, E, W_in, W, b, W_out, c)
        token = int(np.argmax(p))
        if token == eos:
            break
        if token != bos:
            answer.append(token)
    return answer
    # END SOLUTION


def detokenize(ids, vocabulary):
    """The words of these ids in one str, with a space between them.

    vocabulary: a dict from word to id. Raises ValueError for an id that no word has.
    """
    # BEGIN SOLUTION
    words = {number: word for word, number in vocabulary.items()}
    for number in ids:
        if number not in words:
            raise ValueError(f"ids must be in the vocabulary, got {number}")
    return " ".join(words[number] for number in ids)
    # END SOLUTION
