"""What a correct beam search does, and the mistakes people make on the way to one.

Beside the reference, solutions/beam_search/beam_search.py, which it reads as data.
"""

import numpy as np

from learnrnn.checking import Also, Arrays, Check, Drawn, Given, Integers, Mistake, Normal, Raises

WEIGHTS = Arrays(E="d V", W_in="d H", W="H H", b="H", W_out="H V", c="V")
FORCED = Arrays(state="H", targets=Integers("T", below="V"), bos=Given(0)) + WEIGHTS
SEARCH = (
    Arrays(state="H", bos=Given(0), eos=Given(1), beam_width=Given(2), max_length=Given(4)) + WEIGHTS
)  # fmt: skip


def chain(*rows):
    """Weights with which token j follows token k with probability rows[k][j], whatever came before.

    Embeddings, states and scores have one place for each token; a row of tanh(9) is 1 to eight digits.
    """
    p = np.array(rows, float)
    V = len(p)
    p /= p.sum(axis=1, keepdims=True)
    return {
        "state": np.zeros(V),
        "E": np.eye(V),
        "W_in": 20 * np.eye(V),
        "W": np.zeros((V, V)),
        "b": np.zeros(V),
        "W_out": np.log(np.maximum(p, 1e-12)),
        "c": np.zeros(V),
    }


# Tokens: 0 bos, 1 eos, the others words. The numbers differ, so that only exact equals are as probable.
# 2 looks better at first (0.6), and is followed by nothing good.
GARDEN_PATH = chain([0, 0, 60, 40], [1, 1, 1, 1], [0, 38, 33, 29], [0, 91, 6, 3])
# Ending at once (0.41) beats everything longer; going on is likely, but leads to a wide choice.
SHORT_WINS = chain([0, 41, 59, 0, 0], [1, 1, 1, 1, 1], [0, 11, 31, 30, 28], [0, 21, 26, 19, 34],
                   [0, 32, 29, 22, 17])  # fmt: skip
# Both of the best two begin with 2; with one place for each beginning, 3 would stay, and win.
ONE_PARENT = chain([0, 0, 55, 45, 0], [1, 1, 1, 1, 1], [0, 0, 2, 51, 47], [0, 43, 19, 18, 20],
                   [0, 93, 1, 4, 2])  # fmt: skip
# bos may come again: 0, 2, 0, 3, 1.
BOS_AGAIN = chain([0, 3, 53, 44, 0], [1, 1, 1, 1, 1], [90, 1, 0, 9, 0], [2, 80, 10, 0, 8], [5, 4, 3, 2, 1])


def all_alike(V):
    """Weights with which every token is always as likely as every other."""
    return chain(*np.ones((V, V))) | {"W_out": np.zeros((V, V))}


def likely(token, by=2.0):
    """A bias c (V,) that makes one token likely."""

    def draw(rng, sizes):
        c = rng.normal(size=sizes["V"])
        c[token] += by
        return c

    return Drawn(draw)


RANDOM = SEARCH(V=6, E=Normal("d V", scale=2), W_out=Normal("H V", scale=2))
ENDING = SEARCH(V=5, c=likely(1), max_length=6, E=Normal("d V", scale=2), W_out=Normal("H V", scale=1.5))

