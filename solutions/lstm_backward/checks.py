"""What a correct LSTM step backward does, and the mistakes people make on the way to it.

Beside the reference, solutions/lstm_backward/lstm_backward.py, which it reads as data.
"""

import itertools

import numpy as np

from learnrnn.checking import (
    Also,
    Arrays,
    Check,
    Drawn,
    Form,
    Mistake,
    Normal,
    orders,
)

BACK = Arrays(
    dh="N H",
    dc="N H",
    x="N D",
    h_prev="N H",
    c_prev="N H",
    W="D 4H",
    U="H 4H",
    b="4H",
)
NO_ERROR = Drawn(lambda rng, sizes: np.zeros((sizes["N"], sizes["H"])))


def forget_gate_open(rng, sizes):
    """A bias (4H,) that opens the forget gate and nothing else."""
    b = rng.normal(size=(4, sizes["H"]))
    b[2] = 100
    return b.ravel()


OPEN = BACK(b=Drawn(forget_gate_open), W=Normal("D 4H", scale=0.5), U=Normal("H 4H", scale=0.5))

CHECKS = [
    Check(
        "gradients_of_a_step",
        "lstm_step_backward",
        BACK(),
        points=3,
        visible=True,
        en="One step backward gives the gradients of all six arguments of the step.",
        ja="1ステップの逆伝播で、6つの引数すべての勾配が得られる。",
    ),
    Check(
        "error_that_arrives_at_h",
        "lstm_step_backward",
        BACK(dc=NO_ERROR),
        points=2,
        en="An error at h alone reaches the cell through tanh(c) and the output gate.",
        ja="h だけに届いた誤差は、tanh(c) と出力ゲートを通ってセルに達する。",
    ),
    Check(
        "error_that_arrives_at_c",
        "lstm_step_backward",
        BACK(dh=NO_ERROR),
        points=2,
        en="An error at c alone goes past the output gate.",
        ja="c だけに届いた誤差は、出力ゲートを通らない。",
    ),
    Check(
        "open_forget_gate_keeps_the_error",
        "lstm_step_backward",
        [OPEN],
        points=1,
        needs=("error_that_arrives_at_c",),
        en="With the forget gate open, the cell's error goes back with a factor of 1.",
        ja="忘却ゲートが開いていれば、セルの誤差は1倍のまま戻る。",
    ),
    Check(
        "one_example",
        "lstm_step_backward",
        [BACK(N=1), BACK(N=1, H=1)],
        points=1,
        needs=("gradients_of_a_step",),
        en="A batch of one keeps its batch axis, and b's gradient does not have it.",
        ja="バッチサイズが1でも軸は残り、b の勾配にその軸はない。",
    ),
    Check(
        "saturated_gates_and_float32",
        "lstm_step_backward",
        [BACK(dtype="float32"), BACK(dtype="float32", x=Normal("N D", dtype="float64")), BACK(scale=1000)],
        points=1,
        needs=("gradients_of_a_step",),
        en="float32 stays float32, and saturated gates let nothing or everything through.",
        ja="float32 は float32 のまま返り、飽和したゲートは誤差をすべて通すか、まったく通さない。",
    ),
]

SPLIT = "a, i, f, o = np.split(x @ W + h_prev @ U + b, 4, axis=-1)"
SQUASH = "a, i, f, o = np.tanh(a), sigmoid(i), sigmoid(f), sigmoid(o)"
TOTAL = "dc_total = dc + dh * o * (1 - tanh_c**2)"
D_A = "d_a = dc_total * i * (1 - a**2)"
D_I = "d_i = dc_total * a * i * (1 - i)"
D_F = "d_f = dc_total * c_prev * f * (1 - f)"
D_O = "d_o = dh * tanh_c * o * (1 - o)"
JOIN = "du = np.concatenate([d_a, d_i, d_f, d_o], axis=-1)"
BACK_LINE = 'back = {"x": du @ W.T, "h_prev": du @ U.T, "c_prev": dc_total * f}'
WEIGHTS = 'weights = {"W": x.T @ du, "U": h_prev.T @ du, "b": du.sum(axis=0)}'
STEP = f"""{SPLIT}  # (N, H) each
    {SQUASH}
    c = i * a + f * c_prev
    tanh_c = np.tanh(c)

    {TOTAL}
    {D_A}
    {D_I}
    {D_F}
    {D_O}
    {JOIN}"""

