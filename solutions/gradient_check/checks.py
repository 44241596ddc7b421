"""What a correct gradient check does, and the mistakes people make on the way to one.

Beside the reference, solutions/gradient_check/gradient_check.py, which it reads as data.
"""

import numpy as np

from learnrnn.checking import Also, Arrays, Check, Drawn, Function, Given, Integers, Mistake, Normal, Raises

SQUARES, CUBES, SINES = Function("sum_of_squares"), Function("sum_of_cubes"), Function("sum_of_sines")
PRODUCT, ROWS = (
    Function("product"),
    Function("sum_of_row_products"),
)  # a slope that hangs on the other elements
WEIGHTED = Function("weighted_squares")

NUMERICAL = Arrays(f=SQUARES, x="N")
STEPS = NUMERICAL + Arrays(step=Given(0.5))
ERROR = Arrays(a="N D", b="N D")
VERDICT = Arrays(f=SQUARES, x=Given(np.array([1.0, -2.0, 3.0])), gradient=Given(np.array([2.0, -4.0, 6.0])))
TOLERANT = VERDICT + Arrays(tolerance=Given(0.01))


def both(shape, a=1.0, b=1.0):
    """An array of a and b in turn, so that a case can say what is in each place."""
    return np.where(np.arange(np.prod(shape, dtype=int)).reshape(shape) % 2 == 0, a, b)


def alone(rng, sizes):
    """An array without axes."""
    return np.array(rng.normal())


