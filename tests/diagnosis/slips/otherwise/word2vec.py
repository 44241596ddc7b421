import numpy as np


def skipgram_pairs(ids, window):
    if window < 1:
        raise ValueError("window has to be at least 1")
    pairs = []
    for centre_at, centre in enumerate(ids):
        for offset in range(-window, window + 1):
            at = centre_at + offset
            if offset == 0 or at < 0 or at >= len(ids):
                continue
            pairs.append([centre, ids[at]])
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def noise_distribution(counts, power=0.75):
    counts = np.asarray(counts)
    if counts.ndim != 1 or counts.sum() <= 0 or (counts < 0).any():
        raise ValueError("counts")
    raised = counts**power
    return raised / raised.sum()


def log_sigmoid(s):
    if s > 0:
        return -np.log1p(np.exp(-s))
    return s - np.log1p(np.exp(s))


def sigmoid(s):
    return np.exp(log_sigmoid(s))


def negative_sampling_loss(v, u, U_neg):
    score = sum(u * v)
    loss = -log_sigmoid(score)
    delta = sigmoid(score) - 1
    dv = delta * u
    du = delta * v
    dU_neg = np.zeros_like(U_neg)
    for k in range(len(U_neg)):
        noise_score = sum(U_neg[k] * v)
        loss -= log_sigmoid(-noise_score)
        noise_delta = sigmoid(noise_score)
        dv = dv + noise_delta * U_neg[k]
        dU_neg[k] = noise_delta * v
    return loss, dv, du, dU_neg
