"""What a correct bidirectional RNN does, and the mistakes people make on the way to one.

Beside the reference, solutions/bidirectional/bidirectional.py, which it reads as data.
"""

from learnrnn.checking import Also, Arrays, Check, Mistake, Normal

CONCAT = Arrays(h_f="T H", h_b="T H")
# Recurrent weights are small enough that no state is lost in the flat parts of tanh.
SENTENCE = Arrays(
    x="T D",
    W_f=Normal("D H", scale=0.6),
    U_f=Normal("H H", scale=0.5),
    W_b=Normal("D H", scale=0.6),
    U_b=Normal("H H", scale=0.5),
    V="2H O",
)

CHECKS = [
    Check(
        "each_word_gets_both_states",
        "bidirectional_concat",
        CONCAT(),
        points=2,
        visible=True,
        en="Each row holds the forward and then the backward state of one and the same word.",
        ja="各行には、同じ単語の順方向の状態と逆方向の状態が、この順に並ぶ。",
    ),
    Check(
        "one_word_or_one_unit",
        "bidirectional_concat",
        [CONCAT(T=1), CONCAT(H=1), CONCAT(dtype="float32")],
        points=1,
        needs=("each_word_gets_both_states",),
        en="A single word gives (1, 2H), a single unit (T, 2), and float32 stays float32.",
        ja="単語が1つなら (1, 2H)、ユニットが1つなら (T, 2) になり、float32 は float32 のまま返る。",
    ),
    Check(
        "sentence_gives_all_outputs",
        "bidirectional_rnn",
        SENTENCE(),
        points=4,
        visible=True,
        needs=("each_word_gets_both_states",),
        en="Each output is made of what came before its word, the word, and what comes after it.",
        ja="各出力は、その単語より前、その単語、その単語より後のすべてから作られる。",
    ),
    Check(
        "sentence_of_one_word",
        "bidirectional_rnn",
        [SENTENCE(T=1), SENTENCE(T=1, O=1)],
        points=1,
        needs=("sentence_gives_all_outputs",),
        en="A sentence of one word still has its time axis.",
        ja="単語が1つだけの文でも、時間の軸は残る。",
    ),
    Check(
        "states_saturate_quietly",
        "bidirectional_rnn",
        SENTENCE(scale=1000),
        points=1,
        needs=("sentence_gives_all_outputs",),
        en="Huge inputs drive the states to 1 or -1.",
        ja="入力が極端に大きくても、桁あふれせずに状態が 1 か -1 になる。",
    ),
    Check(
        "float32_stays_float32",
        "bidirectional_rnn",
        [SENTENCE(dtype="float32"), SENTENCE(dtype="float32", x=Normal("T D", dtype="float64"))],
        points=1,
        needs=("sentence_gives_all_outputs",),
        en="float32 in, float32 out.",
        ja="float32 を渡せば float32 が返る。",
    ),
]

JOIN = "np.concatenate([h_f, h_b[::-1]], axis=1)"
STEP = "np.tanh(x_t @ W + h[-1] @ U)"
BACKWARD = "states(x[::-1], W_b, U_b)"
OUTPUT = "return bidirectional_concat(h_f, h_b) @ V"

