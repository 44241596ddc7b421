import numpy as np


def _in_range(ids, size):
    for i in np.ravel(ids):
        if i < 0 or i >= size:
            raise ValueError(f"the id {i} is out of range")


def one_hot(ids, vocabulary_size):
    ids = np.asarray(ids)
    _in_range(ids, vocabulary_size)
    vectors = np.zeros(ids.shape + (vocabulary_size,))
    for place in np.ndindex(*ids.shape):
        vectors[place + (ids[place],)] = 1.0
    return vectors


def embed_dot(E, w):
    out = []
    for row in E:
        out.append(sum(e * x for e, x in zip(row, w)))
    return np.array(out, dtype=np.result_type(E, w))


def embedding_lookup(E, ids):
    ids = np.asarray(ids)
    _in_range(ids, E.shape[1])
    return np.take(E.T, ids, axis=0)


def embedding_gradient(d_out, ids, vocabulary_size):
    ids = np.asarray(ids)
    _in_range(ids, vocabulary_size)
    dim = d_out.shape[-1]
    dE = np.zeros((dim, vocabulary_size), dtype=d_out.dtype)
    for d_row, i in zip(d_out.reshape(-1, dim), ids.reshape(-1)):
        dE[:, i] += d_row
    return dE
