"""The grid of attention, with and without a mask, and softmax alone."""

import numpy as np

from learnrnn.locale import Text
from learnrnn.showing import Ask, Expect, Grid, Part, Show

WORDS = ["the", "cat", "sat", "down"]
N = len(WORDS)
VECTORS = 2 * np.array([[1.0, 0.0], [0.0, 1.0], [0.6, 0.8], [-0.5, 0.5]])
CAUSAL = np.tril(np.ones((N, N), bool))
SCORES = np.array([[1.0, 2.0, 3.0], [5.0, 10.0, 15.0], [1000.0, 1000.0, 1001.0]])


def softmax_calls(settings):
    return [Ask("softmax", [SCORES], SCORES.shape)]


def draw_softmax(settings, weights):
    rows = [", ".join(f"{score:g}" for score in row) for row in SCORES]
    yield Grid(
        Text("softmax of three scores", "3つのスコアの softmax"), ["1", "2", "3"], rows, weights, sums=1
    )


def calls(settings):
    arguments = [VECTORS, VECTORS, np.eye(N)]
    gives = [(N, N), (N, N)]
    return [Ask("attention", arguments, gives), Ask("attention", [*arguments, CAUSAL], gives)]


def draw(settings, free, masked):
    yield Grid(
        Text("Who looks (row) at whom (column)", "どの語（行）がどの語（列）を見るか"),
        WORDS,
        WORDS,
        free[1],
        sums=1,
    )
    yield Grid(
        Text("With a mask: nobody looks ahead", "マスクあり: 先の語は見ない"), WORDS, WORDS, masked[1], sums=1
    )
    yield Expect(
        bool(np.all(masked[1][~CAUSAL] == 0)),
        "Where the mask is False a weight should be exactly 0.",
        "マスクが False のところでは、重みがちょうど 0 になるはずです。",
    )
    yield Expect(
        np.allclose(free[0], free[1]),
        "Each value here is a one-hot vector, so the context should be the row of weights itself.",
        "ここでは値が one-hot なので、文脈ベクトルは重みの行そのものになるはずです。",
    )


def additive_calls(settings):
    eye = np.eye(2)
    return [Ask("additive_attention", [VECTORS[1], VECTORS, np.eye(N), eye, eye, np.ones(2)], [(N,), (N,)])]


def draw_additive(settings, found):
    yield Grid(Text("Additive attention", "加法注意"), WORDS, [WORDS[1]], found[1][None, :], sums=1)


SHOW = Show(
    parts=[Part(softmax_calls, draw_softmax), Part(calls, draw), Part(additive_calls, draw_additive)],
    en="Each row is one word's attention: it sums to 1, and is largest where two vectors point the same way.",
    ja="1行が1語の注意で、和は1です。ベクトルの向きが近い語ほど大きくなります。",
)
