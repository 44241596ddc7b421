"""The random input to the exercises, for make_vectors.py alone: one function an exercise, named as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch  # pyright: ignore[reportMissingImports]

from tests.oracles import pytorch


@dataclass(frozen=True)
class Draw:
    """One call of a function."""

    function: str
    note: str  # what is special about it
    arguments: dict[str, Any]  # in the contract's order
    back: bool = False  # the gradients, too, for a random error that arrives at the result
    result: Any = None  # where PyTorch has been asked already


def ask(function: str, note: str, /, **arguments: Any) -> Draw:
    return Draw(function, note, arguments)


def ask_back(function: str, note: str, /, **arguments: Any) -> Draw:
    return Draw(function, note, arguments, back=True)


class Inputs:
    """Random numbers for one exercise; a change in one leaves the numbers of the others as they are."""

    def __init__(self, exercise: str):
        self.rng = np.random.default_rng(list(exercise.encode()))

    def __call__(self, *shape: int, scale: float = 1.0) -> np.ndarray:
        """Normal numbers with three decimals, which keep the file small and readable."""
        return np.array(np.round(scale * self.rng.normal(size=shape), 3))

    def ids(self, limit: int, *shape: int) -> np.ndarray:
        return self.rng.integers(limit, size=shape)


def backprop(make: Inputs) -> Iterator[Draw]:
    for note, x, y in (
        ("equal shapes", (3, 4), (3, 4)),
        ("a row and a column", (1, 4), (3, 1)),
        ("more axes", (2, 1, 4), (3, 1)),
        ("a scalar and an array", (), (2, 3)),
        ("scalars", (), ()),
    ):
        arguments = {"x": make(*x), "y": make(*y)}
        yield ask("forward", note, **arguments)
        yield ask("gradient", note, **arguments)


def sigmoid(make: Inputs) -> Iterator[Draw]:
    for note, u in (
        ("random", make(3, 4, scale=3)),
        ("three axes", make(2, 1, 3)),
        ("a scalar", make()),
        ("extreme", np.array([-1000.0, -700.0, -40.0, 0.0, 40.0, 700.0, 1000.0])),
    ):
        yield ask("sigmoid", note, u=u)
        yield ask("d_sigmoid", note, u=u)
    for depth in (0, 1, 2, 8, 30):
        yield ask("gradient_bound", f"depth {depth}", depth=depth)


SIZES = (  # T, N, D, H, O
    ("random", 4, 3, 2, 5, 3),
    ("T = 1", 1, 3, 2, 4, 2),
    ("N = 1, D > H", 3, 1, 4, 2, 1),
    ("large weights", 3, 2, 3, 4, 2),
)


def rnn_arguments(make: Inputs, note: str, T: int, N: int, D: int, H: int, O: int) -> dict[str, Any]:
    scale = 3 if note == "large weights" else 1
    return {
        "x": make(T, N, D),
        "z0": make(N, H),
        "W_in": make(D, H, scale=scale),
        "W": make(H, H, scale=scale),
        "b": make(H),
        "W_out": make(H, O),
        "c": make(O),
    }


def rnn(make: Inputs) -> Iterator[Draw]:
    for f in ("sigmoid", "tanh", "relu"):
        for note, *sizes in SIZES:
            arguments = rnn_arguments(make, note, *sizes)
            yield ask_back("rnn_forward", f"{f}, {note}", **arguments, f=f)
            step = {"x_t": arguments["x"][0], "z_prev": arguments["z0"]}
            yield ask(
                "rnn_step", f"{f}, {note}", **step, **{k: arguments[k] for k in ("W_in", "W", "b")}, f=f
            )


def bptt(make: Inputs) -> Iterator[Draw]:
    for f in ("sigmoid", "tanh", "relu"):
        for note, *sizes in (*SIZES, ("u = 0 at the start", 3, 2, 2, 4, 2)):
            arguments = rnn_arguments(make, note, *sizes)
            T, N, _, _, O = sizes
            if note == "u = 0 at the start":
                arguments |= {"z0": np.zeros_like(arguments["z0"]), "b": np.zeros_like(arguments["b"])}
                arguments["x"][0] = 0
            x = arguments.pop("x")
            yield ask("bptt", f"{f}, {note}", x=x, d=make(T, N, O), **arguments, f=f)


def adder(make: Inputs) -> Iterator[Draw]:
    for note, rate in (("random", 0.1), ("a large step", 2.0)):
        params, grads = ({"W": make(3, 2), "b": make(2)} for _ in range(2))
        yield ask("sgd_step", note, params=params, grads=grads, learning_rate=rate)


def clip(make: Inputs) -> Iterator[Draw]:
    for note, scale, threshold in (
        ("clipped", 1.0, 0.5),
        ("clipped, threshold above 1", 20.0, 5.0),
        ("clipped, nearly nothing left", 1.0, 1e-9),
        ("clipped, PyTorch's threshold untouched", 1e9, 3.0),
        ("unchanged", 1.0, 100.0),
        ("zero", 0.0, 0.5),
    ):
        for shape in ((6,), (3, 4), (2, 3, 2)):
            yield ask(
                "clip_gradient",
                f"{note}, {len(shape)} axes",
                gradient=make(*shape, scale=scale),
                threshold=threshold,
            )
        gradients = [make(3, 4, scale=scale), make(4, scale=scale / 10), make(2, 2, 2, scale=scale)]
        yield ask("clip_global_norm", note, gradients=gradients, threshold=threshold)
    yield ask("clip_global_norm", "one of them zero", gradients=[make(3), np.zeros((2, 2))], threshold=0.1)


def lstm_arguments(
    make: Inputs, note: str, T: int, N: int, D: int, H: int, blocks: int = 4
) -> dict[str, Any]:
    scale = 3 if note == "large weights" else 1
    return {
        "x": make(T, N, D),
        "h0": make(N, H),
        "c0": make(N, H),
        "W": make(D, blocks * H, scale=scale),
        "U": make(H, blocks * H, scale=scale),
        "b": make(blocks * H),
    }


def step_of(arguments: dict[str, Any]) -> dict[str, Any]:
    """The first step of a sequence."""
    x, h_prev, c_prev, W, U, b = arguments.values()
    return {"x": x[0], "h_prev": h_prev, "c_prev": c_prev, "W": W, "U": U, "b": b}


def lstm(make: Inputs) -> Iterator[Draw]:
    for note, shape in (("two axes", (3, 4)), ("one axis", (5,)), ("three axes", (2, 1, 3))):
        yield ask("cell_update", note, i=make(*shape), f=make(*shape), a=make(*shape), c_prev=make(*shape))
    for note, T, N, D, H, _ in SIZES:
        arguments = lstm_arguments(make, note, T, N, D, H)
        yield ask_back("lstm_step", note, **step_of(arguments))
        yield ask_back("lstm_forward", note, **arguments)


def lstm_backward(make: Inputs) -> Iterator[Draw]:
    for note, _, N, D, H, _ in (*SIZES, ("no error at c", 1, 2, 3, 2, 1), ("no error at h", 1, 2, 3, 2, 1)):
        dh, dc = (make(N, H) * (note != f"no error at {at}") for at in "hc")
        step = step_of(lstm_arguments(make, note, 1, N, D, H))
        yield ask("lstm_step_backward", note, dh=dh, dc=dc, **step)


def peephole(make: Inputs) -> Iterator[Draw]:
    for note, _, N, D, H, _ in (*SIZES, ("no peepholes: nn.LSTMCell's own answer", 1, 2, 3, 4, 1)):
        step = step_of(lstm_arguments(make, note, 1, N, D, H))
        p = {name: make(H) * ("no peep" not in note) for name in ("p_i", "p_f", "p_o")}
        yield ask_back("peephole_step", note, **step, **p)


def gru(make: Inputs) -> Iterator[Draw]:
    for note, T, N, D, H, _ in SIZES:
        arguments = lstm_arguments(make, note, T, N, D, H, blocks=3)
        del arguments["c0"]
        yield ask_back("gru_forward", f"{note}, nn.GRUCell on the reset state", **arguments)
        # nn.GRU is ours on diagonal blocks only, so its slope off the diagonal is its own: no gradients
        diagonal = np.hstack([np.ones((H, 2 * H)), np.eye(H)])
        own = arguments | {"U": arguments["U"] * diagonal}
        yield ask("gru_forward", f"{note}, nn.GRU, diagonal candidate block", **own)
        step = {"x": arguments["x"][0], "h_prev": arguments["h0"]} | {k: arguments[k] for k in "WUb"}
        yield ask_back("gru_step", note, **step)
    for D, H in ((1, 1), (3, 5), (64, 30)):
        yield ask("parameter_count", f"D = {D}, H = {H}", D=D, H=H)


def corpus(make: Inputs) -> Iterator[Draw]:
    for n, chunk_size in ((12, 5), (6, 5), (5, 1)):
        yield ask(
            "make_windows",
            f"{n} words, {chunk_size} at once",
            ids=make.ids(9, n),
            chunk_size=chunk_size,
        )


def embedding(make: Inputs) -> Iterator[Draw]:
    V, d = 6, 3
    yield ask_back("embed_dot", "any weights", E=make(d, V), w=make(V))
    yield ask_back("embed_dot", "a one-hot vector", E=make(d, V), w=np.eye(V)[4])
    for note, ids in (
        ("one axis", make.ids(V, 4)),
        ("two axes", make.ids(V, 2, 3)),
        ("a scalar", np.array(2)),
        ("repeated", np.array([[5, 0, 5], [5, 0, 1]])),
    ):
        yield ask("one_hot", note, ids=ids, vocabulary_size=V)
        yield ask_back("embedding_lookup", note, E=make(d, V), ids=ids)
        yield ask("embedding_gradient", note, d_out=make(*ids.shape, d), ids=ids, vocabulary_size=V)


def language_model(make: Inputs) -> Iterator[Draw]:
    for note, scale, N, V in (("random", 1, 4, 5), ("N = 1", 1, 1, 3), ("extreme", 500, 3, 4)):
        logits = make(N, V, scale=scale)
        yield ask("softmax_cross_entropy", note, logits=logits, labels=make.ids(V, N))
    logits = np.array([[1000.0, -1000.0, 0.0], [-1000.0, 1000.0, 1000.0]])
    yield ask("softmax_cross_entropy", "±1000", logits=logits, labels=np.array([1, 2]))
    far = np.array([[1000.0, 999.0, 998.0], [-1000.0, -999.0, -1001.0]])
    yield ask("softmax_cross_entropy", "rows far apart", logits=far, labels=np.array([2, 0]))
    for note, N, T in (("random", 3, 4), ("T = 1", 2, 1), ("N = 1", 1, 5), ("extreme scores", 3, 2)):
        scale = 2000 if note == "extreme scores" else 1
        yield ask("next_word_probabilities", note, ids=make.ids(6, N, T), **word_rnn(make, scale))
    for note, size, options in (
        ("defaults", 1.0, {}),
        ("tiny gradients, where eps counts", 1e-7, {}),
        ("other settings", 3.0, {"learning_rate": 0.1, "beta1": 0.5, "beta2": 0.9, "eps": 0.01}),
    ):
        yield from adam_steps(make, note, size, options)


def adam_steps(make: Inputs, note: str, size: float, options: dict[str, float]) -> Iterator[Draw]:
    """The steps of one descent; every step starts where PyTorch's last one ended."""
    grads = [size * make(2, 3) for _ in range(5)]
    rate, beta1, beta2, eps = (
        {"learning_rate": 0.005, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8} | options
    ).values()
    trail = pytorch.adam_steps(
        torch.tensor(make(2, 3)), [torch.tensor(g) for g in grads], lr=rate, betas=(beta1, beta2), eps=eps
    )
    for t, grad in enumerate(grads, 1):
        param, m, v = (a.numpy() for a in trail[t - 1])
        arguments = {"param": param, "grad": grad, "m": m, "v": v, "t": t, **options}
        yield Draw("adam_step", f"{note}, step {t}", arguments, result=trail[t])


