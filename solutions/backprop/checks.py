"""What a correct gradient of (x + y)² does, broadcasting included, and the mistakes on the way to it.

Beside the reference, solutions/backprop/backprop.py, which it reads as data.
"""

import numpy as np

from learnrnn.checking import Also, Arrays, Check, Given, Integers, Mistake, Normal

PAIR = Arrays(x="N D", y="N D")
ROW_TO_ALL = Arrays(x="N D", y="D")  # y is repeated along an axis that it does not have
COLUMN_TO_ALL = Arrays(x="N 1", y="N D")  # x is repeated along an axis of length 1
COLUMN_AND_ROW = Arrays(x="N 1", y="1 D")
CUBE_AND_COLUMN = Arrays(x="N D", y="T N 1")  # both are repeated, y along the last axis
SMALL = {"x": np.array([[0.0, 1.0], [2.0, 3.0]]), "y": np.array([1.0, 2.0])}  # to be done by hand
NUMBERS = Arrays(x=Given(2.0), y=Given(3.0))
NUMBER_TO_ALL = Arrays(x="", y="N D")
INTEGERS = Arrays(x=Integers("N D", below=9, low=-9), y=Integers("N D", below=9, low=-9))

CHECKS = [
    Check(
        "forward_squares_the_sum",
        "forward",
        [NUMBERS(), PAIR()],
        points=1,
        visible=True,
        en="z is the square of x + y.",
        ja="z は x + y の2乗になる。",
    ),
    Check(
        "forward_broadcasts",
        "forward",
        [ROW_TO_ALL(), COLUMN_AND_ROW(), NUMBER_TO_ALL()],
        points=1,
        needs=("forward_squares_the_sum",),
        en="z has the shape that x and y broadcast to.",
        ja="z の形状は、x と y をブロードキャストした形状になる。",
    ),
    Check(
        "integers_give_floats",
        "forward",
        INTEGERS(),
        points=1,
        needs=("forward_squares_the_sum",),
        en="Integers count as float64, so z holds floats.",
        ja="整数は float64 として扱うので、z は浮動小数点数になる。",
    ),
    Check(
        "gradient_is_twice_the_sum",
        "gradient",
        [NUMBERS(), PAIR()],
        points=2,
        visible=True,
        en="For x and y of one shape, each gradient is 2(x + y), by the chain rule.",
        ja="x と y が同じ形状なら、連鎖律により、どちらの勾配も 2(x + y) になる。",
    ),
    Check(
        "gradient_sums_axes_in_front",
        "gradient",
        [ROW_TO_ALL(**SMALL), ROW_TO_ALL(), NUMBER_TO_ALL()],
        points=2,
        visible=True,
        needs=("gradient_is_twice_the_sum",),
        en="Where an argument lacks an axis, its gradient is summed along it.",
        ja="引数にない軸に沿って、勾配を足し合わせる。",
    ),
    Check(
        "gradient_sums_stretched_axes",
        "gradient",
        [COLUMN_TO_ALL(), COLUMN_AND_ROW(), CUBE_AND_COLUMN()],
        points=2,
        needs=("gradient_is_twice_the_sum",),
        en="An axis of length 1 that was stretched is summed and stays, with length 1.",
        ja="引き伸ばされた長さ1の軸は、足し合わせたあとも長さ1の軸として残る。",
    ),
    Check(
        "float32_stays_float32",
        "gradient",
        [
            PAIR(dtype="float32"),
            ROW_TO_ALL(dtype="float32"),
            PAIR(dtype="float32", x=Normal("N D", dtype="float64")),
        ],
        points=1,
        needs=("gradient_is_twice_the_sum",),
        en="float32 in, float32 out.",
        ja="float32 を渡せば float32 が返る。",
    ),
]

SQUARE = "return t**2.0  # not 2: integers give floats, too"
SLOPE = "dz_dt = 2.0 * (x + y)"
SUM_IN_FRONT = "g = np.sum(g, axis=tuple(range(in_front)))"
SUM_STRETCHED = "return np.sum(g, axis=stretched, keepdims=True)"
BOTH = "return collect(dz_dt * dt_dx, x), collect(dz_dt * dt_dy, y)"

