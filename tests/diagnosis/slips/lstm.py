import numpy as np


def sigmoid(u):
    return 0.5 * (1 + np.tanh(0.5 * u))


def cell_update(i, f, a, c_prev):
    kept = np.multiply(f, c_prev)
    written = np.multiply(i, a)
    return kept + written


def _blocks(u):
    size = u.shape[1] // 4
    return [u[:, k * size : (k + 1) * size] for k in range(4)]


def lstm_step(x, h_prev, c_prev, W, U, b):
    pre = np.dot(x, W) + np.dot(h_prev, U) + b
    g, i, f, o = _blocks(pre)
    g = np.tanh(g)
    i, f, o = map(sigmoid, (i, f, o))
    c = cell_update(i, f, g, c_prev)
    h = o * np.tanh(c)
    return h, c


def lstm_forward(x, h0, c0, W, U, b):
    T = x.shape[0]
    hs = np.empty((T,) + h0.shape, dtype=h0.dtype)
    cs = np.empty((T,) + c0.shape, dtype=c0.dtype)
    h_prev, c_prev = h0, c0
    for t in range(T):
        h_prev, c_prev = lstm_step(x[t], h_prev, c_prev, W, U, b)
        hs[t] = h_prev
        cs[t] = c_prev
    return hs, cs
