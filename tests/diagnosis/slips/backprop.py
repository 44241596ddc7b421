import numpy as np


def forward(x, y):
    s = np.add(x, y)
    if s.dtype.kind in "iu":
        s = s.astype(float)
    return np.square(s)


def _unbroadcast(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis, keepdims=True)
    return g


def gradient(x, y):
    upstream = np.asarray(2.0 * np.add(x, y))
    dx = _unbroadcast(upstream, np.shape(x))
    dy = _unbroadcast(upstream, np.shape(y))
    return dx, dy
