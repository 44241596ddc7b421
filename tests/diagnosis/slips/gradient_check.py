import numpy as np


def numerical_gradient(f, x, step=1e-5):
    x = np.array(x, dtype=np.float64)
    grad = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"])
    while not it.finished:
        idx = it.multi_index
        plus, minus = x.copy(), x.copy()
        plus[idx] += step
        minus[idx] -= step
        grad[idx] = (f(plus) - f(minus)) / (2 * step)
        it.iternext()
    return grad


def relative_error(a, b):
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if a.shape != b.shape:
        raise ValueError("shapes")
    worst = 0.0
    for p, q in zip(a.ravel(), b.ravel()):
        worst = max(worst, abs(p - q) / max(abs(p) + abs(q), 1e-8))
    return float(worst)


def check_gradient(f, x, gradient, tolerance=1e-6):
    numeric = numerical_gradient(f, x)
    return bool(relative_error(gradient, numeric) <= tolerance)
