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
    raise NotImplementedError("Read the README, part 1. Text to words: tokenize")


def build_vocabulary(words, threshold=3):
    """A dict from word to id: the words seen more than threshold times, then "<???>".

    words: a list of str. Ids count from 0 in order of first appearance; "<???>" has the last one.
    """
    raise NotImplementedError("Read the README, part 2. Words to a dict: build_vocabulary")


def to_ids(words, vocabulary):
    """The ids of a list of words: (n,) int64. A word that has no id gets that of "<???>".

    Raises ValueError if the vocabulary has no "<???>".
    """
    raise NotImplementedError("Read the README, part 3. Words to ids: to_ids")


def make_windows(ids, chunk_size=5):
    """Every window of chunk_size words, and the word that follows it.

    ids (n,). Returns inputs (M, chunk_size), in reading order, and targets (M,), M = n - chunk_size.
    Raises ValueError if chunk_size < 1 or n <= chunk_size.
    """
    raise NotImplementedError("Read the README, part 4. Ids to windows: make_windows")


def train_test_split(inputs, targets):
    """The first M * 4 // 5 windows for training, the rest for testing.

    inputs (M, chunk_size), targets (M,). Returns train inputs, train targets, test inputs, test targets.
    """
    raise NotImplementedError("Read the README, part 5. What is kept for the test: train_test_split")
