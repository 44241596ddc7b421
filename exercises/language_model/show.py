"""Which word comes next, what pulls the scores, and how far Adam goes."""

import numpy as np

from learnrnn.locale import Text
from learnrnn.showing import Ask, Bars, Expect, Grid, Part, Row, Show

WORDS = ["the", "cat", "sat", "down", "now"]
V = len(WORDS)
EYE = np.eye(V)
WINDOWS = np.array([[0, 1], [1, 2], [2, 3], [1, 0]])
GRADIENTS = np.array([1e-3, 1e-1, 1.0, 1e3, -1.0])
LOGITS = np.array([[2.0, 1.0, 0.0, -1.0], [2.0, 1.0, 0.0, -1.0]])
LABELS = np.array([0, 3])


def calls(settings):
    followed = 4 * np.roll(EYE, 1, axis=1)  # after each word the next one of the list
    arguments = [WINDOWS, EYE, 3 * EYE, 0.3 * EYE, np.zeros(V), followed, np.zeros(V)]
    return [Ask("next_word_probabilities", arguments, (len(WINDOWS), V))]


def draw(settings, p):
    rows = [" ".join(WORDS[k] for k in window) for window in WINDOWS]
    yield Grid(Text("What comes next after two words", "2語のあとに来る語の確率"), WORDS, rows, p, sums=1)
    yield Expect(
        p[:, 0].max() < 0.5 and list(p.argmax(axis=1)) == [2, 3, 4, 1],
        "With these weights the word after the last one of the window should be the likeliest.",
        "この重みでは、窓の最後の語の次に並ぶ語の確率がいちばん高いはずです。",
    )


def loss_calls(settings):
    return [Ask("softmax_cross_entropy", [LOGITS, LABELS], [(), LOGITS.shape])]


def draw_loss(settings, found):
    loss, gradient = found
    title = Text(
        f"The pull on four scores (loss {float(loss):.3g})", f"4つのスコアの勾配（損失 {float(loss):.3g}）"
    )
    rows = [f"right is {label}" for label in LABELS]
    yield Grid(title, [f"score {score:g}" for score in LOGITS[0]], rows, gradient, sums=0)
    yield Expect(
        bool(np.all(gradient[[0, 1], LABELS] < 0)),
        "The right word's score should be pulled up: its gradient is negative.",
        "正解のスコアは引き上げられるので、その勾配は負のはずです。",
    )
    yield Expect(loss > 0, "The loss should be above 0.", "損失は正になるはずです。")


def adam_calls(settings):
    zero = np.zeros(len(GRADIENTS))
    shape = GRADIENTS.shape
    return [Ask("adam_step", [zero, GRADIENTS, zero, zero, 1], [shape, shape, shape])]


def draw_adam(settings, found):
    yield Bars(
        Text("Adam's first step from 0, for five gradients", "Adam の最初の1歩（勾配5通り）"),
        [f"{g:g}" for g in GRADIENTS],
        [Row("step", found[0], (-0.005, 0.005)), Row("m", found[1]), Row("v", found[2], (0, float("inf")))],
    )
    yield Expect(
        np.allclose(np.abs(found[0]), 0.005, rtol=1e-3),
        "The first step should be as long as the learning rate, 0.005, whatever the gradient.",
        "最初の1歩の長さは、勾配によらず学習率 0.005 になるはずです。",
    )


SHOW = Show(
    parts=[Part(calls, draw), Part(loss_calls, draw_loss), Part(adam_calls, draw_adam)],
    en="Every row of probabilities sums to 1, every row of pulls to 0; Adam's step asks only for the sign at first.",
    ja="確率の行の和は1、勾配の行の和は0です。Adam の最初の1歩は勾配の符号だけで決まります。",
)
