"""The gradient of a sum of sines, found by trying, with larger and smaller steps."""

import numpy as np

from learnrnn.checking import Function
from learnrnn.locale import Text
from learnrnn.showing import Ask, Bars, Expect, Part, Row, Show, Table

F = Function("sum_of_sines")
X = np.linspace(0, 2 * np.pi, 9)
STEPS = (1.0, 1e-1, 1e-3, 1e-5, 1e-8, 1e-11, 1e-13)


def calls(settings):
    return [Ask("numerical_gradient", [F, X, step], X.shape) for step in (1e-5, *STEPS)]


def draw(settings, gradient, *by_step):
    yield Bars(
        Text("The slope of sin x, found by trying", "試して求めた sin x の傾き"),
        [f"{x:.2g}" for x in X],
        [Row("gradient", gradient, (-1, 1))],
    )
    errors = [np.max(np.abs(found - np.cos(X))) for found in by_step]
    yield Table(
        Text("How far it is from cos x", "cos x との差"),
        ["step", "largest error"],
        [[f"{step:g}", f"{error:.1e}"] for step, error in zip(STEPS, errors, strict=True)],
    )
    yield Expect(
        errors[3] < 1e-6,
        "With the step 1e-5 the slope of sin x should be cos x to six digits.",
        "刻み 1e-5 なら、sin x の傾きは cos x と6桁まで合うはずです。",
    )


def error_calls(settings):
    return [Ask("relative_error", [X, X * (1 + part)], ()) for part in (0.0, 1e-6, 1e-2)]


def draw_errors(settings, *errors):
    rows = [
        [name, f"{float(error):.2g}"]
        for name, error in zip(("x", "x + 1e-6 x", "x + 0.01 x"), errors, strict=True)
    ]
    yield Table(Text("relative_error of x and …", "x との relative_error"), ["b", "error"], rows)
    yield Expect(
        errors[0] == 0,
        "x and x are equal: their error should be 0.",
        "x と x は等しいので、誤差は 0 のはずです。",
    )


SHOW = Show(
    parts=[Part(calls, draw), Part(error_calls, draw_errors)],
    en="A large step misses the curve, a tiny one drowns in rounding: between them lies the best.",
    ja="刻みが大きすぎると曲線からずれ、小さすぎると丸め誤差に埋もれます。その間に最良の値があります。",
)