CHECKS = [
    Check(
        "one_element_moves_at_a_time",
        "numerical_gradient",
        [
            NUMERICAL(x=np.array([3.0, -1.0])),
            NUMERICAL(f=PRODUCT, x=np.array([2.0, 3.0, 5.0])),
            NUMERICAL(),
            NUMERICAL(f=WEIGHTED, x=Normal("N D")),
            NUMERICAL(f=PRODUCT),
        ],
        points=2,
        visible=True,
        atol=1e-7,
        en="Each element of the gradient is the slope of f when that element moves and the others stay.",
        ja="勾配の各要素は、ほかの要素を止めてその要素だけを動かしたときの、f の傾きになる。",
    ),
    Check(
        "steps_go_both_ways",
        "numerical_gradient",
        [
            STEPS(f=CUBES),
            STEPS(f=SINES),
            STEPS(f=CUBES, step=0.01),
            STEPS(f=SINES, x=Normal("N D"), step=0.1),
        ],
        points=1,
        atol=1e-7,
        needs=("one_element_moves_at_a_time",),
        en="The difference is taken one step forth and one step back, and divided by both steps.",
        ja="前に1歩と後ろに1歩の差をとり、2歩の長さで割る。",
    ),
    Check(
        "any_number_of_axes",
        "numerical_gradient",
        [
            NUMERICAL(f=ROWS, x=Normal("N D")),
            NUMERICAL(f=ROWS, x=Normal("N T D")),
            NUMERICAL(f=SINES, x=Normal("")),
            NUMERICAL(f=CUBES, x=Drawn(alone)),
        ],
        points=1,
        atol=1e-7,
        needs=("one_element_moves_at_a_time",),
        en="The gradient has the shape of x, and f gets arrays of that shape, also when x is a single number.",
        ja="勾配も f に渡す配列も x と同じ形状になる。x が1つの数でもよい。",
    ),
    Check(
        "integers_and_float32_count_as_float64",
        "numerical_gradient",
        [
            NUMERICAL(f=WEIGHTED, x=Integers("N D", below=5, low=-4)),
            NUMERICAL(f=SINES, x=Normal("N", dtype="float32")),
        ],
        points=1,
        needs=("one_element_moves_at_a_time",),
        en="A small step is lost in integers and in float32, so the work is done in float64.",
        ja="整数や float32 では小さな動きが失われるので、float64 で計算する。",
    ),
    Check(
        "largest_relative_error_counts",
        "relative_error",
        [
            ERROR(a=np.array([1.0, 3.0]), b=np.array([1.0, 1.0])),
            ERROR(a=np.array([2.0, -1.0]), b=np.array([2.0, -4.0])),
            ERROR(),
            ERROR(a=Normal("N"), b=Normal("N", scale=0.1)),
            ERROR(a=2.0, b=-3.0),
            ERROR(dtype="float32"),
        ],
        points=1,
        visible=True,
        en="Each difference is divided by the sum of the two sizes, and the largest is the answer.",
        ja="各要素の差を2つの大きさの和で割り、そのうち最大のものが答えになる。",
    ),
    Check(
        "tiny_numbers_are_not_blown_up",
        "relative_error",
        [
            ERROR(a=np.zeros(3), b=np.zeros(3)),
            ERROR(a=both(4, 0.0, 1e-9), b=both(4, 2e-9, 1e-9)),
            ERROR(a=both((2, 3), 3e-9, 0.0), b=np.zeros((2, 3))),
            ERROR(a=Normal("N", scale=1e-9), b=Normal("N", scale=1e-9)),
        ],
        points=1,
        needs=("largest_relative_error_counts",),
        en="Where the sum of the sizes is below 1e-8, the difference is divided by 1e-8.",
        ja="大きさの和が 1e-8 より小さいところでは、差を 1e-8 で割る。",
    ),
    Raises(
        "shapes_have_to_agree",
        "relative_error",
        bad=[
            ERROR(b=Normal("D")),
            ERROR(a=Normal("N"), b=Normal("N 1")),
            ERROR(a=Normal("N D"), b=0.5),
            ERROR(a=np.ones(3), b=np.ones(1)),
        ],
        good=[ERROR(), ERROR(a=Normal("N 1"), b=Normal("N 1")), ERROR(a=0.0, b=0.5)],
        points=1,
        needs=("largest_relative_error_counts",),
        en="Different shapes are a ValueError, even where they broadcast.",
        ja="形状が違えば、ブロードキャストできる場合でも ValueError になる。",
    ),
    Check(
        "right_gradients_are_told_from_wrong_ones",
        "check_gradient",
        [
            VERDICT(),
            VERDICT(gradient=np.array([2.0, -4.0, 3.0])),
            VERDICT(gradient=np.array([2.0, 4.0, 6.0])),
            VERDICT(f=PRODUCT, gradient=np.array([-6.0, 3.0, -2.0])),
            VERDICT(f=PRODUCT, gradient=np.array([-6.0, 3.0, 0.0])),
            VERDICT(f=SINES, x=np.array([[0.0]]), gradient=np.array([[1.0]])),
        ],
        points=1,
        visible=True,
        needs=("one_element_moves_at_a_time", "largest_relative_error_counts"),
        en="The gradient of f gives True, another one False.",
        ja="f の勾配なら True、そうでなければ False になる。",
    ),
    Check(
        "tolerance_is_for_the_relative_error",
        "check_gradient",
        [
            VERDICT(gradient=np.array([2.0, -4.0, 6.0]) * (1 + 1e-6)),  # an error of 5e-7
            VERDICT(gradient=np.array([2.0, -4.0, 6.0]) * (1 + 4e-6)),  # of 2e-6
            VERDICT(x=np.array([5e-4]), gradient=np.array([0.00100001])),  # 5e-6, though only 1e-8 apart
            VERDICT(x=np.array([5e3]), gradient=np.array([10_000.001])),  # 5e-8, though 1e-3 apart
            TOLERANT(gradient=np.array([2.0, -4.0, 6.06])),
            TOLERANT(gradient=np.array([2.0, -4.0, 6.06]), tolerance=0.001),
            TOLERANT(f=Function("constant"), gradient=np.zeros(3), tolerance=0.0),
            TOLERANT(f=SINES, gradient=np.zeros(3), tolerance=1.0),
        ],
        points=1,
        needs=("right_gradients_are_told_from_wrong_ones",),
        en="A relative error up to the tolerance, 1e-6 unless told otherwise, is accepted; a larger one is not.",
        ja="相対誤差が tolerance (既定は 1e-6) 以下なら認め、超えれば認めない。",
    ),
]

COPY = "moved = np.array(x, np.float64)"
FORTH = "moved[place] = here + step"
BACK = "moved[place] = here - step"
AGAIN = "moved[place] = here  # put back before the next one moves"
SLOPE = "gradient[place] = (above - below) / (2 * step)"
LOOP = "for place in np.ndindex(moved.shape):"
ALL = f"""{COPY}  # a copy: x itself stays as it is
    gradient = np.zeros(moved.shape)
    {LOOP}
        here = moved[place]
        {FORTH}
        above = f(moved)
        {BACK}
        below = f(moved)
        {AGAIN}
        {SLOPE}
    return gradient"""
