import math

import numpy as np


def _check(threshold):
    if not threshold > 0:
        raise ValueError("threshold has to be positive")


def _length(arrays):
    total = 0.0
    for array in arrays:
        for value in np.ravel(array):
            total += float(value) ** 2
    return math.sqrt(total)


def clip_gradient(gradient, threshold):
    _check(threshold)
    length = _length([gradient])
    if length <= threshold:
        return gradient
    return gradient * (threshold / length)


def clip_global_norm(gradients, threshold):
    _check(threshold)
    length = _length(gradients)
    scale = 1.0
    if length > threshold:
        scale = threshold / length
    return [g * scale for g in gradients], length
