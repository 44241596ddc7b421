import numpy as np


def sigmoid(u):
    e = np.exp(-np.abs(u))
    return np.where(u >= 0, 1 / (1 + e), e / (1 + e))


def d_sigmoid(u):
    e = np.exp(-np.abs(u))
    return e / (1 + e) ** 2


def gradient_bound(depth):
    if depth < 0:
        raise ValueError("depth")
    bound = 1.0
    for _ in range(depth):
        bound *= 0.25
    return bound
