"""One LSTM step backward: where the error goes (course note, section 2).

    dc_total = dc + dh ⊙ o ⊙ (1 − tanh²(c))       h is made of c, so its error joins that of c
    d_a = dc_total ⊙ i ⊙ (1 − a²)                 back through tanh
    d_i = dc_total ⊙ a ⊙ i(1 − i)                 back through the sigmoids
    d_f = dc_total ⊙ c_prev ⊙ f(1 − f)
    d_o = dh ⊙ tanh(c) ⊙ o(1 − o)
    du = [d_a, d_i, d_f, d_o]                     from u = x W + h_prev U + b
    dx = du Wᵀ    dh_prev = du Uᵀ    dc_prev = dc_total ⊙ f
    dW = xᵀ du    dU = h_prevᵀ du    db = Σ du over the batch

Letters: N examples, D inputs, H hidden units. Blocks in the note's order a, i, f, o.
"""

import numpy as np


def sigmoid(u):
    """Squash u into (0, 1); this form cannot overflow."""
    return 0.5 * (1 + np.tanh(0.5 * u))


def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, U, b):
    """The gradients of one step, from those of its results.

    dh and dc (N, H) arrive at the returned h and c; dc does not yet hold the
    part that comes through h. x (N, D), h_prev and c_prev (N, H), W (D, 4H),
    U (H, 4H), b (4H,).
    Returns a dict with keys x, h_prev, c_prev, W, U, b, each in the shape of
    its argument.

    In three parts:
    the error at the cell    dc_total (N, H): c_prev
    the error at u           du (N, 4H): d_a, d_i, d_f, d_o side by side
    the gradients            x, h_prev, W, U, b
    """
    # BEGIN SOLUTION
    # forward again: the slopes need every value on the way
    a, i, f, o = np.split(x @ W + h_prev @ U + b, 4, axis=-1)  # (N, H) each
    a, i, f, o = np.tanh(a), sigmoid(i), sigmoid(f), sigmoid(o)
    c = i * a + f * c_prev
    tanh_c = np.tanh(c)

    dc_total = dc + dh * o * (1 - tanh_c**2)
    d_a = dc_total * i * (1 - a**2)
    d_i = dc_total * a * i * (1 - i)
    d_f = dc_total * c_prev * f * (1 - f)
    d_o = dh * tanh_c * o * (1 - o)
    du = np.concatenate([d_a, d_i, d_f, d_o], axis=-1)  # (N, 4H)

    back = {"x": du @ W.T, "h_prev": du @ U.T, "c_prev": dc_total * f}
    weights = {"W": x.T @ du, "U": h_prev.T @ du, "b": du.sum(axis=0)}
    return back | weights
    # END SOLUTION
