"""What correct attention does, and the mistakes people make on the way to it.

Beside the reference, solutions/attention/attention.py, which it reads as data.
"""

import numpy as np

from learnrnn.checking import Also, Arrays, Call, Check, Drawn, Given, Mistake, Normal, Property, Raises

SCORES = Arrays(x="N D")
ALONG = Arrays(x="N T D", axis=Given(1))
ATTENTION = Arrays(Q="Tq d", K="Tk d", V="Tk dv")
BATCH = Arrays(Q="N Tq d", K="N Tk d", V="N Tk dv")
ADDITIVE = Arrays(q="dq", K="Tk dk", V="Tk dv", W_q="dq A", W_k="dk A", v="A")


def mask(*letters, dtype=bool, empty_row=False):
    """A random mask of this shape (a letter, or 1) that leaves each row a key, or one row none."""

    def draw(rng, sizes):
        found = rng.random([sizes.get(letter, 1) for letter in letters]) < 0.5
        keep = rng.integers(found.shape[-1], size=(*found.shape[:-1], 1))
        np.put_along_axis(found, keep, True, axis=-1)
        if empty_row:
            found.reshape(-1, found.shape[-1])[rng.integers(found[..., 0].size)] = False
        return found.astype(dtype)

    return Drawn(draw)


MASKED = ATTENTION + Arrays(mask=mask("Tq", "Tk"))
MASKED_BATCH = BATCH + Arrays(mask=mask("N", "1", "Tk"))


def no_look_ahead(rng):
    """Five words that attend to themselves; none may look at a later one."""
    x = rng.normal(size=(5, 3))
    return [Call("attention", [x, x, rng.normal(size=(5, 2)), np.tri(5, dtype=bool)])]


def masked_weights_are_zero(calls, values):
    """Not small: zero. What is left is a mean still."""
    for call, value in zip(calls, values, strict=True):
        if not isinstance(value, list | tuple) or len(value) != 2:
            return False
        weights, allowed = np.asarray(value[1]), call.arguments[3]
        if weights.shape != allowed.shape or weights.dtype.kind != "f":
            return False
        if weights[~allowed].any() or not np.allclose(weights.sum(axis=-1), 1):
            return False
    return True


