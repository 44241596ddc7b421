import numpy as np


def sig(s):
    return 0.5 + 0.5 * np.tanh(s / 2)


def forward(x, h_prev, c_prev, W, U, b):
    s = np.einsum("nd,dk->nk", x, W) + np.einsum("nh,hk->nk", h_prev, U) + b
    H = c_prev.shape[1]
    cache = {}
    cache["g"] = np.tanh(s[:, :H])
    cache["i"] = sig(s[:, H : 2 * H])
    cache["f"] = sig(s[:, 2 * H : 3 * H])
    cache["o"] = sig(s[:, 3 * H : 4 * H])
    cache["c"] = cache["i"] * cache["g"] + cache["f"] * c_prev
    cache["tc"] = np.tanh(cache["c"])
    return cache


def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, U, b):
    m = forward(x, h_prev, c_prev, W, U, b)
    d_tc = dh * m["o"]
    d_c = dc + d_tc * (1 - m["tc"] ** 2)
    d_o = dh * m["tc"]
    d_i = d_c * m["g"]
    d_g = d_c * m["i"]
    d_f = d_c * c_prev
    ds_g = d_g * (1 - m["g"] ** 2)
    ds_i = d_i * m["i"] * (1 - m["i"])
    ds_f = d_f * m["f"] * (1 - m["f"])
    ds_o = d_o * m["o"] * (1 - m["o"])
    ds = np.concatenate([ds_g, ds_i, ds_f, ds_o], axis=1)
    grads = {}
    grads["W"] = np.einsum("nd,nk->dk", x, ds)
    grads["U"] = np.einsum("nh,nk->hk", h_prev, ds)
    grads["b"] = np.einsum("nk->k", ds)
    grads["x"] = np.einsum("nk,dk->nd", ds, W)
    grads["h_prev"] = np.einsum("nk,hk->nh", ds, U)
    grads["c_prev"] = d_c * m["f"]
    return grads
