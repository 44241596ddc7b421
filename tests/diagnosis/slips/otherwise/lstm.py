import numpy as np
from math import exp, tanh


def logistic(s):
    if s >= 0:
        return 1 / (1 + exp(-s))
    return exp(s) / (1 + exp(s))


def cell_update(i, f, a, c_prev):
    new_cell = np.empty_like(c_prev)
    for idx in np.ndindex(*c_prev.shape):
        new_cell[idx] = f[idx] * c_prev[idx] + i[idx] * a[idx]
    return new_cell


def lstm_step(x, h_prev, c_prev, W, U, b):
    batch, hidden = h_prev.shape
    net = np.zeros((batch, 4 * hidden), dtype=x.dtype)
    for n in range(batch):
        for k in range(4 * hidden):
            total = b[k]
            for d in range(x.shape[1]):
                total += x[n, d] * W[d, k]
            for j in range(hidden):
                total += h_prev[n, j] * U[j, k]
            net[n, k] = total
    squash = np.vectorize(logistic, otypes=[x.dtype])
    cand = np.tanh(net[:, :hidden])
    in_gate = squash(net[:, hidden : 2 * hidden])
    forget_gate = squash(net[:, 2 * hidden : 3 * hidden])
    out_gate = squash(net[:, 3 * hidden :])
    c_next = cell_update(in_gate, forget_gate, cand, c_prev)
    h_next = out_gate * np.tanh(c_next)
    return h_next, c_next


def lstm_forward(x, h0, c0, W, U, b):
    seq_len = len(x)
    h_all = np.zeros((seq_len, *h0.shape), dtype=h0.dtype)
    c_all = np.zeros((seq_len, *c0.shape), dtype=c0.dtype)
    h_all[0], c_all[0] = lstm_step(x[0], h0, c0, W, U, b)
    for t in range(1, seq_len):
        h_all[t], c_all[t] = lstm_step(x[t], h_all[t - 1], c_all[t - 1], W, U, b)
    return h_all, c_all
