import numpy as np


def _log_softmax(a):
    a = a - np.max(a, axis=-1, keepdims=True)
    return a - np.log(np.sum(np.exp(a), axis=-1, keepdims=True))


def softmax_cross_entropy(logits, labels):
    N, V = logits.shape
    logp = _log_softmax(logits)
    target = np.zeros((N, V), dtype=logits.dtype)
    for n in range(N):
        target[n, labels[n]] = 1
    loss = -np.sum(target * logp) / N
    grad = (np.exp(logp) - target) / N
    return loss, grad


def next_word_probabilities(ids, E, W_in, W, b, W_out, c):
    table = E.T
    N, T = ids.shape
    h = np.zeros((N, W.shape[0]), dtype=W.dtype)
    for t in range(T):
        emb = table[ids[:, t]]
        h = np.tanh(np.dot(emb, W_in) + np.dot(h, W) + b)
    return np.exp(_log_softmax(np.dot(h, W_out) + c))


def adam_step(param, grad, m, v, t, learning_rate=0.005, beta1=0.9, beta2=0.999, eps=1e-8):
    if t < 1:
        raise ValueError("t")
    new_m = m + (1 - beta1) * (grad - m)
    new_v = beta2 * v + (1 - beta2) * np.square(grad)
    m_hat = new_m / (1 - np.power(beta1, t).item())
    v_hat = new_v / (1 - np.power(beta2, t).item())
    step = learning_rate * m_hat / (np.sqrt(v_hat) + eps)
    return param - step, new_m, new_v
