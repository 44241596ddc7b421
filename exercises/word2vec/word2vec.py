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
    raise NotImplementedError("Read the README, part 1. Neighbours: skipgram_pairs")


def noise_distribution(counts, power=0.75):
    """How often each word is drawn as a wrong context: (V,), sums to 1.

    counts (V,): how often each word was seen.
    Raises ValueError if counts is not 1-D, has a negative number, or nothing but zeros.
    """
    raise NotImplementedError("Read the README, part 2. Wrong words: noise_distribution")


def negative_sampling_loss(v, u, U_neg):
    """The loss of one pair and K noise words, and its gradients.

    v and u (d,), U_neg (K, d). Finite for scores up to 1000 either way.
    Returns loss (a number), dv (d,), du (d,), dU_neg (K, d).
    """
    raise NotImplementedError("Read the README, part 3. Yes and no: negative_sampling_loss")
