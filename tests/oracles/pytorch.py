"""What PyTorch answers to the exercises, in the conventions of this course; for make_vectors.py alone.

Each function below has the name and the arguments of the exercise's, and gives PyTorch's answer to it. It
calls PyTorch's own layer or function wherever there is one, so that the truth comes from outside, and brings
its layout to ours (weights transposed, blocks in our order). Four have no direct counterpart:

- RNN with a sigmoid: nn.RNN has tanh and relu. As sigmoid(u) = (1 + tanh(u/2)) / 2, nn.RNN with tanh and
  rescaled weights computes it.
- GRU: nn.GRU has z for our 1 - z, which is a change of sign in the weights of z. It resets after the product
  with U, we before. The two are one where U's candidate block is diagonal, and there nn.GRU itself is used.
  Elsewhere the reset state goes into nn.GRUCell as further input; r alone is written out.
- Peepholes: nn.LSTMCell sees the cell as further input, with diagonal weights; a first pass gives the new
  cell, a second lets o see it.
- Additive attention: the scores are written out; scaled_dot_product_attention does the rest, unscaled.

clip_grad_norm_ divides by norm + 1e-6 and we by norm. So it gets a threshold larger by (norm + 1e-6) / norm;
a gradient of norm above 1e8 goes in as it is, for there the epsilon makes less than 1e-14.
"""

from __future__ import annotations

import torch  # pyright: ignore[reportMissingImports]
import torch.nn.functional as F  # pyright: ignore[reportMissingImports]
from torch import distributions, nn  # pyright: ignore[reportMissingImports]
from torch.distributions import Categorical, Normal  # pyright: ignore[reportMissingImports]

NOISE_SEED = 7  # the seed under which PyTorch draws eps, and again draws z


def layer(module, weights, *inputs):
    """The module's answer with these weights, through which gradients flow; a bias that is left out is zero."""
    zeros = {name: torch.zeros_like(own) for name, own in module.named_parameters()}
    return torch.func.functional_call(module, zeros | weights, inputs)


def diagonal(*vectors):
    """A diagonal matrix of each vector, side by side."""
    return torch.cat([torch.diag(v) for v in vectors], dim=-1)


# backprop and sigmoid


def forward(x, y):
    return torch.square(torch.add(x, y))


def gradient(x, y):
    return torch.autograd.grad(forward(x, y).sum(), (x, y))


def sigmoid(u):
    return torch.sigmoid(u)


def d_sigmoid(u):
    return torch.autograd.grad(torch.sigmoid(u).sum(), u)[0]


def gradient_bound(depth):
    """The derivative of a chain of sigmoids, each of which gets 0, where it is steepest."""
    start = u = torch.zeros((), requires_grad=True)
    for _ in range(depth):
        u = torch.sigmoid(u) - 0.5
    return torch.autograd.grad(u, start)[0]


# rnn and bptt


def states(x, z0, W_in, W, b, f="tanh"):
    """All states of nn.RNN, the first included: x (T, N, D) gives (T+1, N, H)."""
    first = z0
    if f == "sigmoid":
        z0, b = 2 * z0 - 1, b / 2 + W.sum(0) / 4
        W_in, W = W_in / 2, W / 4
    module = nn.RNN(*W_in.shape, nonlinearity="relu" if f == "relu" else "tanh")
    weights = {"weight_ih_l0": W_in.T, "weight_hh_l0": W.T, "bias_ih_l0": b}
    z, _ = layer(module, weights, x, z0[None])
    return torch.cat([first[None], (1 + z) / 2 if f == "sigmoid" else z])


def rnn_step(x_t, z_prev, W_in, W, b, f):
    return states(x_t[None], z_prev, W_in, W, b, f)[1]


def rnn_forward(x, z0, W_in, W, b, W_out, c, f):
    z = states(x, z0, W_in, W, b, f)
    u = F.linear(torch.cat([x, z[:-1]], dim=-1), torch.cat([W_in, W]).T, b)
    v = F.linear(z[1:], W_out.T, c)
    return u, z, v, torch.sigmoid(v)


def bptt(x, d, z0, W_in, W, b, W_out, c, f):
    y = torch.sigmoid(F.linear(states(x, z0, W_in, W, b, f)[1:], W_out.T, c))
    loss = sum(0.5 * F.mse_loss(y_t, d_t) for y_t, d_t in zip(y, d, strict=True))
    learned = {"W_in": W_in, "W": W, "b": b, "W_out": W_out, "c": c}
    return loss, dict(zip(learned, torch.autograd.grad(loss, tuple(learned.values())), strict=True))


def sgd_step(params, grads, learning_rate):
    params = {name: param.detach().clone() for name, param in params.items()}
    for name, param in params.items():
        param.grad = grads[name].detach()
    torch.optim.SGD(params.values(), lr=learning_rate).step()
    return params


# clip


