import numpy as np


def sigmoid(u):
    return (np.tanh(u / 2.0) + 1.0) / 2.0


def cell_update(i, f, a, c_prev):
    return f * c_prev + i * a


def lstm_step(x, h_prev, c_prev, W, U, b):
    H = h_prev.shape[1]
    A = np.dot(x, W) + np.dot(h_prev, U) + b
    i = sigmoid(A[:, :H])
    f = sigmoid(A[:, H : 2 * H])
    o = sigmoid(A[:, 2 * H : 3 * H])
    a = np.tanh(A[:, 3 * H :])
    c = cell_update(i, f, a, c_prev)
    h = o * np.tanh(c)
    return h, c


def lstm_forward(x, h0, c0, W, U, b):
    hs, cs = [], []
    h, c = h0, c0
    for t in range(len(x)):
        h, c = lstm_step(x[t], h, c, W, U, b)
        hs.append(h)
        cs.append(c)
    return np.array(hs), np.array(cs)
