"""What a correct LSTM does, and the mistakes people make on the way to one.

Beside the reference, solutions/lstm/lstm.py, which it reads as data.
The engine compares every call with the reference, and for every call also
checks shape, dtype and that the arguments were left unchanged.
"""

from learnrnn.checking import (
    Also,
    Arrays,
    Check,
    Form,
    Mistake,
    Normal,
    orders,
)

# The contract's shapes. Calling one sets sizes; each letter differs from the
# others unless a check says otherwise, so that no transpose can hide.
CELL = Arrays(i="N H", f="N H", a="N H", c_prev="N H")
CELL_OF_A_SEQUENCE = Arrays(i="T N H", f="T N H", a="T N H", c_prev="T N H")
STEP = Arrays(x="N D", h_prev="N H", c_prev="N H", W="D 4H", U="H 4H", b="4H")
SEQUENCE = Arrays(x="T N D", h0="N H", c0="N H", W="D 4H", U="H 4H", b="4H")

CHECKS = [
    Check(
        "cell_writes_and_keeps",
        "cell_update",
        [CELL(), CELL_OF_A_SEQUENCE(), CELL(dtype="float32")],
        points=1,
        visible=True,
        en="The cell adds what is written to what is kept.",
        ja="セルは、書き込む分と残す分の和になる。",
    ),
    Check(
        "step_gives_h_and_c",
        "lstm_step",
        [STEP(), STEP(dtype="float32")],
        points=3,
        visible=True,
        needs=("cell_writes_and_keeps",),
        en="One step gives the h and c of the formulas.",
        ja="1ステップで、式どおりの h と c が得られる。",
    ),
    Check(
        "step_with_one_example",
        "lstm_step",
        STEP(N=1),
        points=1,
        needs=("step_gives_h_and_c",),
        en="A batch of one keeps its batch axis.",
        ja="バッチサイズが1でも、バッチの軸は残る。",
    ),
    Check(
        "gates_saturate",
        "lstm_step",
        STEP(scale=1000),
        points=1,
        needs=("step_gives_h_and_c",),
        en="Huge inputs close or open the gates.",
        ja="入力が極端に大きくても、ゲートが正しく開閉する。",
    ),
    Check(
        "sequence_gives_all_states",
        "lstm_forward",
        [SEQUENCE(), SEQUENCE(N=1)],
        points=2,
        needs=("step_gives_h_and_c",),
        en="Every step's h and c are returned, and each feeds the next step.",
        ja="全時刻の h と c を返し、それぞれが次の時刻に渡る。",
    ),
    Check(
        "sequence_of_one_step",
        "lstm_forward",
        SEQUENCE(T=1),
        points=1,
        needs=("step_gives_h_and_c",),
        en="A sequence of one step still has its time axis.",
        ja="長さ1の系列でも、時間の軸は残る。",
    ),
    Check(
        "float32_stays_float32",
        "lstm_forward",
        [SEQUENCE(dtype="float32"), SEQUENCE(dtype="float32", x=Normal("T N D", dtype="float64"))],
        points=1,
        needs=("sequence_gives_all_states",),
        en="float32 in, float32 out.",
        ja="float32 を渡せば float32 が返る。",
    ),
]

# A mistake is one edit of the reference, so it reaches every function that
# calls the edited one, as it would in a learner's file. `learnrnn verify`
# fails if an edit no longer applies or if the checks let it pass.
CELL_LINE = "return i * a + f * c_prev"
SUM = "u = x @ W + h_prev @ U + b"
SPLIT = "a, i, f, o = np.split(u, 4, axis=-1)"
CELL_CALL = "cell_update(sigmoid(i), sigmoid(f), np.tanh(a), c_prev)"
STACK = "return np.stack(h), np.stack(c)"

