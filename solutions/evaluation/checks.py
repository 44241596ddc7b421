"""What correct measures of language models and translations do, and the mistakes people make on the way.

Beside the reference, solutions/evaluation/evaluation.py, which it reads as data.
"""

import numpy as np

from learnrnn.checking import Also, Arrays, Check, Drawn, Given, Mistake, Raises, Uniform

PERPLEXITY = Arrays(p=Uniform("T", low=0.05, high=1.0))
CAT = ["the", "cat", "sat", "on", "the", "mat"]
PRECISION = Arrays(candidate=Given(["the"] * 7), reference=Given(CAT), n=Given(1))
BLEU = Arrays(candidate=Given(CAT), reference=Given(CAT))
ORDERS = BLEU + Arrays(max_n=Given(2))


def sentence(low, high, words=3):
    """A list of ids with so many words; from few words, so that n-grams come again."""

    def draw(rng, sizes):
        return [int(i) for i in rng.integers(words, size=rng.integers(low, high + 1))]

    return Drawn(draw)


def words_for(*ids):
    """A sentence of these words in an order of its own."""
    return [("a", "b", "c", "d", "e", "f", "g", "h", "i", "j")[i] for i in ids]


# A reference of ten words, and candidates that share every n-gram up to 4 with it in part.
TEN = words_for(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
SHORT = TEN[:6]
ONE_WRONG = [*TEN[:5], "x", *TEN[6:]]
LONG = [*TEN, "x", "y", "z"]
TWICE = words_for(0, 1, 0, 1, 0, 1, 2, 3)
OF_TWO = words_for(0, 1, 2, 3, 0, 1)

CHECKS = [
    Check(
        "perplexity_counts_the_choices",
        "perplexity",
        [
            PERPLEXITY(p=np.array([0.25, 0.25, 0.25])),
            PERPLEXITY(p=np.array([0.5, 0.125])),
            PERPLEXITY(p=np.array([1.0, 1.0])),
            PERPLEXITY(p=np.array([0.1])),
            PERPLEXITY(p=[0.5, 0.2]),
            PERPLEXITY(),
            PERPLEXITY(dtype="float32"),
        ],
        points=2,
        visible=True,
        en="Perplexity is e to the mean of -log p: V where every word gets 1/V, and 1 at best.",
        ja="パープレキシティは -log p の平均を e の肩に乗せた値で、どの単語も 1/V なら V、最もよくて1になる。",
    ),
    Raises(
        "p_is_a_probability",
        "perplexity",
        bad=[
            PERPLEXITY(p=np.array([0.5, -0.01, 0.5])),
            PERPLEXITY(p=np.array([0.5, 0.5, 1.01])),
            PERPLEXITY(p=np.array([-1.0])),
            PERPLEXITY(p=np.array([2.0, 0.5])),
        ],
        good=[
            PERPLEXITY(p=np.array([0.5, 0.0, 0.5])),
            PERPLEXITY(p=np.array([0.0])),
            PERPLEXITY(p=np.array([0.5, 1.0])),
        ],
        points=1,
        needs=("perplexity_counts_the_choices",),
        en="A p below 0 or above 1 is a ValueError. A p of 0 is none, and gives inf.",
        ja="0より小さい p や1より大きい p は ValueError になる。p が0なら ValueError ではなく inf になる。",
    ),
    Check(
        "ngrams_match_as_often_as_the_reference_has_them",
        "ngram_precision",
        [
            PRECISION(),
            PRECISION(candidate=CAT, n=2),
            PRECISION(candidate=["on", "the", "cat", "sat"], n=2),
            PRECISION(candidate=sentence(4, 9), reference=sentence(4, 9), n=1),
            PRECISION(candidate=sentence(4, 9), reference=sentence(4, 9), n=2),
            PRECISION(candidate=sentence(4, 9, words=2), reference=sentence(4, 9, words=2), n=3),
        ],
        points=2,
        visible=True,
        en="Each n-gram of the candidate matches at most as often as it stands in the reference.",
        ja="候補文の各 n-gram は、参照文に現れる回数までしか一致と数えない。",
    ),
    Check(
        "short_sentences_have_few_ngrams",
        "ngram_precision",
        [
            PRECISION(candidate=[], n=1),
            PRECISION(candidate=["the", "cat"], n=3),
            PRECISION(candidate=["the", "cat"], n=2),
            PRECISION(candidate=CAT, reference=["the", "cat"], n=3),
            PRECISION(candidate=CAT, reference=[], n=1),
            PRECISION(candidate=[3], reference=[3], n=4),
        ],
        points=1,
        needs=("ngrams_match_as_often_as_the_reference_has_them",),
        en="A candidate shorter than n gives (0, 0); a reference shorter than n has nothing to match.",
        ja="候補文が n より短ければ (0, 0) で、参照文が n より短ければ一致は0になる。",
    ),
    Raises(
        "n_starts_at_one",
        "ngram_precision",
        bad=[PRECISION(n=0), PRECISION(n=-1), PRECISION(candidate=[], n=0)],
        good=[PRECISION(n=1), PRECISION(n=2)],
        points=1,
        needs=("ngrams_match_as_often_as_the_reference_has_them",),
        en="n below 1 is a ValueError.",
        ja="n が1より小さければ ValueError になる。",
    ),
    Check(
        "bleu_is_the_geometric_mean",
        "bleu",
        [
            BLEU(),
            BLEU(candidate=ONE_WRONG, reference=TEN),
            BLEU(candidate=LONG, reference=TEN),
            BLEU(candidate=TWICE, reference=OF_TWO),
            BLEU(candidate=[*CAT, "and", "slept"]),
        ],
        points=1,
        visible=True,
        needs=("ngrams_match_as_often_as_the_reference_has_them",),
        en="BLEU is the geometric mean of the four precisions; a candidate that is too long pays by these alone.",
        ja="BLEU は4つの適合率の幾何平均になる。長すぎる候補文は、適合率だけで損をする。",
    ),
    Check(
        "short_candidates_pay",
        "bleu",
        [
            BLEU(candidate=SHORT, reference=TEN),
            BLEU(candidate=TEN[:9], reference=TEN),
            BLEU(candidate=CAT[:4]),
            BLEU(candidate=[*TEN[:4], "x"], reference=TEN),
        ],
        points=1,
        needs=("bleu_is_the_geometric_mean",),
        en="A candidate of c words, shorter than the reference of r, is multiplied by exp(1 - r/c).",
        ja="候補文 (c 語) が参照文 (r 語) より短ければ、exp(1 - r/c) を掛ける。",
    ),
    Check(
        "nothing_matched_is_nothing_won",
        "bleu",
        [
            BLEU(candidate=[]),
            BLEU(candidate=CAT[:3]),
            BLEU(candidate=["the", "mat", "on", "cat", "sat"]),
            BLEU(candidate=["a", "dog"]),
            BLEU(candidate=[], reference=[]),
            ORDERS(candidate=CAT[:3], max_n=4),
            ORDERS(candidate=CAT[:3], max_n=3),
            ORDERS(candidate=["mat", "cat", "on"]),
            ORDERS(candidate=["mat", "cat", "on"], max_n=1),
            ORDERS(candidate=ONE_WRONG, reference=TEN, max_n=6),
            ORDERS(candidate=sentence(5, 9), reference=sentence(5, 9)),
            ORDERS(candidate=sentence(5, 9), reference=sentence(5, 9), max_n=1),
        ],
        points=1,
        needs=("bleu_is_the_geometric_mean",),
        en="The precisions go up to max_n; where one is 0, or there is nothing to count, BLEU is 0.0.",
        ja="適合率は n = max_n まで求める。0になるものや数えるものがないものがあれば、BLEU は 0.0 になる。",
    ),
]

EDGES = "if (p < 0).any() or (p > 1).any():"
PERPLEX = "return float(np.exp(np.mean(-np.log(p))))"
LEAST = "if n < 1:"
GRAMS = "Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))"
MATCHES = "matches = sum(min(count, wanted[ngram]) for ngram, count in found.items())"
PAIR = "return matches, found.total()"
NOTHING = "if matches == 0:  # so it is where total is 0"
COLLECT = "log_precisions.append(np.log(matches / total))"
ORDER = "for n in range(1, max_n + 1):"
BREVITY = "log_brevity = min(0.0, 1 - r / c)"
LENGTHS = "c, r = len(candidate), len(reference)"
SCORE = "return float(np.exp(log_brevity + np.mean(log_precisions)))"

MISTAKES = [
    Mistake(
        "log_of_base_two",
        PERPLEX,
        PERPLEX.replace("np.log(", "np.log2("),
        en="You take log2 and then exp: the bases have to agree. Use log with exp, or log2 with 2 ** mean.",
        ja="log2 をとってから exp を使っています。底をそろえ、log と exp か、log2 と 2 のべき乗にします。",
    ),
    Mistake(
        "sum_for_the_mean",
        PERPLEX,
        PERPLEX.replace("np.mean(", "np.sum("),
        en="You take the sum, so that long texts look worse. Take the mean over the words.",
        ja="和をとったので、長い文章ほど悪く見えます。単語についての平均をとりましょう。",
    ),
    Mistake(
        "minus_forgotten",
        PERPLEX,
        PERPLEX.replace("-np.log", "np.log"),
        en="The minus before log p is missing, so you have one divided by the perplexity.",
        ja="log p の前のマイナスがないので、パープレキシティの逆数になっています。",
    ),
    Mistake(
        "cross_entropy_returned",
        PERPLEX,
        "return float(np.mean(-np.log(p)))",
        en="You return the mean of -log p, the cross-entropy. Perplexity is e to that power.",
        ja="-log p の平均、つまり交差エントロピーを返しています。パープレキシティは e のその乗です。",
    ),
    Mistake(
        "mean_of_the_reciprocals",
        PERPLEX,
        "return float(np.mean(1 / p))",
        en="You average 1/p. Average -log p and take exp of it: the geometric mean of 1/p.",
        ja="1/p を平均しています。-log p を平均してから exp をとると、1/p の幾何平均になります。",
    ),
    Mistake(
        "log_of_the_mean",
        PERPLEX,
        "return float(np.exp(-np.log(np.mean(p))))",
        en="You average p and take the log then. Take the log of each p first.",
        ja="p を平均してから log をとっています。先に1つずつ log をとりましょう。",
    ),
    Mistake(
        "log_kept_from_zero",
        PERPLEX,
        PERPLEX.replace("np.log(p)", "np.log(p + 1e-12)"),
        en="You add something to p, so a p of 0 gives a large number. Here it is inf: the model was sure of a wrong thing.",
        ja="p に小さな数を足したので、p が0でも有限の値になります。ここでは、来た単語を否定しきったモデルとして inf にします。",
    ),
    Mistake(
        "zero_refused",
        EDGES,
        EDGES.replace("p < 0", "p <= 0"),
        en="You refuse a p of 0. It is a probability, and gives inf.",
        ja="0の p を ValueError にしています。0も確率で、結果は inf です。",
    ),
    Mistake(
        "above_one_accepted",
        EDGES,
        "if (p < 0).any():",
        en="You accept a p above 1. It is no probability: a ValueError.",
        ja="1より大きい p を受け入れています。確率ではないので ValueError です。",
    ),
    Mistake(
        "ngrams_not_clipped",
        MATCHES,
        "matches = sum(count for ngram, count in found.items() if ngram in wanted)",
        en="You count a repeated n-gram every time. It matches at most as often as the reference has it.",
        ja="くり返された n-gram を毎回数えています。一致は、参照文に現れる回数までです。",
    ),
    Mistake(
        "each_ngram_counted_once",
        MATCHES,
        "matches = len(found.keys() & wanted.keys())",
        en="You count each n-gram once. If both have it twice, it matches twice.",
        ja="同じ n-gram を1回しか数えていません。どちらにも2回あれば、一致は2回です。",
    ),
    Mistake(
        "total_of_distinct_ngrams",
        PAIR,
        "return matches, len(found)",
        en="Your total counts equal n-grams once. Count every place of the candidate.",
        ja="total で、同じ n-gram を1回しか数えていません。候補文のすべての位置を数えます。",
    ),
    Mistake(
        "divided_by_the_reference",
        PAIR,
        "return matches, (wanted.total() if found else 0)",
        en="Your total is that of the reference, which is recall. Precision counts the candidate's n-grams.",
        ja="total が参照文の n-gram の数で、再現率になっています。適合率では候補文の n-gram を数えます。",
    ),
    Mistake(
        "total_of_words",
        PAIR,
        "return matches, len(candidate)",
        en="Your total is the number of words. There are n - 1 fewer n-grams.",
        ja="total が単語数になっています。n-gram の数は、それより n - 1 だけ少なくなります。",
    ),
    Mistake(
        "last_ngram_forgotten",
        GRAMS,
        GRAMS.replace("len(words) - n + 1", "len(words) - n"),
        en="Your loop stops one n-gram early. There are len - n + 1 of them.",
        ja="最後の n-gram が抜けています。全部で len - n + 1 個あります。",
    ),
    Mistake(
        "order_of_the_words_lost",
        GRAMS,
        GRAMS.replace("tuple(words[i : i + n])", "frozenset(words[i : i + n])"),
        en="Your n-grams are sets, in which the order is lost. Use tuples.",
        ja="n-gram を集合にしたので、語順が失われています。タプルにしましょう。",
    ),
    Mistake(
        "n_of_zero_accepted",
        LEAST,
        "if n < 0:",
        en="You accept n = 0. An n-gram has at least one word: below 1 is a ValueError.",
        ja="n = 0 を受け入れています。n-gram は1語以上なので、1より小さければ ValueError です。",
    ),
    Mistake(
        "precisions_averaged",
        SCORE,
        "return float(np.exp(log_brevity) * np.mean(np.exp(log_precisions)))",
        en="You take the plain mean of the precisions. BLEU takes the geometric one: exp of the mean of the logs.",
        ja="適合率をそのまま平均しています。BLEU は幾何平均で、log の平均の exp です。",
    ),
    Mistake(
        "precisions_multiplied",
        SCORE,
        SCORE.replace("np.mean(", "np.sum("),
        en="You multiply the precisions and leave it there. Take the max_n-th root of the product.",
        ja="適合率を掛けたままです。積の max_n 乗根をとりましょう。",
    ),
    Mistake(
        "no_brevity_penalty",
        BREVITY,
        "log_brevity = 0.0",
        en="A short candidate costs nothing, so one safe word would win. Multiply by exp(1 - r/c) where c < r.",
        ja="短い候補文が損をしないので、確実な数語だけで勝ててしまいます。c < r なら exp(1 - r/c) を掛けましょう。",
    ),
    Mistake(
        "penalty_whatever_the_length",
        BREVITY,
        "log_brevity = 1 - r / c",
        en="You multiply by exp(1 - r/c) always, which is a reward for long candidates. Only where c < r.",
        ja="いつも exp(1 - r/c) を掛けたので、長い候補文が得をします。掛けるのは c < r のときだけです。",
    ),
    Mistake(
        "penalty_for_the_long",
        BREVITY,
        "log_brevity = 1 - r / c if c > r else 0.0",
        en="Your penalty is for candidates longer than the reference. It is for the shorter ones.",
        ja="参照文より長いほうに掛けています。掛けるのは、短い候補文のときです。",
    ),
    Mistake(
        "penalty_upside_down",
        BREVITY,
        "log_brevity = 1 - c / r if c < r else 0.0",
        en="You have c / r where r / c belongs, so the penalty is above 1 for short candidates. It is exp(1 - r/c).",
        ja="r / c のところが c / r なので、短い候補文が得をします。exp(1 - r/c) です。",
    ),
    Mistake(
        "lengths_exchanged",
        LENGTHS,
        "c, r = len(reference), len(candidate)",
        en="c and r have changed places: c is the candidate's length, r the reference's.",
        ja="c と r が入れ替わっています。c が候補文、r が参照文の長さです。",
    ),
    Mistake(
        "ratio_for_the_penalty",
        BREVITY,
        "log_brevity = min(0.0, float(np.log(c / r)))",
        en="Your penalty is c / r. BLEU's is exp(1 - r/c).",
        ja="ペナルティが c / r になっています。BLEU では exp(1 - r/c) です。",
    ),
    Mistake(
        "orders_without_a_match_left_out",
        f"{NOTHING}\n            return 0.0",
        "if matches == 0:\n            if n == 1:\n                return 0.0\n            continue",
        en="You leave out an n without a match. One precision of 0 makes the whole BLEU 0.0.",
        ja="一致のない n を飛ばしています。適合率が1つでも0なら、BLEU は 0.0 です。",
    ),
    Mistake(
        "smoothed",
        f"{NOTHING}\n            return 0.0\n        {COLLECT}",
        "if not candidate:\n            return 0.0\n        log_precisions.append(np.log((matches + (n > 1)) / (total + (n > 1)) or 1e-300))",
        en="You add 1 to the counts, as BLEU for single sentences often does. Here nothing is smoothed.",
        ja="度数に1を足して平滑化しています(文単位の BLEU ではよく使われます)。ここでは平滑化しません。",
    ),
    Mistake(
        "longest_ngrams_left_out",
        ORDER,
        "for n in range(1, max(max_n, 2)):",
        en="Your n stops at max_n - 1. It goes up to max_n, both ends included.",
        ja="n が max_n - 1 で終わっています。max_n まで含めます。",
    ),
    Mistake(
        "four_whatever_max_n",
        ORDER,
        "for n in range(1, 5):",
        en="You always go up to 4. Go up to max_n.",
        ja="いつも n = 4 まで求めています。max_n まで求めましょう。",
    ),
]

ALSO = [
    Also("root_of_the_product", PERPLEX, "return float(np.exp(-np.log(p).sum() / len(p)))"),
    Also("base_two", PERPLEX, "return float(2.0 ** -np.mean(np.log2(p)))"),
    Also("geometric_mean_of_reciprocals", PERPLEX, "return np.float64(np.prod(1 / p ** (1 / len(p))))"),
    Also(
        "counts_by_hand",
        MATCHES,
        "left = list(wanted.elements())\n    matches = 0\n    for ngram in found.elements():\n"
        "        if ngram in left:\n            left.remove(ngram)\n            matches += 1",
    ),
    Also(
        "intersection_of_counters",
        MATCHES,
        "matches = (found & wanted).total()",
        en="& of two Counters takes the smaller count of each: clipping in one sign.",
        ja="Counter どうしの & は、それぞれ小さいほうの個数を取ります。1つの記号で頭打ちができます。",
    ),
    Also(
        "penalty_by_if",
        f"{BREVITY}\n    {SCORE}",
        "brevity = 1 if c > r else np.exp(1 - r / c)\n"
        "    return brevity * np.prod(np.exp(log_precisions)) ** (1 / max_n)",
    ),
]
