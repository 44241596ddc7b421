"""The height of z = (x + y)², and its slope along x."""

import numpy as np

from learnrnn.locale import Text
from learnrnn.showing import Ask, Bars, Expect, Part, Row, Show

X = np.arange(-4.0, 4.0)
Y = 1.0


def calls(settings):
    return [Ask("forward", [X, Y], X.shape), Ask("gradient", [X, Y], [X.shape, ()])]


def draw(settings, z, slopes):
    dz_dx, dz_dy = slopes
    yield Bars(
        Text("z = (x + y)² at y = 1, and its slope along x", "y = 1 のときの z = (x + y)² と x 方向の傾き"),
        [f"x={x:g}" if at == 0 else f"{x:g}" for at, x in enumerate(X)],
        [Row("z", z, (0, float("inf"))), Row("dz/dx", dz_dx)],
    )
    yield Expect(
        np.allclose((z[2:] - z[:-2]) / 2, dz_dx[1:-1]),
        "dz/dx is not the slope of z: half of (right neighbour - left neighbour) is another number.",
        "dz/dx が z の傾きと合いません。（右隣 - 左隣）の半分と比べましょう。",
    )
    yield Expect(
        abs(float(dz_dy) - dz_dx.sum()) < 1e-6,
        f"One y serves for all eight z. Its gradient should be the sum of theirs, {dz_dx.sum():g}, and is {dz_dy:g}.",
        f"1つの y を8個の z に使っています。勾配はその和 {dz_dx.sum():g} になるはずですが、{dz_dy:g} です。",
    )


SHOW = Show(
    parts=[Part(calls, draw)],
    en="Where z falls, its slope is negative; at the lowest point it is 0.",
    ja="z が下がるところでは傾きが負で、いちばん低いところで 0 になります。",
)
