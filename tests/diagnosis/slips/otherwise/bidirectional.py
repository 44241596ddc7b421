import numpy as np


def bidirectional_concat(h_f, h_b):
    T, H = h_f.shape
    both = np.empty((T, 2 * H), dtype=h_f.dtype)
    for t in range(T):
        both[t, :H] = h_f[t]
        both[t, H:] = h_b[T - t - 1]
    return both


def run(seq, W, U):
    hidden = np.zeros(U.shape[0], dtype=U.dtype)
    states = []
    for vec in seq:
        hidden = np.tanh(vec.dot(W) + hidden.dot(U))
        states.append(hidden)
    return np.array(states)


def bidirectional_rnn(x, W_f, U_f, W_b, U_b, V):
    forward = run(x, W_f, U_f)
    backward = run(x[::-1], W_b, U_b)
    return bidirectional_concat(forward, backward).dot(V)
