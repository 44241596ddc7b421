"""What a correct LSTM with peepholes does, and the mistakes people make on the way to one.

Beside the reference, solutions/peephole/peephole.py, which it reads as data.
"""

import numpy as np

from learnrnn.checking import (
    Also,
    Arrays,
    Check,
    Drawn,
    Mistake,
    Normal,
    orders,
)

STEP = Arrays(x="N D", h_prev="N H", c_prev="N H", W="D 4H", U="H 4H", b="4H", p_i="H", p_f="H", p_o="H")
CLOSED = Drawn(lambda rng, sizes: np.zeros(sizes["H"]))  # a peephole that lets nothing through
UNSEEN = Drawn(lambda rng, sizes: np.zeros((sizes["N"], sizes["H"])))  # a state that showed nothing

CHECKS = [
    Check(
        "step_gives_h_and_c",
        "peephole_step",
        STEP(),
        points=3,
        visible=True,
        en="One step gives the h and c of the formulas.",
        ja="1ステップで、式どおりの h と c が得られる。",
    ),
    Check(
        "input_and_forget_gate_see_the_old_cell",
        "peephole_step",
        STEP(p_o=CLOSED),
        points=2,
        en="The input and forget gates look at c_prev.",
        ja="入力ゲートと忘却ゲートは c_prev を見る。",
    ),
    Check(
        "output_gate_sees_the_new_cell",
        "peephole_step",
        STEP(p_i=CLOSED, p_f=CLOSED),
        points=2,
        en="The output gate looks at the new c.",
        ja="出力ゲートは新しい c を見る。",
    ),
    Check(
        "gates_see_a_cell_that_was_not_shown",
        "peephole_step",
        [STEP(h_prev=UNSEEN), STEP(h_prev=UNSEEN, N=1)],
        points=1,
        needs=("step_gives_h_and_c",),
        en="Even when the last h showed nothing, the gates know what is in the cell.",
        ja="直前の h に何も出ていなくても、ゲートにはセルの中身が見える。",
    ),
    Check(
        "without_peepholes_it_is_an_lstm",
        "peephole_step",
        [STEP(p_i=CLOSED, p_f=CLOSED, p_o=CLOSED), STEP(p_i=CLOSED, p_f=CLOSED, p_o=CLOSED, N=1, H=1)],
        points=1,
        en="With all peepholes at 0 it is the LSTM of before, blocks a, i, f, o.",
        ja="覗き穴をすべて 0 にすると、ブロックが a, i, f, o の順の LSTM に戻る。",
    ),
    Check(
        "saturated_gates_and_float32",
        "peephole_step",
        [STEP(dtype="float32"), STEP(dtype="float32", x=Normal("N D", dtype="float64")), STEP(scale=1000)],
        points=1,
        needs=("step_gives_h_and_c",),
        en="float32 stays float32, and huge values open or close the gates.",
        ja="float32 は float32 のまま返り、値が極端に大きいとゲートが開ききるか閉じきる。",
    ),
]

SPLIT = "u_a, u_i, u_f, u_o = np.split(u, 4, axis=-1)"
INPUT = "i = sigmoid(u_i + p_i * c_prev)"
FORGET = "f = sigmoid(u_f + p_f * c_prev)"
CELL = "c = i * np.tanh(u_a) + f * c_prev"
OUTPUT = "o = sigmoid(u_o + p_o * c)"
SHOWN = "h = o * np.tanh(c)"

