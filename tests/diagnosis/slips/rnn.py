import numpy as np


def sigmoid(u):
    return 0.5 * (1 + np.tanh(0.5 * u))


def _activate(name, u):
    table = {"sigmoid": sigmoid, "tanh": np.tanh, "relu": lambda v: v * (v > 0)}
    if name not in table:
        raise ValueError("f")
    return table[name](u)


def rnn_step(x_t, z_prev, W_in, W, b, f="sigmoid"):
    return _activate(f, np.dot(x_t, W_in) + np.dot(z_prev, W) + b)


def rnn_forward(x, z0, W_in, W, b, W_out, c, f="sigmoid"):
    us, zs, vs, ys = [], [z0], [], []
    for t in range(len(x)):
        us.append(np.dot(x[t], W_in) + np.dot(zs[t], W) + b)
        zs.append(_activate(f, us[t]))
        vs.append(np.dot(zs[t + 1], W_out) + c)
        ys.append(sigmoid(vs[t]))
    return np.array(us), np.array(zs), np.array(vs), np.array(ys)