MISTAKES = [
    Mistake(
        "way_through_h_forgotten",
        TOTAL,
        "dc_total = dc",
        en="Your cell gets the error dc only. h is made of c, so add dh * o * (1 - tanh(c)²).",
        ja="セルに届く誤差が dc だけです。h は c から作られるので、dh * o * (1 - tanh(c)²) を足しましょう。",
    ),
    Mistake(
        "arriving_dc_lost",
        TOTAL,
        "dc_total = dh * o * (1 - tanh_c**2)",
        en="You replace the dc that arrives by the part that comes through h. The two add up.",
        ja="届いた dc が、h を通る分で置き換えられています。2つは足し合わせます。",
    ),
    Mistake(
        "dc_changed_in_place",
        TOTAL,
        "dc_total = dc\n    dc_total += dh * o * (1 - tanh_c**2)",
        en="Your += writes into the caller's dc. Make a new array: dc + ….",
        ja="+= が呼び出し側の dc を書き換えています。dc + … で新しい配列を作りましょう。",
    ),
    Mistake(
        "cell_slope_forgotten",
        TOTAL,
        "dc_total = dc + dh * o",
        en="Your way from h to c skips the tanh. Its slope is 1 - tanh(c)².",
        ja="h から c へ戻るとき tanh を飛ばしています。その傾き 1 - tanh(c)² を掛けましょう。",
    ),
    Mistake(
        "slope_at_the_value",
        TOTAL,
        "dc_total = dc + dh * o * (1 - np.tanh(tanh_c) ** 2)",
        en="You take the slope of tanh at tanh(c). It is wanted at c, where it is 1 - tanh(c)².",
        ja="tanh の傾きを tanh(c) で求めています。求めるのは c での傾き、1 - tanh(c)² です。",
    ),
    Mistake(
        "output_gate_forgotten",
        TOTAL,
        "dc_total = dc + dh * (1 - tanh_c**2)",
        en="Your way from h to c skips the output gate. What o did not show sends no error back: times o.",
        ja="h から c へ戻るとき出力ゲートを飛ばしています。o を掛けましょう。",
    ),
    Mistake(
        "candidate_slope_forgotten",
        D_A,
        "d_a = dc_total * i",
        en="Your d_a stops before the tanh. Multiply by its slope, 1 - a².",
        ja="d_a が tanh の手前で止まっています。傾き 1 - a² を掛けましょう。",
    ),
    Mistake(
        "candidate_has_sigmoid_slope",
        D_A,
        "d_a = dc_total * i * a * (1 - a)",
        en="You give the candidate the slope of a sigmoid. a is a tanh, so its slope is 1 - a².",
        ja="候補にシグモイドの傾きを使っています。a は tanh なので、傾きは 1 - a² です。",
    ),
    Mistake(
        "gate_slope_forgotten",
        D_I,
        "d_i = dc_total * a",
        en="Your d_i stops before the sigmoid. Multiply by its slope, i(1 - i).",
        ja="d_i がシグモイドの手前で止まっています。傾き i(1 - i) を掛けましょう。",
    ),
    Mistake(
        "forget_gate_sees_new_cell",
        D_F,
        "d_f = dc_total * c * f * (1 - f)",
        en="Your d_f uses the new c. The forget gate scales the old cell, so its partner is c_prev.",
        ja="d_f に新しい c を使っています。忘却ゲートが掛かるのは前のセルなので、相手は c_prev です。",
    ),
    Mistake(
        "output_gate_from_raw_cell",
        D_O,
        "d_o = dh * c * o * (1 - o)",
        en="Your d_o uses c. The output gate scales tanh(c).",
        ja="d_o に c を使っています。出力ゲートが掛かるのは tanh(c) です。",
    ),
    Mistake(
        "output_gate_from_cell_error",
        D_O,
        "d_o = dc_total * tanh_c * o * (1 - o)",
        en="Your output gate gets the cell's error. It only touches h, so its error is dh.",
        ja="出力ゲートにセルの誤差を渡しています。出力ゲートが関わるのは h だけなので、使うのは dh です。",
    ),
    Mistake(
        "blocks_joined_in_pytorch_order",
        JOIN,
        "du = np.concatenate([d_i, d_f, d_a, d_o], axis=-1)",
        en="You join the blocks in PyTorch's order i, f, g, o. Here they are a, i, f, o, as they were split.",
        ja="ブロックを PyTorch の i, f, g, o の順につないでいます。分けたときと同じ a, i, f, o の順です。",
    ),
    Mistake(
        "blocks_in_pytorch_order",
        STEP,
        STEP.replace("a, i, f, o = np.split", "i, f, a, o = np.split").replace(
            "d_a, d_i, d_f", "d_i, d_f, d_a"
        ),
        en="Your blocks are in PyTorch's order i, f, g, o, split and joined. Here they are a, i, f, o.",
        ja="ブロックの順が、分けるときもつなぐときも PyTorch の i, f, g, o です。ここでは a, i, f, o の順です。",
    ),
    Mistake(
        "blocks_in_another_order",
        forms=[
            Form(
                [
                    (SPLIT, SPLIT.replace("a, i, f, o =", f"{', '.join(order)} =")),
                    (JOIN, f"du = np.concatenate([{', '.join(f'd_{gate}' for gate in order)}], axis=-1)"),
                ],
                en=", ".join(order),
                ja=", ".join(order),
            )
            for order in itertools.permutations(("a", "i", "f", "o"))
            if order not in (("a", "i", "f", "o"), ("i", "f", "a", "o"))
        ],
        en="Your blocks stand in the order {case}, split and joined. Here they are a, i, f, o.",
        ja="ブロックの順が、分けるときもつなぐときも {case} です。ここでは a, i, f, o の順です。",
    ),
    Mistake(
        "blocks_joined_in_another_order",
        forms=orders(
            JOIN,
            "du = np.concatenate([{blocks}], axis=-1)",
            ("d_a", "d_i", "d_f", "d_o"),
            but=[("d_i", "d_f", "d_a", "d_o")],
        ),
        en="You join the blocks in the order {case}. They are split, and joined, as a, i, f, o.",
        ja="ブロックを {case} の順につないでいます。分けたときと同じ a, i, f, o の順です。",
    ),
    Mistake(
        "cell_error_passed_whole",
        BACK_LINE,
        BACK_LINE.replace("dc_total * f", "dc_total"),
        en="Your cell passes its error back whole, as a CEC without a forget gate does. Multiply by f.",
        ja="セルの誤差がそのまま戻ります。忘却ゲートのない CEC の状態です。f を掛けましょう。",
    ),
    Mistake(
        "only_arriving_dc_passed",
        BACK_LINE,
        BACK_LINE.replace("dc_total * f", "dc * f"),
        en="Your c_prev gets only the dc that arrived. What came through h goes on to it, too.",
        ja="c_prev に渡るのが、届いた dc だけです。h を通ってきた分も渡しましょう。",
    ),
    Mistake(
        "batch_left_in_bias",
        WEIGHTS,
        WEIGHTS.replace("du.sum(axis=0)", "du"),
        en="Your gradient of b still has a row for each example. All examples share b, so sum over them.",
        ja="b の勾配にサンプルごとの行が残っています。b は全部の例に共通なので、足し合わせましょう。",
    ),
    Mistake(
        "bias_averaged",
        WEIGHTS,
        WEIGHTS.replace("du.sum(axis=0)", "du.mean(axis=0)"),
        en="You average b's gradient over the batch. It is a sum, as in W and U, where the product sums.",
        ja="b の勾配をバッチで平均しています。行列積で和になる W や U と同じく、和を取ります。",
    ),
    Mistake(
        "recurrent_weights_from_x_side",
        WEIGHTS,
        WEIGHTS.replace("h_prev.T @ du", "np.tanh(c).T @ du"),
        en="Your gradient of U is made of the new cell. In u, U meets h_prev.",
        ja="U の勾配が新しいセルから作られています。u の式で U に掛かるのは h_prev です。",
    ),
]

ALSO = [
    Also(
        "einsum",
        WEIGHTS,
        'weights = {"W": np.einsum("nd,nk->dk", x, du), "U": np.einsum("nh,nk->hk", h_prev, du)}\n'
        '    weights["b"] = np.einsum("nk->k", du)',
        en="einsum names the axes: an n that is missing behind the arrow is summed over.",
        ja="einsum では軸に名前を付けます。矢印の右にない n について和を取ります。",
    ),
    Also(
        "slopes_by_cosh",
        TOTAL,
        "with np.errstate(over='ignore'):\n        dc_total = dc + dh * o * (1 - tanh_c) * (1 + tanh_c)",
    ),
    Also(
        "example_by_example",
        WEIGHTS,
        "rows = range(len(x))\n"
        '    weights = {"W": sum(np.outer(x[n], du[n]) for n in rows)}\n'
        '    weights |= {"U": sum(np.outer(h_prev[n], du[n]) for n in rows), "b": sum(du)}',
    ),
    Also(
        "float64_inside",
        JOIN,
        "du = np.hstack([d.astype(float) for d in (d_a, d_i, d_f, d_o)]).astype(dc_total.dtype)",
    ),
]