CHECKS = [
    Check(
        "right_tokens_are_fed",
        "teacher_forcing_loss",
        [
            FORCED(**GARDEN_PATH, targets=np.array([3, 1])),
            FORCED(),
            FORCED(T=1),
            FORCED(targets=[2, 0, 1], V=4, bos=3),
            FORCED(dtype="float32"),
            FORCED(c=Normal("V", loc=900)),
        ],
        points=2,
        visible=True,
        en="The loss is the mean of -log p of the right tokens, and each right token is fed before the next.",
        ja="損失は正解のトークンの -log p の平均で、次のトークンの前には正解を入力する。",
    ),
    Check(
        "better_beginning_is_not_lost",
        "beam_search",
        [
            SEARCH(**GARDEN_PATH),
            SEARCH(**ONE_PARENT, max_length=3),
            SEARCH(**ONE_PARENT, max_length=2),
            RANDOM,
            SEARCH(V=7, bos=6, eos=2, beam_width=3, max_length=3, E=Normal("d V", scale=2)),
        ],
        points=2,
        visible=True,
        en="The beam_width best beginnings stay, and the sentence with the largest sum of log p is returned.",
        ja="上位 beam_width 個の書き出しを残し、log p の和が最大の文を返す。",
    ),
    Check(
        "width_one_is_greedy",
        "beam_search",
        [
            SEARCH(**GARDEN_PATH, beam_width=1),
            SEARCH(**SHORT_WINS, beam_width=1),
            SEARCH(V=6, beam_width=1, max_length=5, E=Normal("d V", scale=2)),
        ],
        points=1,
        needs=("better_beginning_is_not_lost",),
        en="With a beam of 1 it is greedy decoding.",
        ja="beam_width が1なら貪欲法と同じになる。",
    ),
    Check(
        "ended_sentences_wait",
        "beam_search",
        [
            SEARCH(**SHORT_WINS),
            SEARCH(**SHORT_WINS, beam_width=3),
            SEARCH(**SHORT_WINS, beam_width=50, max_length=5),
            ENDING,
            SEARCH(V=5, c=likely(1), beam_width=4, max_length=6, E=Normal("d V", scale=2)),
            SEARCH(V=5, eos=4, c=likely(4), beam_width=3, max_length=5, E=Normal("d V", scale=2)),
        ],
        points=1,
        needs=("better_beginning_is_not_lost",),
        en="An ended sentence stays a candidate as it is, is never extended, and eos counts in its sum.",
        ja="終わった文はそのまま候補に残り、それ以上伸ばさず、eos の log p も和に入れる。",
    ),
    Check(
        "of_equal_ones_the_smaller_comes_first",
        "beam_search",
        [
            SEARCH(**all_alike(4), max_length=3),
            SEARCH(**all_alike(4), beam_width=5, max_length=2, bos=3, eos=2),
            SEARCH(**all_alike(3), beam_width=3, max_length=3, bos=1, eos=0),
            SEARCH(**all_alike(4), beam_width=1, eos=3, bos=2),
        ],
        points=1,
        needs=("better_beginning_is_not_lost",),
        en="Of equally probable sentences the one with the smaller tokens comes first.",
        ja="確率が同じなら、トークンの並びが辞書順で小さい文が先になる。",
    ),
    Check(
        "bos_and_eos_are_not_listed",
        "beam_search",
        [
            SEARCH(**BOS_AGAIN, max_length=5),
            SEARCH(**BOS_AGAIN, max_length=3),
            SEARCH(**BOS_AGAIN, beam_width=4, max_length=6),
            SEARCH(V=4, c=likely(0, by=1.0), max_length=5, E=Normal("d V", scale=2)),
            SEARCH(V=4, max_length=1, c=likely(1, by=9.0)),
        ],
        points=1,
        needs=("better_beginning_is_not_lost",),
        en="bos and eos are left out of the answer; an emitted bos is fed back and counts.",
        ja="答えに bos と eos は入れない。出てきた bos は次に入力し、log p も和に入れる。",
    ),
    Raises(
        "width_and_length_make_sense",
        "beam_search",
        bad=[SEARCH(beam_width=0), SEARCH(beam_width=-1), SEARCH(max_length=-1), SEARCH(beam_width=0, max_length=0)],
        good=[SEARCH(max_length=0), SEARCH(max_length=1, beam_width=9), SEARCH(max_length=1, beam_width=1)],
        points=1,
        needs=("better_beginning_is_not_lost",),
        en="No steps give ([], 0.0). A beam_width below 1 and a max_length below 0 are a ValueError.",
        ja="max_length が0なら ([], 0.0) になる。beam_width が1より小さいときと max_length が負のときは ValueError になる。",
    ),
    Check(
        "float32_and_other_sizes",
        "beam_search",
        [RANDOM, SEARCH(V=6, dtype="float32", E=Normal("d V", scale=2)), SEARCH(V=5, d=1), SEARCH(V=5, H=1)],
        points=1,
        needs=("better_beginning_is_not_lost",),
        en="It works for float32, for one number a token, and for one unit.",
        ja="float32 でも、1トークンが1つの数でも、ユニットが1つでも正しい。",
    ),
]  # fmt: skip

