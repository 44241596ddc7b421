"""Embedding: words as dense vectors (course note, section 5).

    w = one_hot(id)        (V,), a single 1 at the word's place
    E.dot(w)               (d,), the word's vector: column id of E
    lookup                 the same vectors with no product: read the columns
    gradient               dloss/dE: each word's error goes to its own column

Letters: V words in the vocabulary, d numbers a word. E is (d, V) as in the
note; PyTorch and Keras keep its transpose (V, d).
"""

import numpy as np


def checked(ids, vocabulary_size):
    """ids as an array. Raises ValueError where one is not in 0 … vocabulary_size - 1."""
    ids = np.asarray(ids)
    if np.any((ids < 0) | (ids >= vocabulary_size)):
        raise ValueError(f"ids must be in 0 … {vocabulary_size - 1}, got {ids}")
    return ids


def one_hot(ids, vocabulary_size):
    """A row of zeros with a single 1 for each id.

    ids: integers of any shape (...). Returns (..., V), float64.
    Raises ValueError where an id is out of range (negative too).
    """
    raise NotImplementedError("Read the README, part 1. One 1 among zeros: one_hot")


def embed_dot(E, w):
    """The vector of a word by a matrix product: E (d, V), w (V,). Returns (d,)."""
    raise NotImplementedError("Read the README, part 2. The product: embed_dot")


def embedding_lookup(E, ids):
    """The vectors of many words, with no matrix product.

    E (d, V), ids: integers of any shape (...). Returns (..., d).
    Raises ValueError where an id is out of range (negative too).
    """
    raise NotImplementedError("Read the README, part 3. The lookup: embedding_lookup")


def embedding_gradient(d_out, ids, vocabulary_size):
    """The gradient of E, given that of the looked-up vectors.

    d_out (..., d), ids (...). Returns (d, V); where an id comes several
    times, its errors add up, and a word that did not come has zeros.
    Raises ValueError where an id is out of range (negative too).
    """
    raise NotImplementedError("Read the README, part 4. The way back: embedding_gradient")
