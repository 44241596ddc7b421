"""Word2vec: vectors from the company that words keep (course note, section 6).

    pairs         (centre, context) for every two words at most `window` places apart
    noise         P(w) = count(w)^¾ / Σ count^¾
    loss          −log σ(u·v) − Σₖ log σ(−uₖ·v)

v is the centre's vector, u that of a true context, the rows uₖ of U_neg those of K words drawn from the noise.
d numbers a vector. σ is the sigmoid.
"""

import numpy as np


def sigmoid(s):
    """Squash s into (0, 1); this form cannot overflow."""
    return 0.5 * (1 + np.tanh(0.5 * s))


def skipgram_pairs(ids, window):
    """Every word with each of its neighbours: (P, 2) integers, the centre first, then the context.

    ids (n,). Centres from left to right, and the contexts of each from left to right.
    Raises ValueError if window < 1.
    """
    # BEGIN SOLUTION
    if window < 1:
        raise ValueError(f"window must be 1 or more, got {window}")
    pairs = []
    for i, centre in enumerate(ids):
        for j in range(max(0, i - window), min(len(ids), i + window + 1)):
            if j != i:
                pairs.append((centre, ids[j]))
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)  # (0, 2) when there is no pair
    # END SOLUTION


def noise_distribution(counts, power=0.75):
    """How often each word is drawn as a wrong context: (V,), sums to 1.

    counts (V,): how often each word was seen.
    Raises ValueError if counts is not 1-D, has a negative number, or nothing but zeros.
    """
    # BEGIN SOLUTION
    counts = np.asarray(counts)
    if counts.ndim != 1 or np.any(counts < 0) or not np.any(counts > 0):
        raise ValueError(f"counts must be 1-D, not negative and not all zero, got {counts}")
    weights = counts**power
    return weights / weights.sum()
    # END SOLUTION


def negative_sampling_loss(v, u, U_neg):
    """The loss of one pair and K noise words, and its gradients.

    v and u (d,), U_neg (K, d). Finite for scores up to 1000 either way.
    Returns loss (a number), dv (d,), du (d,), dU_neg (K, d).
    """
    # BEGIN SOLUTION
    score, noise = u @ v, U_neg @ v  # (), (K,)
    loss = np.logaddexp(0, -score) + np.logaddexp(0, noise).sum()  # −log σ(s) = log(1 + e⁻ˢ)
    d_score, d_noise = sigmoid(score) - 1, sigmoid(noise)  # (), (K,)
    dv = d_score * u + d_noise @ U_neg
    du = d_score * v
    dU_neg = np.outer(d_noise, v)  # (K, d)
    return loss, dv, du, dU_neg
    # END SOLUTION
