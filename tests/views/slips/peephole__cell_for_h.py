import numpy as np


def sigmoid(u):
    return (np.tanh(u / 2.0) + 1.0) / 2.0


def peephole_step(x, h_prev, c_prev, W, U, b, p_i, p_f, p_o):
    H = h_prev.shape[1]
    A = np.dot(x, W) + np.dot(c_prev, U) + b
    a = np.tanh(A[:, :H])
    i = sigmoid(A[:, H : 2 * H] + p_i * c_prev)
    f = sigmoid(A[:, 2 * H : 3 * H] + p_f * c_prev)
    c = f * c_prev + i * a
    o = sigmoid(A[:, 3 * H :] + p_o * c)
    h = o * np.tanh(c)
    return h, c