MISTAKES = [
    Mistake(
        "turned_twice",
        BACKWARD,
        "states(x[::-1], W_b, U_b)[::-1]",
        en="You turn h_b before the concatenation, which turns it again. Hand it over last word first.",
        ja="連結の前に h_b を裏返しているので、2回裏返ります。最後の単語が先頭のまま渡しましょう。",
    ),
    Mistake(
        "not_turned_back",
        JOIN,
        "np.concatenate([h_f, h_b], axis=1)",
        en="Your h_b stands last word first, so each row mixes two words. Turn it over: h_b[::-1].",
        ja="h_b は最後の単語が先頭なので、各行に別の単語が混ざっています。h_b[::-1] で裏返しましょう。",
    ),
    Mistake(
        "joined_over_time",
        JOIN,
        "np.concatenate([h_f, h_b[::-1]], axis=0)",
        en="You put one direction below the other, which gives 2T rows. Side by side is axis=1.",
        ja="2つの方向を縦につないだので、2T 行になっています。横に並べるには axis=1 です。",
    ),
    Mistake(
        "directions_added",
        JOIN,
        "h_f + h_b[::-1]",
        en="You add the two directions, so none can tell which one spoke. Put them side by side, (T, 2H).",
        ja="2つの方向を足したので、どちらの値か区別できません。横に並べて (T, 2H) にします。",
    ),
    Mistake(
        "directions_multiplied",
        JOIN,
        "h_f * h_b[::-1]",
        en="You multiply the two directions into one. Put them side by side, (T, 2H).",
        ja="2つの方向を掛けて1つにしています。横に並べて (T, 2H) にします。",
    ),
    Mistake(
        "backward_first",
        JOIN,
        "np.concatenate([h_b[::-1], h_f], axis=1)",
        en="Your backward states stand on the left. The forward ones come first, as V expects.",
        ja="逆方向の状態が左にあります。V に合わせて、順方向を先に置きます。",
    ),
    Mistake(
        "wrong_one_turned",
        JOIN,
        "np.concatenate([h_f[::-1], h_b], axis=1)",
        en="You turn h_f over, so your rows run from the last word to the first. Turn h_b.",
        ja="h_f を裏返したので、行が最後の単語から並んでいます。裏返すのは h_b です。",
    ),
    Mistake(
        "units_turned",
        JOIN,
        "np.concatenate([h_f, h_b[:, ::-1]], axis=1)",
        en="You reverse the units of h_b. It is the words, the first axis, that stand in reverse.",
        ja="h_b のユニットの順を逆にしています。逆に並んでいるのは最初の軸、つまり単語です。",
    ),
    Mistake(
        "units_interleaved",
        JOIN,
        "np.stack([h_f, h_b[::-1]], axis=2).reshape(len(h_f), -1)",
        en="Your forward and backward units alternate. All H forward ones come first.",
        ja="順方向と逆方向のユニットが交互に並んでいます。順方向の H 個をまとめて先に置きます。",
    ),
    Mistake(
        "argument_changed",
        f"return {JOIN}",
        "h_b[:] = h_b[::-1].copy()\n    return np.concatenate([h_f, h_b], axis=1)",
        en="You turn h_b over in place, so the caller's array changes. Use the turned view h_b[::-1].",
        ja="h_b をその場で裏返しているので、渡された配列が変わります。h_b[::-1] を使いましょう。",
    ),
    Mistake(
        "both_read_forward",
        BACKWARD,
        "states(x, W_b, U_b)",
        en="Both of your passes read from the first word. The backward one reads x[::-1].",
        ja="どちらも最初の単語から読んでいます。逆方向は x[::-1] を読みます。",
    ),
    Mistake(
        "one_set_of_weights",
        BACKWARD,
        "states(x[::-1], W_f, U_f)",
        en="Both of your passes use W_f and U_f. The backward one has its own, W_b and U_b.",
        ja="どちらも W_f と U_f を使っています。逆方向の重みは W_b と U_b です。",
    ),
    Mistake(
        "no_recurrence",
        STEP,
        "np.tanh(x_t @ W)",
        en="Your states see their own word only. Add what the state before says: h @ U.",
        ja="状態が自分の単語しか見ていません。直前の状態 h @ U を足しましょう。",
    ),
    Mistake(
        "recurrent_weight_transposed",
        STEP,
        "np.tanh(x_t @ W + U @ h[-1])",
        en="Your state stands to the right of U, as a column. Here states are rows: h @ U.",
        ja="状態を列ベクトルとして U の右に置いています。ここでは行ベクトルなので h @ U です。",
    ),
    Mistake(
        "recurrence_outside_tanh",
        STEP,
        "np.tanh(x_t @ W) + h[-1] @ U",
        en="Your h @ U is added after the tanh. Add it before, so that the whole sum is squashed.",
        ja="h @ U を tanh の外で足しています。先に足し、和の全体に tanh を掛けましょう。",
    ),
    Mistake(
        "sigmoid_for_tanh",
        STEP,
        "1 / (1 + np.exp(-(x_t @ W + h[-1] @ U)))",
        en="Your states go through a sigmoid. Here the activation is tanh.",
        ja="状態に sigmoid を使っています。ここでの活性化関数は tanh です。",
    ),
    Mistake(
        "states_before_their_word",
        "np.stack(h[1:])",
        "np.stack(h[:-1])",
        en="Your states begin one step too early, with the zero state. Leave that one out.",
        ja="状態が最初の0から始まり、1つずれています。最初の0は含めません。",
    ),
    Mistake(
        "output_squashed",
        OUTPUT,
        "return np.tanh(bidirectional_concat(h_f, h_b) @ V)",
        en="Your outputs go through a tanh. Here y is linear in the states.",
        ja="出力に tanh を掛けています。ここでの y は、状態に V を掛けただけのものです。",
    ),
    Mistake(
        "float32_lost",
        "np.zeros(len(U), words.dtype)",
        "np.zeros(len(U))",
        en="Your zero state is float64 and makes everything after it float64. Give it the dtype of x.",
        ja="最初の状態が float64 なので、あとの計算もすべて float64 になります。x の型に合わせましょう。",
    ),
]

ALSO = [
    Also(
        "tanh_by_exp",
        STEP,
        "2 / (1 + np.exp(-2 * (x_t @ W + h[-1] @ U))) - 1",
    ),
    Also("stacked_sideways", JOIN, "np.hstack((h_f, np.flipud(h_b)))"),
    Also("word_by_word", JOIN, "np.array([[*h_f[t], *h_b[-1 - t]] for t in range(len(h_f))], h_f.dtype)"),
    Also(
        "two_products",
        OUTPUT,
        "return h_f @ V[: len(U_f)] + h_b[::-1] @ V[len(U_f) :]",
        en="V in two halves: each direction has weights of its own, and what they say adds up.",
        ja="V を上下に分けます。向きごとに重みがあり、それぞれの出力を足し合わせます。",
    ),
    Also("inputs_multiplied_first", STEP, "np.tanh(np.einsum('d,dh->h', x_t, W) + np.dot(U.T, h[-1]))"),
]
