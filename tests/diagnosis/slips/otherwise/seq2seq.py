import numpy as np


class Decoder:
    def __init__(self, E, W_in, W, b, W_out, c):
        self.E, self.W_in, self.W, self.b, self.W_out, self.c = E, W_in, W, b, W_out, c

    def recur(self, token, h):
        vec = self.E[:, token]
        return np.tanh(vec.dot(self.W_in) + h.dot(self.W) + self.b)

    def predict(self, h):
        logit = h.dot(self.W_out) + self.c
        logit = logit - logit.max()
        p = np.exp(logit)
        return p / p.sum()


def encode(ids, E, W_in, W, b):
    cell = Decoder(E, W_in, W, b, None, None)
    h = np.zeros(W.shape[0], dtype=W.dtype)
    for token in ids:
        h = cell.recur(token, h)
    return h


def decode_step(token, state, E, W_in, W, b, W_out, c):
    cell = Decoder(E, W_in, W, b, W_out, c)
    h = cell.recur(token, state)
    return cell.predict(h), h


def sample_token(p, rng):
    p = np.asarray(p, dtype=np.float64)
    if min(p) < 0 or abs(sum(p) - 1) > 1e-4:
        raise ValueError("these are no probabilities")
    edges = np.cumsum(p)
    u = rng.uniform(0, edges[-1])
    return int(np.searchsorted(edges, u, side="right"))


def greedy_decode(state, bos, eos, max_length, E, W_in, W, b, W_out, c):
    if max_length < 0:
        raise ValueError("max_length is negative")
    sentence = []
    word = bos
    n = 0
    while n < max_length:
        n += 1
        p, state = decode_step(word, state, E, W_in, W, b, W_out, c)
        word = int(np.argmax(p))
        if word == eos:
            break
        if word != bos:
            sentence.append(word)
    return sentence


def detokenize(ids, vocabulary):
    words = {}
    for word, number in vocabulary.items():
        words[number] = word
    out = []
    for i in ids:
        if i not in words:
            raise ValueError(f"no word has the id {i}")
        out.append(words[i])
    return " ".join(out)
