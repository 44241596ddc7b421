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
    raise NotImplementedError("Read the README, part 1. Forward: forward")


def gradient(x, y):
    """The gradient of Σz, the sum over all of z.

    x, y: numbers, or arrays that broadcast. Returns (dz_dx, dz_dy), dz_dx in the
    shape of x and dz_dy in the shape of y.
    """
    raise NotImplementedError("Read the README, part 2. The chain rule: gradient")
