"""What a correct context does, and the mistakes people make on the way to one.

Beside the reference, solutions/hred/hred.py, which it reads as data.
"""

from learnrnn.checking import Also, Arrays, Check, Mistake, Normal

CONTEXT = Arrays(utterances="K U", W_in="U C", W="C C", b="C")
ONE = Arrays(context="C", thought="U", W_c="C H", W_t="U H", b="H")
BATCH = Arrays(context="N C", thought="N U", W_c="C H", W_t="U H", b="H")

CHECKS = [
    Check(
        "context_holds_the_conversation",
        "encode_context",
        CONTEXT(),
        points=2,
        visible=True,
        en="Every utterance, oldest first, goes through the RNN, and the last state is the context.",
        ja="すべての発話が古い順にRNNに入り、最後の状態がコンテキストになる。",
    ),
    Check(
        "one_utterance_or_many",
        "encode_context",
        [CONTEXT(K=1), CONTEXT(K=12), CONTEXT(K=1, U=1, C=3)],
        points=1,
        needs=("context_holds_the_conversation",),
        en="A conversation of one utterance has a context, and so has a long one.",
        ja="発話が1つだけでも、たくさんあっても、コンテキストが求まる。",
    ),
    Check(
        "context_saturates_quietly",
        "encode_context",
        [CONTEXT(utterances=Normal("K U", scale=1000)), CONTEXT(dtype="float32")],
        points=1,
        needs=("context_holds_the_conversation",),
        en="Huge inputs only saturate tanh, and float32 stays float32.",
        ja="入力が極端に大きくても tanh が飽和するだけで、float32 は float32 のまま返る。",
    ),
    Check(
        "decoder_starts_from_both",
        "decoder_state",
        ONE(),
        points=3,
        visible=True,
        en="The Decoder's first state is made of the context and of the sentence to answer.",
        ja="Decoder の最初の状態は、コンテキストと答えるべき文の両方から作られる。",
    ),
    Check(
        "decoder_states_of_a_batch",
        "decoder_state",
        [BATCH(), BATCH(N=1), BATCH(N=1, H=1)],
        points=2,
        needs=("decoder_starts_from_both",),
        en="Several conversations at once give a row each, and a batch of one keeps its axis.",
        ja="複数の会話をまとめて渡すと1行ずつになり、バッチサイズが1でもバッチの軸は残る。",
    ),
    Check(
        "decoder_state_in_float32",
        "decoder_state",
        [
            ONE(dtype="float32"),
            BATCH(dtype="float32"),
            ONE(dtype="float32", context=Normal("C", dtype="float64")),
        ],
        points=1,
        needs=("decoder_starts_from_both",),
        en="float32 in, float32 out.",
        ja="float32 を渡せば float32 が返る。",
    ),
]

START = "context = np.zeros(len(b), b.dtype)"
LISTEN = "for utterance in utterances:"
UPDATE = "context = np.tanh(utterance @ W_in + context @ W + b)"
LAST = "return context\n"
BEGIN = "return np.tanh(context @ W_c + thought @ W_t + b)"

