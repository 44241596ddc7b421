"""A number enters the state and fades; the gates are measured from outside."""

import numpy as np

from learnrnn.locale import Text
from learnrnn.showing import Ask, Bars, Expect, Part, Row, Show, Table

T = 8
X = np.eye(T)[0]
RESETS = np.arange(-3.0, 4.0)
SIZES = (1, 8, 64)


def calls(settings):
    kept = settings["f"]
    W, U = np.array([[0.0, 12.0, 4.0]]), np.zeros((1, 3))  # blocks r, z, candidate
    b = np.array([0.0, np.log((1 - kept) / kept), 0.0])
    start, steps = np.zeros((1, 1)), X[:, None]
    return [
        Ask("gru_forward", [X[:, None, None], start, W, U, b], (T, 1, 1)),
        Ask("gru_step", [steps, np.zeros((T, 1)), W, U, b], (T, 1)),
        Ask("gru_step", [steps, np.ones((T, 1)), W, U, b], (T, 1)),
    ]


def draw(settings, h, empty, full):
    h, kept = h[:, 0, 0], (full - empty)[:, 0]
    yield Bars(
        Text("A number is written at step 1", "時刻1で書き込む"),
        [str(t + 1) for t in range(T)],
        [Row("x", X), Row("1-z", kept, (0, 1)), Row("h", h, (-1, 1))],
    )
    f = settings["f"]
    yield Expect(
        np.allclose(kept[1:], f),
        f"The bias of z asks that {f:g} of the state is kept, and it is {kept[-1]:.3g}. Is the order r, z, candidate, and is it 1 - z that keeps?",
        f"z のバイアスは状態を {f:g} 倍残すよう求めていますが、{kept[-1]:.3g} 倍です。順序は r, z, 候補でしょうか。残すのは 1 - z でしょうか。",
    )
    yield Expect(
        np.allclose(h[1:], kept[1:] * h[:-1]),
        "In silence a state should be the one before times 1 - z: look at how steps hand on h.",
        "入力がないあいだ、状態は前の状態の 1 - z 倍になるはずです。h を次の時刻に渡すところを見ましょう。",
    )


def reset_calls(settings):
    n = len(RESETS)
    W, U = np.array([[1.0, 0.0, 0.0]]), np.array([[0.0, 0.0, 2.0]])
    b = np.array([0.0, 30.0, 0.0])  # z is 1: the new state is the candidate
    return [Ask("gru_step", [RESETS[:, None], np.ones((n, 1)), W, U, b], (n, 1))]


def draw_reset(settings, candidate):
    yield Bars(
        Text("The candidate over what goes into r", "リセットゲートの入力と候補"),
        [f"{u:g}" for u in RESETS],
        [Row("candidate", candidate[:, 0], (-1, 1))],
    )
    yield Expect(
        np.all(np.diff(candidate[:, 0]) > 0),
        "The further r opens, the more of the past the candidate should see.",
        "r が開くほど、候補は過去を多く見るはずです。",
    )


def count_calls(settings):
    return [Ask("parameter_count", [n, n], [(), ()]) for n in SIZES]


def draw_counts(settings, *counts):
    rows = [[str(n), f"{lstm:g}", f"{gru:g}"] for n, (lstm, gru) in zip(SIZES, counts, strict=True)]
    yield Table(Text("Numbers to learn", "学習する数"), ["D = H", "LSTM", "GRU"], rows)
    yield Expect(
        all(abs(gru * 4 - lstm * 3) < 1e-9 for lstm, gru in counts),
        "A GRU has three blocks and an LSTM four: the numbers should be as 3 to 4.",
        "ブロックは GRU が3つ、LSTM が4つなので、数は3対4になるはずです。",
    )


SHOW = Show(
    parts=[Part(calls, draw), Part(reset_calls, draw_reset), Part(count_calls, draw_counts)],
    settings={"f": 0.9},
    en="1 - z does here what f does in an LSTM: h keeps that share a step. Try `--f 0.5`.",
    ja="1 - z は LSTM の f と同じ役です。h は1ステップごとにその割合だけ残ります。`--f 0.5` も試しましょう。",
)
