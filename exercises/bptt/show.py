"""The error at the last step, and what of it comes back to each step before.

Each step has an input of its own that is 1 there and 0 elsewhere, so that the gradient of its weight is delta of that
step. Two targets that differ at the last step alone: the difference of their gradients comes from there.
"""

import numpy as np

from learnrnn.locale import Text
from learnrnn.showing import Ask, Bars, Expect, Part, Row, Show

T = 8
NAMES = ("sigmoid", "tanh", "relu")
GRADS = {"W_in": (T, 1), "W": (1, 1), "b": (1,), "W_out": (1, 1), "c": (1,)}


def calls(settings):
    one, zero = np.ones((1, 1)), np.zeros(1)
    right, wrong = np.zeros((T, 1, 1)), np.zeros((T, 1, 1))
    wrong[-1] = 1.0
    weights = [np.zeros((T, 1)), one, np.array([0.1]), one, zero]
    x, z0 = np.eye(T)[:, None, :], np.zeros((1, 1))
    return [Ask("bptt", [x, d, z0, *weights, name], [(), GRADS]) for name in NAMES for d in (wrong, right)]


def draw(settings, *found):
    deltas = [
        np.abs(a["W_in"] - b["W_in"])[:, 0] for (_, a), (_, b) in zip(found[::2], found[1::2], strict=True)
    ]
    yield Bars(
        Text("|delta| of each step, for an error at step 8 alone", "時刻8だけの誤差に対する各時刻の |delta|"),
        [str(t + 1) for t in range(T)],
        [Row(name, delta) for name, delta in zip(NAMES, deltas, strict=True)],
    )
    yield Bars(
        Text("How much of delta a step back leaves", "1ステップ戻ると残る割合"),
        [f"{t + 2}>{t + 1}" for t in range(T - 1)],
        [
            Row(name, delta[:-1] / delta[1:], (0, limit))
            for name, delta, limit in zip(NAMES, deltas, (0.25, 1, 1), strict=True)
        ],
    )
    yield Expect(
        all(np.all(delta > 0) for delta in deltas),
        "At some step nothing arrives of the error at the end: delta is 0 there.",
        "最後の誤差がまったく届かない時刻があります。そこで delta が 0 です。",
    )


SHOW = Show(
    parts=[Part(calls, draw)],
    en="With sigmoid every step back leaves at most a quarter; tanh and relu let far more through.",
    ja="sigmoid では1ステップ戻るごとに4分の1以下になります。tanh と relu はもっと多く通します。",
)