def word_rnn(make: Inputs, scale: float = 1.0) -> dict[str, Any]:
    V, d, H = 6, 3, 4
    hidden = {"E": make(d, V), "W_in": make(d, H), "W": make(H, H), "b": make(H)}
    return hidden | {"W_out": make(H, V, scale=scale), "c": make(V)}


def bidirectional(make: Inputs) -> Iterator[Draw]:
    for note, T, D, H, O in (
        ("random", 5, 3, 4, 2),
        ("T = 1", 1, 3, 2, 2),
        ("D > H, O > H", 3, 4, 2, 5),
        ("H = 1", 4, 2, 1, 1),
    ):
        weights = {"W_f": make(D, H), "U_f": make(H, H), "W_b": make(D, H), "U_b": make(H, H)}
        x = make(T, D)
        yield ask_back("bidirectional_rnn", note, x=x, **weights, V=make(2 * H, O))
        h = pytorch.both_directions(*(torch.tensor(a) for a in (x, *weights.values()))).numpy()
        computed = {"h_f": h[:, :H], "h_b": h[::-1, H:]}
        yield Draw("bidirectional_concat", note, computed, result=h)


def seq2seq(make: Inputs) -> Iterator[Draw]:
    for T in (1, 2, 6):
        weights = word_rnn(make)
        yield ask(
            "encode",
            f"{T} words",
            ids=make.ids(6, T),
            **{k: weights[k] for k in ("E", "W_in", "W", "b")},
        )
        yield ask("decode_step", f"token {T - 1}", token=T - 1, state=make(4), **weights)
    yield ask("decode_step", "extreme scores", token=3, state=make(4), **word_rnn(make, scale=2000))


