"""Binary addition as a sequence: the course's task for a recurrent network (section 1).

    n = Σ_k bit_k · 2ᵏ            bit 0 comes first, so that the carry travels with time
    x_k = (a_k, b_k),  d_k = bit k of a + b
    θ ← θ − η ∂loss/∂θ            one step of gradient descent

k counts the bits, 0 is the least significant; η is the learning rate.
"""

import numpy as np


def to_bits(n, width=8):
    """The bits of n, least significant first: (width,) float64.

    Raises ValueError if n is negative or needs more than width bits.
    """
    # BEGIN SOLUTION
    if n < 0 or n >= 2**width:
        raise ValueError(f"n must be 0 or more and fit {width} bits, got {n}")
    return np.array([n // 2**k % 2 for k in range(width)], dtype=np.float64)
    # END SOLUTION


def from_bits(bits):
    """The int that these bits stand for, least significant first.

    bits: a list or an array of any shape, flattened; a bit is 1 when it is >= 0.5.
    """
    # BEGIN SOLUTION
    return sum(2**k for k, bit in enumerate(np.ravel(bits)) if bit >= 0.5)
    # END SOLUTION


def make_example(a, b, width=8):
    """One addition as input x (width, 1, 2) and target d (width, 1, 1).

    x[:, 0, 0] are the bits of a, x[:, 0, 1] those of b, d[:, 0, 0] those of a + b.
    Raises ValueError if one of the three does not fit width bits.
    """
    # BEGIN SOLUTION
    x = np.stack([to_bits(a, width), to_bits(b, width)], axis=-1)  # (width, 2)
    d = to_bits(a + b, width)  # (width,)
    return x[:, None, :], d[:, None, None]
    # END SOLUTION


def sgd_step(params, grads, learning_rate):
    """New parameters, one step of gradient descent further: a dict of new arrays.

    params, grads: dicts of arrays. Raises ValueError if their keys differ.
    """
    # BEGIN SOLUTION
    if params.keys() != grads.keys():
        raise ValueError(f"params has {list(params)}, but grads has {list(grads)}")
    return {name: params[name] - learning_rate * grads[name] for name in params}
    # END SOLUTION
