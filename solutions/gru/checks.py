"""What a correct GRU does, and the mistakes people make on the way to one.

Beside the reference, solutions/gru/gru.py, which it reads as data.
"""

import itertools

from learnrnn.checking import Also, Arrays, Check, Drawn, Form, Given, Integers, Mistake, Normal

STEP = Arrays(x="N D", h_prev="N H", W="D 3H", U="H 3H", b="3H")
SEQUENCE = Arrays(x="T N D", h0="N H", W="D 3H", U="H 3H", b="3H")
SIZES = Arrays(D=Given(3), H=Given(2))
LAYER = Arrays(D=Integers("", low=10, below=200), H=Integers("", low=201, below=400))


def update_gate_open_or_shut(rng, sizes):
    """A bias (3H,) that replaces the state of the first unit and keeps that of the last."""
    b = rng.normal(size=(3, sizes["H"]))
    b[1, 0], b[1, -1] = 100, -100
    return b.ravel()


SATURATED = STEP(b=Drawn(update_gate_open_or_shut), W=Normal("D 3H", scale=0.5), U=Normal("H 3H", scale=0.5))

CHECKS = [
    Check(
        "step_mixes_state_and_candidate",
        "gru_step",
        [STEP(), STEP(dtype="float32")],
        points=2,
        visible=True,
        en="One step gives the h of the formulas.",
        ja="1ステップで、式どおりの h が得られる。",
    ),
    Check(
        "update_gate_replaces_or_keeps",
        "gru_step",
        SATURATED,
        points=1,
        needs=("step_mixes_state_and_candidate",),
        en="Where z is 1 the candidate takes over, and where it is 0 the state stays.",
        ja="z が1なら候補に置き換わり、0なら状態がそのまま残る。",
    ),
    Check(
        "step_with_one_example",
        "gru_step",
        [STEP(N=1), STEP(N=1, H=1)],
        points=1,
        needs=("step_mixes_state_and_candidate",),
        en="A batch of one keeps its batch axis.",
        ja="バッチサイズが1でも、バッチの軸は残る。",
    ),
    Check(
        "gates_saturate",
        "gru_step",
        STEP(scale=1000),
        points=1,
        needs=("step_mixes_state_and_candidate",),
        en="Huge inputs open or close the gates.",
        ja="入力が極端に大きいと、ゲートが開ききるか閉じきる。",
    ),
    Check(
        "sequence_gives_all_states",
        "gru_forward",
        SEQUENCE(),
        points=1,
        needs=("step_mixes_state_and_candidate",),
        en="Every step's h is returned, and each feeds the next step.",
        ja="全時刻の h を返し、それぞれが次の時刻に渡る。",
    ),
    Check(
        "sequence_of_one_step",
        "gru_forward",
        [SEQUENCE(T=1), SEQUENCE(T=1, N=1)],
        points=1,
        needs=("step_mixes_state_and_candidate",),
        en="A sequence of one step still has its time axis.",
        ja="長さ1の系列でも、時間の軸は残る。",
    ),
    Check(
        "float32_stays_float32",
        "gru_forward",
        [SEQUENCE(dtype="float32"), SEQUENCE(dtype="float32", x=Normal("T N D", dtype="float64"))],
        points=1,
        needs=("sequence_gives_all_states",),
        en="float32 in, float32 out.",
        ja="float32 を渡せば float32 が返る。",
    ),
    Check(
        "three_blocks_for_four",
        "parameter_count",
        [SIZES(), SIZES(D=30, H=30), LAYER()],
        points=2,
        visible=True,
        en="An LSTM has four blocks, a GRU three, each with D weights, H weights and a bias for every unit.",
        ja="LSTM は4ブロック、GRU は3ブロックで、各ユニットに D 個と H 個の重みとバイアスが1つある。",
    ),
]

RESET = "r = sigmoid(x @ W_r + h_prev @ U_r + b_r)  # (N, H), as all below"
UPDATE = "z = sigmoid(x @ W_z + h_prev @ U_z + b_z)"
CANDIDATE = "candidate = np.tanh(x @ W_n + (r * h_prev) @ U_n + b_n)"
MIX = "return (1 - z) * h_prev + z * candidate"
CALL = "h_t = gru_step(x_t, h_t, W, U, b)"
STACK = "return np.stack(h)"
BLOCK = "block = D * H + H * H + H"
COUNT = "return 4 * block, 3 * block"