SHAPES = "if np.shape(a) != np.shape(b):"
SIZE = "size = np.maximum(np.abs(a) + np.abs(b), 1e-8)"
LARGEST = "return float(np.max(np.abs(a - b) / size))"
VERDICT_IS = "return relative_error(numerical_gradient(f, x), gradient) <= tolerance"

MISTAKES = [
    Mistake(
        "forward_difference",
        f"{BACK}\n",
        "moved[place] = here\n",
        en="You step forth only, but divide by both steps. Take f one step back as well.",
        ja="前にしか動いていないのに、2歩の長さで割っています。後ろに1歩動いたときの f も求めましょう。",
    ),
    Mistake(
        "forward_difference_by_one_step",
        f"{BACK}\n        below = f(moved)\n        {AGAIN}\n        {SLOPE}",
        "moved[place] = here\n        gradient[place] = (above - f(moved)) / step",
        en="Your difference is from x to x + step. Take it from x - step to x + step: its error is far smaller.",
        ja="x から x + step までの差をとっています。x - step から x + step までにすると、誤差がずっと小さくなります。",
    ),
    Mistake(
        "step_counted_once",
        SLOPE,
        SLOPE.replace("(2 * step)", "step"),
        en="You divide by one step, but from x - step to x + step it is two. Divide by 2 * step.",
        ja="1歩の長さで割っています。x - step から x + step までは2歩なので、2 * step で割ります。",
    ),
    Mistake(
        "multiplied_by_half_the_step",
        SLOPE,
        SLOPE.replace("(2 * step)", "2 * step"),
        en="You divide by 2 and multiply by step. Put 2 * step into brackets.",
        ja="2で割ったあとに step を掛けています。2 * step を括弧で囲みましょう。",
    ),
    Mistake(
        "all_elements_moved_at_once",
        ALL,
        "x = np.asarray(x, np.float64)\n"
        "    return np.full(x.shape, (f(x + step) - f(x - step)) / (2 * step))",
        en="You move all elements at once, which gives the sum of all slopes. Move one at a time.",
        ja="すべての要素を一度に動かしたので、傾きの合計になっています。1つずつ動かしましょう。",
    ),
    Mistake(
        "rows_moved",
        LOOP,
        "for place in range(len(moved)) if moved.ndim else [()]:",
        en="You move a whole row at once. Move one number at a time, along every axis.",
        ja="行をまるごと動かしています。どの軸についても、数を1つずつ動かしましょう。",
    ),
    Mistake(
        "elements_not_put_back",
        AGAIN,
        "pass",
        en="An element that has moved stays moved when the next one is tried. Put it back first.",
        ja="動かした要素が、次の要素を調べるときも動いたままです。先に元へ戻しましょう。",
    ),
    Mistake(
        "x_left_moved",
        ALL,
        ALL.replace("np.array(x, np.float64)", "x if isinstance(x, np.ndarray) and x.dtype == float else np.array(x, float)")
        .replace(AGAIN, "pass"),
        en="You move the numbers of x itself and leave them moved. Work on a copy, and put each one back.",
        ja="x そのものを動かし、動かしたままにしています。コピーを使い、1つずつ元へ戻しましょう。",
    ),
    Mistake(
        "put_back_by_adding",
        ALL,
        ALL.replace("np.array(x, np.float64)", "x if isinstance(x, np.ndarray) and x.dtype == float else np.array(x, float)")
        .replace(FORTH, "moved[place] += step").replace(BACK, "moved[place] -= 2 * step")
        .replace(AGAIN, "moved[place] += step"),
        en="You add the step to x itself and take it away again: the last digits change. Keep the old number and put it back.",
        ja="x そのものに step を足してから引いているので、末尾の桁が変わります。元の数を取っておいて戻しましょう。",
    ),
    Mistake(
        "moved_in_its_own_dtype",
        COPY,
        "moved = np.array(x)",
        en="You move x in its own dtype, where a small step is lost. Make the copy float64.",
        ja="x の型のまま動かしているので、小さな動きが失われます。コピーは float64 にしましょう。",
    ),
    Mistake(
        "gradient_flattened",
        "return gradient\n",
        "return gradient.ravel()\n",
        en="Your gradient is a flat list of numbers. It has the shape of x.",
        ja="勾配が1列に並んでいます。形状は x と同じです。",
    ),
    Mistake(
        "f_gets_a_flat_array",
        ALL,
        ALL.replace("f(moved)", "f(moved.ravel())"),
        en="You hand f a flat array. It wants one in the shape of x.",
        ja="f に1列にした配列を渡しています。x と同じ形状で渡しましょう。",
    ),
    Mistake(
        "wrong_sign",
        SLOPE,
        SLOPE.replace("above - below", "below - above"),
        en="Your slope has the wrong sign. Subtract the value at x - step from the one at x + step.",
        ja="傾きの符号が逆です。x + step での値から x - step での値を引きます。",
    ),
    Mistake(
        "step_not_used",
        COPY,
        f"step = 1e-5\n    {COPY}",
        en="Your step is 1e-5 whatever was asked for. Use the argument step.",
        ja="step に何を渡しても 1e-5 になっています。引数の step を使いましょう。",
    ),
    Mistake(
        "difference_without_abs",
        LARGEST,
        "return float(np.max((a - b) / size))",
        en="Where a is below b your difference is negative, and max overlooks it. Take abs(a - b).",
        ja="a のほうが小さいと差が負になり、max が見落とします。abs(a - b) としましょう。",
    ),
    Mistake(
        "sizes_without_abs",
        SIZE,
        "size = np.maximum(a + b, 1e-8)",
        en="Your size is a + b, which is small where the signs differ. Add abs(a) and abs(b).",
        ja="大きさを a + b としたので、符号が違うと小さくなります。abs(a) と abs(b) を足しましょう。",
    ),
    Mistake(
        "abs_of_the_sum",
        SIZE,
        "size = np.maximum(np.abs(a + b), 1e-8)",
        en="You add first and take abs then: opposite signs cancel. It is abs(a) + abs(b).",
        ja="足してから絶対値をとったので、符号が違うと打ち消し合います。abs(a) + abs(b) です。",
    ),
    Mistake(
        "divided_by_the_larger",
        SIZE,
        "size = np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-8)",
        en="You divide by the larger of the two sizes. Here it is their sum.",
        ja="2つの大きさのうち大きいほうで割っています。ここでは和で割ります。",
    ),
    Mistake(
        "divided_by_one_of_them",
        SIZE,
        "size = np.maximum(np.abs(b), 1e-8)",
        en="You divide by the size of b alone. Divide by the sum of both sizes, so that neither comes first.",
        ja="b の大きさだけで割っています。a と b を同じに扱えるよう、大きさの和で割ります。",
    ),
    Mistake(
        "divided_by_the_mean_size",
        SIZE,
        "size = np.maximum((np.abs(a) + np.abs(b)) / 2, 1e-8)",
        en="You divide by the mean of the two sizes. Here it is their sum, so that the error is at most 1.",
        ja="大きさの平均で割っています。ここでは和で割るので、誤差は大きくても1です。",
    ),
    Mistake(
        "mean_for_the_largest",
        LARGEST,
        LARGEST.replace("np.max(", "np.mean("),
        en="You take the mean, in which one wrong element among many hides. Take the largest.",
        ja="平均をとると、多くの要素の中の1つの誤りが隠れます。最大をとりましょう。",
    ),
    Mistake(
        "norms_compared",
        LARGEST,
        "return float(np.linalg.norm(a - b) / max(np.linalg.norm(a) + np.linalg.norm(b), 1e-8))",
        en="You divide one norm by another, as some courses do. Here each element has its own error, and the largest counts.",
        ja="ノルムどうしで割っています(そうする教材もあります)。ここでは要素ごとに誤差を求め、最大をとります。",
    ),
    Mistake(
        "difference_held_against_the_tolerance",
        VERDICT_IS,
        "return np.max(np.abs(numerical_gradient(f, x) - gradient)) <= tolerance",
        en="You hold the difference itself against the tolerance. Use the relative error.",
        ja="差そのものを tolerance と比べています。相対誤差を使いましょう。",
    ),
    Mistake(
        "absolute_error",
        LARGEST,
        "return float(np.max(np.abs(a - b)))",
        en="You return the difference as it is. Divide it by the sum of the two sizes.",
        ja="差をそのまま返しています。2つの大きさの和で割りましょう。",
    ),
    Mistake(
        "floor_missing",
        SIZE,
        "size = np.abs(a) + np.abs(b)",
        en="Where both are 0 you divide 0 by 0. Divide by 1e-8 at least.",
        ja="両方が0のとき、0を0で割っています。少なくとも 1e-8 で割ります。",
    ),
    Mistake(
        "floor_added",
        SIZE,
        "size = np.abs(a) + np.abs(b) + 1e-8",
        en="You add 1e-8 to every size. Here it is a floor: the larger of the sum and 1e-8.",
        ja="どの大きさにも 1e-8 を足しています。ここでは下限で、和と 1e-8 の大きいほうを使います。",
    ),
    Mistake(
        "sizes_compared_for_shapes",
        SHAPES,
        "if np.size(a) != np.size(b):",
        en="You compare how many numbers there are. (3,) and (3, 1) have as many, and are not one shape.",
        ja="要素数を比べています。(3,) と (3, 1) は要素数が同じでも、形状は違います。",
    ),
    Mistake(
        "shapes_broadcast",
        SHAPES,
        "if False:",
        en="You let numpy broadcast where the shapes differ, which hides a wrong shape. Raise a ValueError.",
        ja="形状が違ってもブロードキャストされ、誤りが隠れます。ValueError にしましょう。",
    ),
    Mistake(
        "tolerance_itself_refused",
        VERDICT_IS,
        VERDICT_IS.replace("<=", "<"),
        en="An error of exactly the tolerance is refused. At most means <=.",
        ja="誤差がちょうど tolerance のときに認めていません。「以下」なので <= です。",
    ),
    Mistake(
        "tolerance_not_used",
        VERDICT_IS,
        VERDICT_IS.replace("<= tolerance", "<= 1e-6"),
        en="Your tolerance is 1e-6 whatever was asked for. Use the argument.",
        ja="tolerance に何を渡しても 1e-6 になっています。引数を使いましょう。",
    ),
    Mistake(
        "verdict_upside_down",
        VERDICT_IS,
        VERDICT_IS.replace("<=", ">"),
        en="You answer True for a large error. A small one is what is wanted.",
        ja="誤差が大きいときに True を返しています。求めるのは、誤差が小さいことです。",
    ),
    Mistake(
        "error_for_a_verdict",
        VERDICT_IS,
        "return relative_error(numerical_gradient(f, x), gradient)",
        en="You return the error. The answer is whether it is at most the tolerance: True or False.",
        ja="誤差を返しています。返すのは、それが tolerance 以下かどうか (True か False) です。",
    ),
]  # fmt: skip

