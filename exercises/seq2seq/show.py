"""A thought vector word by word, the next token, draws of it, and a greedy answer."""

import numpy as np

from learnrnn.checking import Generator
from learnrnn.locale import Text
from learnrnn.showing import Ask, Bars, Expect, Grid, Part, Row, Show, Table

TOKENS = ["bos", "eos", "hi", "you"]
V = len(TOKENS)
EYE = np.eye(V)
SENTENCE = [2, 3, 3, 2]
P = np.array([0.1, 0.2, 0.3, 0.4])
DRAWS = 200
SCORES = 5 * np.array([[0.0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1], [0, 1, 0, 0]])  # bos > hi > you > eos
DECODER = [EYE, 3 * EYE, np.zeros((V, V)), np.zeros(V), SCORES, np.zeros(V)]


def encode_calls(settings):
    E = np.array([[0.0, 0.0, 1.0, -1.0]])
    arguments = [E, np.ones((1, 1)), np.full((1, 1), 0.7), np.zeros(1)]
    return [Ask("encode", [np.array(SENTENCE[:n], int), *arguments], (1,)) for n in range(len(SENTENCE) + 1)]


def draw_encode(settings, *states):
    yield Bars(
        Text("The thought vector after each word", "各語を読んだあとの思考ベクトル"),
        ["-", *(TOKENS[k] for k in SENTENCE)],
        [Row("state", [float(state[0]) for state in states], (-1, 1))],
    )
    yield Expect(states[0][0] == 0, "Before the first word it should be 0.", "最初の語の前は 0 のはずです。")


def decode_calls(settings):
    return [Ask("decode_step", [k, np.zeros(V), *DECODER], [(V,), (V,)]) for k in range(V)]


def draw_decode(settings, *found):
    p = np.stack([each[0] for each in found])
    yield Grid(Text("What comes after each token", "各トークンの次に来る確率"), TOKENS, TOKENS, p, sums=1)


def draw_calls(settings):
    draws = [Ask("sample_token", [P, Generator(seed)], ()) for seed in range(DRAWS)]
    return [Ask("greedy_decode", [np.zeros(V), 0, 1, 6, *DECODER], list), *draws]


def draw_draws(settings, answer, *draws):
    shares = [sum(each == k for each in draws) / DRAWS for k in range(V)]
    yield Bars(
        Text(f"{DRAWS} draws of a token", f"トークンを{DRAWS}回引く"),
        TOKENS,
        [Row("p", P, (0, 1)), Row("drawn", shares, (0, 1))],
    )
    yield Expect(
        bool(np.all(np.abs(shares - P) < 0.15)),
        "Some token is drawn far more or less often than its probability says.",
        "確率と大きく違う回数だけ引かれるトークンがあります。",
    )
    said = " ".join(TOKENS[int(k)] for k in answer)
    title = Text("The greedy answer", "貪欲法の答え")
    yield Table(title, ["fed", "answer"], [["bos", said]])
    yield Expect(
        said == "hi you",
        "Followed by the largest probability, the answer should be: hi you.",
        "確率のいちばん高い語をたどると、答えは hi you になるはずです。",
    )


SHOW = Show(
    parts=[Part(encode_calls, draw_encode), Part(decode_calls, draw_decode), Part(draw_calls, draw_draws)],
    en="The last bar of the state is all that the Decoder gets to know of the sentence.",
    ja="Decoder が文について知るのは、状態の最後の値だけです。",
)