MISTAKES = [
    Mistake(
        "one_question_at_a_time",
        UPDATE,
        "context = np.tanh(utterance @ W_in + b)",
        en="Your context knows the last utterance only: that is seq2seq, one question at a time. Add context @ W.",
        ja="コンテキストが最後の発話しか知りません。それでは一問一答の Seq2Seq です。context @ W を足しましょう。",
    ),
    Mistake(
        "newest_utterance_first",
        LISTEN,
        "for utterance in utterances[::-1]:",
        en="You listen to the conversation backwards. It stands oldest first, and goes in like that.",
        ja="会話を新しいほうから読んでいます。古い順に並んでいるので、そのまま順に入れましょう。",
    ),
    Mistake(
        "mean_of_the_utterances",
        f"{LISTEN}\n        {UPDATE}",
        "context = np.tanh(utterances.mean(axis=0) @ W_in + b)",
        en="Your context is made of a mean, so it does not know who answered whom. Go through them in order.",
        ja="平均をとったので、発話の順序が失われています。順に入れていきましょう。",
    ),
    Mistake(
        "all_contexts_returned",
        f"{START}  # (C,)\n    {LISTEN}\n        {UPDATE}\n    {LAST}",
        f"{START}\n    contexts = []\n    {LISTEN}\n        {UPDATE}\n        contexts.append(context)\n"
        "    return np.stack(contexts)\n",
        en="You return the context after every utterance, (K, C). The last one, (C,), is the conversation so far.",
        ja="発話ごとのコンテキスト (K, C) を返しています。ここまでの会話を表すのは、最後の1つ (C,) です。",
    ),
    Mistake(
        "context_without_tanh",
        UPDATE,
        "context = utterance @ W_in + context @ W + b",
        en="Your context has no activation function and can grow without end. Put the sum through tanh.",
        ja="コンテキストに活性化関数がなく、際限なく大きくなります。和を tanh に通しましょう。",
    ),
    Mistake(
        "context_bias_forgotten",
        UPDATE,
        "context = np.tanh(utterance @ W_in + context @ W)",
        en="Your context has no bias. Add b.",
        ja="コンテキストにバイアスがありません。b を足しましょう。",
    ),
    Mistake(
        "recurrent_weight_on_the_left",
        UPDATE,
        "context = np.tanh(utterance @ W_in + W @ context + b)",
        en="W @ context is the product for column vectors. Here a vector is a row: context @ W.",
        ja="W @ context は列ベクトルのときの積です。ここでは行ベクトルなので context @ W です。",
    ),
    Mistake(
        "starts_from_the_bias",
        START,
        "context = b",
        en="Your state starts from b. It starts from zero.",
        ja="状態が b から始まっています。0から始めましょう。",
    ),
    Mistake(
        "float32_lost",
        START,
        "context = np.zeros(len(b))",
        en="Your first state is float64, and so is the context. Make the zeros of b's dtype.",
        ja="最初の状態が float64 なので、コンテキストも float64 になります。0の配列を b の型で作りましょう。",
    ),
    Mistake(
        "conversation_ignored",
        BEGIN,
        "return np.tanh(thought @ W_t + b)",
        en="Your Decoder starts from the sentence alone, as in seq2seq. Add context @ W_c.",
        ja="Seq2Seq と同じく、文だけから始めています。context @ W_c を足しましょう。",
    ),
    Mistake(
        "sentence_ignored",
        BEGIN,
        "return np.tanh(context @ W_c + b)",
        en="Your Decoder does not know the sentence it answers. Add thought @ W_t.",
        ja="Decoder が、答えるべき文を知りません。thought @ W_t を足しましょう。",
    ),
    Mistake(
        "multiplied_for_added",
        BEGIN,
        "return np.tanh((context @ W_c) * (thought @ W_t) + b)",
        en="You multiply the two parts. Add them.",
        ja="2つの部分を掛けています。足しましょう。",
    ),
    Mistake(
        "two_tanhs",
        BEGIN,
        "return np.tanh(context @ W_c) + np.tanh(thought @ W_t + b)",
        en="You squash each part by itself, and the sum leaves (-1, 1). Add first, then one tanh.",
        ja="別々に tanh を通して足したので、和が −1 から 1 に収まりません。先に足してから tanh を1回です。",
    ),
    Mistake(
        "start_without_tanh",
        BEGIN,
        "return context @ W_c + thought @ W_t + b",
        en="Your first state has no tanh. The Decoder's states lie between -1 and 1.",
        ja="最初の状態が tanh を通っていません。Decoder の状態は −1 から 1 の間です。",
    ),
    Mistake(
        "start_bias_forgotten",
        BEGIN,
        "return np.tanh(context @ W_c + thought @ W_t)",
        en="Your first state has no bias. Add b.",
        ja="最初の状態にバイアスがありません。b を足しましょう。",
    ),
]

ALSO = [
    Also(
        "projected_at_once",
        f"{LISTEN}\n        {UPDATE}",
        "for projected in utterances @ W_in + b:\n        context = np.tanh(projected + context @ W)",
    ),
    Also("weights_from_the_left", UPDATE, "context = np.tanh(W_in.T @ utterance + W.T @ context + b)"),
    Also(
        "one_product",
        BEGIN,
        "both = np.concatenate([context, thought], axis=-1)\n    return np.tanh(both @ np.concatenate([W_c, W_t]) + b)",
        en="context beside thought, W_c above W_t: one product in place of two.",
        ja="context と thought を横に、W_c と W_t を縦に並べ、2つの積を1つにまとめます。",
    ),
    Also(
        "einsum",
        BEGIN,
        'return np.tanh(np.einsum("...c,ch->...h", context, W_c) + np.einsum("...u,uh->...h", thought, W_t) + b)',
    ),
]
