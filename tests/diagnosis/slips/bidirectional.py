import numpy as np


def bidirectional_concat(h_f, h_b):
    T = len(h_f)
    rows = []
    for t in range(T):
        rows.append(np.hstack((h_f[t], h_b[T - 1 - t])))
    return np.vstack(rows)


def _run(x, W, U):
    T, H = x.shape[0], U.shape[0]
    out = np.zeros((T, H), dtype=x.dtype)
    h = np.zeros(H, dtype=x.dtype)
    for t in range(T):
        h = np.tanh(np.dot(x[t], W) + np.dot(h, U))
        out[t] = h
    return out


def bidirectional_rnn(x, W_f, U_f, W_b, U_b, V):
    fwd = _run(x, W_f, U_f)
    bwd = _run(np.flip(x, axis=0), W_b, U_b)
    both = bidirectional_concat(fwd, bwd)
    return np.dot(both, V)