def hred(make: Inputs) -> Iterator[Draw]:
    for K in (1, 4):
        yield ask(
            "encode_context",
            f"{K} utterances",
            utterances=make(K, 3),
            W_in=make(3, 4),
            W=make(4, 4),
            b=make(4),
        )
    for note, lead in (("one", ()), ("a batch", (3,)), ("N = 1", (1,))):
        weights = {"W_c": make(4, 5), "W_t": make(2, 5), "b": make(5)}
        yield ask("decoder_state", note, context=make(*lead, 4), thought=make(*lead, 2), **weights)


def vae(make: Inputs) -> Iterator[Draw]:
    for note, N, Z, D, scale in (("random", 3, 4, 5, 1), ("N = 1", 1, 2, 3, 1), ("large", 4, 2, 2, 4)):
        latent = {"mu": make(N, Z, scale=scale), "log_var": make(N, Z, scale=scale)}
        yield ask("reparameterize", note, **latent, eps=pytorch.noise(N, Z))
        yield ask("kl_divergence", note, **latent)
        yield ask("autoencoder_loss", note, x=make(N, D), x_hat=make(N, D), **latent)
    latent = {"mu": np.zeros((2, 3)), "log_var": np.zeros((2, 3))}
    yield ask("kl_divergence", "none to itself", **latent)
    yield ask(
        "reparameterize",
        "three axes",
        mu=make(2, 1, 3),
        log_var=make(2, 1, 3),
        eps=pytorch.noise(2, 1, 3),
    )
    C, Z, H = 4, 3, 5
    for note, lead in (("one", ()), ("a batch", (3,))):
        latent = {"W_mu": make(C, Z), "b_mu": make(Z), "W_lv": make(C, Z, scale=0.3), "b_lv": make(Z)}
        yield ask(
            "vhred_state", note, context=make(*lead, C), **latent, eps=pytorch.noise(*lead, Z),
            W_c=make(C, H), W_z=make(Z, H), b=make(H),
        )  # fmt: skip


