"""The gates as functions of the cell that they look at, measured from outside."""

import numpy as np

from learnrnn.locale import Text
from learnrnn.showing import Ask, Bars, Expect, Part, Row, Show

CELLS = np.array([-3.0, -2.0, -1.0, 1.0, 2.0, 3.0])
N = len(CELLS)
NONE, CLOSED = np.zeros(1), np.array([-9.0])


def step(p_i, p_f, p_o, b):
    zero = np.zeros((N, 1))
    arguments = [zero, zero, CELLS[:, None], np.zeros((1, 4)), np.zeros((1, 4)), b, p_i, p_f, p_o]
    return Ask("peephole_step", arguments, [(N, 1), (N, 1)])


def calls(settings):
    look, zero = np.array([2.0]), np.zeros(4)
    write = np.array([9.0, 0.0, -90.0, 0.0])  # a is 1 and f is 0: the new cell is i itself
    return [step(NONE, NONE, NONE, zero), step(NONE, look, look, zero), step(look, NONE, NONE, write)]


def draw(settings, blind, looking, writing):
    kept = [each[1][:, 0] / CELLS for each in (blind, looking)]
    o = looking[0][:, 0] / np.tanh(looking[1][:, 0])
    yield Bars(
        Text("Gates over the cell c_prev that they see", "ゲートと、ゲートが見るセル c_prev"),
        [f"{c:g}" for c in CELLS],
        [
            Row("c_prev", CELLS),
            Row("f, p_f = 0", kept[0], (0, 1)),
            Row("f, p_f = 2", kept[1], (0, 1)),
            Row("i, p_i = 2", writing[1][:, 0], (0, 1)),
            Row("o, p_o = 2", o, (0, 1)),
        ],
    )
    yield Expect(
        np.ptp(kept[0]) < 1e-6,
        "With p_f = 0 the gate f is blind, and still it changes with the cell.",
        "p_f = 0 なら f はセルを見ないはずですが、セルによって変わっています。",
    )
    yield Expect(
        np.all(np.diff(kept[1]) > 0) and np.all(np.diff(writing[1][:, 0]) > 0),
        "With a positive peephole a larger cell should open the gate further.",
        "覗き穴の重みが正なら、セルが大きいほどゲートは開くはずです。",
    )
    yield Expect(
        abs(o[-1] - 1 / (1 + np.exp(-2 * looking[1][-1, 0]))) < 1e-6,
        "o does not fit the new c. It looks after the cell has changed.",
        "o が新しい c と合いません。o はセルが変わったあとに覗きます。",
    )


SHOW = Show(
    parts=[Part(calls, draw)],
    en="Without a peephole f is the same for every cell; with one, a full cell holds its own gate open.",
    ja="覗き穴がなければ f はどのセルでも同じです。あれば、値の大きいセルが自分のゲートを開けておきます。",
)
