import numpy as np


def _affine(*terms):
    total = 0
    for vector, matrix in terms:
        total = total + np.dot(vector, matrix)
    return total


def encode_context(utterances, W_in, W, b):
    state = np.zeros_like(b)
    for k in range(utterances.shape[0]):
        state = np.tanh(_affine((utterances[k], W_in), (state, W)) + b)
    return state


def decoder_state(context, thought, W_c, W_t, b):
    return np.tanh(_affine((context, W_c), (thought, W_t)) + b)