STEP = "p, state = decode_step(token, state, E, W_in, W, b, W_out, c)"
LOSS = "loss -= np.log(p[target])"
FED = "token = target  # whatever the model said"
MEAN = "return loss / len(targets)"
LEAST = "if beam_width < 1 or max_length < 0:"
OVER = "if tokens[-1:] == [eos]:"
KEEP = "candidates.append((log_p, tokens, state))\n"
EXTEND = "candidates += [(log_p + np.log(p[k]), [*tokens, k], after) for k in range(len(p))]"
LAST = "(tokens or [bos])[-1]"
NEXT = f"p, after = decode_step({LAST}, state, E, W_in, W, b, W_out, c)"
SORT = "candidates.sort(key=lambda candidate: (-candidate[0], candidate[1]))"
CUT = "beam = candidates[:beam_width]"
DONE = "if all(tokens[-1] == eos for _, tokens, _ in beam):"
BEST = "log_p, tokens, _ = beam[0]"
LIST = "return [token for token in tokens if token not in {bos, eos}], log_p"

MISTAKES = [
    Mistake(
        "own_word_fed",
        FED,
        "token = int(np.argmax(p))",
        en="You feed what the model said. Teacher forcing feeds the right token, whatever the model said.",
        ja="モデルの出したトークンを入力しています。teacher forcing では、モデルが何を出しても正解を入力します。",
    ),
    Mistake(
        "bos_fed_every_time",
        FED,
        "token = bos",
        en="You feed bos at every step. Feed it once, and then each right token.",
        ja="毎ステップ bos を入力しています。bos は最初だけで、あとは正解のトークンを入力します。",
    ),
    Mistake(
        "target_shown_too_early",
        f"{STEP}\n        {LOSS}",
        "p, state = decode_step(target, state, E, W_in, W, b, W_out, c)\n        loss -= np.log(p[target])",
        en="You feed the target that is to be guessed. Feed the one before it, bos at first.",
        ja="当てるべき正解そのものを入力しています。入力するのは1つ前のもので、最初は bos です。",
    ),
    Mistake(
        "losses_summed",
        MEAN,
        "return loss",
        en="You return the sum over the targets. Divide by their number.",
        ja="和を返しています。トークンの数で割りましょう。",
    ),
    Mistake(
        "minus_forgotten",
        LOSS,
        LOSS.replace("-=", "+="),
        en="Your loss is negative: it is the mean of -log p.",
        ja="損失が負になっています。-log p の平均です。",
    ),
    Mistake(
        "p_without_log",
        LOSS,
        "loss -= p[target]",
        en="You average p itself. The loss is the mean of -log p.",
        ja="p そのものを平均しています。損失は -log p の平均です。",
    ),
    Mistake(
        "state_not_carried_in_training",
        STEP,
        STEP.replace("p, state", "p, _"),
        en="Each step of your loss starts from the first state. Hand on the state of the step before.",
        ja="損失の計算で、毎ステップ最初の状態から始めています。直前の状態を引き継ぎましょう。",
    ),
    Mistake(
        "greedy_whatever_the_width",
        CUT,
        "beam = candidates[:1]",
        en="You keep one sentence, so it is greedy decoding. Keep the beam_width best.",
        ja="1つしか残していないので貪欲法になっています。上位 beam_width 個を残しましょう。",
    ),
    Mistake(
        "probabilities_summed",
        EXTEND,
        EXTEND.replace("np.log(p[k])", "p[k]"),
        en="You add up p. A sentence's probability is a product, so add up log p.",
        ja="p を足しています。文の確率は積なので、足すのは log p です。",
    ),
    Mistake(
        "last_token_only",
        EXTEND,
        EXTEND.replace("log_p + np.log", "np.log"),
        en="You rank sentences by their last token. Add its log p to that of the sentence so far.",
        ja="最後のトークンだけで順位を決めています。それまでの log p に足しましょう。",
    ),
    Mistake(
        "ended_sentences_extended",
        OVER,
        "if False:",
        en="You go on writing after eos. An ended sentence stays as it is.",
        ja="eos のあとも書き続けています。終わった文はそのまま残します。",
    ),
    Mistake(
        "ended_sentences_forgotten",
        KEEP,
        "pass\n",
        en="Ended sentences fall out of your beam. They stay candidates, as they are.",
        ja="終わった文がビームから消えています。そのまま候補に残しましょう。",
    ),
    Mistake(
        "stops_at_the_first_end",
        DONE,
        DONE.replace("all(", "any("),
        en="You stop as soon as one sentence has ended. Another may still turn out better: stop when all have.",
        ja="1つの文が終わったところで止めています。ほかの文が上回るかもしれないので、全部が終わるまで続けます。",
    ),
    Mistake(
        "first_ended_sentence_wins",
        BEST,
        "log_p, tokens, _ = next((c for c in beam if c[1][-1:] == [eos]), beam[0])",
        en="You prefer ended sentences. When the steps are over, the best one is returned, ended or not.",
        ja="終わった文を優先しています。ステップを使いきったら、終わっていなくても最もよい文を返します。",
    ),
    Mistake(
        "normalised_by_length",
        SORT,
        "candidates.sort(key=lambda candidate: (-candidate[0] / len(candidate[1]), candidate[1]))",
        en="You divide by the length, as many translators do. Here the plain sum decides.",
        ja="長さで割っています(翻訳ではよくそうします)。ここでは和のまま比べます。",
    ),
    Mistake(
        "eos_is_free",
        EXTEND,
        EXTEND.replace("np.log(p[k])", "(0.0 if k == eos else np.log(p[k]))"),
        en="You leave out the log p of eos, so ending costs nothing. It counts like any token.",
        ja="eos の log p を足していないので、終わるのがただになっています。ほかのトークンと同じに数えます。",
    ),
    Mistake(
        "one_child_a_parent",
        CUT,
        "kept = {}\n        for candidate in candidates:\n"
        "            kept.setdefault(tuple(candidate[1][:_]) if _ else candidate[1][0], candidate)\n"
        "        beam = list(kept.values())[:beam_width]",
        en="You keep the best extension of each sentence. Compare all extensions with each other: the best may be sisters.",
        ja="書き出しごとに最もよいものを残しています。全部をまとめて比べましょう。同じ書き出しから2つ残ることもあります。",
    ),
    Mistake(
        "beam_for_each_parent",
        CUT,
        "parents = {}\n        for candidate in candidates:\n"
        "            parents.setdefault(tuple(candidate[1][:_]), []).append(candidate)\n"
        "        beam = sorted((c for group in parents.values() for c in group[:beam_width]),"
        " key=lambda c: (-c[0], c[1]))",
        en="You keep beam_width extensions of each sentence, so the beam grows. Keep beam_width in all.",
        ja="書き出しごとに beam_width 個ずつ残したので、ビームが広がります。全体で beam_width 個です。",
    ),
    Mistake(
        "larger_tokens_first",
        SORT,
        "candidates.sort(key=lambda candidate: (candidate[0], candidate[1]), reverse=True)",
        en="Of equally probable sentences you take the larger tokens. The lexicographically smaller one comes first.",
        ja="確率が同じとき、トークンの大きいほうを選んでいます。辞書順で小さい文が先です。",
    ),
    Mistake(
        "worst_kept",
        SORT,
        SORT.replace("-candidate[0]", "candidate[0]"),
        en="You sort the worst to the front. The largest log p comes first.",
        ja="悪い順に並べています。log p の大きいものが先です。",
    ),
    Mistake(
        "old_state_kept",
        EXTEND,
        EXTEND.replace("after)", "state)"),
        en="Your sentences keep the state from before the step. Keep the new one with each of them.",
        ja="ステップの前の状態を残しています。それぞれの文に新しい状態を持たせましょう。",
    ),
    Mistake(
        "bos_fed_at_every_step",
        NEXT,
        NEXT.replace(LAST, "bos"),
        en="You feed bos at every step. Feed each sentence its own last token.",
        ja="毎ステップ bos を入力しています。それぞれの文の最後のトークンを入力しましょう。",
    ),
    Mistake(
        "eos_listed",
        LIST,
        LIST.replace("not in {bos, eos}", "!= bos"),
        en="Your answer holds eos. It ends the sentence and is left out.",
        ja="答えに eos が入っています。eos は文の終わりを示すだけで、答えには入れません。",
    ),
    Mistake(
        "bos_listed",
        LIST,
        LIST.replace("not in {bos, eos}", "!= eos"),
        en="Your answer holds the bos that the Decoder said. Leave it out.",
        ja="Decoder の出した bos が答えに入っています。除きましょう。",
    ),
    Mistake(
        "probability_returned",
        LIST,
        LIST.replace("], log_p", "], np.exp(log_p)"),
        en="You return the probability. The second result is its logarithm.",
        ja="確率を返しています。2つ目に返すのは、その対数です。",
    ),
    Mistake(
        "one_step_too_many",
        "for _ in range(max_length):",
        "for _ in range(max_length + 1):",
        en="You take one step more than max_length. eos counts as a step, too.",
        ja="max_length より1ステップ多く進んでいます。eos も1ステップに数えます。",
    ),
    Mistake(
        "no_width_accepted",
        LEAST,
        "if max_length < 0:",
        en="You accept a beam_width below 1, which keeps no sentence at all. It is a ValueError.",
        ja="1より小さい beam_width を受け入れています。1つも残らないので ValueError です。",
    ),
    Mistake(
        "negative_length_accepted",
        LEAST,
        "if beam_width < 1:",
        en="You accept a negative max_length. It is a ValueError.",
        ja="負の max_length を受け入れています。ValueError です。",
    ),
    Mistake(
        "length_of_zero_refused",
        LEAST,
        LEAST.replace("max_length < 0", "max_length < 1"),
        en="You refuse a max_length of 0. It gives ([], 0.0).",
        ja="max_length が0のときに ValueError にしています。([], 0.0) を返します。",
    ),
]

ALSO = [
    Also("loss_from_a_list", f"{LOSS}\n", "loss += -np.log(p)[target]\n"),
    Also(
        "best_by_a_heap",
        f"{SORT}\n        {CUT}",
        "import heapq\n\n        beam = heapq.nsmallest(beam_width, candidates, key=lambda one: (-one[0], one[1]))",
        en="A heap finds the few best without sorting all candidates.",
        ja="ヒープを使えば、候補をすべて並べ替えなくても上位だけを取り出せます。",
    ),
    Also(
        "probabilities_multiplied",
        EXTEND,
        "candidates += [(float(np.log(np.exp(log_p) * p[k])), [*tokens, k], after) for k in range(len(p))]",
    ),
    Also(
        "log_softmax",
        EXTEND,
        "q = after @ W_out + c\n"
        "            q = q - q.max() - np.log(np.sum(np.exp(q - q.max())))\n"
        "            candidates += [(log_p + q[k], [*tokens, k], after) for k in range(len(p))]",
    ),
    Also(
        "goes_on_when_all_have_ended",
        DONE,
        "if False:",
    ),
    Also(
        "ended_sentences_kept_apart",
        OVER,
        "if tokens and tokens[-1] == eos:",
    ),
]
