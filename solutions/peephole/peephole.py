"""An LSTM whose gates look at the cell itself (course note, section 2).

    u = x W + h_prev U + b              split into the blocks a, i, f, o
    i = sigmoid(u_i + p_i ⊙ c_prev)     these two decide before the cell changes
    f = sigmoid(u_f + p_f ⊙ c_prev)
    c = i ⊙ tanh(u_a) + f ⊙ c_prev
    o = sigmoid(u_o + p_o ⊙ c)          this one after
    h = o ⊙ tanh(c)

Letters: N examples, D inputs, H hidden units. Blocks in the note's order a, i, f, o.
"""

import numpy as np


def sigmoid(u):
    """Squash u into (0, 1); this form cannot overflow."""
    return 0.5 * (1 + np.tanh(0.5 * u))


def peephole_step(x, h_prev, c_prev, W, U, b, p_i, p_f, p_o):
    """One time step.

    x (N, D), h_prev and c_prev (N, H), W (D, 4H), U (H, 4H), b (4H,),
    p_i, p_f and p_o (H,). Returns h (N, H) and c (N, H).
    """
    # BEGIN SOLUTION
    u = x @ W + h_prev @ U + b  # (N, 4H)
    u_a, u_i, u_f, u_o = np.split(u, 4, axis=-1)  # (N, H) each
    i = sigmoid(u_i + p_i * c_prev)
    f = sigmoid(u_f + p_f * c_prev)
    c = i * np.tanh(u_a) + f * c_prev
    o = sigmoid(u_o + p_o * c)
    h = o * np.tanh(c)
    return h, c
    # END SOLUTION
