import numpy as np


def logistic(s):
    e = np.exp(-np.abs(s))
    return np.where(s >= 0, 1 / (1 + e), e / (1 + e))


def activate(name, s):
    table = {
        "sigmoid": logistic,
        "tanh": np.tanh,
        "relu": lambda q: q * (q > 0),
    }
    if name not in table:
        raise ValueError(f"unknown activation {name}")
    return table[name](s)


def preactivation(x_t, z_prev, W_in, W, b):
    return np.einsum("nd,dh->nh", x_t, W_in) + np.einsum("nk,kh->nh", z_prev, W) + b[np.newaxis, :]


def rnn_step(x_t, z_prev, W_in, W, b, f="sigmoid"):
    return activate(f, preactivation(x_t, z_prev, W_in, W, b))


def rnn_forward(x, z0, W_in, W, b, W_out, c, f="sigmoid"):
    us, zs, vs, ys = [], [z0], [], []
    for x_t in x:
        u_t = preactivation(x_t, zs[-1], W_in, W, b)
        z_t = activate(f, u_t)
        v_t = np.einsum("nh,ho->no", z_t, W_out) + c
        us.append(u_t)
        zs.append(z_t)
        vs.append(v_t)
        ys.append(logistic(v_t))
    return tuple(np.asarray(each) for each in (us, zs, vs, ys))
