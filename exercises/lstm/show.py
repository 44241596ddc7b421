"""One number is written into the cell, kept, and read at the end; the gates are measured from outside."""

import numpy as np

from learnrnn.locale import Text
from learnrnn.showing import Ask, Bars, Expect, Part, Row, Show

T = 8
WRITE, READ = np.eye(T)[0], np.eye(T)[-1]
X = np.stack([WRITE, READ], axis=-1)  # (T, 2)
NONE = np.zeros((T, 1))
STEPS = [(T, 1), (T, 1)]


def weights(settings):
    """Blocks a, i, f, o: the first input opens i, the second o; f stays where its bias puts it."""
    f = settings["f"]
    W = np.array([[4.0, 12.0, 0.0, 0.0], [0.0, 0.0, 0.0, 12.0]])
    return W, np.zeros((1, 4)), np.array([0.0, -6.0, np.log(f / (1 - f)), -6.0])


def calls(settings):
    W, U, b = weights(settings)
    start = np.zeros((1, 1))
    return [
        Ask("lstm_forward", [X[:, None, :], start, start, W, U, b], [(T, 1, 1), (T, 1, 1)]),
        Ask("lstm_step", [X, NONE, NONE, W, U, b], STEPS),  # every step with an empty cell
        Ask("lstm_step", [X, NONE, NONE + 1, W, U, b], STEPS),  # and with a full one
    ]


def draw(settings, forward, empty, full):
    h, c = (each[:, 0, 0] for each in forward)
    written = empty[1][:, 0]
    kept = full[1][:, 0] - written
    shown = full[0][:, 0] / np.tanh(full[1][:, 0])
    yield Bars(
        Text("A number is written at step 1 and read at step 8", "時刻1で書き込み、時刻8で読み出す"),
        [str(t + 1) for t in range(T)],
        [
            Row("write", WRITE),
            Row("read", READ),
            Row("i*a", written, (-1, 1)),
            Row("f", kept, (0, 1)),
            Row("o", shown, (0, 1)),
            Row("c", c),
            Row("h", h, (-1, 1)),
        ],
    )
    f = settings["f"]
    yield Expect(
        np.allclose(kept, f),
        f"The bias of the third block asks for f = {f:g}, and another share of the cell is kept. Is the order a, i, f, o?",
        f"3番目のブロックのバイアスは f = {f:g} を求めていますが、残る割合が違います。順序は a, i, f, o でしょうか。",
    )
    yield Expect(
        np.allclose(c[1:], written[1:] + kept[1:] * c[:-1]),
        "The cell of a step is not what is written plus what f keeps of the cell before: look at how steps hand on c.",
        "セルが「書き込む分 + f が残す前のセル」になっていません。c を次の時刻に渡すところを見ましょう。",
    )


SHOW = Show(
    parts=[Part(calls, draw)],
    settings={"f": 0.9},
    en="c falls by the factor f a step, and h shows nothing of it until o opens. Try `--f 0.5` and `--f 0.99`.",
    ja="c は1ステップごとに f 倍になり、o が開くまで h には現れません。`--f 0.5` や `--f 0.99` も試しましょう。",
)
