"""What a correct sigmoid and its slope do, and the mistakes people make on the way to them.

Beside the reference, solutions/sigmoid/sigmoid.py, which it reads as data.
"""

import numpy as np

from learnrnn.checking import Also, Arrays, Check, Given, Mistake, Normal, Raises

ROW = Arrays(u="D")
MATRIX = Arrays(u="N D")
CUBE = Arrays(u=Normal("T N D", scale=4))
NUMBER = Arrays(u="")
ROUND = Arrays(u=Given(np.array([-np.log(3), 0.0, np.log(3)])))  # 1/4, 1/2, 3/4
THREE = Arrays(u=Given(np.array([-3.0, 0.0, 3.0])))
EXTREMES = Arrays(u=Given(np.array([-1000.0, -40.0, -12.0, -0.5, 0.0, 0.5, 12.0, 40.0, 1000.0])))
FAR_RIGHT = Arrays(u=Given(np.array([2.0, 700.0, 1000.0])))
EXTREMES32 = Arrays(u=Given(np.array([-1000.0, -12.0, -0.5, 0.5, 12.0, 1000.0], dtype=np.float32)))
DEPTH = Arrays(depth=Given(8))

CHECKS = [
    Check(
        "sigmoid_squashes",
        "sigmoid",
        [ROUND(), NUMBER(), ROW(), MATRIX(), CUBE(), ROW(u=np.array([-2, 0, 3]))],
        points=2,
        visible=True,
        rtol=0,
        atol=1e-12,
        en="Each u becomes 1 / (1 + e^(-u)), to twelve digits and in any shape.",
        ja="どの形状でも、各 u は12桁の精度で 1 / (1 + e^(-u)) になる。",
    ),
    Check(
        "sigmoid_stays_quiet_at_extremes",
        "sigmoid",
        [EXTREMES(), FAR_RIGHT()],
        points=2,
        quiet=True,
        rtol=0,
        atol=1e-12,
        needs=("sigmoid_squashes",),
        en="At ±1000 the sigmoid is 0 and 1, with no overflow or invalid warning.",
        ja="±1000 でも、桁あふれや無効値の警告を出さずに 0 と 1 になる。",
    ),
    Check(
        "sigmoid_keeps_float32",
        "sigmoid",
        [MATRIX(dtype="float32"), EXTREMES32()],
        points=1,
        needs=("sigmoid_squashes",),
        en="float32 in, float32 out.",
        ja="float32 を渡せば float32 が返る。",
    ),
    Check(
        "slope_is_at_most_a_quarter",
        "d_sigmoid",
        [THREE(), NUMBER(), MATRIX(), CUBE(), THREE(u=np.array([-3, 0, 3]))],
        points=2,
        visible=True,
        needs=("sigmoid_squashes",),
        en="The slope at the pre-activation u is f(u)(1 - f(u)), and never more than 0.25.",
        ja="活性化前の値 u での傾きは f(u)(1 - f(u)) で、0.25 を超えない。",
    ),
    Check(
        "slope_vanishes_quietly",
        "d_sigmoid",
        [EXTREMES(), EXTREMES32()],
        points=1,
        quiet=True,
        needs=("slope_is_at_most_a_quarter",),
        en="Far from 0 the slope fades to 0, with no overflow.",
        ja="0 から遠く離れると、傾きは桁あふれせずに 0 へ近づく。",
    ),
    Check(
        "bound_after_eight_sigmoids",
        "gradient_bound",
        [DEPTH(), DEPTH(depth=1), DEPTH(depth=3)],
        points=1,
        visible=True,
        en="Each sigmoid leaves at most a quarter of the gradient.",
        ja="シグモイドを1つ通るごとに、勾配は多くても4分の1になる。",
    ),
    Raises(
        "bound_needs_a_depth_of_zero_or_more",
        "gradient_bound",
        bad=[DEPTH(depth=-1), DEPTH(depth=-8)],
        good=[DEPTH(depth=0), DEPTH(depth=2)],
        points=1,
        needs=("bound_after_eight_sigmoids",),
        en="Depth 0 leaves everything, and a negative depth is a ValueError.",
        ja="深さ0では勾配がそのまま残り、負の深さは ValueError になる。",
    ),
]

FORMULA = "return 0.5 * (1 + np.tanh(0.5 * u))"
SLOPE = "return s * (1 - s)"
GUARD = "if depth < 0:"
BOUND = "return 0.25**depth"

