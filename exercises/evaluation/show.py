"""Perplexity as a number of choices, and BLEU of worse and worse translations."""

import numpy as np

from learnrnn.locale import Text
from learnrnn.showing import Ask, Bars, Expect, Part, Row, Show, Table

CHANCES = (1.0, 0.5, 0.25, 0.1, 0.05)
MIXED = np.array([1.0, 1.0, 0.0625, 1.0])
REFERENCE = ["the", "cat", "sat", "on", "the", "mat"]
CANDIDATES = [
    "the cat sat on the mat",
    "the cat sat on a mat",
    "the cat sat on",
    "mat the on sat cat the",
    "the the the the the the",
]


def calls(settings):
    return [Ask("perplexity", [np.full(4, p)], ()) for p in CHANCES] + [Ask("perplexity", [MIXED], ())]


def draw(settings, *found):
    *even, mixed = (float(each) for each in found)
    yield Bars(
        Text(
            "Perplexity, by the p of every right word; mixed is 1, 1, 1/16, 1",
            "正解の語の確率 p とパープレキシティ（mixed は 1, 1, 1/16, 1）",
        ),
        [f"p={p:g}" for p in CHANCES] + ["mixed"],
        [Row("perplexity", [*even, mixed], (1, float("inf")))],
    )
    yield Expect(
        np.allclose(even, 1 / np.array(CHANCES)),
        "Where every word gets p, the perplexity should be 1/p: so many equal choices.",
        "どの語の確率も p なら、パープレキシティは 1/p、つまり選択肢の数になるはずです。",
    )
    yield Expect(
        abs(mixed - 2) < 1e-6,
        "For 1, 1, 1/16 and 1 it should be 2, the geometric mean of 1/p.",
        "1, 1, 1/16, 1 では、1/p の幾何平均の 2 になるはずです。",
    )


def precision_calls(settings):
    return [
        Ask("ngram_precision", [words.split(), REFERENCE, n], [(), ()])
        for words in CANDIDATES
        for n in (1, 2)
    ]


def draw_precision(settings, *found):
    counts = [f"{float(matches):g}/{float(total):g}" for matches, total in found]
    rows = [[words, *counts[2 * at : 2 * at + 2]] for at, words in enumerate(CANDIDATES)]
    yield Table(
        Text(f"Against: {' '.join(REFERENCE)}", f"参照訳: {' '.join(REFERENCE)}"),
        ["candidate", "n = 1", "n = 2"],
        rows,
    )
    yield Expect(
        all(0 <= matches <= total for matches, total in found),
        "There are more matches than there are n-grams.",
        "一致の数が n-gram の数を超えています。",
    )
    yield Expect(
        float(found[8][0]) == 2,
        "The reference has two times `the`: of six in the candidate two should match.",
        "参照訳に the は2回なので、候補の6回のうち一致は2回のはずです。",
    )


def bleu_calls(settings):
    return [Ask("bleu", [words.split(), REFERENCE, 2], ()) for words in CANDIDATES]


def draw_bleu(settings, *scores):
    values = [float(score) for score in scores]
    steps = ["same", "1 off", "short", "turned", "the"]
    yield Bars(
        Text("BLEU (max_n = 2) of the five", "5つの BLEU（max_n = 2）"), steps, [Row("BLEU", values, (0, 1))]
    )
    yield Expect(
        abs(values[0] - 1) < 1e-9,
        "The reference itself should score 1.",
        "参照訳と同じ文の BLEU は 1 のはずです。",
    )
    yield Expect(
        values[2] < 1,
        "What is too short should lose by brevity, though all of it is right.",
        "短すぎる訳は、すべて合っていても短さの罰を受けるはずです。",
    )


SHOW = Show(
    parts=[Part(calls, draw), Part(precision_calls, draw_precision), Part(bleu_calls, draw_bleu)],
    en="A perplexity of 4 is a choice among four. BLEU looks at runs of words: the right words in the wrong order lose.",
    ja="パープレキシティ 4 は四択にあたります。BLEU は語の並びを見るので、語が合っていても順序が違えば下がります。",
)
