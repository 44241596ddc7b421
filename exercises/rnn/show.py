"""One impulse runs through the state, with each activation."""

import numpy as np

from learnrnn.locale import Text
from learnrnn.showing import Ask, Bars, Expect, Part, Row, Show

T = 8
X = np.eye(T)[1]
ONE, ZERO = np.ones((1, 1)), np.zeros(1)
NAMES = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0), "relu": (0.0, float("inf"))}


def calls(settings):
    gives = [(T, 1, 1), (T + 1, 1, 1), (T, 1, 1), (T, 1, 1)]
    arguments = [X[:, None, None], np.zeros((1, 1)), 2 * ONE, 0.8 * ONE, ZERO, ONE, ZERO]
    return [Ask("rnn_forward", [*arguments, name], gives) for name in NAMES]


def draw(settings, *found):
    states = [z[1:, 0, 0] for _, z, _, _ in found]
    rows = [Row(f"z {name}", z, within) for z, (name, within) in zip(states, NAMES.items(), strict=True)]
    yield Bars(
        Text("An impulse at step 2, W = 0.8", "時刻2に入力、W = 0.8"),
        [str(t + 1) for t in range(T)],
        [Row("x", X), *rows, Row("y (tanh)", found[1][3][:, 0, 0], (0, 1))],
    )
    yield Expect(
        np.allclose(states[2][2:], 0.8 * states[2][1:-1]),
        "With relu and no input each state should be 0.8 of the one before.",
        "relu で入力がなければ、状態は前の 0.8 倍になるはずです。",
    )
    yield Expect(
        all(np.all(z[0] == 0) for _, z, _, _ in found),
        "z[0] should be z0, the state before the first step.",
        "z[0] は z0、つまり最初の時刻より前の状態になるはずです。",
    )


SHOW = Show(
    parts=[Part(calls, draw)],
    en="The state remembers the impulse after the input is gone, and less of it each step.",
    ja="入力が消えたあとも状態は覚えていますが、時刻ごとに薄れていきます。",
)
