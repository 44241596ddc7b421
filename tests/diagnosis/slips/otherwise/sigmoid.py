import math

import numpy as np


def sigmoid(u):
    u = np.asarray(u)
    if u.dtype.kind != "f":
        u = u.astype(float)
    out = np.zeros_like(u)
    positive = u >= 0
    out[positive] = 1 / (1 + np.exp(-u[positive]))
    e = np.exp(u[~positive])
    out[~positive] = e / (1 + e)
    return out


def d_sigmoid(u):
    value = sigmoid(u)
    return value - value * value


def gradient_bound(depth):
    if depth < 0:
        raise ValueError("depth is negative")
    bound = 1.0
    for _ in range(depth):
        bound *= 0.25
    return bound
