import numpy as np


def to_bits(n, width=8):
    if not 0 <= n < 2**width:
        raise ValueError(f"{n} needs more than {width} bits")
    text = format(n, f"0{width}b")
    return np.array([float(digit) for digit in text[::-1]])


def from_bits(bits):
    flat = np.asarray(bits).reshape(-1)
    number = 0
    for digit in flat[::-1]:
        number = number * 2
        if digit >= 0.5:
            number = number + 1
    return number


def make_example(a, b, width=8):
    total = a + b
    if total >= 2**width:
        raise ValueError("the sum is too large")
    x = np.empty((width, 1, 2))
    x[:, 0, 0] = to_bits(a, width)
    x[:, 0, 1] = to_bits(b, width)
    d = np.empty((width, 1, 1))
    d[:, 0, 0] = to_bits(total, width)
    return x, d


def sgd_step(params, grads, learning_rate):
    if set(params) != set(grads):
        raise ValueError("the keys differ")
    updated = {}
    for name in params:
        step = learning_rate * grads[name]
        updated[name] = params[name] - step
    return updated
