"""The tree of answers, and the way that the beam takes through it."""

import itertools

import numpy as np

from learnrnn.locale import Text
from learnrnn.showing import Ask, Expect, Node, Part, Show, Table, Tree

TOKENS = ["bos", "eos", "a", "b"]
V = len(TOKENS)
EYE = np.eye(V)
NEXT = np.array(
    [[1e-6, 0.1, 0.5, 0.4], [1e-6, 1, 1e-6, 1e-6], [1e-6, 0.4, 0.3, 0.3], [1e-6, 0.9, 0.05, 0.05]]
)
# The state is the one-hot of the token before, as nearly as tanh allows.
DECODER = [EYE, 20 * EYE, np.zeros((V, V)), np.zeros(V), np.log(NEXT), np.zeros(V)]
P = NEXT / NEXT.sum(axis=1, keepdims=True)
TARGETS = np.array([3, 1])


def widths(settings):
    return sorted({1, 2, 3, int(settings["beam"])})


def calls(settings):
    return [
        Ask("beam_search", [np.zeros(V), 0, 1, width, 4, *DECODER], [list, ()]) for width in widths(settings)
    ]


def _tree(token, chosen, depth):
    """What may come after a token; chosen: the ids of the way still to go; none off it."""
    children = []
    for k in range(1, V) if depth and token != 1 else ():
        on = bool(chosen) and chosen[0] == k
        below = _tree(k, chosen[1:] if on else [], depth - 1)
        children.append(Node(f"{TOKENS[k]} {P[token, k]:.2f}", below, on))
    return tuple(children)


def draw(settings, *found):
    answers = [[int(k) for k in ids] for ids, _ in found]
    at = widths(settings).index(int(settings["beam"]))
    yield Tree(
        Text(
            f"What may follow what; ● is the way of a beam of {int(settings['beam'])}",
            f"何のあとに何が来るか。● は幅{int(settings['beam'])}のビームの道",
        ),
        Node("bos", _tree(0, [*answers[at], 1], 2), marked=True),
    )
    rows = [
        [str(width), " ".join(TOKENS[k] for k in ids) or "-", f"{float(log_p):.3f}", f"{np.exp(log_p):.3f}"]
        for width, ids, (_, log_p) in zip(widths(settings), answers, found, strict=True)
    ]
    yield Table(Text("By the beam's width", "ビームの幅ごとの答え"), ["width", "answer", "log p", "p"], rows)
    for width, ids, (_, log_p) in zip(widths(settings), answers, found, strict=True):
        whole = [0, *ids, 1]
        right = sum(np.log(P[a, b]) for a, b in itertools.pairwise(whole))
        yield Expect(
            abs(right - log_p) < 1e-4,
            f"Width {width}: the tree gives this answer with its eos a log p of {right:.3f}.",
            f"幅{width}: この答えと eos の log p は、木からは {right:.3f} になります。",
        )
    yield Expect(
        float(found[1][1]) > float(found[0][1]) + 1e-9,
        "Here two beginnings should find a better answer than one.",
        "この例では、2つ残せば1つのときより良い答えが見つかるはずです。",
    )


def loss_calls(settings):
    return [Ask("teacher_forcing_loss", [np.zeros(V), TARGETS, 0, *DECODER], ())]


def draw_loss(settings, loss):
    fed = [0, *TARGETS[:-1]]
    rows = [[TOKENS[a], TOKENS[b], f"{P[a, b]:.2f}"] for a, b in zip(fed, TARGETS, strict=True)]
    title = Text(f"Teacher forcing: the loss is {float(loss):.3f}", f"教師強制: 損失は {float(loss):.3f}")
    yield Table(title, ["fed", "target", "p"], rows)
    right = float(np.mean([-np.log(P[a, b]) for a, b in zip(fed, TARGETS, strict=True)]))
    yield Expect(
        abs(loss - right) < 1e-4,
        f"The mean of -log p over this table is {right:.3f}.",
        f"この表の -log p の平均は {right:.3f} です。",
    )


SHOW = Show(
    parts=[Part(calls, draw), Part(loss_calls, draw_loss)],
    settings={"beam": 2},
    en="The likeliest first word leads to a worse answer. Try `--beam 1` and look at the way.",
    ja="最初にいちばん確率の高い語を選ぶと、答えはかえって悪くなります。`--beam 1` の道も見ましょう。",
)
