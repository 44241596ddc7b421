import numpy as np


def logistic(s):
    return 0.5 * np.tanh(0.5 * s) + 0.5


def function(name, s):
    if name == "relu":
        return np.where(s > 0, s, 0 * s)
    if name == "tanh":
        return np.tanh(s)
    return logistic(s)


def slope(name, value):
    """From the value that the function gave."""
    if name == "relu":
        return np.where(value > 0, 1, 0).astype(value.dtype)
    if name == "tanh":
        return 1 - value * value
    return value * (1 - value)


def bptt(x, d, z0, W_in, W, b, W_out, c, f="sigmoid"):
    T = x.shape[0]
    z = [z0]
    y = []
    for t in range(T):
        z.append(function(f, x[t] @ W_in + z[t] @ W + b))
        y.append(logistic(z[t + 1] @ W_out + c))
    y = np.array(y)
    err = y - d
    per_step = err.shape[1] * err.shape[2]
    loss = np.sum(err * err) / (2 * per_step)
    delta_out = err / per_step * y * (1 - y)
    g_in, g_rec, g_b = 0 * W_in, 0 * W, 0 * b
    g_out, g_c = 0 * W_out, 0 * c
    carry = 0 * z0
    t = T
    while t > 0:
        t -= 1
        g_out += z[t + 1].T @ delta_out[t]
        g_c += delta_out[t].sum(axis=0)
        back = delta_out[t] @ W_out.T + carry
        delta = back * slope(f, z[t + 1])
        g_in += x[t].T @ delta
        g_rec += z[t].T @ delta
        g_b += delta.sum(axis=0)
        carry = delta @ W.T
    return loss, dict(W_in=g_in, W=g_rec, b=g_b, W_out=g_out, c=g_c)
