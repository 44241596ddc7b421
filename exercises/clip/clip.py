"""Clipping: hold an exploding gradient to a threshold (course note, section 2).

    norm = sqrt(sum of all squares)
    gradient * (threshold / norm)      where norm > threshold; else the gradient as it is

The direction stays, only the length changes. clip_global_norm takes one norm
over all arrays of a model, so that they keep their proportions to each other.
"""

import numpy as np


def clip_gradient(gradient, threshold):
    """The gradient, its norm held to the threshold.

    gradient: an array of any shape; its norm is taken over all elements, in
    float64. Returns an array of the same shape, of the gradient's float dtype.
    Raises ValueError where threshold is not above 0 (NaN is not).
    """
    raise NotImplementedError("Read the README, part 1. One gradient: clip_gradient")


def clip_global_norm(gradients, threshold):
    """All gradients of a model, scaled alike so that their one norm is held to the threshold.

    gradients: a sequence of arrays of any shapes, perhaps empty.
    Returns the clipped arrays, a list in the same order, and the norm before
    clipping, computed in float64; for no arrays, [] and 0.0.
    Raises ValueError where threshold is not above 0 (NaN is not).
    """
    raise NotImplementedError("Read the README, part 2. A whole model: clip_global_norm")
