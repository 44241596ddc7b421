import numpy as np


def softmax_cross_entropy(logits, labels):
    n = logits.shape[0]
    loss = 0.0
    grad = np.empty_like(logits)
    for row in range(n):
        scores = logits[row] - logits[row].max()
        exps = np.exp(scores)
        total = exps.sum()
        loss += np.log(total) - scores[labels[row]]
        grad[row] = exps / total
        grad[row, labels[row]] -= 1
    return loss / n, grad / n


def next_word_probabilities(ids, E, W_in, W, b, W_out, c):
    batch, steps = ids.shape
    h = np.zeros((batch, W.shape[0]), dtype=W.dtype)
    for t in range(steps):
        words = E.T[ids[:, t]]
        h = np.tanh(words @ W_in + h @ W + b)
    scores = h @ W_out + c
    scores = np.exp(scores - scores.max(axis=1).reshape(-1, 1))
    return scores / scores.sum(axis=1).reshape(-1, 1)


def adam_step(param, grad, m, v, t, learning_rate=0.005, beta1=0.9, beta2=0.999, eps=1e-8):
    if t < 1:
        raise ValueError("t counts from 1")
    new_m = m + (1 - beta1) * (grad - m)
    new_v = v + (1 - beta2) * (grad * grad - v)
    m_fix = new_m / (1 - beta1**t)
    v_fix = new_v / (1 - beta2**t)
    step = learning_rate * m_fix / (v_fix**0.5 + eps)
    return param - step, new_m, new_v
