"""Draws in the latent plane, the price of leaving N(0, 1), and the Decoder's first state."""

import numpy as np

from learnrnn.locale import Text
from learnrnn.showing import Arrow, Ask, Bars, Expect, Part, Plane, Row, Show

N = 12
ANGLES = 2 * np.pi * np.arange(N) / N
EPS = np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1)  # (N, 2): a circle
MU, SIGMA = np.array([2.0, 1.0]), np.array([1.5, 0.5])
PLACES = np.arange(-3.0, 4.0)
DRAWS = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])


def calls(settings):
    log_var = np.tile(2 * np.log(SIGMA), (N, 1))
    return [Ask("reparameterize", [np.tile(MU, (N, 1)), log_var, EPS], (N, 2))]


def draw(settings, z):
    points = [Arrow("", x, y, point=True) for x, y in z]
    yield Plane(
        Text("A circle of eps becomes draws around mu", "eps の円が mu のまわりの点になる"),
        [Arrow("mu", *MU), *points],
    )
    yield Expect(
        np.allclose(z.mean(axis=0), MU),
        "The middle of the points should be mu.",
        "点の中心は mu になるはずです。",
    )
    yield Expect(
        np.allclose(np.ptp(z, axis=0), 2 * SIGMA),
        "The points should reach sigma = (1.5, 0.5) from mu: is log_var the logarithm of the variance?",
        "点は mu から sigma = (1.5, 0.5) まで広がるはずです。log_var は分散の対数でしょうか。",
    )


def kl_calls(settings):
    zero = np.zeros((1, 1))
    return [Ask("kl_divergence", [np.full((1, 1), m), zero], ()) for m in PLACES] + [
        Ask("kl_divergence", [zero, np.full((1, 1), m)], ()) for m in PLACES
    ]


def draw_kl(settings, *found):
    by_mu, by_log_var = (
        [float(each) for each in half] for half in (found[: len(PLACES)], found[len(PLACES) :])
    )
    yield Bars(
        Text("KL over mu, and over log_var; the other is 0", "mu だけ、log_var だけを動かしたときの KL"),
        [f"{place:g}" for place in PLACES],
        [Row("mu", by_mu, (0, float("inf"))), Row("log_var", by_log_var, (0, float("inf")))],
    )
    yield Expect(
        abs(by_mu[3]) < 1e-9,
        "N(0, 1) is not away from itself: the KL there should be 0.",
        "N(0, 1) 自身との KL は 0 のはずです。",
    )


def state_calls(settings):
    n = len(DRAWS)
    one, none = np.ones((1, 1)), np.zeros(1)
    arguments = [np.zeros((n, 1)), one, none, one, none, DRAWS[:, None], one, one, none]
    return [Ask("vhred_state", arguments, (n, 1))]


def draw_states(settings, states):
    yield Bars(
        Text(
            "The Decoder's first state over the draw eps, same context",
            "同じ文脈で eps を変えたときの Decoder の初期状態",
        ),
        [f"{eps:g}" for eps in DRAWS],
        [Row("state", states[:, 0], (-1, 1))],
    )
    yield Expect(
        bool(np.all(np.diff(states[:, 0]) > 0)),
        "Another draw should give another state.",
        "eps が違えば、状態も変わるはずです。",
    )


SHOW = Show(
    parts=[Part(calls, draw), Part(kl_calls, draw_kl), Part(state_calls, draw_states)],
    en="mu moves the points, sigma spreads them, and the KL asks a price for both.",
    ja="mu は点を動かし、sigma は点を広げます。KL はその両方に代償を求めます。",
)
