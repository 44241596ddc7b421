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
    # BEGIN SOLUTION
    W_r, W_z, W_n = np.split(W, 3, axis=-1)  # (D, H) each
    U_r, U_z, U_n = np.split(U, 3, axis=-1)  # (H, H) each
    b_r, b_z, b_n = np.split(b, 3)  # (H,) each
    r = sigmoid(x @ W_r + h_prev @ U_r + b_r)  # (N, H), as all below
    z = sigmoid(x @ W_z + h_prev @ U_z + b_z)
    candidate = np.tanh(x @ W_n + (r * h_prev) @ U_n + b_n)
    return (1 - z) * h_prev + z * candidate
    # END SOLUTION


def gru_forward(x, h0, W, U, b):
    """A whole sequence, with the same W, U and b at every step.

    x (T, N, D), h0 (N, H). Returns h (T, N, H), without the initial state.
    """
    # BEGIN SOLUTION
    h = []
    h_t = h0
    for x_t in x:
        h_t = gru_step(x_t, h_t, W, U, b)
        h.append(h_t)
    return np.stack(h)
    # END SOLUTION


def parameter_count(D, H):
    """How many numbers a layer of D inputs and H units learns: (lstm, gru), two ints.

    One bias a block.
    """
    # BEGIN SOLUTION
    block = D * H + H * H + H  # its part of W, of U and of b
    return 4 * block, 3 * block
    # END SOLUTION