MISTAKES = [
    Mistake(
        "exp_overflows",
        FORMULA,
        "return 1 / (1 + np.exp(-u))",
        en="Your exp(-u) overflows where u is very negative. 0.5 * (1 + tanh(u / 2)) is the same and cannot.",
        ja="u が大きな負の値だと exp(-u) が桁あふれします。0.5 * (1 + tanh(u / 2)) なら同じ値で安全です。",
    ),
    Mistake(
        "where_computes_both_branches",
        FORMULA,
        "return np.where(u >= 0, 1 / (1 + np.exp(-u)), np.exp(u) / (1 + np.exp(u)))",
        en="np.where computes both branches everywhere, so exp still overflows. Use exp(-abs(u)) in both.",
        ja="np.where は両方の式を計算するので、やはり桁あふれします。どちらも exp(-abs(u)) で書きましょう。",
    ),
    Mistake(
        "clipped_too_early",
        FORMULA,
        "return 0.5 * (1 + np.tanh(0.5 * np.clip(u, -10, 10)))",
        en="You clip u so near to 0 that digits are lost: f(10) is not yet 1. tanh needs no clipping.",
        ja="u を打ち切る位置が近すぎて、f(10) から先の桁が失われています。tanh なら打ち切りは要りません。",
    ),
    Mistake(
        "half_inside_lost",
        FORMULA,
        "return 0.5 * (1 + np.tanh(u))",
        en="Your curve is twice as steep, f(2u). Halve u inside the tanh.",
        ja="曲線が2倍急になり、f(2u) になっています。tanh の中の u を半分にしましょう。",
    ),
    Mistake(
        "tanh_itself",
        FORMULA,
        "return np.tanh(u)",
        en="You return tanh, which runs from -1 to 1. The sigmoid runs from 0 to 1.",
        ja="tanh を返しています。tanh は -1 から 1、シグモイドは 0 から 1 の値を取ります。",
    ),
    Mistake(
        "falling_curve",
        FORMULA,
        "return 0.5 * (1 - np.tanh(0.5 * u))",
        en="Your curve falls: it is 1 / (1 + e^u). The sign in e^(-u) is missing.",
        ja="右下がりの 1 / (1 + e^u) になっています。e^(-u) の符号が抜けています。",
    ),
    Mistake(
        "float32_lost",
        FORMULA,
        "return 0.5 * (1 + np.tanh(0.5 * np.asarray(u, dtype=np.float64)))",
        en="Your result is float64 whatever comes in. float32 stays float32.",
        ja="結果がいつも float64 です。float32 を渡したら float32 のまま返します。",
    ),
    Mistake(
        "slope_of_a_value",
        SLOPE,
        "return u * (1 - u)",
        en="You take u for the sigmoid's value. It is the pre-activation, so compute s = sigmoid(u) first.",
        ja="u をシグモイドの値とみなしています。u は活性化前の値なので、先に s = sigmoid(u) を求めましょう。",
    ),
    Mistake(
        "sigmoid_taken_twice",
        "s = sigmoid(u)",
        "s = sigmoid(sigmoid(u))",
        en="You squash u twice, so this is the slope at f(u). The slope is wanted at u itself.",
        ja="シグモイドを2回通したので、f(u) での傾きになっています。求めるのは u での傾きです。",
    ),
    Mistake(
        "slope_of_tanh",
        SLOPE,
        "return 1 - s**2",
        en="1 - s² is the slope of tanh. That of the sigmoid is s(1 - s).",
        ja="1 - s² は tanh の傾きです。シグモイドの傾きは s(1 - s) です。",
    ),
    Mistake(
        "rest_forgotten",
        SLOPE,
        "return s * s",
        en="You multiply s by itself. The slope is s times the rest, 1 - s.",
        ja="s に s を掛けています。掛けるのは残りの 1 - s です。",
    ),
    Mistake(
        "depth_multiplied",
        BOUND,
        "return 0.25 * depth",
        en="You multiply by the depth. Each sigmoid brings its own factor, so 0.25 is raised to that power.",
        ja="深さを掛けています。シグモイドごとに 0.25 が掛かるので、0.25 を深さの回数だけ掛けます。",
    ),
    Mistake(
        "value_at_zero_for_slope",
        BOUND,
        "return 0.5**depth",
        en="0.5 is the sigmoid's value at 0. Its slope there is 0.25.",
        ja="0.5 は 0 でのシグモイドの値です。傾きは 0.25 です。",
    ),
    Mistake(
        "negative_depth_accepted",
        GUARD,
        "if depth < 0 and False:",
        en="A negative depth gives you a bound above 1. It has no meaning, so raise a ValueError.",
        ja="負の深さで、1 より大きい上限が返ります。意味がないので ValueError を送出しましょう。",
    ),
    Mistake(
        "depth_zero_refused",
        GUARD,
        "if depth <= 0:",
        en="You refuse depth 0. No sigmoid on the way leaves the gradient whole: 1.",
        ja="深さ0を拒んでいます。シグモイドを1つも通らなければ勾配はそのまま残り、1 です。",
    ),
]

ALSO = [
    Also(
        "exp_of_minus_abs",
        FORMULA,
        "e = np.exp(-np.abs(u))\n    return np.where(np.asarray(u) >= 0, 1 / (1 + e), e / (1 + e))",
        en="exp(-|u|) cannot overflow: two forms of one fraction, each on the side where it is safe.",
        ja="exp(-|u|) は桁あふれしません。同じ分数の2つの形を、それぞれ安全な側で使います。",
    ),
    Also(
        "float64_inside",
        FORMULA,
        "wide = np.asarray(u, dtype=np.float64)\n"
        "    s = np.exp(-np.logaddexp(0, -wide))\n"
        "    return s.astype(np.float32) if getattr(u, 'dtype', None) == np.float32 else s",
    ),
    Also("slope_by_cosh", SLOPE, "return 0.25 * (1 - np.tanh(0.5 * u)) * (1 + np.tanh(0.5 * u))"),
    Also("shifted_back", SLOPE, "return s - s**2"),
    Also(
        "quarter_by_quarter",
        BOUND,
        "factor = 1.0\n    for _ in range(depth):\n        factor /= 4\n    return factor",
    ),
]
