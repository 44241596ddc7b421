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
    raise NotImplementedError("Read the README, part 1. A number as bits: to_bits")


def from_bits(bits):
    """The int that these bits stand for, least significant first.

    bits: a list or an array of any shape, flattened; a bit is 1 when it is >= 0.5.
    """
    raise NotImplementedError("Read the README, part 2. And back: from_bits")


def make_example(a, b, width=8):
    """One addition as input x (width, 1, 2) and target d (width, 1, 1).

    x[:, 0, 0] are the bits of a, x[:, 0, 1] those of b, d[:, 0, 0] those of a + b.
    Raises ValueError if one of the three does not fit width bits.
    """
    raise NotImplementedError("Read the README, part 3. One example: make_example")


def sgd_step(params, grads, learning_rate):
    """New parameters, one step of gradient descent further: a dict of new arrays.

    params, grads: dicts of arrays. Raises ValueError if their keys differ.
    """
    raise NotImplementedError("Read the README, part 4. One step of learning: sgd_step")
