"""Gradient checking: does a gradient fit its function? (course note, section 1)

    central difference   df/dx_i ≈ (f(x + step e_i) - f(x - step e_i)) / (2 step)
    relative error       max over i of  |a_i - b_i| / max(|a_i| + |b_i|, 1e-8)

e_i is 1 at the element i and 0 elsewhere: one element moves, all the others stay.
The way forward alone is asked, twice for each element: slow, but hard to get wrong.
"""

import numpy as np


def numerical_gradient(f, x, step=1e-5):
    """The gradient of f at x (float64, in the shape of x), found by trying.

    f takes a float64 array of x's shape and returns a number. x has any number
    of axes, none too, and stays as it is.
    """
    # BEGIN SOLUTION
    moved = np.array(x, np.float64)  # a copy: x itself stays as it is
    gradient = np.zeros(moved.shape)
    for place in np.ndindex(moved.shape):
        here = moved[place]
        moved[place] = here + step
        above = f(moved)
        moved[place] = here - step
        below = f(moved)
        moved[place] = here  # put back before the next one moves
        gradient[place] = (above - below) / (2 * step)
    return gradient
    # END SOLUTION


def relative_error(a, b):
    """How far a and b are apart (float), measured by their own size; the worst element counts.

    a, b: arrays of one shape, or numbers. Raises ValueError if the shapes differ.
    """
    # BEGIN SOLUTION
    if np.shape(a) != np.shape(b):
        raise ValueError(f"a and b must have one shape, got {np.shape(a)} and {np.shape(b)}")
    a = np.asarray(a, np.float64)
    b = np.asarray(b, np.float64)
    size = np.maximum(np.abs(a) + np.abs(b), 1e-8)  # where both are nothing, their difference is too
    return float(np.max(np.abs(a - b) / size))
    # END SOLUTION


def check_gradient(f, x, gradient, tolerance=1e-6):
    """Whether (bool) the gradient is that of f at x: its relative error is at most the tolerance.

    f and x as in numerical_gradient, gradient in the shape of x.
    """
    # BEGIN SOLUTION
    return relative_error(numerical_gradient(f, x), gradient) <= tolerance
    # END SOLUTION