def clip_global_norm(gradients, threshold):
    parameters = [nn.Parameter(torch.zeros_like(g)) for g in gradients]
    for parameter, g in zip(parameters, gradients, strict=True):
        parameter.grad = g.detach().clone()
    norm = float(nn.utils.get_total_norm([p.grad for p in parameters]))
    max_norm = threshold * (norm + 1e-6) / norm if 0 < norm < 1e8 else threshold
    norm = nn.utils.clip_grad_norm_(parameters, max_norm)
    return [p.grad for p in parameters], norm


def clip_gradient(gradient, threshold):
    return clip_global_norm([gradient], threshold)[0][0]


# lstm, lstm_backward, peephole and gru


def i_f_g_o(weights):
    """Our blocks a, i, f, o in PyTorch's order."""
    a, i, f, o = weights.chunk(4, dim=-1)
    return torch.cat([i, f, a, o], dim=-1)


def cell_update(i, f, a, c_prev):
    return torch.addcmul(torch.mul(f, c_prev), i, a)


def lstm_step(x, h_prev, c_prev, W, U, b):
    weights = {"weight_ih": i_f_g_o(W).T, "weight_hh": i_f_g_o(U).T, "bias_ih": i_f_g_o(b)}
    return layer(nn.LSTMCell(len(W), len(U)), weights, x, (h_prev, c_prev))


def lstm_forward(x, h0, c0, W, U, b):
    weights = {"weight_ih_l0": i_f_g_o(W).T, "weight_hh_l0": i_f_g_o(U).T, "bias_ih_l0": i_f_g_o(b)}
    # nn.LSTM gives the last cell only: so one run for each length
    runs = [layer(nn.LSTM(len(W), len(U)), weights, x[: t + 1], (h0[None], c0[None])) for t in range(len(x))]
    return runs[-1][0], torch.cat([c_t for _, (_, c_t) in runs])


def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, U, b):
    inputs = {"x": x, "h_prev": h_prev, "c_prev": c_prev, "W": W, "U": U, "b": b}
    found = torch.autograd.grad(lstm_step(**inputs), tuple(inputs.values()), (dh, dc))
    return dict(zip(inputs, found, strict=True))


def peephole_step(x, h_prev, c_prev, W, U, b, p_i, p_f, p_o):
    (D, H), none = (len(W), len(U)), torch.zeros_like(p_i)
    sees_old = diagonal(none, p_i, p_f, none)
    sees_new = diagonal(none, none, none, p_o)
    weights = {
        "weight_ih": i_f_g_o(torch.cat([W, sees_old, sees_new])).T,
        "weight_hh": i_f_g_o(U).T,
        "bias_ih": i_f_g_o(b),
    }
    cell = nn.LSTMCell(D + 2 * H, H)
    state = h_prev, c_prev
    _, c = layer(cell, weights, torch.cat([x, c_prev, torch.zeros_like(c_prev)], dim=-1), state)
    return layer(cell, weights, torch.cat([x, c_prev, c], dim=-1), state)


def gru_step(x, h_prev, W, U, b):
    (W_r, W_z, W_n), (U_r, U_z, U_n), (b_r, b_z, b_n) = (w.chunk(3, dim=-1) for w in (W, U, b))
    r = torch.sigmoid(F.linear(torch.cat([x, h_prev], dim=-1), torch.cat([W_r, U_r]).T, b_r))
    none = torch.zeros_like(U_r)
    weights = {
        "weight_ih": torch.cat([torch.cat([W_r, -W_z, W_n], dim=-1), torch.cat([none, none, U_n], dim=-1)]).T,
        "weight_hh": torch.cat([U_r, -U_z, none], dim=-1).T,
        "bias_ih": torch.cat([b_r, -b_z, b_n]),
    }
    return layer(nn.GRUCell(len(W) + len(U), len(U)), weights, torch.cat([x, r * h_prev], dim=-1), h_prev)


def gru_forward(x, h0, W, U, b):
    U_n = U.chunk(3, dim=-1)[2]
    if not torch.equal(U_n, torch.diag(torch.diag(U_n))):
        h = [h0]
        for x_t in x:
            h.append(gru_step(x_t, h[-1], W, U, b))
        return torch.stack(h[1:])
    sign = torch.tensor([1.0, -1.0, 1.0]).repeat_interleave(len(U))
    weights = {"weight_ih_l0": (sign * W).T, "weight_hh_l0": (sign * U).T, "bias_ih_l0": sign * b}
    return layer(nn.GRU(len(W), len(U)), weights, x, h0[None])[0]


def parameter_count(D, H):
    """The numbers in nn.LSTM and nn.GRU without their second bias."""
    layers = nn.LSTM(D, H), nn.GRU(D, H)
    return tuple(sum(p.numel() for name, p in m.named_parameters() if "bias_hh" not in name) for m in layers)


# corpus, embedding and language_model


def make_windows(ids, chunk_size):
    windows = ids.unfold(0, chunk_size + 1, 1)
    return windows[:, :-1], windows[:, -1]


def one_hot(ids, vocabulary_size):
    return F.one_hot(ids, vocabulary_size).double()


def embed_dot(E, w):
    """A bag of all words, each with the weight that w gives it."""
    return F.embedding_bag(torch.arange(len(w))[None], E.T, per_sample_weights=w[None], mode="sum")[0]


