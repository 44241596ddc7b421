import numpy as np


def sigmoid(u):
    return 0.5 * (1 + np.tanh(0.5 * u))


def _gate(pre, peep, cell):
    return sigmoid(pre + peep[None, :] * cell)


def peephole_step(x, h_prev, c_prev, W, U, b, p_i, p_f, p_o):
    H = h_prev.shape[-1]
    z = np.dot(x, W)
    z = z + np.dot(h_prev, U)
    z = z + b
    cand = np.tanh(z[:, 0:H])
    i = _gate(z[:, H : H * 2], p_i, c_prev)
    f = _gate(z[:, H * 2 : H * 3], p_f, c_prev)
    c = i * cand + f * c_prev
    o = _gate(z[:, H * 3 :], p_o, c)
    return o * np.tanh(c), c
