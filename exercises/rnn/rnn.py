"""A recurrent network, forward (course note, section 1).

    u_t = x_t W_in + z_(t-1) W + b      the new input and the state of the step before
    z_t = f(u_t)                        the hidden layer, f is sigmoid, tanh or relu
    v_t = z_t W_out + c
    y_t = sigmoid(v_t)                  the output

Letters: T steps, N examples, D inputs, H hidden units, O outputs.
"""

import numpy as np


def sigmoid(u):
    """Squash u into (0, 1); this form cannot overflow."""
    return 0.5 * (1 + np.tanh(0.5 * u))


def rnn_step(x_t, z_prev, W_in, W, b, f="sigmoid"):
    """One time step of the hidden layer.

    x_t (N, D), z_prev (N, H), W_in (D, H), W (H, H), b (H,). Returns z_t (N, H).
    f is "sigmoid", "tanh" or "relu". Raises ValueError for anything else.
    """
    raise NotImplementedError("Read the README, part 1. The step: rnn_step")


def rnn_forward(x, z0, W_in, W, b, W_out, c, f="sigmoid"):
    """A whole sequence, with the same weights at every step.

    x (T, N, D), z0 (N, H), W_in (D, H), W (H, H), b (H,), W_out (H, O), c (O,).
    Returns u (T, N, H), z (T+1, N, H) with z[0] = z0, v and y (T, N, O).
    Raises ValueError as rnn_step does.
    """
    raise NotImplementedError("Read the README, part 2. The sequence: rnn_forward")
