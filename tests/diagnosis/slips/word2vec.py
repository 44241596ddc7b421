import numpy as np


def sigmoid(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


def skipgram_pairs(ids, window):
    if window < 1:
        raise ValueError("window")
    found = []
    n = len(ids)
    for pos in range(n):
        for off in range(-window, window + 1):
            other = pos + off
            if off == 0 or other < 0 or other >= n:
                continue
            found.append([ids[pos], ids[other]])
    return np.array(found, dtype=np.int64).reshape(len(found), 2)


def noise_distribution(counts, power=0.75):
    counts = np.array(counts)
    if counts.ndim != 1 or (counts < 0).any() or counts.sum() == 0:
        raise ValueError("counts")
    raised = np.power(counts, power)
    return raised / np.sum(raised)


def _log_sigmoid(s):
    return -np.logaddexp(0, -s)


def negative_sampling_loss(v, u, U_neg):
    pos = np.dot(u, v)
    loss = -_log_sigmoid(pos)
    g = sigmoid(pos) - 1
    dv, du = g * u, g * v
    dU_neg = np.zeros_like(U_neg)
    for k in range(len(U_neg)):
        s = np.dot(U_neg[k], v)
        loss = loss - _log_sigmoid(-s)
        gk = sigmoid(s)
        dv = dv + gk * U_neg[k]
        dU_neg[k] = gk * v
    return loss, dv, du, dU_neg
