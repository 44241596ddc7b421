"""GRU: two gates, and no cell beside the state (course note, section 3).

    r = sigmoid(x W_r + h_prev U_r + b_r)                  reset: how much of the past the candidate sees
    z = sigmoid(x W_z + h_prev U_z + b_z)                  update: how much of the state is replaced
    candidate = tanh(x W_n + (r ⊙ h_prev) U_n + b_n)
    h = (1 − z) ⊙ h_prev + z ⊙ candidate

Letters: T steps, N examples, D inputs, H hidden units.
Block order r, z, candidate. PyTorch has z and 1 − z the other way round, and resets after the product.
"""

import numpy as np


def sigmoid(u):
    """Squash u into (0, 1); this form cannot overflow."""
    return 0.5 * (1 + np.tanh(0.5 * u))


def gru_step(x, h_prev, W, U, b):
    """One time step.

    x (N, D), h_prev (N, H), W (D, 3H), U (H, 3H), b (3H,). Returns h (N, H).
    """
    raise NotImplementedError("Read the README, part 1. The step: gru_step")


def gru_forward(x, h0, W, U, b):
    """A whole sequence, with the same W, U and b at every step.

    x (T, N, D), h0 (N, H). Returns h (T, N, H), without the initial state.
    """
    raise NotImplementedError("Read the README, part 2. The sequence: gru_forward")


def parameter_count(D, H):
    """How many numbers a layer of D inputs and H units learns: (lstm, gru), two ints.

    One bias a block.
    """
    raise NotImplementedError("Read the README, part 3. What it costs: parameter_count")
