"""An addition as rows of bits."""

import itertools

import numpy as np

from learnrnn.locale import Text
from learnrnn.showing import Ask, Bars, Expect, Part, Row, Show, Table

A, B, WIDTH = 11, 6, 8
SEVENTEEN = np.array([1.0, 0, 0, 0, 1, 0, 0, 0])
RATES = (0.0, 0.1, 0.5, 1.0, 2.0)


def calls(settings):
    return [
        Ask("make_example", [A, B], [(WIDTH, 1, 2), (WIDTH, 1, 1)]),
        Ask("from_bits", [SEVENTEEN], ()),
        Ask("to_bits", [A + B], (WIDTH,)),
    ]


def draw(settings, example, seventeen, bits):
    x, d = example
    rows = {f"{A}": x[:, 0, 0], f"{B}": x[:, 0, 1], f"{A} + {B}": d[:, 0, 0], f"to_bits({A + B})": bits}
    yield Table(
        Text("Bit 0 stands left, as the network reads them", "左端がビット0。ネットワークが読む順"),
        ["", *(str(k) for k in range(WIDTH))],
        [[label, *(f"{bit:g}" for bit in row)] for label, row in rows.items()],
    )
    yield Expect(
        all(set(row.tolist()) <= {0.0, 1.0} for row in rows.values()),
        "There is a bit that is neither 0 nor 1.",
        "0 でも 1 でもないビットがあります。",
    )
    values = [float(row @ 2.0 ** np.arange(WIDTH)) for row in rows.values()]
    yield Expect(
        values == [A, B, A + B, A + B],
        f"Read from bit 0 the rows are {', '.join(f'{v:g}' for v in values)}, where {A}, {B} and {A + B} are meant.",
        f"ビット0から読むと {', '.join(f'{v:g}' for v in values)} です。{A}, {B}, {A + B} になるはずです。",
    )
    yield Expect(
        seventeen == A + B,
        f"from_bits makes {seventeen:g} of the bits of {A + B}.",
        f"from_bits が {A + B} のビットから {seventeen:g} を作っています。",
    )


def sgd_calls(settings):
    one = {"w": np.ones(1)}
    return [Ask("sgd_step", [one, one, rate], {"w": (1,)}) for rate in RATES]


def draw_sgd(settings, *found):
    after = [float(each["w"][0]) for each in found]
    yield Bars(
        Text("w = 1 with gradient 1, after one step", "w = 1、勾配 1 での1ステップ後"),
        [f"rate {rate:g}" if at == 0 else f"{rate:g}" for at, rate in enumerate(RATES)],
        [Row("w", after)],
    )
    yield Expect(
        all(later < before for before, later in itertools.pairwise(after)),
        "The gradient is positive: a larger rate should take w further down.",
        "勾配は正なので、学習率が大きいほど w は大きく下がるはずです。",
    )


SHOW = Show(
    parts=[Part(calls, draw), Part(sgd_calls, draw_sgd)],
    en="Go through the columns from left to right and carry: that is what the network has to learn.",
    ja="左の列から順に、繰り上がりを運びながら足してみましょう。ネットワークが学ぶのはこれです。",
)
