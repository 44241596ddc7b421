"""What a correct recurrent network does, forward, and the mistakes people make on the way to one.

Beside the reference, solutions/rnn/rnn.py, which it reads as data.
"""

from learnrnn.checking import Also, Arrays, Check, Given, Mistake, Normal, Raises

# The first two leave f to its default.
STEP = Arrays(x_t="N D", z_prev="N H", W_in="D H", W="H H", b="H")
# A ReLU has no ceiling: W is small, so that T steps do not blow rounding errors up.
SEQUENCE = Arrays(x="T N D", z0="N H", W_in="D H", W=Normal("H H", scale=0.3), b="H", W_out="H O", c="O")
F = Arrays(f=Given("sigmoid"))
STEP_F = STEP + F
SEQUENCE_F = SEQUENCE + F
UNKNOWN = ("softmax", "Tanh", "", None)

CHECKS = [
    Check(
        "step_mixes_input_and_state",
        "rnn_step",
        [STEP(), STEP_F(), STEP(dtype="float32")],
        points=1,
        visible=True,
        en="One step gives the z_t of the formulas, and f is the sigmoid unless said otherwise.",
        ja="1ステップで式どおりの z_t が得られ、f を省くとシグモイドになる。",
    ),
    Check(
        "step_with_tanh_and_relu",
        "rnn_step",
        [STEP_F(f="tanh"), STEP_F(f="relu")],
        points=1,
        needs=("step_mixes_input_and_state",),
        en="f chooses the activation of the hidden layer.",
        ja="f で中間層の活性化関数を選べる。",
    ),
    Check(
        "step_saturates",
        "rnn_step",
        [STEP(scale=1000), STEP_F(scale=1000, f="tanh"), STEP_F(scale=1000, f="relu", N=1)],
        points=1,
        needs=("step_with_tanh_and_relu",),
        en="Huge inputs saturate the hidden layer.",
        ja="入力が極端に大きいと、中間層が飽和する。",
    ),
    Raises(
        "step_refuses_an_unknown_f",
        "rnn_step",
        bad=[STEP_F(f=f) for f in UNKNOWN],
        good=[STEP_F(f="relu")],
        points=1,
        needs=("step_with_tanh_and_relu",),
        en="Any other f is a ValueError.",
        ja="それ以外の f は ValueError になる。",
    ),
    Check(
        "sequence_gives_u_z_v_y",
        "rnn_forward",
        [SEQUENCE(), SEQUENCE_F()],
        points=2,
        visible=True,
        needs=("step_mixes_input_and_state",),
        en="Every step's u, z, v and y are returned, and z begins with z0.",
        ja="全時刻の u, z, v, y を返し、z は z0 から始まる。",
    ),
    Check(
        "sequence_of_one_step_or_one_example",
        "rnn_forward",
        [SEQUENCE(T=1), SEQUENCE(N=1), SEQUENCE(T=1, N=1)],
        points=1,
        needs=("sequence_gives_u_z_v_y",),
        en="One step or one example still has its axis.",
        ja="長さ1の系列でも、サンプルが1つでも、その軸は残る。",
    ),
    Check(
        "sequence_with_tanh_and_relu",
        "rnn_forward",
        [SEQUENCE_F(f="tanh"), SEQUENCE_F(f="relu")],
        points=1,
        needs=("sequence_gives_u_z_v_y", "step_with_tanh_and_relu"),
        en="f changes the hidden layer only; the output stays a sigmoid.",
        ja="f が変えるのは中間層だけで、出力はシグモイドのままになる。",
    ),
    Raises(
        "sequence_refuses_an_unknown_f",
        "rnn_forward",
        bad=[SEQUENCE_F(f=f) for f in UNKNOWN],
        good=[SEQUENCE_F(f="tanh")],
        points=1,
        needs=("sequence_with_tanh_and_relu",),
        en="A sequence refuses an unknown f, too.",
        ja="系列でも、知らない f は ValueError になる。",
    ),
    Check(
        "float32_stays_float32",
        "rnn_forward",
        [
            SEQUENCE(dtype="float32"),
            SEQUENCE_F(f="relu", dtype="float32"),
            SEQUENCE(dtype="float32", x=Normal("T N D", dtype="float64")),
        ],
        points=1,
        needs=("sequence_gives_u_z_v_y",),
        en="float32 in, float32 out.",
        ja="float32 を渡せば float32 が返る。",
    ),
]

SUM = "u_t = x_t @ W_in + z_prev @ W + b"
RELU = "return np.maximum(u_t, 0)"
REFUSE = """raise ValueError(f'f must be "sigmoid", "tanh" or "relu", got {f!r}')"""
CALL = "z.append(rnn_step(x_t, z[-1], W_in, W, b, f))"
STACK = "z = np.stack(z)  # (T+1, N, H)"
ALL_U = "u = x @ W_in + z[:-1] @ W + b"
ALL_V = "v = z[1:] @ W_out + c"
RESULT = "return u, z, v, sigmoid(v)"

