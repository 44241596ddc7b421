import string

import numpy as np

KEEP = set(string.ascii_lowercase + " '-")


def tokenize(text):
    lowered = text.lower().replace("\n", " ")
    kept = "".join(ch for ch in lowered if ch in KEEP)
    words = []
    for w in kept.split(" "):
        if w and w[0] != "-":
            words.append(w)
    return words


def build_vocabulary(words, threshold=3):
    seen = {}
    for w in words:
        seen[w] = seen.get(w, 0) + 1
    frequent = [w for w in seen if seen[w] > threshold]
    vocab = {w: i for i, w in enumerate(frequent)}
    vocab["<???>"] = len(frequent)
    return vocab


def to_ids(words, vocabulary):
    if "<???>" not in vocabulary:
        raise ValueError("no unknown")
    out = np.zeros(len(words), dtype=np.int64)
    for i, w in enumerate(words):
        out[i] = vocabulary[w] if w in vocabulary else vocabulary["<???>"]
    return out


def make_windows(ids, chunk_size=5):
    n = len(ids)
    if chunk_size < 1 or n <= chunk_size:
        raise ValueError("chunk_size")
    X, y = [], []
    for end in range(chunk_size, n):
        X.append(ids[end - chunk_size : end])
        y.append(ids[end])
    return np.array(X), np.array(y)


def train_test_split(inputs, targets):
    cut = (len(inputs) * 4) // 5
    return inputs[:cut], targets[:cut], inputs[cut:], targets[cut:]
