"""Backpropagation: the chain rule, from the result back to the inputs (course note, section 1).

    t = x + y
    z = t²
    dz/dx = dz/dt · dt/dx = 2t · 1
    dz/dy = dz/dt · dt/dy = 2t · 1

Where broadcasting used one number of x for many of z, they all send a gradient
back to it, and these add up.
"""

import numpy as np


def forward(x, y):
    """z = (x + y)².

    x, y: numbers, or arrays that broadcast. Returns z in their common shape.
    float32 stays float32; integers count as float64.
    """
    # BEGIN SOLUTION
    t = x + y
    return t**2.0  # not 2: integers give floats, too
    # END SOLUTION


def gradient(x, y):
    """The gradient of Σz, the sum over all of z.

    x, y: numbers, or arrays that broadcast. Returns (dz_dx, dz_dy), dz_dx in the
    shape of x and dz_dy in the shape of y.
    """
    # BEGIN SOLUTION
    dz_dt = 2.0 * (x + y)
    dt_dx = dt_dy = 1.0

    def collect(g, argument):
        """Sum g over the axes along which broadcasting repeated the argument."""
        in_front = np.ndim(g) - np.ndim(argument)
        g = np.sum(g, axis=tuple(range(in_front)))
        stretched = tuple(axis for axis, size in enumerate(np.shape(argument)) if size == 1)
        return np.sum(g, axis=stretched, keepdims=True)

    return collect(dz_dt * dt_dx, x), collect(dz_dt * dt_dy, y)
    # END SOLUTION
