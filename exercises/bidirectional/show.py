"""One word in the middle, seen from both sides."""

import numpy as np

from learnrnn.locale import Text
from learnrnn.showing import Ask, Bars, Expect, Grid, Part, Row, Show

T, MIDDLE = 9, 4
X = np.eye(T)[MIDDLE]


def calls(settings):
    one, kept = np.ones((1, 1)), np.full((1, 1), 0.7)
    return [Ask("bidirectional_rnn", [X[:, None], one, kept, one, kept, np.eye(2)], (T, 2))]


def draw(settings, y):
    ahead, back = y.T
    yield Bars(
        Text("One word is not silent, and each word hears it", "1語だけに入力があり、各語に届く"),
        [str(t + 1) for t in range(T)],
        [Row("x", X), Row("forward", ahead, (-1, 1)), Row("backward", back, (-1, 1))],
    )
    yield Expect(
        not ahead[:MIDDLE].any(),
        "Before word 5 the forward direction cannot know of it.",
        "前向きの状態は、5語目より前ではその語を知らないはずです。",
    )
    yield Expect(
        not back[MIDDLE + 1 :].any(),
        "After word 5 the backward direction, which comes from the end, cannot know of it.",
        "後ろ向きの状態は末尾から来るので、5語目より後ではその語を知らないはずです。",
    )
    yield Expect(
        np.allclose(ahead, back[::-1]),
        "Both directions have the same weights here: the one should be the other in the mirror.",
        "ここでは両方向の重みが同じなので、互いに鏡像になるはずです。",
    )


def concat_calls(settings):
    h_f = np.array([[1.0], [2.0], [3.0]])
    return [Ask("bidirectional_concat", [h_f, h_f[::-1]], (3, 2))]


def draw_concat(settings, rows):
    title = Text("Side by side: both know word 1 as 1", "横に並べる: どちらも語1を1と書く")
    yield Grid(title, ["forward", "backward"], ["word 1", "word 2", "word 3"], rows)
    yield Expect(
        np.allclose(rows[:, 0], rows[:, 1]),
        "In a row both numbers should be of the same word: h_b comes last word first.",
        "1行の2つの数は同じ語のもののはずです。h_b は最後の語から並んでいます。",
    )


SHOW = Show(
    parts=[Part(calls, draw), Part(concat_calls, draw_concat)],
    en="The word is heard on its right by one direction, on its left by the other.",
    ja="その語は、右側では前向きの状態に、左側では後ろ向きの状態に届きます。",
)
