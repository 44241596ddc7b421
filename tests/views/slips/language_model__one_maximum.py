import numpy as np


def softmax(scores):
    e = np.exp(scores - np.max(scores))
    return e / np.sum(e, axis=1, keepdims=True)


def softmax_cross_entropy(logits, labels):
    N = logits.shape[0]
    top = np.max(logits)
    log_sum = np.log(np.sum(np.exp(logits - top), axis=1)) + top
    loss = np.sum(log_sum - logits[np.arange(N), labels]) / N
    d = softmax(logits)
    d[np.arange(N), labels] -= 1
    d = d / N
    return loss, d


def next_word_probabilities(ids, E, W_in, W, b, W_out, c):
    N, T = ids.shape
    h = np.zeros((N, W.shape[0]), dtype=W.dtype)
    for t in range(T):
        x = E[:, ids[:, t]].T
        h = np.tanh(np.dot(x, W_in) + np.dot(h, W) + b)
    return softmax(np.dot(h, W_out) + c)


def adam_step(param, grad, m, v, t, learning_rate=0.005, beta1=0.9, beta2=0.999, eps=1e-8):
    if t < 1:
        raise ValueError("t counts from 1")
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    mt = m / (1 - beta1**t)
    vt = v / (1 - beta2**t)
    param = param - learning_rate * mt / (np.sqrt(vt) + eps)
    return param, m, v
