"""Corpus: from a text to the windows that a language model learns from (course note, section 3).

    text  → words          lower case, nothing but a-z, apostrophe and hyphen
    words → vocabulary     the frequent words get an id each, all others share "<???>"
    words → ids            (n,)
    ids   → windows        inputs[k] = ids[k : k + chunk_size], targets[k] = ids[k + chunk_size]

A window stands in reading order, oldest word first. There are M = n - chunk_size of them.
"""

import re
from collections import Counter

import numpy as np

UNKNOWN = "<???>"


def tokenize(text):
    """The words of a text, in order: a list of str, none of them empty.

    Lower case; a newline becomes a space; every character other than a-z, space, ' and - is deleted
    (tabs too); words that begin with - are dropped.
    """
    # BEGIN SOLUTION
    text = text.lower().replace("\n", " ")
    text = re.sub(r"[^a-z '\-]", "", text)
    return [word for word in text.split() if not word.startswith("-")]
    # END SOLUTION


def build_vocabulary(words, threshold=3):
    """A dict from word to id: the words seen more than threshold times, then "<???>".

    words: a list of str. Ids count from 0 in order of first appearance; "<???>" has the last one.
    """
    # BEGIN SOLUTION
    vocabulary = {}
    for word, count in Counter(words).items():  # in order of first appearance
        if count > threshold:
            vocabulary[word] = len(vocabulary)
    vocabulary[UNKNOWN] = len(vocabulary)
    return vocabulary
    # END SOLUTION


def to_ids(words, vocabulary):
    """The ids of a list of words: (n,) int64. A word that has no id gets that of "<???>".

    Raises ValueError if the vocabulary has no "<???>".
    """
    # BEGIN SOLUTION
    if UNKNOWN not in vocabulary:
        raise ValueError(f"vocabulary must hold {UNKNOWN}, got {len(vocabulary)} words without it")
    unknown = vocabulary[UNKNOWN]
    return np.array([vocabulary.get(word, unknown) for word in words], dtype=np.int64)
    # END SOLUTION


def make_windows(ids, chunk_size=5):
    """Every window of chunk_size words, and the word that follows it.

    ids (n,). Returns inputs (M, chunk_size), in reading order, and targets (M,), M = n - chunk_size.
    Raises ValueError if chunk_size < 1 or n <= chunk_size.
    """
    # BEGIN SOLUTION
    M = len(ids) - chunk_size
    if chunk_size < 1 or M < 1:
        raise ValueError(f"chunk_size must be 1 to {len(ids) - 1}, got {chunk_size}")
    inputs = np.array([ids[k : k + chunk_size] for k in range(M)])  # (M, chunk_size)
    targets = np.array([ids[k + chunk_size] for k in range(M)])  # (M,)
    return inputs, targets
    # END SOLUTION


def train_test_split(inputs, targets):
    """The first M * 4 // 5 windows for training, the rest for testing.

    inputs (M, chunk_size), targets (M,). Returns train inputs, train targets, test inputs, test targets.
    """
    # BEGIN SOLUTION
    n = len(inputs) * 4 // 5
    return inputs[:n], targets[:n], inputs[n:], targets[n:]
    # END SOLUTION
