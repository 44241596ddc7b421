"""BPTT: backpropagation through time (course note, section 1).

Forward, t = 1 … T:
    u_t = x_t W_in + z_{t-1} W + b      z_t = f(u_t)
    v_t = z_t W_out + c                 y_t = sigmoid(v_t)
    loss = sum over t of mean(½ (y_t - d_t)²), the mean over batch and outputs
Backward, t = T … 1, with delta = dloss/du and delta_out = dloss/dv:
    delta_out_t = (y_t - d_t) / (N O) * sigmoid'(v_t)
    delta_t = (delta_out_t W_outᵀ + delta_{t+1} Wᵀ) * f'(u_t)

Letters: T steps, N examples, D inputs, H hidden units, O outputs.
"""

import numpy as np


def sigmoid(u):
    """Squash u into (0, 1); this form cannot overflow."""
    return 0.5 * (1 + np.tanh(0.5 * u))


def d_sigmoid(u):
    """The slope of the sigmoid at the pre-activation u."""
    return sigmoid(u) * (1 - sigmoid(u))


def d_tanh(u):
    """The slope of tanh at u."""
    return 1 - np.tanh(u) ** 2


def relu(u):
    """u where it is positive, else 0."""
    return np.maximum(u, 0)


def d_relu(u):
    """The slope of relu at u; 0 at u = 0, where it has none."""
    return (u > 0).astype(u.dtype)


ACTIVATIONS = {"sigmoid": (sigmoid, d_sigmoid), "tanh": (np.tanh, d_tanh), "relu": (relu, d_relu)}


def bptt(x, d, z0, W_in, W, b, W_out, c, f="sigmoid"):
    """The loss of a sequence, and its gradient for each of the five parameters.

    x (T, N, D), targets d (T, N, O), z0 (N, H), W_in (D, H), W (H, H), b (H,),
    W_out (H, O), c (O,); f is "sigmoid", "tanh" or "relu", as in ACTIVATIONS.
    Returns loss, a number, and grads, a dict with the keys W_in, W, b, W_out
    and c; each gradient has the shape of its parameter.

    In three parts:
    the loss                        u (N, H), z (N, H), v (N, O) of every step, kept
    the output layer's gradients    delta_out (N, O), the error at v: W_out and c
    the hidden layer's gradients    delta (N, H), the error at u, one step back each time: W_in, W and b
    """
    raise NotImplementedError("Read the README, part 1. Loss and gradients: bptt")
