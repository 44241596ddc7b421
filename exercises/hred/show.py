"""The conversation as one vector: what of each utterance is left, and that their order counts."""

import numpy as np

from learnrnn.locale import Text
from learnrnn.showing import Ask, Bars, Expect, Grid, Part, Row, Show

K = 5
SAID = np.eye(K)[0]  # the first utterance says something, the others nothing
KEPT = [np.ones((1, 1)), np.full((1, 1), 0.8), np.zeros(1)]
CONTEXTS = np.array([[-2.0], [0.0], [2.0]])


def calls(settings):
    parts = [Ask("encode_context", [SAID[:n, None], *KEPT], (1,)) for n in range(K + 1)]
    return [*parts, Ask("encode_context", [SAID[::-1, None], *KEPT], (1,))]


def draw(settings, *found):
    *states, turned = (float(state[0]) for state in found)
    yield Bars(
        Text(
            "The context after each utterance; only the first one says something",
            "各発話のあとの文脈。最初の発話だけに内容がある",
        ),
        [str(n) for n in range(K + 1)],
        [Row("context", states, (-1, 1))],
    )
    yield Expect(
        states[0] == 0, "Before the first utterance it should be 0.", "最初の発話の前は 0 のはずです。"
    )
    yield Expect(
        states[-1] > 0,
        "Of the first utterance nothing is left at the end: the context should go on from the one before.",
        "最初の発話が最後に残っていません。文脈は前の文脈を引き継ぐはずです。",
    )
    yield Expect(
        turned > states[-1],
        "Said last instead of first, it should be remembered better: oldest first is the order.",
        "最初ではなく最後に言われたほうが、よく残るはずです。発話は古い順に読みます。",
    )


def start_calls(settings):
    thoughts = np.array([[-1.0], [0.0], [1.0]])
    pairs = [(c, t) for c in CONTEXTS for t in thoughts]
    contexts, said = (np.stack(each) for each in zip(*pairs, strict=True))
    one = np.ones((1, 1))
    return [Ask("decoder_state", [contexts, said, 0.5 * one, one, np.zeros(1)], (9, 1))]


def draw_start(settings, states):
    grid = states.reshape(3, 3)
    yield Grid(
        Text(
            "Where the Decoder begins: context (row) and sentence (column)",
            "Decoder の初期状態: 文脈（行）と文（列）",
        ),
        ["no", "-", "yes"],
        ["cold", "-", "warm"],
        grid,
    )
    yield Expect(
        bool(np.all(np.diff(grid, axis=0) > 0) and np.all(np.diff(grid, axis=1) > 0)),
        "Both the context and the sentence should move where the Decoder begins.",
        "文脈と文の両方が Decoder の初期状態を変えるはずです。",
    )
    yield Expect(
        bool(np.all(np.abs(grid) <= 1)), "A state lies between -1 and 1.", "状態は -1 から 1 の間に入ります。"
    )


SHOW = Show(
    parts=[Part(calls, draw), Part(start_calls, draw_start)],
    en="Four silent utterances later the first one is still there; the same sentence begins another answer after another conversation.",
    ja="内容のない発話が4つ続いても、最初の発話はまだ残っています。同じ文でも、会話が違えば答えの始まりが変わります。",
)
