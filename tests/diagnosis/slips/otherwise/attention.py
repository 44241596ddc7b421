import numpy as np


def softmax(x, axis=-1):
    top = np.amax(x, axis=axis, keepdims=True)
    e = np.exp(x - top)
    return e / np.sum(e, axis=axis, keepdims=True)


def _scores(Q, K):
    raw = np.einsum("...qd,...kd->...qk", Q, K)
    return raw / float(Q.shape[-1]) ** 0.5


def attention(Q, K, V, mask=None):
    scores = _scores(Q, K)
    if mask is not None:
        mask = np.asarray(mask)
        if mask.dtype != bool:
            raise ValueError("the mask has to be bool")
        allowed = np.broadcast_to(mask, scores.shape)
        if (allowed.sum(axis=-1) == 0).any():
            raise ValueError("a query may look nowhere")
        penalty = np.zeros_like(scores)
        penalty[~allowed] = -1e9
        scores = scores + penalty
    attn = softmax(scores, axis=-1)
    out = np.einsum("...qk,...kv->...qv", attn, V)
    return out, attn


def additive_attention(q, K, V, W_q, W_k, v):
    q_part = np.dot(q, W_q)
    energies = []
    for k in K:
        hidden = np.tanh(q_part + np.dot(k, W_k))
        energies.append(np.dot(hidden, v))
    attn = softmax(np.array(energies))
    out = 0
    for a, value in zip(attn, V):
        out = out + a * value
    return out, attn