def embedding_lookup(E, ids):
    return F.embedding(ids, E.T)


def embedding_gradient(d_out, ids, vocabulary_size):
    E = torch.zeros(d_out.shape[-1], vocabulary_size, requires_grad=True)
    return torch.autograd.grad(embedding_lookup(E, ids), E, d_out)[0]


def softmax_cross_entropy(logits, labels):
    loss = F.cross_entropy(logits, labels)
    return loss, torch.autograd.grad(loss, logits)[0]


def next_word_probabilities(ids, E, W_in, W, b, W_out, c):
    z = states(F.embedding(ids.T, E.T), torch.zeros(len(ids), len(b)), W_in, W, b)
    return F.softmax(F.linear(z[-1], W_out.T, c), dim=-1)


def adam_steps(param, grads, **options):
    """The parameter and both moments of torch.optim.Adam, before the first step and after each."""
    param = nn.Parameter(param)
    optimizer = torch.optim.Adam([param], **options)
    trail = [(param.detach().clone(), torch.zeros_like(param), torch.zeros_like(param))]
    for grad in grads:
        param.grad = grad.clone()
        optimizer.step()
        moments = optimizer.state[param]
        trail.append(tuple(a.detach().clone() for a in (param, moments["exp_avg"], moments["exp_avg_sq"])))
    return trail


# bidirectional, seq2seq and hred


def both_directions(x, W_f, U_f, W_b, U_b):
    weights = {
        "weight_ih_l0": W_f.T, "weight_hh_l0": U_f.T,
        "weight_ih_l0_reverse": W_b.T, "weight_hh_l0_reverse": U_b.T,
    }  # fmt: skip
    return layer(nn.RNN(*W_f.shape, bias=False, bidirectional=True), weights, x)[0]


def bidirectional_rnn(x, W_f, U_f, W_b, U_b, V):
    return F.linear(both_directions(x, W_f, U_f, W_b, U_b), V.T)


def encode(ids, E, W_in, W, b):
    return encode_context(F.embedding(ids, E.T), W_in, W, b)


def decode_step(token, state, E, W_in, W, b, W_out, c):
    x = F.embedding(torch.tensor([token]), E.T)
    state = layer(
        nn.RNNCell(*W_in.shape), {"weight_ih": W_in.T, "weight_hh": W.T, "bias_ih": b}, x, state[None]
    )
    return F.softmax(F.linear(state, W_out.T, c), dim=-1)[0], state[0]


def encode_context(utterances, W_in, W, b):
    return states(utterances[:, None], torch.zeros(1, len(b)), W_in, W, b)[-1, 0]


def decoder_state(context, thought, W_c, W_t, b):
    return torch.tanh(F.linear(torch.cat([context, thought], dim=-1), torch.cat([W_c, W_t]).T, b))


# vae and word2vec


def noise(*shape):
    torch.manual_seed(NOISE_SEED)
    return Normal(torch.zeros(shape), torch.ones(shape)).rsample().numpy()


def reparameterize(mu, log_var, eps):
    """PyTorch's draw with the seed that gave eps."""
    torch.manual_seed(NOISE_SEED)
    return Normal(mu, torch.exp(log_var / 2)).rsample()


def kl_divergence(mu, log_var):
    ours, standard = Normal(mu, torch.exp(log_var / 2)), Normal(torch.zeros_like(mu), torch.ones_like(mu))
    return distributions.kl_divergence(ours, standard).sum(-1).mean()


def autoencoder_loss(x, x_hat, mu, log_var):
    return F.mse_loss(x, x_hat, reduction="sum") / len(x) + kl_divergence(mu, log_var)


def vhred_state(context, W_mu, b_mu, W_lv, b_lv, eps, W_c, W_z, b):
    z = reparameterize(F.linear(context, W_mu.T, b_mu), F.linear(context, W_lv.T, b_lv), eps)
    return decoder_state(context, z, W_c, W_z, b)


def noise_distribution(counts, power):
    return Categorical(probs=counts.double() ** power).probs


def negative_sampling_loss(v, u, U_neg):
    loss = -F.logsigmoid(torch.dot(u, v)) - F.logsigmoid(-torch.mv(U_neg, v)).sum()
    return loss, *torch.autograd.grad(loss, (v, u, U_neg))


# attention


def softmax(x, axis):
    return F.softmax(x, dim=axis)


def attention(Q, K, V, mask=None):
    """The weights are the context of values that are the unit vectors."""
    leading = torch.broadcast_shapes(Q.shape[:-2], K.shape[:-2], V.shape[:-2])
    Q, K, V, units = (a.expand(*leading, *a.shape[-2:]) for a in (Q, K, V, torch.eye(K.shape[-2])))
    return tuple(F.scaled_dot_product_attention(Q, K, values, attn_mask=mask) for values in (V, units))


def additive_attention(q, K, V, W_q, W_k, v):
    energy = torch.tanh(F.linear(q, W_q.T) + F.linear(K, W_k.T))
    return tuple(
        F.scaled_dot_product_attention(v[None], energy, values, scale=1.0)[0]
        for values in (V, torch.eye(len(K)))
    )