MISTAKES = [
    Mistake(
        "z_as_in_pytorch",
        MIX,
        "return z * h_prev + (1 - z) * candidate",
        en="Your z keeps the old state, as in PyTorch and Keras. Here z takes the candidate and 1 - z keeps.",
        ja="PyTorch や Keras と同じく z を前の状態に掛けています。ここでは前の状態に 1 - z、候補に z です。",
    ),
    Mistake(
        "reset_after_the_product",
        CANDIDATE,
        "candidate = np.tanh(x @ W_n + r * (h_prev @ U_n) + b_n)",
        en="You reset after the product with U, as PyTorch does. Here r comes first: (r * h_prev) @ U.",
        ja="PyTorch と同じく U との積に r を掛けています。ここでは先に掛けて (r * h_prev) @ U です。",
    ),
    Mistake(
        "both_as_in_pytorch",
        f"{CANDIDATE}\n    {MIX}",
        "candidate = np.tanh(x @ W_n + r * (h_prev @ U_n) + b_n)\n    return z * h_prev + (1 - z) * candidate",
        en="This is PyTorch's GRU. Here r comes before the product with U, and z takes the candidate.",
        ja="PyTorch の GRU になっています。ここでは U との積の前に r を掛け、z は候補に掛けます。",
    ),
    Mistake(
        "reset_gate_unused",
        CANDIDATE,
        "candidate = np.tanh(x @ W_n + h_prev @ U_n + b_n)",
        en="Your candidate sees all of h_prev, so r has no effect. Multiply h_prev by r first.",
        ja="候補が h_prev をそのまま見ているので、r が働きません。先に h_prev に r を掛けましょう。",
    ),
    Mistake(
        "reset_and_update_swapped",
        f"{RESET}\n    {UPDATE}",
        "z = sigmoid(x @ W_r + h_prev @ U_r + b_r)\n    r = sigmoid(x @ W_z + h_prev @ U_z + b_z)",
        en="Your blocks are in Keras's order z, r, candidate. Here r comes first.",
        ja="ブロックの順が Keras の z, r, 候補です。ここでは r が先です。",
    ),
    Mistake(
        "blocks_in_another_order",
        forms=[
            Form(
                [
                    (
                        f"{w}_r, {w}_z, {w}_n = np.split",
                        f"{', '.join(f'{w}_{gate}' for gate in order)} = np.split",
                    )
                    for w in "WUb"
                ],
                en=", ".join(order).replace("n", "candidate"),
                ja=", ".join(order).replace("n", "候補"),
            )
            for order in itertools.permutations("rzn")
            if order not in (("r", "z", "n"), ("z", "r", "n"))
        ],
        en="Your blocks stand in the order {case}. Here they are r, z, candidate.",
        ja="ブロックの順が {case} になっています。ここでは r, z, 候補の順です。",
    ),
    Mistake(
        "reset_in_the_update_gate",
        UPDATE,
        "z = sigmoid(x @ W_z + (r * h_prev) @ U_z + b_z)",
        en="Your update gate sees the reset state. Only the candidate does; z sees h_prev.",
        ja="更新ゲートがリセット後の状態を見ています。それを見るのは候補だけで、z は h_prev を見ます。",
    ),
    Mistake(
        "candidate_through_sigmoid",
        CANDIDATE,
        CANDIDATE.replace("np.tanh", "sigmoid"),
        en="Your candidate goes through a sigmoid, so the state can never turn negative. It takes tanh.",
        ja="候補に sigmoid を使うと、状態が負の値へ動けません。候補には tanh を使います。",
    ),
    Mistake(
        "biases_forgotten",
        "np.split(b, 3)",
        "np.split(0 * b, 3)",
        en="Your gates and your candidate have no bias. Add each its own block of b.",
        ja="ゲートにも候補にもバイアスがありません。それぞれに b のブロックを足しましょう。",
    ),
    Mistake(
        "candidate_bias_forgotten",
        CANDIDATE,
        CANDIDATE.replace(" + b_n", ""),
        en="Your candidate has no bias. Add the third block of b.",
        ja="候補にバイアスがありません。b の3つめのブロックを足しましょう。",
    ),
    Mistake(
        "candidate_forgets_the_past",
        CANDIDATE,
        "candidate = np.tanh(x @ W_n + b_n)",
        en="Your candidate is made of x alone. Add (r * h_prev) @ U, with the third block of U.",
        ja="候補が x だけで作られています。U の3つめのブロックで (r * h_prev) @ U を足しましょう。",
    ),
    Mistake(
        "state_kept_whole",
        MIX,
        "return h_prev + z * candidate",
        en="Your state keeps all of h_prev and grows. What z takes in, 1 - z lets go: (1 - z) * h_prev.",
        ja="h_prev がすべて残るので状態が膨らみます。(1 - z) * h_prev として、取り込む分だけ手放しましょう。",
    ),
    Mistake(
        "reset_state_kept",
        MIX,
        "return (1 - z) * (r * h_prev) + z * candidate",
        en="You reset the state that is kept. r is only for the candidate's view; keep (1 - z) * h_prev.",
        ja="残す状態にまで r を掛けています。r は候補のためのもので、残すのは (1 - z) * h_prev です。",
    ),
    Mistake(
        "reset_gate_for_the_old_state",
        MIX,
        "return r * h_prev + z * candidate",
        en="You keep r of the old state. One gate decides both: z takes in, 1 - z keeps.",
        ja="前の状態に r を掛けています。取り込む量 z と残す量 1 - z は、1つのゲートで決まります。",
    ),
    Mistake(
        "state_not_carried",
        CALL,
        "h_t = gru_step(x_t, h0, W, U, b)",
        en="Each of your steps starts again from h0. Hand it the state of the step before.",
        ja="毎ステップ h0 から始めています。直前の時刻の状態を渡しましょう。",
    ),
    Mistake(
        "initial_state_included",
        STACK,
        "return np.stack([h0, *h])",
        en="Your result begins with h0. It holds the states after each step only.",
        ja="結果が h0 から始まっています。各時刻を終えたあとの状態だけを並べます。",
    ),
    Mistake(
        "last_state_only",
        STACK,
        "return h_t",
        en="You return the last state. The result holds every step's: (T, N, H).",
        ja="最後の状態だけを返しています。全時刻の状態 (T, N, H) を返しましょう。",
    ),
    Mistake(
        "two_biases_counted",
        BLOCK,
        "block = D * H + H * H + 2 * H",
        en="You count two biases a block, as PyTorch stores them. Here each block has one.",
        ja="PyTorch のように1ブロックにバイアスを2つ数えています。ここでは1つです。",
        forms=[Form([(COUNT, "return 4 * block, 3 * (block + H)")])],
    ),
    Mistake(
        "biases_not_counted",
        BLOCK,
        "block = D * H + H * H",
        en="Your count leaves out the biases. Each block has H of them.",
        ja="バイアスを数えていません。1ブロックに H 個あります。",
    ),
    Mistake(
        "recurrent_weights_not_counted",
        BLOCK,
        "block = D * H + H",
        en="Your count leaves out U. Each block has H * H recurrent weights.",
        ja="U を数えていません。1ブロックに再帰の重みが H * H 個あります。",
    ),
    Mistake(
        "gates_counted_without_candidate",
        COUNT,
        "return 3 * block, 2 * block",
        en="You count the gates only. The candidate has weights, too: four blocks and three.",
        ja="ゲートだけを数えています。候補にも重みがあるので、4ブロックと3ブロックです。",
    ),
    Mistake(
        "gru_counted_first",
        COUNT,
        "return 3 * block, 4 * block",
        en="You return the GRU's number first. The order is LSTM, then GRU.",
        ja="GRU の数を先に返しています。LSTM、GRU の順です。",
    ),
]

ALSO = [
    Also(
        "mix_as_a_step_towards",
        MIX,
        "return h_prev + z * (candidate - h_prev)",
        en="The same mix, seen as a step from h_prev towards the candidate: z says how far.",
        ja="同じ混ぜ合わせを、h_prev から候補へ向かう一歩と見ています。どこまで進むかを z が決めます。",
    ),
    Also(
        "einsum", CANDIDATE, 'candidate = np.tanh(x @ W_n + np.einsum("nh,nh,hk->nk", r, h_prev, U_n) + b_n)'
    ),
    Also(
        "filled_in_place",
        STACK,
        "states = np.empty((len(x), *h0.shape), h_t.dtype)\n    states[:] = h\n    return states",
    ),
    Also("block_by_sizes", BLOCK, "block = sum(int(np.prod(shape)) for shape in [(D, H), (H, H), (H,)])"),
]
