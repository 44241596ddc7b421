import numpy as np

UNK = "<???>"
KEEP = set("abcdefghijklmnopqrstuvwxyz '-")


def tokenize(text):
    text = text.lower().replace("\n", " ")
    text = "".join(ch for ch in text if ch in KEEP)
    words = []
    for word in text.split():
        if word[0] != "-":
            words.append(word)
    return words


def build_vocabulary(words, threshold=3):
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    vocabulary = {}
    for word in set(words):
        if counts[word] > threshold:
            vocabulary[word] = len(vocabulary)
    vocabulary[UNK] = len(vocabulary)
    return vocabulary


def to_ids(words, vocabulary):
    if UNK not in vocabulary:
        raise ValueError("no unknown word in the vocabulary")
    ids = []
    for word in words:
        if word in vocabulary:
            ids.append(vocabulary[word])
        else:
            ids.append(vocabulary[UNK])
    return np.array(ids, dtype=np.int64)


def make_windows(ids, chunk_size=5):
    ids = np.asarray(ids)
    if chunk_size < 1 or len(ids) <= chunk_size:
        raise ValueError("too short for a window")
    inputs, targets = [], []
    for k in range(len(ids) - chunk_size):
        inputs.append(ids[k : k + chunk_size])
        targets.append(ids[k + chunk_size])
    return np.array(inputs), np.array(targets)


def train_test_split(inputs, targets):
    cut = len(inputs) * 4 // 5
    return inputs[:cut], targets[:cut], inputs[cut:], targets[cut:]
