import numpy as np


def sigmoid(u):
    return 0.5 * (1 + np.tanh(0.5 * u))


def gru_step(x, h_prev, W, U, b):
    H = h_prev.shape[1]
    xw = np.dot(x, W) + b
    reset = sigmoid(xw[:, :H] + np.dot(h_prev, U[:, :H]))
    update = sigmoid(xw[:, H : 2 * H] + np.dot(h_prev, U[:, H : 2 * H]))
    proposal = np.tanh(xw[:, 2 * H :] + np.dot(reset * h_prev, U[:, 2 * H :]))
    return h_prev + update * (proposal - h_prev)


def gru_forward(x, h0, W, U, b):
    T, N = x.shape[:2]
    out = np.zeros((T, N, h0.shape[1]), dtype=x.dtype)
    state = h0
    for t in range(T):
        state = gru_step(x[t], state, W, U, b)
        out[t] = state
    return out


def parameter_count(D, H):
    lstm = gru = 0
    for gate in range(4):
        size = H * (D + H + 1)
        lstm += size
        if gate < 3:
            gru += size
    return lstm, gru
