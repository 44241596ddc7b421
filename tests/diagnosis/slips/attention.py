import math

import numpy as np


def softmax(x, axis=-1):
    top = x.max(axis=axis, keepdims=True)
    num = np.exp(x - top)
    return num / num.sum(axis=axis, keepdims=True)


def _allowed(mask, shape):
    m = np.asarray(mask)
    if m.dtype != np.bool_:
        raise ValueError("mask: bool wanted")
    m = np.broadcast_to(m, shape)
    if (~m).all(-1).any():
        raise ValueError("a query sees nothing")
    return m


def attention(Q, K, V, mask=None):
    d = K.shape[-1]
    logits = np.einsum("...qd,...kd->...qk", Q, K) / math.sqrt(d)
    if mask is not None:
        ok = _allowed(mask, logits.shape)
        logits = np.where(ok, logits, -np.inf)
    probs = softmax(logits)
    ctx = np.matmul(probs, V)
    return ctx, probs


def additive_attention(q, K, V, W_q, W_k, v):
    query = np.dot(q, W_q)
    energies = []
    for key in K:
        hidden = np.tanh(query + np.dot(key, W_k))
        energies.append(np.dot(hidden, v))
    alpha = softmax(np.array(energies))
    context = np.einsum("t,td->d", alpha, V)
    return context, alpha
