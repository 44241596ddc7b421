import numpy as np


def sigmoid(u):
    return 0.5 * (1 + np.tanh(0.5 * u))


def d_sigmoid(u):
    s = sigmoid(u)
    return s * (1 - s)


def d_tanh(u):
    return 1 - np.tanh(u) ** 2


def relu(u):
    return np.maximum(u, 0)


def d_relu(u):
    return (u > 0).astype(u.dtype)


ACTIVATIONS = {"sigmoid": (sigmoid, d_sigmoid), "tanh": (np.tanh, d_tanh), "relu": (relu, d_relu)}


def bptt(x, d, z0, W_in, W, b, W_out, c, f="sigmoid"):
    func, dfunc = ACTIVATIONS[f]
    steps, batch = x.shape[0], x.shape[1]
    outs = c.shape[0]
    pre, hid, outp = {}, {-1: z0}, {}
    loss = 0
    for t in range(steps):
        pre[t] = np.dot(x[t], W_in) + np.dot(hid[t - 1], W) + b
        hid[t] = func(pre[t])
        outp[t] = np.dot(hid[t], W_out) + c
        err = sigmoid(outp[t]) - d[t]
        loss += 0.5 * np.sum(err**2) / (batch * outs)
    dW_in, dW, db = np.zeros_like(W_in), np.zeros_like(W), np.zeros_like(b)
    dW_out, dc = np.zeros_like(W_out), np.zeros_like(c)
    dz_next = np.zeros_like(z0)
    for t in range(steps - 1, -1, -1):
        dy = (sigmoid(outp[t]) - d[t]) / (batch * outs)
        dv = dy * d_sigmoid(outp[t])
        dW_out += np.dot(hid[t].T, dv)
        dc += np.sum(dv, axis=0)
        dz = np.dot(dv, W_out.T) + dz_next
        du = dz * dfunc(pre[t])
        dW_in += np.dot(x[t].T, du)
        dW += np.dot(hid[t - 1].T, du)
        db += np.sum(du, axis=0)
        dz_next = np.dot(du, W.T)
    return loss, {"W_in": dW_in, "W": dW, "b": db, "W_out": dW_out, "c": dc}