MISTAKES = [
    Mistake(
        "blocks_in_another_order",
        forms=orders(
            SPLIT,
            "{blocks} = np.split(u, 4, axis=-1)",
            ("u_a", "u_i", "u_f", "u_o"),
            but=[("u_i", "u_f", "u_a", "u_o")],
        ),
        en="Your blocks stand in the order {case}. Here they are u_a, u_i, u_f, u_o.",
        ja="ブロックの順が {case} になっています。ここでは u_a, u_i, u_f, u_o の順です。",
    ),
    Mistake(
        "output_gate_sees_old_cell",
        OUTPUT,
        "o = sigmoid(u_o + p_o * c_prev)",
        en="Your output gate looks at c_prev. It decides after the cell has changed, so it sees the new c.",
        ja="出力ゲートが c_prev を見ています。セルが更新されたあとに決まるので、新しい c を見ます。",
    ),
    Mistake(
        "output_gate_blind",
        OUTPUT,
        "o = sigmoid(u_o)",
        en="Your output gate has no peephole. Add p_o * c.",
        ja="出力ゲートに覗き穴がありません。p_o * c を足しましょう。",
    ),
    Mistake(
        "output_gate_sees_squashed_cell",
        OUTPUT,
        "o = sigmoid(u_o + p_o * np.tanh(c))",
        en="Your output gate looks at tanh(c). A peephole shows the cell itself: p_o * c.",
        ja="出力ゲートが tanh(c) を見ています。覗き穴から見えるのはセルそのもので、p_o * c です。",
    ),
    Mistake(
        "input_gate_blind",
        INPUT,
        "i = sigmoid(u_i)",
        en="Your input gate has no peephole. Add p_i * c_prev.",
        ja="入力ゲートに覗き穴がありません。p_i * c_prev を足しましょう。",
    ),
    Mistake(
        "forget_gate_blind",
        FORGET,
        "f = sigmoid(u_f)",
        en="Your forget gate has no peephole. Add p_f * c_prev.",
        ja="忘却ゲートに覗き穴がありません。p_f * c_prev を足しましょう。",
    ),
    Mistake(
        "peephole_outside_the_sigmoid",
        INPUT,
        "i = sigmoid(u_i) + p_i * c_prev",
        en="You add the peephole after the sigmoid, so the gate leaves 0 to 1. Add it inside.",
        ja="シグモイドのあとに足したので、ゲートが 0 から 1 の範囲を外れます。シグモイドの中で足しましょう。",
    ),
    Mistake(
        "peephole_looks_at_h",
        FORGET,
        "f = sigmoid(u_f + p_f * h_prev)",
        en="Your forget gate's peephole looks at h_prev, which U already brings. It has to look at c_prev.",
        ja="忘却ゲートの覗き穴が、U から届く h_prev をもう一度見ています。見るのは c_prev です。",
    ),
    Mistake(
        "peepholes_swapped",
        f"{INPUT}\n    {FORGET}",
        "i = sigmoid(u_i + p_f * c_prev)\n    f = sigmoid(u_f + p_i * c_prev)",
        en="p_i and p_f have changed places. p_i belongs to the input gate, p_f to the forget gate.",
        ja="p_i と p_f が入れ替わっています。p_i は入力ゲート、p_f は忘却ゲートのものです。",
    ),
    Mistake(
        "peephole_sums_all_cells",
        INPUT,
        "i = sigmoid(u_i + np.sum(p_i * c_prev, axis=-1, keepdims=True))",
        en="Your peephole adds up the cells of all units. Each gate sees the cell of its own unit only.",
        ja="覗き穴が全ユニットのセルを足し合わせています。ゲートが見るのは自分のユニットのセルだけです。",
    ),
    Mistake(
        "candidate_sees_the_cell",
        CELL,
        "c = i * np.tanh(u_a + p_i * c_prev) + f * c_prev",
        en="Your candidate looks through a peephole, too. Only the three gates do.",
        ja="候補も覗き穴を通してセルを見ています。覗き穴があるのは3つのゲートだけです。",
    ),
    Mistake(
        "candidate_not_squashed",
        CELL,
        "c = i * u_a + f * c_prev",
        en="Your candidate goes into the cell without its tanh. Write tanh(u_a).",
        ja="候補が tanh を通らずにセルへ入っています。tanh(u_a) を書き込みましょう。",
    ),
    Mistake(
        "nothing_forgotten",
        CELL,
        "c = i * np.tanh(u_a) + c_prev",
        en="Your cell keeps everything, as a CEC without a forget gate does. Multiply c_prev by f.",
        ja="セルが何も忘れません。忘却ゲートのない CEC の状態です。c_prev に f を掛けましょう。",
    ),
    Mistake(
        "cell_shown_raw",
        SHOWN,
        "h = o * c",
        en="Your h shows the cell as it is. Squash it first: h = o * tanh(c).",
        ja="h にセルの値がそのまま出ています。先に tanh を通して h = o * tanh(c) とします。",
    ),
    Mistake(
        "gates_in_pytorch_order",
        SPLIT,
        "u_i, u_f, u_a, u_o = np.split(u, 4, axis=-1)",
        en="Your blocks are in PyTorch's order i, f, g, o. Here they are a, i, f, o.",
        ja="ブロックの順が PyTorch の i, f, g, o です。ここでは a, i, f, o の順です。",
    ),
]

ALSO = [
    Also(
        "diagonal_matrices",
        INPUT,
        "i = sigmoid(u_i + c_prev @ np.diag(p_i))",
        en="A peephole is a weight matrix that is diagonal. p * c multiplies by it without its zeros.",
        ja="覗き穴は対角の重み行列です。p * c は、0の部分を省いてそれを掛けています。",
    ),
    Also(
        "unit_by_unit",
        OUTPUT,
        "o = np.stack([sigmoid(u_o[:, k] + p_o[k] * c[:, k]) for k in range(len(p_o))], axis=1)",
    ),
    Also("gates_cut_by_hand", SPLIT, "u_a, u_i, u_f, u_o = u.reshape(len(u), 4, -1).transpose(1, 0, 2)"),
    Also("float64_inside", SHOWN, "h = (o.astype(float) * np.tanh(c.astype(float))).astype(c.dtype)"),
]
