"""The sigmoid, its slope, and what many slopes leave."""

import itertools

import numpy as np

from learnrnn.locale import Text
from learnrnn.showing import Ask, Bars, Expect, Part, Row, Show

U = np.array([-1000.0, -6.0, -4.0, -2.0, 0.0, 2.0, 4.0, 6.0, 1000.0])
DEPTHS = range(9)


def calls(settings):
    return [Ask("sigmoid", [U], U.shape)]


def draw(settings, s):
    yield Bars(Text("sigmoid(u)", "sigmoid(u)"), [f"{u:g}" for u in U], [Row("sigmoid", s, (0, 1))])
    yield Expect(
        np.allclose(s + s[::-1], 1),
        "sigmoid(u) and sigmoid(-u) should sum to 1.",
        "sigmoid(u) と sigmoid(-u) の和は1になるはずです。",
    )


def slope_calls(settings):
    return [Ask("d_sigmoid", [U], U.shape)]


def draw_slope(settings, slope):
    yield Bars(Text("Its slope", "傾き"), [f"{u:g}" for u in U], [Row("slope", slope, (0, 0.25))])
    yield Expect(
        np.argmax(slope) == len(U) // 2,
        "The slope should be largest at u = 0.",
        "傾きは u = 0 で最大になるはずです。",
    )


def bound_calls(settings):
    return [Ask("gradient_bound", [depth], ()) for depth in DEPTHS]


def draw_bound(settings, *bounds):
    left = [float(bound) for bound in bounds]
    yield Bars(
        Text("What n sigmoids leave of a gradient, at most", "n 個の sigmoid を通ったあとに残る勾配の上限"),
        [f"n={depth}" for depth in DEPTHS],
        [Row("left", left, (0, 1))],
    )
    yield Expect(
        all(later < before for before, later in itertools.pairwise(left)),
        "With each sigmoid less should be left.",
        "sigmoid を1つ通るごとに、残りは減るはずです。",
    )


SHOW = Show(
    parts=[Part(calls, draw), Part(slope_calls, draw_slope), Part(bound_calls, draw_bound)],
    en="Where the sigmoid is flat, its slope is nearly 0, and even at its best it is a quarter.",
    ja="sigmoid が平らなところでは傾きがほとんど 0 です。最大でも4分の1しかありません。",
)
