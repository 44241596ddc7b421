"""How much of the cell's error passes a step, and where in u it arrives."""

import numpy as np

from learnrnn.locale import Text
from learnrnn.showing import Ask, Bars, Expect, Part, Row, Show

GATES = np.arange(-4.0, 5.0)  # what goes into f
N = len(GATES)
BACK = range(1, 9)


def step(x, dh, dc, b, c_prev):
    n = len(x)
    W, U = np.array([[0.0, 0.0, 1.0, 0.0]]), np.zeros((1, 4))
    gives = {"x": (n, 1), "h_prev": (n, 1), "c_prev": (n, 1), "W": (1, 4), "U": (1, 4), "b": (4,)}
    arguments = [
        np.full((n, 1), dh),
        np.full((n, 1), dc),
        x,
        np.zeros((n, 1)),
        np.full((n, 1), c_prev),
        W,
        U,
        b,
    ]
    return Ask("lstm_step_backward", arguments, gives)


def calls(settings):
    f = settings["f"]
    kept = np.array([[np.log(f / (1 - f))]])
    return [step(GATES[:, None], 0.0, 1.0, np.zeros(4), 1.0), step(kept, 0.0, 1.0, np.zeros(4), 1.0)]


def draw(settings, over_gates, at_f):
    passes = over_gates["c_prev"][:, 0]
    yield Bars(
        Text(
            "What of the cell's error passes one step, over what goes into f",
            "f の入力と、セルの誤差が1ステップで残る割合",
        ),
        [f"{u:g}" for u in GATES],
        [Row("dc_prev/dc", passes, (0, 1))],
    )
    factor, f = float(at_f["c_prev"][0, 0]), settings["f"]
    yield Bars(
        Text(f"What is left after n steps with f = {f:g}", f"f = {f:g} で n ステップ戻ったあとの残り"),
        [f"n={n}" for n in BACK],
        [Row("left", [factor**n for n in BACK])],
    )
    yield Expect(
        abs(factor - f) < 1e-6,
        f"With dh = 0 a step passes f = {f:g} of the cell's error, and here it is {factor:.3g}.",
        f"dh = 0 なら、セルの誤差は1ステップで f = {f:g} 倍になるはずですが、{factor:.3g} 倍です。",
    )


def block_calls(settings):
    b = np.array([1.0, 0.0, 0.0, 0.0])
    return [step(np.zeros((1, 1)), dh, dc, b, 1.0) for dh, dc in ((1.0, 0.0), (0.0, 1.0))]


def draw_blocks(settings, from_h, from_c):
    yield Bars(
        Text("Where the error arrives in u", "誤差が u のどこに届くか"),
        ["a", "i", "f", "o"],
        [Row("from h", from_h["b"]), Row("from c", from_c["b"])],
    )
    yield Expect(
        abs(from_c["b"][3]) < 1e-9,
        "c does not depend on o: none of the error of c should arrive there.",
        "c は o に依存しないので、c の誤差は o に届かないはずです。",
    )
    yield Expect(
        bool(np.all(from_h["b"] > 0)),
        "h is made of all four, and each helps it up here: no gradient should be 0 or negative.",
        "h は4つすべてから作られ、ここではどれも h を増やします。勾配はどれも正になるはずです。",
    )


SHOW = Show(
    parts=[Part(calls, draw), Part(block_calls, draw_blocks)],
    settings={"f": 0.9},
    en="Where f is near 1, the error of the cell passes almost whole. Try `--f 0.5` and `--f 0.99`.",
    ja="f が1に近いと、セルの誤差はほとんどそのまま戻ります。`--f 0.5` や `--f 0.99` も試しましょう。",
)
