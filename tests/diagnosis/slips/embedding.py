import numpy as np


def checked(ids, vocabulary_size):
    ids = np.asarray(ids)
    if np.any((ids < 0) | (ids >= vocabulary_size)):
        raise ValueError(f"ids must be in 0 … {vocabulary_size - 1}, got {ids}")
    return ids


def one_hot(ids, vocabulary_size):
    ids = checked(ids, vocabulary_size)
    return (ids[..., None] == np.arange(vocabulary_size)).astype(np.float64)


def embed_dot(E, w):
    return np.einsum("dv,v->d", E, w)


def embedding_lookup(E, ids):
    ids = checked(ids, E.shape[1])
    columns = np.take(E, ids, axis=1)
    return np.moveaxis(columns, 0, -1)


def embedding_gradient(d_out, ids, vocabulary_size):
    ids = checked(ids, vocabulary_size).ravel()
    flat = d_out.reshape(-1, d_out.shape[-1])
    dE = np.zeros((flat.shape[1], vocabulary_size), dtype=d_out.dtype)
    for row, word in zip(flat, ids):
        dE[:, word] += row
    return dE