MISTAKES = [
    Mistake(
        "gates_in_pytorch_order",
        SPLIT,
        "i, f, a, o = np.split(u, 4, axis=-1)",
        en="Your blocks are in PyTorch's order i, f, g, o. Here they are a, i, f, o.",
        ja="ブロックの順が PyTorch の i, f, g, o です。ここでは a, i, f, o の順です。",
    ),
    Mistake(
        "blocks_interleaved",
        SPLIT,
        "a, i, f, o = u[:, 0::4], u[:, 1::4], u[:, 2::4], u[:, 3::4]",
        en="Your blocks are taken from every fourth column. Each block is H neighbouring columns of u.",
        ja="ブロックを4列おきに取り出しています。1つのブロックは、u の隣り合う H 列です。",
    ),
    Mistake(
        "input_and_forget_swapped",
        SPLIT,
        "a, f, i, o = np.split(u, 4, axis=-1)",
        en="Your input and forget gates have changed places: i scales the new a, f the old cell.",
        ja="入力ゲートと忘却ゲートが逆です。i は新しい a に、f は前のセルに掛けます。",
    ),
    Mistake(
        "blocks_in_another_order",
        forms=orders(
            SPLIT,
            "{blocks} = np.split(u, 4, axis=-1)",
            ("a", "i", "f", "o"),
            but=[("i", "f", "a", "o"), ("a", "f", "i", "o")],
        ),
        en="Your blocks stand in the order {case}. Here they are a, i, f, o.",
        ja="ブロックの順が {case} になっています。ここでは a, i, f, o の順です。",
    ),
    Mistake(
        "bias_added_twice",
        SUM,
        "u = x @ W + h_prev @ U + 2 * b",
        en="You add b twice, as PyTorch does with its two biases. Here there is one b: add it once.",
        ja="バイアスが2つある PyTorch のように、b を2回足しています。ここでは b は1つなので、足すのは1回です。",
    ),
    Mistake(
        "nothing_forgotten",
        CELL_LINE,
        "return i * a + c_prev",
        en="Your cell keeps everything, as a CEC without a forget gate does. Multiply c_prev by f.",
        ja="セルが何も忘れません。忘却ゲートのない CEC の状態です。c_prev に f を掛けましょう。",
    ),
    Mistake(
        "one_gate_for_both",
        CELL_LINE,
        "return i * a + (1 - i) * c_prev",
        en="Your cell keeps what i leaves over, as a GRU does. Here f decides on its own.",
        ja="前のセルに、GRU のように 1 - i を掛けています。ここでは忘却ゲート f が別に決めます。",
    ),
    Mistake(
        "old_cell_overwritten",
        CELL_LINE,
        "c_prev *= f\n    c_prev += i * a\n    return c_prev",
        en="Your update writes into c_prev, so the caller's old cell is lost. Return a new array.",
        ja="c_prev を書き換えているので、呼び出し側の前のセルが失われます。新しい配列を返しましょう。",
    ),
    Mistake(
        "candidate_not_squashed",
        CELL_CALL,
        CELL_CALL.replace("np.tanh(a)", "a"),
        en="Your candidate a goes into the cell without its tanh. Write tanh(a).",
        ja="候補 a が tanh を通らずにセルへ入っています。tanh(a) を書き込みましょう。",
    ),
    Mistake(
        "candidate_through_sigmoid",
        CELL_CALL,
        CELL_CALL.replace("np.tanh(a)", "sigmoid(a)"),
        en="Your candidate goes through a sigmoid, so nothing negative can be written. a takes tanh.",
        ja="候補に sigmoid を使っているので、負の値を書き込めません。a には tanh を使います。",
    ),
    Mistake(
        "cell_shown_raw",
        "sigmoid(o) * np.tanh(c)",
        "sigmoid(o) * c",
        en="Your h shows the cell as it is. Squash it first: h = o * tanh(c).",
        ja="h にセルの値がそのまま出ています。先に tanh を通して h = o * tanh(c) とします。",
    ),
    Mistake(
        "old_cell_shown",
        "sigmoid(o) * np.tanh(c)",
        "sigmoid(o) * np.tanh(c_prev)",
        en="Your h is made of the old cell. The output gate multiplies the tanh of the new c.",
        ja="h が前の時刻のセルから作られています。出力ゲートが掛かるのは新しい c です。",
    ),
    Mistake(
        "no_recurrence",
        SUM,
        "u = x @ W + b",
        en="Your gates never see h_prev, so the step ignores what came before. Add h_prev @ U.",
        ja="ゲートが h_prev を見ていません。h_prev @ U を足しましょう。",
    ),
    Mistake(
        "bias_forgotten",
        SUM,
        "u = x @ W + h_prev @ U",
        en="Your u has no bias. Add b, the same (4H,) for every example.",
        ja="u にバイアスがありません。どの例にも同じ b (4H,) を足しましょう。",
    ),
    Mistake(
        "h_and_c_swapped",
        "return h, c",
        "return c, h",
        en="Your step returns c first. The order is h, then c.",
        ja="1ステップの戻り値が c, h の順です。h が先、c が後です。",
    ),
    Mistake(
        "state_not_carried",
        "h_t, c_t = lstm_step(x_t, h_t, c_t,",
        "h_t, c_t = lstm_step(x_t, h0, c0,",
        en="Each of your steps starts again from h0 or c0. Hand it both states of the step before.",
        ja="毎ステップ h0 や c0 から始めています。直前の時刻の h と c を両方とも渡しましょう。",
        forms=[
            Form([("h_t, c_t = lstm_step(x_t, h_t, c_t,", "h_t, c_t = lstm_step(x_t, h0, c_t,")]),
            Form([("h_t, c_t = lstm_step(x_t, h_t, c_t,", "h_t, c_t = lstm_step(x_t, h_t, c0,")]),
        ],
    ),
    Mistake(
        "starts_from_zero",
        "h_t, c_t = h0, c0",
        "h_t, c_t = np.zeros_like(h0), np.zeros_like(c0)",
        en="Your sequence starts from zeros. Its first step starts from the given h0 and c0.",
        ja="系列が0から始まっています。最初の時刻は、渡された h0 と c0 から始めます。",
    ),
    Mistake(
        "only_the_last_state",
        STACK,
        "return h_t, c_t",
        en="You return the last h and c only. Return those of all T steps, (T, N, H).",
        ja="最後の h と c だけを返しています。全時刻の分を (T, N, H) で返しましょう。",
    ),
    Mistake(
        "initial_state_included",
        "h, c = [], []",
        "h, c = [h0], [c0]",
        en="Your result begins with h0 and c0. It holds the states after each step only.",
        ja="結果が h0 と c0 から始まっています。各時刻を終えたあとの値だけを並べます。",
    ),
    Mistake(
        "batch_first",
        STACK,
        "return np.stack(h, axis=1), np.stack(c, axis=1)",
        en="Your result puts the batch first, as Keras does. Here time is the first axis: (T, N, H).",
        ja="結果の先頭が Keras のようにバッチの軸です。ここでは時刻の軸が先頭で、(T, N, H) です。",
    ),
    Mistake(
        "float32_lost",
        STACK,
        "return np.array(h, dtype=float), np.array(c, dtype=float)",
        en="Your result is float64 although everything given is float32. Keep the dtype of the states.",
        ja="すべて float32 で渡しても結果が float64 になります。状態の型をそのまま保ちましょう。",
    ),
]

ALSO = [
    Also(
        "plain_sigmoid",
        CELL_CALL,
        "cell_update(1 / (1 + np.exp(-i)), 1 / (1 + np.exp(-f)), np.tanh(a), c_prev)",
    ),
    Also("gates_cut_by_hand", SPLIT, "a, i, f, o = u.reshape(len(u), 4, -1).transpose(1, 0, 2)"),
    Also(
        "one_product_for_both",
        SUM,
        "u = np.hstack([x, h_prev]) @ np.vstack([W, U]) + b",
        en="x beside h_prev, W above U: one product in place of two.",
        ja="x と h_prev を横に、W と U を縦に並べ、2つの積を1つにまとめます。",
    ),
    Also(
        "float64_inside",
        "h = sigmoid(o) * np.tanh(c)",
        "h = (sigmoid(o.astype(float)) * np.tanh(c.astype(float))).astype(c.dtype)",
    ),
    Also(
        "filled_in_place",
        STACK,
        "both = np.empty((2, len(x), *h0.shape), h_t.dtype)\n    both[:] = h, c\n    return tuple(both)",
    ),
]
