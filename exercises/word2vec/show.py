"""Pairs of neighbours, what is drawn as noise, and where a vector is pulled."""

import numpy as np

from learnrnn.locale import Text
from learnrnn.showing import Arrow, Ask, Bars, Expect, Part, Plane, Row, Show, Table

WORDS = ["the", "cat", "sat", "down"]
COUNTS = np.array([100.0, 10.0, 5.0, 1.0])
V, U, NOISE = np.array([1.0, 0.5]), np.array([0.4, 1.6]), np.array([[1.5, -0.8]])


def pair_calls(settings):
    return [Ask("skipgram_pairs", [np.arange(4), 1], (6, 2))]


def draw_pairs(settings, pairs):
    pairs = pairs.astype(int)
    rows = [[WORDS[k], ", ".join(WORDS[b] for a, b in pairs if a == k)] for k in range(4)]
    yield Table(Text("Neighbours within a window of 1", "幅1の窓に入る隣の語"), ["centre", "contexts"], rows)
    yield Expect(
        all(abs(a - b) == 1 for a, b in pairs),
        "There is a pair of words that do not stand side by side.",
        "隣どうしでない組があります。",
    )
    yield Expect(
        {(a, b) for a, b in pairs.tolist()} == {(b, a) for a, b in pairs.tolist()},
        "If one word is another's neighbour, that one is its neighbour too.",
        "ある語が別の語の隣なら、その逆も組になるはずです。",
    )


def noise_calls(settings):
    return [Ask("noise_distribution", [COUNTS], (4,))]


def draw_noise(settings, p):
    yield Bars(
        Text("How often a word is drawn as noise", "ノイズとして引かれる確率"),
        WORDS,
        [Row("seen", COUNTS / COUNTS.sum(), (0, 1)), Row("drawn", p, (0, 1))],
    )
    yield Expect(
        abs(p.sum() - 1) < 1e-6,
        f"The probabilities sum to {p.sum():.3g}.",
        f"確率の和が {p.sum():.3g} です。",
    )
    yield Expect(
        p[-1] > COUNTS[-1] / COUNTS.sum(),
        "A rare word should be drawn more often than it is seen.",
        "まれな語は、現れる割合より多く引かれるはずです。",
    )


def calls(settings):
    return [Ask("negative_sampling_loss", [V, U, NOISE], [(), (2,), (2,), (1, 2)])]


def draw(settings, found):
    loss, dv, _, _ = found
    moved = V - dv
    yield Plane(
        Text(
            f"v goes to its context and away from the noise (loss {float(loss):.3g})",
            f"v は文脈に近づき、ノイズから離れる（損失 {float(loss):.3g}）",
        ),
        [Arrow("v", *V), Arrow("u", *U), Arrow("noise", *NOISE[0]), Arrow("v - dv", *moved)],
    )
    yield Expect(
        moved @ U > V @ U,
        "A step down should bring v nearer to the true context u.",
        "1歩進むと、v は本当の文脈 u に近づくはずです。",
    )
    yield Expect(
        moved @ NOISE[0] < V @ NOISE[0],
        "A step down should take v away from the noise word.",
        "1歩進むと、v はノイズの語から離れるはずです。",
    )
    yield Expect(loss > 0, "The loss should be above 0.", "損失は正になるはずです。")


SHOW = Show(
    parts=[Part(pair_calls, draw_pairs), Part(noise_calls, draw_noise), Part(calls, draw)],
    en="One step of the gradient turns v towards u and away from the noise.",
    ja="勾配を1歩進むと、v は u のほうへ、ノイズから離れるほうへ向きます。",
)
