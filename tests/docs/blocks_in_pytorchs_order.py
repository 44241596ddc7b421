import numpy as np


def sigmoid(u):
    return 1 / (1 + np.exp(-u))


def cell_update(i, f, a, c_prev):
    return i * a + f * c_prev


def lstm_step(x, h_prev, c_prev, W, U, b):
    i, f, a, o = np.split(x @ W + h_prev @ U + b, 4, axis=1)
    c = cell_update(sigmoid(i), sigmoid(f), np.tanh(a), c_prev)
    return sigmoid(o) * np.tanh(c), c


def lstm_forward(x, h, c, W, U, b):
    hs, cs = [], []
    for x_t in x:
        h, c = lstm_step(x_t, h, c, W, U, b)
        hs.append(h)
        cs.append(c)
    return np.stack(hs), np.stack(cs)
