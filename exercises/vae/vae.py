"""VAE: a latent variable with a shape we know, and VHRED, which answers with it (course note, section 5).

    z = mu + sigma ⊙ eps                sigma = exp(log_var / 2), eps drawn from N(0, 1)
    KL = ½ Σ (mu² + exp(log_var) − 1 − log_var)            to N(0, 1)
    loss = mean over the batch of Σ (x − x_hat)² + KL
    VHRED: state = tanh(context W_c + z W_z + b)           z from the context

Letters: N examples, D numbers in x, Z latent variables, C numbers in the context, H hidden units.
log_var is the logarithm of the variance sigma².
"""

import numpy as np


def reparameterize(mu, log_var, eps):
    """A draw from N(mu, sigma²), made of a draw eps from N(0, 1). Equal shapes, any number of axes."""
    raise NotImplementedError("Read the README, part 1. A draw with a derivative: reparameterize")


def kl_divergence(mu, log_var):
    """How far N(mu, sigma²) is from N(0, 1): summed over the latent axis, mean over the batch.

    mu and log_var (N, Z). Returns a number.
    """
    raise NotImplementedError("Read the README, part 2. How far from N(0, 1): kl_divergence")


def autoencoder_loss(x, x_hat, mu, log_var):
    """What a VAE makes small: the squared error, summed over an example, mean over the batch, plus the KL.

    x and x_hat (N, D), mu and log_var (N, Z). Returns a number.
    """
    raise NotImplementedError("Read the README, part 3. What is made small: autoencoder_loss")


def vhred_state(context, W_mu, b_mu, W_lv, b_lv, eps, W_c, W_z, b):
    """The Decoder's first state in VHRED: from the context and a latent variable drawn for it.

    context (C,) and eps (Z,), or (N, C) and (N, Z). W_mu and W_lv (C, Z), b_mu and b_lv (Z,),
    W_c (C, H), W_z (Z, H), b (H,). Returns (H,) or (N, H).
    """
    raise NotImplementedError("Read the README, part 4. A conversation with chance: vhred_state")
