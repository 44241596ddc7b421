"""Words as vectors in a plane, and where their errors go."""

import numpy as np

from learnrnn.locale import Text
from learnrnn.showing import Arrow, Ask, Expect, Grid, Part, Plane, Show

WORDS = ["king", "queen", "man", "woman"]
V = len(WORDS)
E = np.array([[3.0, 3.2, 1.0, 1.2], [2.0, -1.0, 2.2, -0.8]])  # (2, V)
SEEN = np.array([1, 3, 1])


def one_hot_calls(settings):
    return [Ask("one_hot", [np.arange(V), V], (V, V))]


def draw_one_hot(settings, hot):
    yield Grid(Text("one_hot", "one_hot"), [str(k) for k in range(V)], WORDS, hot, sums=1)


def calls(settings):
    products = [Ask("embed_dot", [E, row], (2,)) for row in np.eye(V)]
    return [Ask("embedding_lookup", [E, np.arange(V)], (V, 2)), *products]


def draw(settings, looked_up, *products):
    arrows = [Arrow(word, x, y) for word, (x, y) in zip(WORDS, looked_up, strict=True)]
    yield Plane(Text("The columns of E as arrows", "E の列を矢印で"), arrows)
    yield Expect(
        np.allclose(looked_up, np.stack(products)),
        "The look-up and the product with a one-hot vector should give the same vectors.",
        "参照しても one-hot との積でも、同じベクトルになるはずです。",
    )
    yield Expect(
        np.allclose(looked_up, E.T),
        "Word k should get column k of E.",
        "単語 k には E の k 列目が対応するはずです。",
    )


def gradient_calls(settings):
    return [Ask("embedding_gradient", [np.ones((3, 2)), SEEN, V], (2, V))]


def draw_gradient(settings, gradient):
    yield Grid(
        Text(
            "The gradient after queen, woman, queen, an error of 1 each",
            "queen, woman, queen に誤差1ずつのときの勾配",
        ),
        WORDS,
        ["d0", "d1"],
        gradient,
    )
    yield Expect(
        gradient[0, 1] == 2,
        "queen came twice: its two errors should add up.",
        "queen は2回現れたので、誤差は足し合わされるはずです。",
    )
    yield Expect(
        not gradient[:, [0, 2]].any(),
        "king and man did not come: their columns should be 0.",
        "king と man は現れていないので、その列は 0 のはずです。",
    )


SHOW = Show(
    parts=[Part(one_hot_calls, draw_one_hot), Part(calls, draw), Part(gradient_calls, draw_gradient)],
    en="king to queen is nearly the same way as man to woman. Only words that came get a gradient.",
    ja="king から queen への向きは、man から woman への向きとほぼ同じです。勾配が届くのは現れた単語だけです。",
)
