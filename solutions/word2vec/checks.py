"""What correct pairs, noise and loss are, and the mistakes people make on the way to them.

Beside the reference, solutions/word2vec/word2vec.py, which it reads as data.
"""

import numpy as np

from learnrnn.checking import Also, Arrays, Check, Drawn, Given, Integers, Mistake, Normal, Raises, Uniform

PAIRS = Arrays(ids=Integers("n", below=20), window=Given(2))
REPEATED = Integers("n", low=4, below=7)  # three words only, so that they meet themselves
COUNTS = Arrays(counts=Integers("V", low=1, below=500))
POWERED = Arrays(counts=Integers("V", low=1, below=500), power=Given(0.5))
LOSS = Arrays(v="d", u="d", U_neg="K d")
HUGE = Arrays(
    v=Uniform("4", -10, 10), u=Uniform("4", -25, 25), U_neg=Uniform("K 4", -25, 25)
)  # |score| <= 1000


def counts_with(value):
    """Counts of which one is `value`."""

    def draw(rng, sizes):
        counts = rng.integers(1, 500, size=6)
        counts[rng.integers(6)] = value
        return counts

    return Drawn(draw)


def aligned(u, noise):
    """v, u and one noise word with exactly these scores."""
    return {"v": np.array([10.0, 0.0]), "u": np.array([u / 10, 3.0]), "U_neg": np.array([[noise / 10, -2.0]])}


CHECKS = [
    Check(
        "centre_and_context",
        "skipgram_pairs",
        [PAIRS(), PAIRS(n=9), PAIRS(n=8, window=1), PAIRS(n=9, window=3)],
        points=1,
        visible=True,
        en="Each word is paired with every word at most window places away, from left to right.",
        ja="各単語が、window 以内にあるすべての単語と、左から順に組になる。",
    ),
    Check(
        "pairs_at_the_edges",
        "skipgram_pairs",
        [
            PAIRS(n=4, window=10),
            PAIRS(n=2),
            PAIRS(n=1),
            PAIRS(n=9, ids=REPEATED),
            PAIRS(n=7, ids=REPEATED, window=1),
        ],
        points=1,
        needs=("centre_and_context",),
        en="The same word at another place is a pair, a wide window stops at the ends, one word gives (0, 2).",
        ja="別の位置にある同じ単語も組になり、広い窓は文の端で止まり、1語だけなら (0, 2) になる。",
    ),
    Raises(
        "window_is_one_or_more",
        "skipgram_pairs",
        bad=[PAIRS(window=0), PAIRS(window=-2), PAIRS(n=1, window=0)],
        good=[PAIRS(window=1), PAIRS(n=6, window=2)],
        points=1,
        needs=("centre_and_context",),
        en="A window below 1 is a ValueError.",
        ja="window が1未満なら ValueError になる。",
    ),
    Check(
        "rare_words_gain",
        "noise_distribution",
        [COUNTS(), COUNTS(counts=np.array([1, 16, 81])), COUNTS(counts=counts_with(0))],
        points=1,
        visible=True,
        en="The noise is in proportion to count ** 0.75, and sums to 1.",
        ja="負例の分布は count ** 0.75 に比例し、和が1になる。",
    ),
    Check(
        "power_may_be_chosen",
        "noise_distribution",
        [
            POWERED(),
            POWERED(power=1.0),
            POWERED(power=2),
            COUNTS(counts=Uniform("V", 1, 9)),
            COUNTS(counts=Uniform("V", 1, 9), dtype="float32"),
        ],
        points=1,
        needs=("rare_words_gain",),
        en="Another power is used where it is given, and float32 counts give float32.",
        ja="power を渡せばその値を使い、float32 の counts なら float32 で返る。",
    ),
    Raises(
        "counts_have_to_count",
        "noise_distribution",
        bad=[
            COUNTS(counts=counts_with(-1)),
            COUNTS(counts=counts_with(-500)),
            COUNTS(counts=np.array([0, 0, 0])),
            COUNTS(counts=np.array([0.0])),
            COUNTS(counts=Integers("V n", low=1, below=9)),
            COUNTS(counts=Integers("1 V", low=1, below=9)),
        ],
        good=[COUNTS(), COUNTS(counts=counts_with(0)), COUNTS(counts=np.array([0, 1, 1]))],
        points=1,
        needs=("rare_words_gain",),
        en="Counts that are not 1-D, negative, or all zero are a ValueError; single zeros are fine.",
        ja="1次元でない counts、負の数、すべて0の counts は ValueError になり、一部が0なのはかまわない。",
    ),
    Check(
        "true_pair_against_noise",
        "negative_sampling_loss",
        [LOSS(), LOSS(K=1), LOSS(d=1)],
        points=2,
        visible=True,
        en="The loss sums over the true pair and all noise words, and each vector gets its gradient.",
        ja="損失は正しい組とすべての負例の単語についての和で、どのベクトルにも勾配が返る。",
    ),
    Check(
        "scores_of_a_thousand",
        "negative_sampling_loss",
        [HUGE(), LOSS(**aligned(-1000, 1000)), LOSS(**aligned(1000, -1000)), LOSS(**aligned(-800, -2))],
        points=1,
        needs=("true_pair_against_noise",),
        en="Scores up to ±1000 give a finite loss and finite gradients, with no overflow.",
        ja="スコアが ±1000 でも、桁あふれせずに有限の損失と勾配が求まる。",
    ),
    Check(
        "float32_stays_float32",
        "negative_sampling_loss",
        [LOSS(dtype="float32"), LOSS(dtype="float32", v=Normal("d", dtype="float64"))],
        points=1,
        needs=("true_pair_against_noise",),
        en="float32 in, float32 out.",
        ja="float32 を渡せば float32 が返る。",
    ),
]

