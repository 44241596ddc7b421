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
    # BEGIN SOLUTION
    u_t = x_t @ W_in + z_prev @ W + b  # (N, H)
    if f == "sigmoid":
        return sigmoid(u_t)
    if f == "tanh":
        return np.tanh(u_t)
    if f == "relu":
        return np.maximum(u_t, 0)
    raise ValueError(f'f must be "sigmoid", "tanh" or "relu", got {f!r}')
    # END SOLUTION


def rnn_forward(x, z0, W_in, W, b, W_out, c, f="sigmoid"):
    """A whole sequence, with the same weights at every step.

    x (T, N, D), z0 (N, H), W_in (D, H), W (H, H), b (H,), W_out (H, O), c (O,).
    Returns u (T, N, H), z (T+1, N, H) with z[0] = z0, v and y (T, N, O).
    Raises ValueError as rnn_step does.
    """
    # BEGIN SOLUTION
    z = [z0]
    for x_t in x:
        z.append(rnn_step(x_t, z[-1], W_in, W, b, f))
    z = np.stack(z)  # (T+1, N, H)
    u = x @ W_in + z[:-1] @ W + b  # (T, N, H), all steps at once
    v = z[1:] @ W_out + c  # (T, N, O)
    return u, z, v, sigmoid(v)
    # END SOLUTION
