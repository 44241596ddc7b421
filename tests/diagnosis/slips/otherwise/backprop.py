import numpy as np


def total(x, y):
    t = np.add(x, y)
    return t if t.dtype.kind == "f" else t.astype(float)


def forward(x, y):
    return np.power(total(x, y), 2)


def fold(grad, like):
    shape = np.shape(like)
    while grad.ndim > len(shape):
        grad = grad.sum(0)
    for k, n in enumerate(shape):
        if n == 1 and grad.shape[k] != 1:
            grad = grad.sum(k, keepdims=True)
    return grad


def gradient(x, y):
    dt = 2 * total(x, y)
    dz_dx = fold(dt, x)
    dz_dy = fold(dt, y)
    return dz_dx, dz_dy
