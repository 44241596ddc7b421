"""The sigmoid, its slope, and what many slopes leave of a gradient (course note, section 2).

    f(u)  = 1 / (1 + e⁻ᵘ) = ½ (1 + tanh(u/2))     the second form cannot overflow
    f′(u) = f(u) (1 − f(u)) ≤ 0.25                largest at u = 0
    after n sigmoids at most 0.25ⁿ is left

u is the pre-activation: what goes into the sigmoid, not what comes out.
"""

import numpy as np


def sigmoid(u):
    """Squash u into (0, 1).

    u: a number or an array of any shape. Returns the same shape, to 1e-12, and
    without an overflow or invalid warning at ±1000. float32 stays float32.
    """
    raise NotImplementedError("Read the README, part 1. The curve: sigmoid")


def d_sigmoid(u):
    """The slope of the sigmoid at the pre-activation u (not at the sigmoid's value).

    u: a number or an array of any shape. Returns the same shape.
    """
    raise NotImplementedError("Read the README, part 2. The slope: d_sigmoid")


def gradient_bound(depth):
    """The largest factor that `depth` sigmoids in a row can leave of a gradient.

    depth: an int; 0 gives 1.0. Raises ValueError if it is negative.
    """
    raise NotImplementedError("Read the README, part 3. What is left: gradient_bound")
