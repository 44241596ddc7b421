import numpy as np


def reparameterize(mu, log_var, eps):
    std = np.sqrt(np.exp(log_var))
    return mu + eps * std


def kl_divergence(mu, log_var):
    total = 0.0
    for m_row, l_row in zip(mu, log_var):
        for m, l in zip(m_row, l_row):
            total += (np.exp(l) + m**2 - 1 - l) / 2
    return total / len(mu)


def autoencoder_loss(x, x_hat, mu, log_var):
    squared = np.square(x_hat - x)
    reconstruction = squared.sum(axis=1).mean()
    return reconstruction + kl_divergence(mu, log_var)


def linear(v, W, b):
    return np.dot(v, W) + b


def vhred_state(context, W_mu, b_mu, W_lv, b_lv, eps, W_c, W_z, b):
    z = reparameterize(linear(context, W_mu, b_mu), linear(context, W_lv, b_lv), eps)
    return np.tanh(linear(context, W_c, b) + np.dot(z, W_z))
