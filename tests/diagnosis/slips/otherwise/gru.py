import numpy as np


class GRUCell:
    def __init__(self, W, U, b):
        self.hidden = U.shape[0]
        n = self.hidden
        self.Wr, self.Wz, self.Wn = W[:, :n], W[:, n : 2 * n], W[:, 2 * n :]
        self.Ur, self.Uz, self.Un = U[:, :n], U[:, n : 2 * n], U[:, 2 * n :]
        self.br, self.bz, self.bn = b[:n], b[n : 2 * n], b[2 * n :]

    @staticmethod
    def sigma(s):
        return 0.5 * (np.tanh(0.5 * s) + 1)

    def __call__(self, x, h):
        r = self.sigma(np.dot(x, self.Wr) + np.dot(h, self.Ur) + self.br)
        z = self.sigma(np.dot(x, self.Wz) + np.dot(h, self.Uz) + self.bz)
        n = np.tanh(np.dot(x, self.Wn) + np.dot(r * h, self.Un) + self.bn)
        return h + z * (n - h)


def gru_step(x, h_prev, W, U, b):
    cell = GRUCell(W, U, b)
    return cell(x, h_prev)


def gru_forward(x, h0, W, U, b):
    cell = GRUCell(W, U, b)
    states = []
    h = h0
    for x_t in x:
        h = cell(x_t, h)
        states.append(h)
    return np.stack(states, axis=0)


def parameter_count(D, H):
    per_block = D * H + H * H + H
    lstm_blocks, gru_blocks = 4, 3
    return lstm_blocks * per_block, gru_blocks * per_block
