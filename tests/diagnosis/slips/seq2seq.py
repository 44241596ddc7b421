import numpy as np


def _cell(token, h, E, W_in, W, b):
    return np.tanh(np.dot(W_in.T, E[:, token]) + np.dot(W.T, h) + b)


def encode(ids, E, W_in, W, b):
    h = np.zeros_like(b)
    for i in range(len(ids)):
        h = _cell(ids[i], h, E, W_in, W, b)
    return h


def decode_step(token, state, E, W_in, W, b, W_out, c):
    h = _cell(token, state, E, W_in, W, b)
    logits = np.dot(h, W_out) + c
    logits = logits - np.max(logits)
    probs = np.exp(logits)
    return probs / np.sum(probs), h


def sample_token(p, rng):
    q = np.asarray(p, dtype=np.float64)
    if np.min(q) < 0 or np.abs(np.sum(q) - 1) > 1e-4:
        raise ValueError("p")
    r = rng.random() * np.sum(q)
    acc = 0.0
    for token in range(len(q)):
        acc += q[token]
        if r < acc:
            return token
    return int(np.flatnonzero(q)[-1])


def greedy_decode(state, bos, eos, max_length, E, W_in, W, b, W_out, c):
    if max_length < 0:
        raise ValueError("max_length")
    out, steps, token = [], 0, bos
    while steps < max_length:
        p, state = decode_step(token, state, E, W_in, W, b, W_out, c)
        token = int(p.argmax())
        steps += 1
        if token == eos:
            break
        out.append(token)
    return [t for t in out if t != bos]


def detokenize(ids, vocabulary):
    inverse = dict(zip(vocabulary.values(), vocabulary.keys()))
    if any(i not in inverse for i in ids):
        raise ValueError("id")
    return " ".join([inverse[i] for i in ids])
