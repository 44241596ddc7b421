"""LSTM: a memory cell with three gates (course note, section 2).

    u = x W + h_prev U + b          split into the blocks a, i, f, o
    a = tanh(u_a)                   what could be written
    i, f, o = sigmoid(u_i, u_f, u_o)   how much to write, keep and show
    c = i * a + f * c_prev          the cell (CEC): a sum, so errors survive
    h = o * tanh(c)

Letters: T steps, N examples, D inputs, H hidden units.
Block order is the note's a, i, f, o; PyTorch's is i, f, g, o with g = our a.
"""

import numpy as np


def sigmoid(u):
    """Squash u into (0, 1); this form cannot overflow."""
    return 0.5 * (1 + np.tanh(0.5 * u))


def cell_update(i, f, a, c_prev):
    """The new cell state: write i of the candidate a, keep f of the old cell."""
    raise NotImplementedError("Read the README, part 1. The cell: cell_update")


def lstm_step(x, h_prev, c_prev, W, U, b):
    """One time step.

    x (N, D), h_prev and c_prev (N, H), W (D, 4H), U (H, 4H), b (4H,)
    Returns h (N, H) and c (N, H).
    """
    raise NotImplementedError("Read the README, part 2. One step: lstm_step")


def lstm_forward(x, h0, c0, W, U, b):
    """A whole sequence, with the same W, U and b at every step.

    x (T, N, D), h0 and c0 (N, H). Returns h (T, N, H) and c (T, N, H),
    without the initial states.
    """
    raise NotImplementedError("Read the README, part 3. A sequence: lstm_forward")
