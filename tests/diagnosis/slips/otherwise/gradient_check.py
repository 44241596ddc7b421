import numpy as np


def numerical_gradient(f, x, step=1e-5):
    base = np.array(x, dtype=float)
    flat = base.flatten()
    slopes = []
    for k in range(flat.size):
        up, down = flat.copy(), flat.copy()
        up[k] += step
        down[k] -= step
        rise = f(up.reshape(base.shape)) - f(down.reshape(base.shape))
        slopes.append(rise / (2 * step))
    return np.array(slopes, dtype=float).reshape(base.shape)


def relative_error(a, b):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if a.shape != b.shape:
        raise ValueError("the shapes differ")
    worst = 0.0
    for p, q in zip(a.flat, b.flat):
        size = max(abs(p) + abs(q), 1e-8)
        worst = max(worst, abs(p - q) / size)
    return float(worst)


def check_gradient(f, x, gradient, tolerance=1e-6):
    error = relative_error(gradient, numerical_gradient(f, x))
    return error <= tolerance