CHECKS = [
    Check(
        "softmax_over_one_axis",
        "softmax",
        [SCORES(), ALONG(), ALONG(axis=-2), ALONG(axis=0)],
        points=1,
        visible=True,
        en="Scores become weights that sum to 1 along the given axis, the last one if none is given.",
        ja="スコアが、指定した軸(指定がなければ最後の軸)で和が1になる重みに変わる。",
    ),
    Check(
        "softmax_of_huge_scores",
        "softmax",
        [
            SCORES(scale=1000),
            SCORES(x=np.array([[1000.0, 1001.0, 1003.0]])),
            SCORES(x=np.array([[0.0, 1.0, 3.0], [2000.0, 2001.0, 2003.0]])),
            SCORES(scale=1000, dtype="float32"),
            SCORES(x=np.array([[3, 1, 2], [0, 5, 5]])),
        ],
        points=1,
        needs=("softmax_over_one_axis",),
        en="Scores of thousands neither overflow nor give NaN, in any row.",
        ja="スコアが数千でも、どの行も桁あふれせず、NaN にもならない。",
    ),
    Check(
        "context_is_a_weighted_mean",
        "attention",
        [ATTENTION(), ATTENTION(Tq=1), ATTENTION(Tk=1), ATTENTION(d=1), ATTENTION(Tq=4, Tk=4)],
        points=1,
        visible=True,
        needs=("softmax_over_one_axis",),
        en="Each query gets the mean of the values, weighted by the softmax of its scaled dot products.",
        ja="各クエリは、スケーリングした内積の softmax を重みとする、値の平均を受け取る。",
    ),
    Check(
        "leading_axes_broadcast",
        "attention",
        [
            BATCH(),
            BATCH(Q=Normal("M N Tq d"), K=Normal("M N Tk d"), V=Normal("M N Tk dv")),
            BATCH(K=Normal("Tk d"), V=Normal("Tk dv")),
            BATCH(Q=Normal("Tq d")),
        ],
        points=1,
        needs=("context_is_a_weighted_mean",),
        en="Batches and heads in front are kept, and broadcast where only one side has them.",
        ja="バッチやヘッドの軸は先頭にそのまま残り、片方にしかなければブロードキャストされる。",
    ),
    Check(
        "queries_look_where_they_may",
        "attention",
        [
            MASKED(),
            MASKED(mask=mask("Tk")),
            MASKED(mask=mask("Tk"), Tq=4, Tk=4),
            MASKED_BATCH(),
            MASKED_BATCH(mask=mask("Tq", "Tk")),
            MASKED(mask=None),
        ],
        points=1,
        needs=("context_is_a_weighted_mean",),
        en="A query looks only where its mask is True, and a smaller mask is broadcast.",
        ja="クエリが見るのは mask が True の位置だけで、小さい mask はブロードキャストされる。",
    ),
    Property(
        "masked_weights_are_zero",
        "attention",
        no_look_ahead,
        masked_weights_are_zero,
        points=1,
        needs=("queries_look_where_they_may",),
        en="A masked weight is exactly 0, and the others still sum to 1.",
        ja="隠した位置の重みはちょうど0で、残りの和は1のまま変わらない。",
    ),
    Raises(
        "unusable_mask",
        "attention",
        bad=[
            MASKED(mask=mask("Tq", "Tk", dtype=int)),
            MASKED(mask=mask("Tq", "Tk", dtype=float)),
            MASKED(mask=mask("Tq", "Tk", empty_row=True)),
            MASKED_BATCH(mask=mask("N", "Tq", "Tk", empty_row=True)),
            MASKED(mask=np.zeros((1, 1), dtype=bool)),
        ],
        good=[MASKED()],
        points=1,
        needs=("queries_look_where_they_may",),
        en="A mask that is not bool, or leaves a query nothing to look at, is a ValueError.",
        ja="mask が bool でないときや、どこも見られないクエリがあるときは ValueError になる。",
    ),
    Check(
        "huge_scores_and_float32",
        "attention",
        [
            ATTENTION(scale=1000),
            ATTENTION(dtype="float32"),
            MASKED(dtype="float32"),
            ATTENTION(dtype="float32", Q=Normal("Tq d", dtype="float64")),
        ],
        points=1,
        needs=("context_is_a_weighted_mean",),
        en="Huge scores do not overflow, and float32 stays float32.",
        ja="スコアが極端に大きくても桁あふれせず、float32 は float32 のまま返る。",
    ),
    Check(
        "additive_score",
        "additive_attention",
        [ADDITIVE(), ADDITIVE(Tk=1), ADDITIVE(A=1), ADDITIVE(dtype="float32")],
        points=2,
        visible=True,
        needs=("softmax_over_one_axis",),
        en="A small tanh network scores each key, and the softmax of the scores weighs the values.",
        ja="tanh の小さなネットワークが各キーにスコアを付け、その softmax が値の重みになる。",
    ),
]

SHIFT = "np.exp(x - np.max(x, axis=axis, keepdims=True))"
SHARE = "e / np.sum(e, axis=axis, keepdims=True)"
SCALED = "Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5"
CHOOSE = "scores = np.where(allowed, scores, -np.inf)"
WEIGHTS = "weights = softmax(scores)"
RESULT = "return weights @ V, weights"
ENERGY = "energy = np.tanh(q @ W_q + K @ W_k)"
ALIGN = "alignment = softmax(energy @ v)"

