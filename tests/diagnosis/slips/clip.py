import math

import numpy as np


def _squares(array):
    flat = np.asarray(array, dtype=np.float64).ravel()
    return float(flat @ flat)


def _check(threshold):
    if math.isnan(threshold) or threshold <= 0:
        raise ValueError("threshold")


def clip_gradient(gradient, threshold):
    _check(threshold)
    norm = math.sqrt(_squares(gradient))
    if norm > threshold:
        gradient = gradient * (float(threshold) / norm)
    return gradient


def clip_global_norm(gradients, threshold):
    _check(threshold)
    norm = 0.0
    for g in gradients:
        norm += _squares(g)
    norm = math.sqrt(norm)
    factor = min(1.0, float(threshold) / norm) if norm else 1.0
    clipped = []
    for g in gradients:
        clipped.append(g * factor)
    return clipped, norm
