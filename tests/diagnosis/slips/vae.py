import numpy as np


def reparameterize(mu, log_var, eps):
    std = np.exp(log_var / 2)
    return mu + std * eps


def kl_divergence(mu, log_var):
    N = mu.shape[0]
    total = 0.0
    for n in range(N):
        var = np.exp(log_var[n])
        total += -0.5 * np.sum(1 + log_var[n] - mu[n] ** 2 - var)
    return total / N


def autoencoder_loss(x, x_hat, mu, log_var):
    diff = x_hat - x
    recon = np.sum(diff * diff) / x.shape[0]
    return recon + kl_divergence(mu, log_var)


def vhred_state(context, W_mu, b_mu, W_lv, b_lv, eps, W_c, W_z, b):
    m = np.dot(context, W_mu) + b_mu
    lv = np.dot(context, W_lv) + b_lv
    z = reparameterize(m, lv, eps)
    return np.tanh(np.dot(context, W_c) + np.dot(z, W_z) + b)
