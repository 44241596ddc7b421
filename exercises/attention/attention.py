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
    raise NotImplementedError("Read the README, part 1. Scores to shares: softmax")


def attention(Q, K, V, mask=None):
    """Scaled dot-product attention.

    Q (..., Tq, d), K (..., Tk, d), V (..., Tk, dv); leading axes broadcast as
    in matmul. mask, if given, is of dtype bool, broadcasts to (..., Tq, Tk),
    and is True where a query may look; elsewhere the weight is exactly 0.
    Returns context (..., Tq, dv) and weights (..., Tq, Tk).
    Raises ValueError where mask is not of dtype bool, or leaves a query nothing.
    """
    raise NotImplementedError("Read the README, part 2. The scaled dot product: attention")


def additive_attention(q, K, V, W_q, W_k, v):
    """Attention of one query, scored by a small network.

    q (dq,), K (Tk, dk), V (Tk, dv), W_q (dq, A), W_k (dk, A), v (A,).
    Returns context (dv,) and weights (Tk,).
    """
    raise NotImplementedError("Read the README, part 3. A small network for the score: additive_attention")
