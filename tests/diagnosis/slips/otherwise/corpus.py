import re
from collections import Counter

import numpy as np

UNKNOWN = "<???>"


def tokenize(text):
    text = text.lower()
    text = re.sub(r"\n", " ", text)
    text = re.sub(r"[^a-z '\-]", "", text)
    text = re.sub(r" +", " ", text)
    return [word for word in text.split(" ") if word and not word.startswith("-")]


def build_vocabulary(words, threshold=3):
    counts = Counter(words)
    vocabulary = {}
    for word in words:
        if counts[word] > threshold and word not in vocabulary:
            vocabulary[word] = len(vocabulary)
    vocabulary[UNKNOWN] = len(vocabulary)
    return vocabulary


def to_ids(words, vocabulary):
    if UNKNOWN not in vocabulary:
        raise ValueError("the vocabulary has no unknown word")
    return np.array([vocabulary.get(word, vocabulary[UNKNOWN]) for word in words], dtype=np.int64)


def make_windows(ids, chunk_size=5):
    if chunk_size < 1:
        raise ValueError("chunk_size")
    if len(ids) <= chunk_size:
        raise ValueError("too short")
    count = len(ids) - chunk_size
    windows = np.zeros((count, chunk_size), dtype=np.asarray(ids).dtype)
    targets = np.zeros(count, dtype=np.asarray(ids).dtype)
    for k in range(count):
        windows[k] = ids[k : k + chunk_size]
        targets[k] = ids[k + chunk_size]
    return windows, targets


def train_test_split(inputs, targets):
    n_train = len(inputs) * 4 // 5
    train = slice(0, n_train)
    test = slice(n_train, None)
    return inputs[train], targets[train], inputs[test], targets[test]