WINDOW = "if window < 1:"
CONTEXTS = "for j in range(max(0, i - window), min(len(ids), i + window + 1)):"
OTHER = "if j != i:"
APPEND = "pairs.append((centre, ids[j]))"
PAIRS_LINE = "return np.array(pairs, dtype=np.int64).reshape(-1, 2)"
COUNTED = "if counts.ndim != 1 or np.any(counts < 0) or not np.any(counts > 0):"
POWER = "weights = counts**power"
NORMALISE = "return weights / weights.sum()"
SCORES = "score, noise = u @ v, U_neg @ v"
LOSS_LINE = "loss = np.logaddexp(0, -score) + np.logaddexp(0, noise).sum()"
SLOPES = "d_score, d_noise = sigmoid(score) - 1, sigmoid(noise)"
DV = "dv = d_score * u + d_noise @ U_neg"
DU = "du = d_score * v"
DU_NEG = "dU_neg = np.outer(d_noise, v)"

MISTAKES = [
    Mistake(
        "context_before_centre",
        APPEND,
        "pairs.append((ids[j], centre))",
        en="Your pairs hold the context first. The centre comes first.",
        ja="文脈の単語が先になっています。中心語が先です。",
    ),
    Mistake(
        "places_for_words",
        APPEND,
        "pairs.append((i, j))",
        en="Your pairs hold places in the sentence. They hold the ids at these places.",
        ja="文の中の位置を並べています。並べるのは、その位置にある id です。",
    ),
    Mistake(
        "left_contexts_only",
        CONTEXTS,
        "for j in range(max(0, i - window), i):",
        en="You look to the left only. The contexts stand on both sides of the centre.",
        ja="左側しか見ていません。文脈は中心語の両側にあります。",
    ),
    Mistake(
        "right_contexts_only",
        CONTEXTS,
        "for j in range(i, min(len(ids), i + window + 1)):",
        en="You look to the right only. The contexts stand on both sides of the centre.",
        ja="右側しか見ていません。文脈は中心語の両側にあります。",
    ),
    Mistake(
        "last_context_missing",
        CONTEXTS,
        "for j in range(max(0, i - window), min(len(ids), i + window)):",
        en="range leaves its end out, so you lose the last context on the right. End it at i + window + 1.",
        ja="range は終わりの値を含まないので、右端の文脈が抜けます。i + window + 1 までにしましょう。",
    ),
    Mistake(
        "window_around_the_end",
        CONTEXTS,
        "for j in range(i - window, min(len(ids), i + window + 1)):",
        en="A negative place counts from the end, so the first words meet the last. Start at max(0, i - window).",
        ja="負の位置は末尾から数えられ、先頭の単語が末尾の単語と組になります。max(0, i − window) から始めます。",
    ),
    Mistake(
        "window_in_all",
        CONTEXTS,
        "for j in range(max(0, i - (window + 1) // 2), min(len(ids), i + window // 2 + 1)):",
        en="You divide the window between the two sides. It holds for each side.",
        ja="window を左右に分けています。window は片側の広さです。",
    ),
    Mistake(
        "nearest_context_first",
        CONTEXTS,
        "for j in sorted(range(max(0, i - window), min(len(ids), i + window + 1)), key=lambda j: abs(j - i)):",
        en="Your contexts come nearest first. They come from left to right.",
        ja="近い文脈から並んでいます。左から右へ並べましょう。",
    ),
    Mistake(
        "centre_with_itself",
        OTHER,
        "if True:",
        en="You pair each centre with itself. Leave its own place out.",
        ja="中心語が、自分自身と組になっています。自分の位置は除きましょう。",
    ),
    Mistake(
        "same_word_left_out",
        OTHER,
        "if ids[j] != centre:",
        en="You leave out a word that comes again nearby. It is the place that differs: j != i.",
        ja="近くにまた現れた同じ単語を除いています。比べるのは位置で、j != i です。",
    ),
    Mistake(
        "each_pair_once",
        PAIRS_LINE,
        "return np.array(list(dict.fromkeys(pairs)), dtype=np.int64).reshape(-1, 2)",
        en="You keep each pair once. How often it comes is what is learned: keep all.",
        ja="同じ組を1つにまとめています。何度現れるかが大切なので、すべて残しましょう。",
    ),
    Mistake(
        "no_pair_no_axis",
        PAIRS_LINE,
        "return np.array(pairs, dtype=np.int64)",
        en="One word gives an array of shape (0,) here. Reshape to (-1, 2), so that it is (0, 2).",
        ja="1語だけだと形状が (0,) になります。(−1, 2) に reshape すれば (0, 2) です。",
    ),
    Mistake(
        "pairs_in_columns",
        PAIRS_LINE,
        "return np.array(pairs, dtype=np.int64).reshape(-1, 2).T",
        en="Your pairs stand in columns, (2, P). Each is a row: (P, 2).",
        ja="組が列に並び、(2, P) です。1組が1行で、(P, 2) です。",
    ),
    Mistake(
        "pairs_as_floats",
        PAIRS_LINE,
        "return np.array(pairs, dtype=float).reshape(-1, 2)",
        en="Your pairs are floats. They are ids, integers.",
        ja="組が小数の型です。id なので整数にします。",
    ),
    Mistake(
        "no_window_accepted",
        WINDOW,
        "if window < 0:",
        en="A window of 0 gives no pairs and no word of warning. It is a ValueError.",
        ja="window が0だと、黙って組が1つもできません。ValueError にしましょう。",
    ),
    Mistake(
        "noise_like_the_text",
        POWER,
        "weights = counts * 1.0",
        en="Your noise follows the counts as they are. Raise them to the power, which lifts rare words.",
        ja="出現回数そのままの分布です。power 乗すると、まれな単語が底上げされます。",
    ),
    Mistake(
        "power_ignored",
        POWER,
        "weights = counts**0.75",
        en="You always take the power 0.75. Take the power that is given.",
        ja="いつも0.75乗しています。渡された power を使いましょう。",
    ),
    Mistake(
        "power_after_the_division",
        f"{POWER}\n    {NORMALISE}",
        "return (counts / counts.sum()) ** power",
        en="You divide before the power, so the sum is not 1. Divide at the end.",
        ja="先に割ってから power 乗したので、和が1になりません。最後に割りましょう。",
    ),
    Mistake(
        "noise_not_normalised",
        NORMALISE,
        "return weights",
        en="Your noise does not sum to 1. Divide by the sum.",
        ja="和が1になっていません。和で割りましょう。",
    ),
    Mistake(
        "softmax_of_the_counts",
        POWER,
        "weights = np.exp((counts - counts.max()) * power)",
        en="You put the counts through a softmax, and the most frequent word takes all. Use counts ** power.",
        ja="softmax を使うと、最も多い単語がほとんどを占めます。counts ** power としましょう。",
    ),
    Mistake(
        "negative_counts_accepted",
        COUNTED,
        COUNTED.replace("np.any(counts < 0)", "False"),
        en="A negative count goes through and becomes NaN. It is a ValueError.",
        ja="負の回数が通り、NaN になります。ValueError にしましょう。",
    ),
    Mistake(
        "zeros_refused",
        COUNTED,
        COUNTED.replace("counts < 0", "counts <= 0"),
        en="You refuse a count of 0. It is allowed, and gets the probability 0, unless all are 0.",
        ja="0回の単語まで断っています。すべてが0でなければよく、その確率が0になります。",
    ),
    Mistake(
        "nothing_counted_accepted",
        COUNTED,
        COUNTED.replace(" or not np.any(counts > 0)", ""),
        en="Counts of nothing but 0 give 0 / 0. They are a ValueError.",
        ja="すべて0だと 0 / 0 になります。ValueError にしましょう。",
    ),
    Mistake(
        "any_shape_accepted",
        COUNTED,
        COUNTED.replace("counts.ndim != 1 or ", ""),
        en="You accept counts of any shape. They are 1-D, one for each word.",
        ja="どの形状の counts も受け付けています。単語ごとに1つ、1次元です。",
    ),
    Mistake(
        "logarithm_of_zero",
        LOSS_LINE,
        "loss = -np.log(sigmoid(score)) - np.log(sigmoid(-noise)).sum()",
        en="Your sigmoid becomes 0 for a low score, and its log infinite. -log σ(s) is np.logaddexp(0, -s).",
        ja="スコアが小さいと sigmoid が0になり、対数が無限大です。−log σ(s) は np.logaddexp(0, −s) です。",
    ),
    Mistake(
        "exponential_overflows",
        LOSS_LINE,
        "loss = np.log1p(np.exp(-score)) + np.log1p(np.exp(noise)).sum()",
        en="Your exp overflows for scores of a thousand. np.logaddexp(0, s) is log(1 + exp(s)) without that.",
        ja="スコアが1000にもなると exp が桁あふれします。np.logaddexp(0, s) なら log(1 + exp(s)) が求まります。",
    ),
    Mistake(
        "noise_taken_for_true",
        LOSS_LINE,
        "loss = np.logaddexp(0, -score) + np.logaddexp(0, -noise).sum()",
        en="Your loss wants noise words to score high, too. They stand with a minus: -log σ(-u·v).",
        ja="負例の単語のスコアまで高くしようとしています。負例には負号が付き、−log σ(−u·v) です。",
    ),
    Mistake(
        "mean_over_the_noise",
        LOSS_LINE,
        "loss = np.logaddexp(0, -score) + np.logaddexp(0, noise).mean()",
        en="You take the mean over the noise words. Sum over them.",
        ja="負例の単語について平均しています。和にしましょう。",
    ),
    Mistake(
        "noise_left_out",
        LOSS_LINE,
        "loss = np.logaddexp(0, -score)",
        en="Your loss is that of the true pair alone. Add a term for each noise word.",
        ja="正しい組の分しかありません。負例の単語ごとの項を足しましょう。",
    ),
    Mistake(
        "likelihood_for_loss",
        LOSS_LINE,
        "loss = -np.logaddexp(0, -score) - np.logaddexp(0, noise).sum()",
        en="Your loss is the log likelihood, to be made large. The loss is its negative.",
        ja="大きくするはずの対数尤度になっています。損失はその符号を変えたものです。",
    ),
    Mistake(
        "target_not_subtracted",
        SLOPES,
        "d_score, d_noise = sigmoid(score), sigmoid(noise)",
        en="The true pair's slope is σ - 1, below 0: its score has to grow. You left the 1 out.",
        ja="正しい組の傾きは σ − 1 で負になり、スコアを増やします。1を引き忘れています。",
    ),
    Mistake(
        "noise_slope_like_the_true_one",
        SLOPES,
        "d_score, d_noise = sigmoid(score) - 1, sigmoid(noise) - 1",
        en="You subtract 1 for the noise words, too. Their target is 0, so their slope is σ.",
        ja="負例の単語でも1を引いています。正解は0なので、傾きは σ のままです。",
    ),
    Mistake(
        "slope_of_the_sigmoid",
        SLOPES,
        "p, q = sigmoid(score), sigmoid(noise)\n    d_score, d_noise = (p - 1) * p * (1 - p), q * q * (1 - q)",
        en="You multiply by the sigmoid's slope, as for a squared error. With the logarithm it cancels out.",
        ja="2乗誤差のように sigmoid の傾きを掛けています。対数をとった損失では打ち消し合います。",
    ),
    Mistake(
        "centre_learns_from_the_true_word_only",
        DV,
        "dv = d_score * u",
        en="Your dv comes from the true context only. Each noise word pushes v, too.",
        ja="dv に正しい文脈の分しかありません。負例の単語も v を動かします。",
    ),
    Mistake(
        "centre_learns_from_the_noise_only",
        DV,
        "dv = d_noise @ U_neg",
        en="Your dv comes from the noise only. Add the true context's part, d_score * u.",
        ja="dv に負例の分しかありません。正しい文脈の分 d_score * u を足しましょう。",
    ),
    Mistake(
        "own_vector_for_the_other",
        DU,
        "du = d_score * u",
        en="Your du points along u itself. The slope of u·v with respect to u is v.",
        ja="du が u 自身の向きです。u·v を u で微分すると v になります。",
    ),
    Mistake(
        "true_context_pushed_away",
        DU,
        "du = -d_score * v",
        en="Your du points the other way, so the true context moves away from v. It is (σ - 1) v.",
        ja="du の符号が逆で、正しい文脈が v から離れていきます。(σ − 1) v としましょう。",
    ),
    Mistake(
        "noise_gradients_summed",
        DU_NEG,
        "dU_neg = d_noise.sum() * v",
        en="Your noise words share one gradient. Each has its own row: (K, d).",
        ja="負例の単語の勾配が1つにまとまっています。単語ごとに1行で、(K, d) です。",
    ),
    Mistake(
        "noise_gradient_turned",
        DU_NEG,
        "dU_neg = np.outer(v, d_noise)",
        en="Your dU_neg is (d, K). It has the shape of U_neg, (K, d).",
        ja="dU_neg が (d, K) です。U_neg と同じ形状 (K, d) にします。",
    ),
    Mistake(
        "noise_gradient_upside_down",
        DU_NEG,
        "dU_neg = -np.outer(d_noise, v)",
        en="Your noise words are pulled towards the centre. Their gradient is +σ v.",
        ja="負例の単語が中心語に引き寄せられます。勾配は +σ v です。",
    ),
]

