import numpy as np


def _fits(n, width):
    return 0 <= n < (1 << width)


def to_bits(n, width=8):
    if not _fits(n, width):
        raise ValueError("does not fit")
    out = np.empty(width)
    rest = int(n)
    for place in range(width):
        out[place] = rest & 1
        rest >>= 1
    return out


def from_bits(bits):
    total = 0
    flat = np.asarray(bits).flatten()
    for bit in flat[::-1]:
        total = total * 2 + int(bit >= 0.5)
    return total


def make_example(a, b, width=8):
    first, second = to_bits(a, width), to_bits(b, width)
    x = np.zeros((width, 1, 2))
    x[:, 0, 0] = first
    x[:, 0, 1] = second
    d = np.zeros((width, 1, 1))
    d[:, 0, 0] = to_bits(a + b, width)
    return x, d


def sgd_step(params, grads, learning_rate):
    if set(params) != set(grads):
        raise ValueError("other keys")
    updated = {}
    for key, value in params.items():
        updated[key] = value - learning_rate * grads[key]
    return updated