def word2vec(make: Inputs) -> Iterator[Draw]:
    for note, power in (("usual power", 0.75), ("as counted", 1.0), ("all alike", 0.0)):
        yield ask("noise_distribution", note, counts=1 + make.ids(50, 6), power=power)
    yield ask("noise_distribution", "one never seen", counts=np.array([4, 0, 81, 1]), power=0.75)
    for note, d, K in (("random", 4, 5), ("K = 1", 3, 1), ("d = 1", 1, 3)):
        yield ask("negative_sampling_loss", note, v=make(d), u=make(d), U_neg=make(K, d))
    for sign in (1.0, -1.0):
        u, U_neg = np.array([sign, 0.0]), np.array([[1.0, 2.0], [-1.0, 0.5]])
        yield ask(
            "negative_sampling_loss",
            f"score {sign:+.0f}000",
            v=np.array([1000.0, 0.0]),
            u=u,
            U_neg=U_neg,
        )


def attention(make: Inputs) -> Iterator[Draw]:
    for shape, axis in (((5,), -1), ((3, 4), -1), ((3, 4), 0), ((2, 3, 4), 1)):
        yield ask_back("softmax", f"{len(shape)} axes, along {axis}", x=make(*shape), axis=axis)
    extreme = np.array([[1000.0, 999.0, -1000.0], [-1000.0, -1000.0, -1000.0], [0.0, 700.0, 710.0]])
    yield ask("softmax", "extreme", x=extreme, axis=-1)

    causal = np.tril(np.ones((4, 4), bool))
    padding = np.array([[[True, True, False]], [[True, False, False]]])
    for note, q, k, v, mask in (
        ("no mask", (4, 3), (5, 3), (5, 2), None),
        ("batch, no mask", (2, 2, 3), (2, 4, 3), (2, 4, 5), None),
        ("one query, one key", (1, 2), (1, 2), (1, 3), None),
        ("leading axes broadcast", (2, 1, 3, 2), (3, 4, 2), (1, 1, 4, 3), None),
        ("each sees itself and the past", (4, 3), (4, 3), (4, 2), causal),
        ("each sees itself and the past, in a batch", (2, 4, 3), (2, 4, 3), (2, 4, 2), causal),
        ("padding", (2, 2, 3), (2, 3, 3), (2, 3, 2), padding),
        (
            "a mask for each query",
            (3, 2),
            (5, 2),
            (5, 3),
            make.ids(2, 3, 5).astype(bool) | np.eye(3, 5, dtype=bool),
        ),
    ):
        given = {"Q": make(*q), "K": make(*k), "V": make(*v)} | ({} if mask is None else {"mask": mask})
        yield ask_back("attention", note, **given)
    large = {"Q": make(4, 3, scale=30), "K": make(4, 3, scale=30), "V": make(4, 2)}
    yield ask("attention", "large scores behind the mask", **large, mask=causal)
    for note, dq, dk, A, Tk, dv in (
        ("random", 3, 4, 5, 6, 2),
        ("one key", 2, 3, 4, 1, 3),
        ("A = 1", 3, 2, 1, 4, 2),
    ):
        yield ask_back(
            "additive_attention", note,
            q=make(dq), K=make(Tk, dk), V=make(Tk, dv), W_q=make(dq, A), W_k=make(dk, A), v=make(A),
        )  # fmt: skip


EXERCISES = (
    backprop, sigmoid, rnn, bptt, adder, clip, lstm, lstm_backward, peephole, gru, corpus, language_model,
    bidirectional, embedding, seq2seq, hred, vae, word2vec, attention,
)  # fmt: skip
