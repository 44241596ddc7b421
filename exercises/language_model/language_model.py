"""A language model: which word comes next? (course note, section 3)

    z = tanh(E[:, word] W_in + z W + b)      for each word of the window, oldest first, from z = 0
    p = softmax(z W_out + c)                 of the last z only
    loss = mean −log p[label]                its gradient at the logits: (p − one-hot) / N

    m ← β₁ m + (1 − β₁) g      v ← β₂ v + (1 − β₂) g²                            Adam
    θ ← θ − η m̂ / (√v̂ + ε)     m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ)

Letters: N windows of T words, V words in the vocabulary, d numbers a word, H hidden units.
"""

import numpy as np


def softmax_cross_entropy(logits, labels):
    """The mean loss and its gradient.

    logits (N, V) before the softmax, as large as they like; labels (N,) integers.
    Returns loss (a number) and d_logits (N, V), the gradient of the mean.
    """
    raise NotImplementedError("Read the README, part 1. The loss: softmax_cross_entropy")


def next_word_probabilities(ids, E, W_in, W, b, W_out, c):
    """How probable each word is after each window.

    ids (N, T), oldest word first. E (d, V), W_in (d, H), W (H, H), b (H,), W_out (H, V), c (V,).
    Returns (N, V); each row sums to 1.
    """
    raise NotImplementedError("Read the README, part 2. The network: next_word_probabilities")


def adam_step(param, grad, m, v, t, learning_rate=0.005, beta1=0.9, beta2=0.999, eps=1e-8):
    """One step of Adam: the new param, m and v, as new arrays of the same shape.

    param, grad, m (mean of the gradients) and v (of their squares): equal shapes. t counts from 1.
    Raises ValueError if t < 1.
    """
    raise NotImplementedError("Read the README, part 3. The learning: adam_step")
