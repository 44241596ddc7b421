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
    # BEGIN SOLUTION
    rows = np.arange(len(labels))
    shifted = logits - logits.max(axis=1, keepdims=True)  # at most 0: no overflow
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))  # (N, V)
    loss = -log_p[rows, labels].mean()
    d_logits = np.exp(log_p)
    d_logits[rows, labels] -= 1
    return loss, d_logits / len(labels)
    # END SOLUTION


def next_word_probabilities(ids, E, W_in, W, b, W_out, c):
    """How probable each word is after each window.

    ids (N, T), oldest word first. E (d, V), W_in (d, H), W (H, H), b (H,), W_out (H, V), c (V,).
    Returns (N, V); each row sums to 1.
    """
    # BEGIN SOLUTION
    z = np.zeros((len(ids), len(b)), b.dtype)  # (N, H)
    for word in ids.T:  # (N,): one word of every window
        x = E.T[word]  # (N, d)
        z = np.tanh(x @ W_in + z @ W + b)
    scores = z @ W_out + c  # (N, V)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
    # END SOLUTION


def adam_step(param, grad, m, v, t, learning_rate=0.005, beta1=0.9, beta2=0.999, eps=1e-8):
    """One step of Adam: the new param, m and v, as new arrays of the same shape.

    param, grad, m (mean of the gradients) and v (of their squares): equal shapes. t counts from 1.
    Raises ValueError if t < 1.
    """
    # BEGIN SOLUTION
    if t < 1:
        raise ValueError(f"t must be 1 or more, got {t}")
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    param = param - learning_rate * m_hat / (np.sqrt(v_hat) + eps)
    return param, m, v
    # END SOLUTION