ALSO = [
    Also(
        "unit_vectors",
        ALL,
        "x = np.asarray(x, np.float64)\n"
        "    gradient = []\n"
        "    for e in np.eye(x.size):\n"
        "        e = step * e.reshape(x.shape)\n"
        "        gradient.append((f(x + e) - f(x - e)) / (2 * step))\n"
        "    return np.array(gradient).reshape(x.shape)",
        en="The formula to the letter: each row of the identity matrix is one e.",
        ja="式のとおりの書き方です。単位行列の各行が、それぞれ1つの e になります。",
    ),
    Also(
        "x_itself_moved_and_put_back",
        COPY,
        "moved = x if isinstance(x, np.ndarray) and x.dtype == float else np.array(x, float)",
    ),
    Also(
        "nditer",
        LOOP,
        "for place in [np.unravel_index(k, moved.shape) for k in range(moved.size)]:",
    ),
    Also("halves", SLOPE, "gradient[place] = 0.5 * (above / step - below / step)"),
    Also(
        "element_after_element",
        LARGEST,
        "return max(abs(p - q) / max(abs(p) + abs(q), 1e-8) for p, q in zip(a.ravel(), b.ravel(), strict=True))",
    ),
    Also("decided_by_if", VERDICT_IS, VERDICT_IS.replace("return ", "if not (") + "):\n        return False\n    return True"),
]  # fmt: skip
