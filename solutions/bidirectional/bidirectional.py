"""A bidirectional RNN: each word knows its past and its future (course note, section 4).

    forward    h_t = tanh(x_t W_f + h_{t-1} U_f)     t = 1 … T
    backward   h_t = tanh(x_t W_b + h_{t+1} U_b)     t = T … 1
    y_t = [forward h_t, backward h_t] V

Letters: T words, D inputs, H hidden units in each direction, O outputs.
The states before the first and after the last word are zero.
"""

import numpy as np


def bidirectional_concat(h_f, h_b):
    """Both directions side by side: row t is [h_f of word t, h_b of word t].

    h_f (T, H) stands in reading order, h_b (T, H) in the order in which it
    was computed, last word first. Returns (T, 2H).
    """
    # BEGIN SOLUTION
    return np.concatenate([h_f, h_b[::-1]], axis=1)
    # END SOLUTION


def bidirectional_rnn(x, W_f, U_f, W_b, U_b, V):
    """The outputs of a bidirectional RNN, with tanh, zero states and no biases.

    x (T, D), W_f and W_b (D, H), U_f and U_b (H, H), V (2H, O). Returns y (T, O).
    """

    # BEGIN SOLUTION
    def states(words, W, U):
        h = [np.zeros(len(U), words.dtype)]  # (H,)
        for x_t in words:
            h.append(np.tanh(x_t @ W + h[-1] @ U))
        return np.stack(h[1:])  # (T, H)

    h_f = states(x, W_f, U_f)
    h_b = states(x[::-1], W_b, U_b)  # last word first
    return bidirectional_concat(h_f, h_b) @ V  # (T, O)
    # END SOLUTION
