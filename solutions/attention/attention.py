"""Attention: look at every word, at each as much as it matters (course note, section 7).

    softmax(x) = eˣ / sum of eˣ                 turns scores into weights
    weights = softmax(Q Kᵀ / sqrt(d))           scaled dot product
    weights = softmax(v · tanh(q W_q + k W_k))  additive, one query q, every key k
    context = weights V                         a mean of the values

Letters: Tq queries, Tk keys, each key with a value; d, dv numbers in them.
"""

import numpy as np


def softmax(x, axis=-1):
    """Numbers above 0 that sum to 1 along axis; x may be as large as it likes.

    x: an array of any shape. Returns an array of the same shape.
    """
    # BEGIN SOLUTION
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))  # at most 1: no overflow
    return e / np.sum(e, axis=axis, keepdims=True)
    # END SOLUTION


def attention(Q, K, V, mask=None):
    """Scaled dot-product attention.

    Q (..., Tq, d), K (..., Tk, d), V (..., Tk, dv); leading axes broadcast as
    in matmul. mask, if given, is of dtype bool, broadcasts to (..., Tq, Tk),
    and is True where a query may look; elsewhere the weight is exactly 0.
    Returns context (..., Tq, dv) and weights (..., Tq, Tk).
    Raises ValueError where mask is not of dtype bool, or leaves a query nothing.
    """
    # BEGIN SOLUTION
    scores = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5  # (..., Tq, Tk)
    if mask is not None:
        mask = np.asarray(mask)
        if mask.dtype != bool:
            raise ValueError(f"mask must have dtype bool, got {mask.dtype}")
        allowed = np.broadcast_to(mask, scores.shape)
        if not allowed.any(axis=-1).all():
            raise ValueError("mask must leave each query at least one key, got a row with no True")
        scores = np.where(allowed, scores, -np.inf)  # e to the -inf is 0
    weights = softmax(scores)
    return weights @ V, weights
    # END SOLUTION


def additive_attention(q, K, V, W_q, W_k, v):
    """Attention of one query, scored by a small network.

    q (dq,), K (Tk, dk), V (Tk, dv), W_q (dq, A), W_k (dk, A), v (A,).
    Returns context (dv,) and weights (Tk,).
    """
    # BEGIN SOLUTION
    energy = np.tanh(q @ W_q + K @ W_k)  # (Tk, A)
    alignment = softmax(energy @ v)  # (Tk,)
    return alignment @ V, alignment
    # END SOLUTION
