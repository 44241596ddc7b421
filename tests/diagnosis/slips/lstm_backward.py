import numpy as np


def sigmoid(u):
    return 0.5 * (1 + np.tanh(0.5 * u))


def _forward(x, h_prev, c_prev, W, U, b):
    H = c_prev.shape[1]
    u = x.dot(W) + h_prev.dot(U) + b
    a = np.tanh(u[:, :H])
    i = sigmoid(u[:, H : 2 * H])
    f = sigmoid(u[:, 2 * H : 3 * H])
    o = sigmoid(u[:, 3 * H :])
    return a, i, f, o, f * c_prev + i * a


def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, U, b):
    a, i, f, o, c = _forward(x, h_prev, c_prev, W, U, b)
    tc = np.tanh(c)
    do = dh * tc
    dcell = dh * o
    dcell = dcell * (1 - tc * tc)
    dcell = dcell + dc
    da = dcell * i
    di = dcell * a
    df = dcell * c_prev
    dpre = np.hstack(
        [
            da * (1 - a * a),
            di * i * (1 - i),
            df * f * (1 - f),
            do * o * (1 - o),
        ]
    )
    grads = {}
    grads["x"] = dpre.dot(W.T)
    grads["h_prev"] = dpre.dot(U.T)
    grads["c_prev"] = dcell * f
    grads["W"] = np.einsum("nd,nk->dk", x, dpre)
    grads["U"] = np.einsum("nh,nk->hk", h_prev, dpre)
    grads["b"] = np.einsum("nk->k", dpre)
    return grads