ALSO = [
    Also(
        "by_comprehension",
        f"    for i, centre in enumerate(ids):\n        {CONTEXTS}\n            {OTHER}\n                {APPEND}\n",
        "    n = len(ids)\n"
        "    pairs = [(ids[i], ids[j]) for i in range(n) for j in range(n) if 0 < abs(i - j) <= window]\n",
        en="All pairs of places, kept where they are near enough: short to write, but n² steps.",
        ja="すべての位置の組から、近いものだけを残します。短く書けますが、n² 回の手間がかかります。",
    ),
    Also(
        "by_a_table_of_distances",
        PAIRS_LINE,
        "place = np.arange(len(ids))\n"
        "    distance = abs(place[:, None] - place)\n"
        "    return np.stack([ids[k] for k in np.nonzero((distance > 0) & (distance <= window))], axis=1)",
    ),
    Also("divided_twice", POWER, "weights = (counts / counts.sum()) ** power"),
    Also(
        "stable_by_cases",
        LOSS_LINE,
        "s = np.concatenate([[score], -noise])\n"
        "    loss = np.sum(np.maximum(-s, 0) + np.log1p(np.exp(-np.abs(s))))",
    ),
    Also(
        "row_by_row",
        DV,
        "dv = d_score * u + sum(slope * row for slope, row in zip(d_noise, U_neg, strict=True))",
    ),
    Also("broadcast_product", DU_NEG, "dU_neg = d_noise[:, None] * v[None, :]"),
]