MISTAKES = [
    Mistake(
        "mask_not_deep_enough",
        CHOOSE,
        "scores = np.where(allowed, scores, scores - 50.0)",
        en="Your masked scores are a little lower, so their weights are small but not 0. Use -inf, or -1e9.",
        ja="隠した位置のスコアの下げ方が足りず、重みが0になりません。-inf か -1e9 を使いましょう。",
    ),
    Mistake(
        "one_maximum_for_all_rows",
        SHIFT,
        "np.exp(x - np.max(x))",
        en="You subtract one maximum everywhere, so a row far below it becomes 0 / 0. Each row has its own.",
        ja="全体の最大値を引くと、それよりずっと小さい行が 0 / 0 になります。行ごとの最大値を引きましょう。",
    ),
    Mistake(
        "exponential_overflows",
        SHIFT,
        "np.exp(x)",
        en="Your exp(x) overflows for scores of a thousand. Subtract the largest score first.",
        ja="スコアが1000にもなると exp(x) が桁あふれします。先に最大値を引きましょう。",
    ),
    Mistake(
        "axis_ignored",
        SHARE,
        "e / np.sum(e, axis=-1, keepdims=True)",
        en="Your softmax sums along the last axis whatever axis says. Pass axis on.",
        ja="axis に何を渡しても、最後の軸で和をとっています。axis を np.sum に渡しましょう。",
    ),
    Mistake(
        "everything_sums_to_one",
        SHARE,
        "e / np.sum(e)",
        en="Your softmax divides by the sum of the whole array. Each row along axis has a sum of its own.",
        ja="配列全体の和で割っています。割るのは、axis に沿った行ごとの和です。",
    ),
    Mistake(
        "all_axes_of_K_turned",
        SCALED,
        SCALED.replace("np.swapaxes(K, -1, -2)", "K.T"),
        en="K.T reverses all axes, the batch too. Swap the last two only: np.swapaxes(K, -1, -2).",
        ja="K.T ではバッチの軸まで入れ替わります。最後の2つだけを np.swapaxes(K, -1, -2) で入れ替えます。",
    ),
    Mistake(
        "summed_axis_dropped",
        SHARE,
        "e / np.sum(e, axis=axis)",
        en="Your sum drops its axis, so it divides the wrong way or not at all. Say keepdims=True.",
        ja="和をとった軸が消えるので、正しく割れません。keepdims=True を付けましょう。",
    ),
    Mistake(
        "scores_not_scaled",
        SCALED,
        "Q @ np.swapaxes(K, -1, -2)",
        en="Your dot products are not scaled. Divide them by the square root of d.",
        ja="内積がスケーリングされていません。√d で割りましょう。",
    ),
    Mistake(
        "scaled_by_d",
        SCALED,
        "Q @ np.swapaxes(K, -1, -2) / Q.shape[-1]",
        en="You divide the dot products by d. It is the square root of d.",
        ja="内積を d で割っています。割るのは √d です。",
    ),
    Mistake(
        "scaled_by_the_number_of_keys",
        SCALED,
        SCALED.replace("Q.shape[-1]", "K.shape[-2]"),
        en="You scale by the number of keys. It is the length d of a query that counts, Q.shape[-1].",
        ja="キーの個数でスケーリングしています。使うのはクエリの次元 d、つまり Q.shape[-1] です。",
    ),
    Mistake(
        "softmax_over_the_queries",
        WEIGHTS,
        "weights = softmax(scores, axis=-2)",
        en="Your weights sum to 1 over the queries. Each query divides its own among the keys, axis -1.",
        ja="重みの和がクエリについて1になっています。各クエリが配る先はキー、つまり最後の軸です。",
    ),
    Mistake(
        "context_from_scores",
        RESULT,
        "return scores @ V, weights",
        en="Your context is made of the raw scores. Use the weights: weights @ V.",
        ja="文脈ベクトルを、softmax の前のスコアから作っています。weights @ V としましょう。",
    ),
    Mistake(
        "context_and_weights_swapped",
        RESULT,
        "return weights, weights @ V",
        en="You return the weights first. The order is context, then weights.",
        ja="重みを先に返しています。文脈ベクトルが先、重みが後です。",
    ),
    Mistake(
        "mask_upside_down",
        CHOOSE,
        "scores = np.where(allowed, -np.inf, scores)",
        en="Your mask hides what is True. Here True is where a query may look.",
        ja="mask が True の位置を隠しています。ここでの True は、見てよい位置です。",
    ),
    Mistake(
        "mask_upside_down_with_a_large_number",
        CHOOSE,
        "scores = np.where(allowed, -1e9, scores)",
        en="Your mask hides what is True. Here True is where a query may look.",
        ja="mask が True の位置を隠しています。ここでの True は、見てよい位置です。",
    ),
    Mistake(
        "masked_score_zero",
        CHOOSE,
        "scores = np.where(allowed, scores, 0.0)",
        en="Your masked scores are 0, and e to the 0 is 1: they still get a share. Make them minus infinity.",
        ja="隠した位置のスコアを0にすると、e の0乗は1なので重みが残ります。マイナス無限大にしましょう。",
    ),
    Mistake(
        "masked_after_the_softmax",
        f"    {CHOOSE}  # e to the -inf is 0\n    {WEIGHTS}",
        f"    pass\n    {WEIGHTS}\n    if mask is not None:\n        weights = weights * mask",
        en="You mask after the softmax, so the weights no longer sum to 1. Mask the scores before it.",
        ja="softmax のあとで隠したので、重みの和が1になりません。その前にスコアを隠しましょう。",
    ),
    Mistake(
        "numbers_taken_for_a_mask",
        "mask = np.asarray(mask)\n",
        "mask = np.asarray(mask).astype(bool)\n",
        en="You turn numbers into a mask, and a mask meant to be added would be read upside down. Refuse it.",
        ja="数を mask に変えていますが、足すための mask なら意味が逆になります。ValueError にしましょう。",
    ),
    Mistake(
        "one_open_row_is_enough",
        "if not allowed.any(axis=-1).all():",
        "if not allowed.any():",
        en="You ask whether any query may look anywhere. Each row needs a True of its own.",
        ja="どれか1つのクエリが見られればよいことになっています。どの行にも True が必要です。",
    ),
    Mistake(
        "row_with_no_key_accepted",
        "if not allowed.any(axis=-1).all():",
        "if False:",
        en="A query with nothing to look at gets NaN weights from you. It is a ValueError.",
        ja="どこも見られないクエリの重みが NaN になっています。ValueError にしましょう。",
    ),
    Mistake(
        "float32_lost",
        WEIGHTS,
        "weights = softmax(scores.astype(float))",
        en="Your weights are float64 although everything given is float32. Keep the dtype of the scores.",
        ja="すべて float32 で渡しても、重みが float64 になります。スコアの型をそのまま保ちましょう。",
    ),
    Mistake(
        "additive_without_tanh",
        ENERGY,
        "energy = q @ W_q + K @ W_k",
        en="Your additive score has no tanh. Without it the query cancels out of the softmax.",
        ja="加法のスコアに tanh がありません。ないと、クエリの分が打ち消されてしまいます。",
    ),
    Mistake(
        "multiplied_for_added",
        ENERGY,
        "energy = np.tanh((q @ W_q) * (K @ W_k))",
        en="You multiply query and key inside the tanh. Additive attention adds them.",
        ja="tanh の中でクエリとキーを掛けています。加法の Attention では足します。",
    ),
    Mistake(
        "additive_score_scaled",
        ALIGN,
        "alignment = softmax(energy @ v / len(v) ** 0.5)",
        en="You scale the additive score. Only dot products are scaled.",
        ja="加法のスコアをスケーリングしています。それが要るのは内積だけです。",
    ),
    Mistake(
        "context_from_keys",
        "return alignment @ V, alignment",
        "return alignment @ K, alignment",
        en="Your context is a mean of the keys. The keys are for finding; the mean is over the values V.",
        ja="キーの平均を返しています。キーは探すためのもので、平均するのは値 V です。",
    ),
    Mistake(
        "additive_weights_not_normalised",
        ALIGN,
        "alignment = np.exp(energy @ v)",
        en="Your additive weights do not sum to 1. Put the scores through softmax.",
        ja="加法の重みの和が1になっていません。スコアを softmax に通しましょう。",
    ),
]

ALSO = [
    Also("any_shift_will_do", SHIFT, "np.exp(x - np.max(x, axis=axis, keepdims=True) - 1)"),
    Also(
        "scores_by_einsum",
        SCALED,
        "np.einsum('...qd,...kd->...qk', Q / Q.shape[-1] ** 0.5, K)",
        en="einsum names the axes, so that none has to be swapped.",
        ja="einsum では軸に名前を付けるので、軸を入れ替える必要がありません。",
    ),
    Also(
        "large_negative_number", CHOOSE, "scores = scores + np.where(allowed, 0, -1e9).astype(scores.dtype)"
    ),
    Also(
        "masked_and_shared_again",
        WEIGHTS,
        "weights = softmax(scores)\n"
        "    if mask is not None:\n"
        "        weights = weights * mask\n"
        "        weights = weights / weights.sum(axis=-1, keepdims=True)",
    ),
    Also("key_by_key", ENERGY, "energy = np.array([np.tanh(q @ W_q + k @ W_k) for k in K])"),
]