MISTAKES = [
    Mistake(
        "no_recurrence",
        SUM,
        "u_t = x_t @ W_in + b",
        en="Your step never looks at z_prev, so nothing is remembered. Add z_prev @ W.",
        ja="z_prev を見ていないので、何も記憶されません。z_prev @ W を足しましょう。",
    ),
    Mistake(
        "recurrent_weight_transposed",
        SUM,
        "u_t = x_t @ W_in + z_prev @ W.T + b",
        en="Your W is transposed, which the square shape hides. The states are rows: z_prev @ W.",
        ja="W が転置されています。正方行列なので形状では気づけません。状態は行なので z_prev @ W です。",
    ),
    Mistake(
        "bias_forgotten",
        SUM,
        "u_t = x_t @ W_in + z_prev @ W",
        en="Your step has no bias. The note's code leaves it out for brevity; here b is added.",
        ja="バイアスがありません。ノートのコードは簡単のため省いていますが、ここでは b を足します。",
    ),
    Mistake(
        "state_not_squashed",
        "return np.tanh(u_t)",
        "return u_t",
        en='For f="tanh" you hand on u_t as it is. z_t is tanh(u_t).',
        ja='f="tanh" のとき u_t をそのまま返しています。z_t は tanh(u_t) です。',
    ),
    Mistake(
        "relu_turned_round",
        RELU,
        "return np.minimum(u_t, 0)",
        en="Your ReLU keeps the negative values. It keeps the positive ones: max(u_t, 0).",
        ja="ReLU が負の値のほうを残しています。残すのは正の値で、max(u_t, 0) です。",
    ),
    Mistake(
        "unknown_f_accepted",
        REFUSE,
        "return sigmoid(u_t)",
        en="You take an unknown f for the sigmoid, so a typing error goes unnoticed. Raise a ValueError.",
        ja="知らない f をシグモイドとして扱うので、書き間違いに気づけません。ValueError を送出しましょう。",
    ),
    Mistake(
        "unknown_f_gives_none",
        REFUSE,
        "return None",
        en="An unknown f makes your step return None. Raise a ValueError that names it.",
        ja="知らない f を渡すと None が返ります。その値を示して ValueError を送出しましょう。",
    ),
    Mistake(
        "state_not_carried",
        CALL,
        "z.append(rnn_step(x_t, z0, W_in, W, b, f))",
        en="Each of your steps starts again from z0. Hand it the z of the step before.",
        ja="毎ステップ z0 から始めています。直前の時刻の z を渡しましょう。",
    ),
    Mistake(
        "f_not_handed_on",
        CALL,
        "z.append(rnn_step(x_t, z[-1], W_in, W, b))",
        en="Your sequence does not hand f to its steps, so they all use the sigmoid. Pass it on.",
        ja="系列の f が各ステップに渡っていないので、いつもシグモイドです。f も渡しましょう。",
    ),
    Mistake(
        "initial_state_left_out",
        RESULT,
        "return u, z[1:], v, sigmoid(v)",
        en="Your z begins with the first step. z[0] is z0, so z has T+1 entries; bptt will need it.",
        ja="z が最初の時刻から始まっています。z[0] は z0 で、z の長さは T+1 です。bptt で使います。",
    ),
    Mistake(
        "pre_activation_from_new_state",
        ALL_U,
        "u = x @ W_in + z[1:] @ W + b",
        en="Your u at step t is made of the new z. It is made of the state before: z[:-1].",
        ja="時刻 t の u が新しい z から作られています。使うのは1つ前の状態 z[:-1] です。",
    ),
    Mistake(
        "output_from_old_state",
        ALL_V,
        "v = z[:-1] @ W_out + c",
        en="Your output looks at the state before the step. v_t is made of the new z_t: z[1:].",
        ja="出力が1つ前の状態から作られています。v_t は新しい z_t、つまり z[1:] から作ります。",
    ),
    Mistake(
        "output_from_pre_activation",
        ALL_V,
        "v = u @ W_out + c",
        en="Your output is made of u, so f is skipped. v is made of z.",
        ja="出力が u から作られ、f を通っていません。v は z から作ります。",
    ),
    Mistake(
        "output_bias_forgotten",
        ALL_V,
        "v = z[1:] @ W_out",
        en="Your output has no bias. Add c.",
        ja="出力にバイアスがありません。c を足しましょう。",
    ),
    Mistake(
        "output_not_squashed",
        RESULT,
        "return u, z, v, v",
        en="Your y is v itself. y = sigmoid(v), a number between 0 and 1.",
        ja="y が v のままです。y = sigmoid(v) で、0 から 1 の値になります。",
    ),
    Mistake(
        "output_through_f",
        RESULT,
        'return u, z, v, {"sigmoid": sigmoid, "tanh": np.tanh}.get(f, lambda v: np.maximum(v, 0))(v)',
        en="You send the output through f. f is for the hidden layer; y is always sigmoid(v).",
        ja="出力にも f を使っています。f は中間層のもので、y はいつも sigmoid(v) です。",
    ),
    Mistake(
        "float32_lost",
        STACK,
        "z = np.array(z, dtype=np.float64)",
        en="You keep the states in float64 (as a plain np.zeros does). float32 stays float32.",
        ja="状態が float64 です(np.zeros だけでもそうなります)。float32 は float32 のままにします。",
    ),
]

ALSO = [
    Also(
        "one_product_for_both",
        SUM,
        "u_t = np.hstack([x_t, z_prev]) @ np.vstack([W_in, W]) + b",
        en="x beside z, W_in above W: one product in place of two, as many frameworks have it.",
        ja="x と z を横に、W_in と W を縦に並べ、2つの積を1つにまとめます。多くのフレームワークと同じやり方です。",
    ),
    Also(
        "einsum",
        ALL_U,
        'u = np.einsum("tnd,dh->tnh", x, W_in) + np.einsum("tnk,kh->tnh", z[:-1], W) + b',
    ),
    Also(
        "output_step_by_step",
        ALL_V,
        "v = np.array([z_t.dot(W_out) + c for z_t in z[1:]])",
    ),
    Also("relu_by_a_mask", RELU, "return u_t * (u_t > 0)"),
]