MISTAKES = [
    Mistake(
        "squares_added",
        SQUARE,
        "return x**2.0 + y**2.0",
        en="You squared x and y one by one, which loses 2xy. Add first, then square.",
        ja="x と y を別々に2乗したので、2xy が抜けています。先に足してから2乗しましょう。",
    ),
    Mistake(
        "integers_stay_integers",
        SQUARE,
        "return t**2",
        en="Your z stays an integer where x and y are. Integers count as float64 here.",
        ja="x と y が整数だと z も整数のままです。ここでは整数を float64 として扱います。",
    ),
    Mistake(
        "two_lost",
        SLOPE,
        "dz_dt = 1.0 * (x + y)",
        en="Your slope is t. The derivative of t² is 2t.",
        ja="傾きが t になっています。t² の微分は 2t です。",
    ),
    Mistake(
        "value_for_slope",
        SLOPE,
        "dz_dt = (x + y) ** 2.0",
        en="You sent z itself back. What goes back is its derivative, 2t.",
        ja="z の値そのものを戻しています。逆向きにたどるのは微分 2t です。",
    ),
    Mistake(
        "own_argument_only",
        BOTH,
        "return collect(2.0 * x + 0.0 * dz_dt, x), collect(2.0 * y + 0.0 * dz_dt, y)",
        en="Your gradients are 2x and 2y, as if the other argument were 0. Both are 2(x + y).",
        ja="勾配が 2x と 2y で、もう一方の引数が消えています。どちらも 2(x + y) です。",
    ),
    Mistake(
        "gradient_of_the_mean",
        SLOPE,
        "dz_dt = 2.0 * (x + y) / np.size(x + y)",
        en="You divided by the number of elements. The gradient is that of the sum of z, not of its mean.",
        ja="要素数で割っています。求めるのは z の平均ではなく、和の勾配です。",
    ),
    Mistake(
        "never_summed",
        BOTH,
        "return dz_dt * dt_dx, dz_dt * dt_dy",
        en="Your gradients have the shape of z. Sum each to the shape of its own argument.",
        ja="勾配の形状が z と同じです。それぞれの引数の形状になるまで足し合わせましょう。",
    ),
    Mistake(
        "averaged_over_the_axes_in_front",
        SUM_IN_FRONT,
        "g = np.mean(g, axis=tuple(range(in_front)))",
        en="You averaged over the axes that were added. Contributions to one number add up.",
        ja="増えた軸について平均しています。1つの数に戻ってくる勾配は、足し合わせます。",
    ),
    Mistake(
        "last_axes_summed",
        SUM_IN_FRONT,
        "g = np.sum(g, axis=tuple(range(np.ndim(argument), np.ndim(g))))",
        en="You summed the last axes. Broadcasting adds axes in front, so those are to be summed.",
        ja="後ろの軸について足しています。ブロードキャストは前に軸を足すので、前の軸を足し合わせます。",
    ),
    Mistake(
        "stretched_axes_left",
        SUM_STRETCHED,
        "return g",
        en="An axis of length 1 was stretched, and your gradient is not summed along it. Sum it, too.",
        ja="長さ1の軸も引き伸ばされていますが、勾配が足し合わされていません。その軸でも足しましょう。",
    ),
    Mistake(
        "stretched_axes_dropped",
        SUM_STRETCHED,
        "return np.sum(g, axis=stretched)",
        en="Your sum removes the axis of length 1. The gradient keeps its argument's shape: keepdims=True.",
        ja="足したときに長さ1の軸が消えています。引数の形状を保つには keepdims=True とします。",
    ),
    Mistake(
        "both_in_the_shape_of_x",
        BOTH,
        "return collect(dz_dt * dt_dx, x), collect(dz_dt * dt_dy, x)",
        en="You summed both gradients to the shape of x. dz_dy takes the shape of y.",
        ja="どちらの勾配も x の形状に合わせています。dz_dy の形状は y と同じです。",
    ),
]

ALSO = [
    Also("multiplied_out", SLOPE, "dz_dt = 2.0 * x + 2.0 * y"),
    Also(
        "axis_after_axis",
        SUM_IN_FRONT,
        "for _ in range(in_front):\n            g = g.sum(axis=0)",
        en="The axes in front are summed one at a time: each sum takes the first axis away.",
        ja="前にある軸を1つずつ足し合わせます。足すたびに先頭の軸が1つ消えます。",
    ),
    Also(
        "filled_by_a_loop",
        SUM_STRETCHED,
        "shape = [1 if k in stretched else n for k, n in enumerate(np.shape(g))]\n"
        "        total = np.zeros(shape, np.asarray(g).dtype)\n"
        "        for place in np.ndindex(np.shape(g)):\n"
        "            total[tuple(0 if k in stretched else at for k, at in enumerate(place))] += g[place]\n"
        "        return total[()]",
    ),
    Also("product_with_itself", SQUARE, "return 1.0 * t * t"),
]
