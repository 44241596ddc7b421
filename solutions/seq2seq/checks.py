"""What a correct Encoder and Decoder do, and the mistakes people make on the way to them.

Beside the reference, solutions/seq2seq/seq2seq.py, which it reads as data.
"""

import numpy as np

from learnrnn.checking import (
    Also,
    Arrays,
    Call,
    Check,
    Drawn,
    Generator,
    Given,
    Integers,
    Mistake,
    Normal,
    Property,
    Raises,
)
from learnrnn.locale import Text

ENCODE = Arrays(ids=Integers("T", below="V"), E="d V", W_in="d H", W="H H", b="H")
DECODE = Arrays(
    token=Integers("", below="V"), state="H", E="d V", W_in="d H", W="H H", b="H", W_out="H V", c="V"
)  # fmt: skip
WEIGHTS = Arrays(E="d V", W_in="d H", W="H H", b="H", W_out="H V", c="V")
GREEDY = Arrays(state="H", bos=Given(0), eos=Given(1), max_length=Given(6)) + WEIGHTS
TEXT = Arrays(ids=Given([1, 0]), vocabulary=Given({"the": 0, "cat": 1, "<???>": 2}))


def follows(*table, ties=False):
    """Weights with which token k is always followed by table[k]; with ties, by the lowest of equal ones.

    Embeddings, states and scores have one place for each token, and the state of before has no say.
    """
    V = len(table)
    W_out = np.zeros((V, V)) if ties else 9 * np.eye(V)[list(table)]
    c = np.isin(np.arange(V), table).astype(float) if ties else np.zeros(V)
    return {
        "state": np.zeros(V),
        "E": np.eye(V),
        "W_in": 3 * np.eye(V),
        "W": np.zeros((V, V)),
        "b": np.zeros(V),
        "W_out": W_out,
        "c": c,
    }


# 0 → 3 → 2 → 4 → 1
TO_THE_END = follows(3, 0, 4, 2, 1)
# 0 → 2 → 3 → 0 → 2 → …
ROUND_AND_ROUND = follows(2, 1, 3, 0, 4)


def never(token):
    """A bias c (V,) under which this token is never the most probable one."""

    def draw(rng, sizes):
        c = rng.normal(size=sizes["V"])
        c[token] = -50
        return c

    return Drawn(draw)


def vocabulary(rng, sizes):
    """Eight words in random order, the unknown word last."""
    words = ["some", "of", "them", "looks", "like", "rain", "a", "i"]
    return {str(word): i for i, word in enumerate([*rng.permutation(words), "<???>"])}


def sentence(outsider=None):
    """Ids of that vocabulary, "<???>" among them; with an outsider, one that is not."""

    def draw(rng, sizes):
        ids = [*(int(i) for i in rng.integers(8, size=5)), 8]
        if outsider is not None:
            ids[rng.integers(6)] = outsider
        return [ids[i] for i in rng.permutation(6)]

    return Drawn(draw)


def one_token(rng, sizes):
    """All of p (V,) at one token."""
    return np.eye(7)[rng.integers(1, 7)]


SAMPLE = Arrays(p=Drawn(one_token), rng=Generator(1))
HIGH = 16283  # a seed whose first draw is above 1 - 4e-5, and so beyond a sum of 1 - 5e-5
DRAWS = 1500
AGAIN = 10


def many_draws(rng):
    """DRAWS tokens of a p with zeros in it, then the first AGAIN once more."""
    most = float(rng.uniform(0.5, 0.6))
    p = np.array([0.0, most, 0.0, 0.04, 0.96 - most])
    return [Call("sample_token", [p, Generator(seed)]) for seed in [*range(DRAWS), *range(AGAIN)]]


def tokens_are_distributed_like_p(calls, values):
    """Nothing where p is 0, elsewhere as often as chance allows; the same again for the same seed.

    Pearson's chi-square of three tokens passes 22 once in 60,000 times where they follow p.
    """
    tokens = [np.asarray(value) for value in values]
    if any(token.shape or token.dtype.kind not in "iu" for token in tokens):
        return False
    found, again = [int(t) for t in tokens[:DRAWS]], [int(t) for t in tokens[DRAWS:]]
    p = np.asarray(calls[0].arguments[0])
    if found[:AGAIN] != again or min(found) < 0 or max(found) >= len(p):
        return False
    counts, wanted = np.bincount(found, minlength=len(p)), DRAWS * p
    off = (counts - wanted)[p > 0] ** 2 / wanted[p > 0]
    if np.all(counts[p == 0] == 0) and off.sum() <= 22:
        return True
    drawn, shares = ", ".join(map(str, counts)), ", ".join(f"{w:.0f}" for w in wanted)
    return Text(
        f"In {DRAWS} draws the tokens came {drawn} times; p says about {shares}.",
        f"{DRAWS} 回サンプリングすると、各トークンは {drawn} 回出ました。p によれば {shares} 回ほどのはずです。",
    )


CHECKS = [
    Check(
        "thought_vector_is_the_last_state",
        "encode",
        [
            ENCODE(),
            ENCODE(T=9),
            ENCODE(T=1),
            ENCODE(dtype="float32"),
            ENCODE(dtype="float32", E=Normal("d V", dtype="float64")),
        ],
        points=1,
        visible=True,
        en="The sentence is read word by word, and the state after its last word is the thought vector.",
        ja="文を1語ずつ読み、最後の単語のあとの状態が thought vector になる。",
    ),
    Check(
        "decoder_gives_p_and_state",
        "decode_step",
        [DECODE(), DECODE(d=1), DECODE(H=1)],
        points=1,
        visible=True,
        en="One step gives the probabilities of the next token, and the new state that they are made of.",
        ja="1ステップで、次のトークンの確率と、そのもとになった新しい状態が得られる。",
    ),
    Check(
        "decoder_with_huge_scores_and_float32",
        "decode_step",
        [DECODE(W_out=Normal("H V", scale=1000)), DECODE(dtype="float32")],
        points=1,
        needs=("decoder_gives_p_and_state",),
        en="Huge scores do not overflow, and float32 stays float32.",
        ja="スコアが極端に大きくても桁あふれせず、float32 は float32 のまま返る。",
    ),
    Property(
        "tokens_are_distributed_like_p",
        "sample_token",
        many_draws,
        tokens_are_distributed_like_p,
        points=1,
        en="Over many draws each token comes as often as p says, never where p is 0, and repeats for a seed.",
        ja="何度もサンプリングすると、各トークンが p の割合で現れ、p が0なら現れず、同じシードなら同じ結果になる。",
    ),
    Raises(
        "p_has_to_be_a_distribution",
        "sample_token",
        bad=[
            SAMPLE(p=np.array([0.6, -0.05, 0.45])),
            SAMPLE(p=np.array([0.2, 0.3, 0.5]) * 1.00015),
            SAMPLE(p=np.array([0.2, 0.3, 0.5]) * 0.99985),
            SAMPLE(p=np.array([0.2, 0.3, 0.4])),
            SAMPLE(p=np.array([1.0, 1.0, 1.0])),
            SAMPLE(p=np.zeros(3)),
        ],
        good=[
            SAMPLE(),
            SAMPLE(p=np.array([0.0, 0.0, 1.0])),
            SAMPLE(p=np.array([0.0, 1 + 5e-5, 0.0])),
            SAMPLE(p=np.array([0.0, 0.0, 1 - 5e-5])),
            SAMPLE(p=np.array([0.0, 1 - 5e-5, 0.0]), rng=Generator(HIGH)),
            SAMPLE(p=np.array([0.0, 0.0, 1.0], np.float32)),
        ],
        points=1,
        needs=("tokens_are_distributed_like_p",),
        en="A negative p, or a sum off 1 by more than 1e-4, is a ValueError; a smaller slip is not.",
        ja="p に負の数があるときや、和が1から 1e-4 を超えてずれるときは ValueError で、それ以下のずれは許される。",
    ),
    Check(
        "most_probable_token_is_fed_back",
        "greedy_decode",
        [
            GREEDY(**TO_THE_END, max_length=3),
            GREEDY(V=5, bos=3, c=never(3), E=Normal("d V", scale=2), W_out=Normal("H V", scale=2)),
            GREEDY(V=8, bos=7, eos=2, max_length=9, c=never(7), E=Normal("d V", scale=2)),
            GREEDY(**follows(2, 4, 4, 2, 4, ties=True)),
        ],
        points=1,
        visible=True,
        needs=("decoder_gives_p_and_state",),
        en="From bos on, each most probable token (the lowest id of equal ones) is listed and fed back.",
        ja="bos から始め、確率が最大のトークン(同じなら id の小さいほう)を並べ、それを次の入力にする。",
    ),
    Check(
        "eos_ends_and_bos_is_left_out",
        "greedy_decode",
        [
            GREEDY(**TO_THE_END),
            GREEDY(**TO_THE_END, max_length=4),
            GREEDY(**TO_THE_END, bos=2, eos=3),
            GREEDY(**ROUND_AND_ROUND),
            GREEDY(**ROUND_AND_ROUND, max_length=8),
        ],
        points=1,
        needs=("most_probable_token_is_fed_back",),
        en="eos ends the answer and is not listed; an emitted bos takes a step and is fed back, but not listed.",
        ja="eos が出たら終わり、答えに入れない。bos が出たら1ステップと数えて次に入力し、答えには入れない。",
    ),
    Raises(
        "length_is_not_negative",
        "greedy_decode",
        bad=[GREEDY(max_length=-1), GREEDY(**TO_THE_END, max_length=-5)],
        good=[GREEDY(max_length=0), GREEDY(**TO_THE_END, max_length=1), GREEDY(**TO_THE_END, max_length=2)],
        points=1,
        needs=("most_probable_token_is_fed_back",),
        en="max_length counts the steps: 0 gives no token, and a negative one is a ValueError.",
        ja="max_length はステップの数で、0なら空のリスト、負なら ValueError になる。",
    ),
    Check(
        "ids_become_text",
        "detokenize",
        [
            TEXT(),
            TEXT(ids=[2]),
            TEXT(ids=sentence(), vocabulary=Drawn(vocabulary)),
            TEXT(ids=np.array([3, 3, 8, 0]), vocabulary=Drawn(vocabulary)),
        ],
        points=1,
        visible=True,
        en="Each id becomes its word, special words too, with one space between two words.",
        ja="各 id が単語に戻り、特別な単語も残り、単語の間に空白が1つ入る。",
    ),
    Raises(
        "unknown_id_is_refused",
        "detokenize",
        bad=[
            TEXT(ids=[0, 3]),
            TEXT(ids=sentence(9), vocabulary=Drawn(vocabulary)),
            TEXT(ids=sentence(-1), vocabulary=Drawn(vocabulary)),
            TEXT(ids=sentence(-3), vocabulary=Drawn(vocabulary)),
        ],
        good=[TEXT(), TEXT(ids=sentence(), vocabulary=Drawn(vocabulary))],
        points=1,
        needs=("ids_become_text",),
        en="An id that no word has is a ValueError, a negative one too.",
        ja="どの単語のものでもない id は、負の id も含めて ValueError になる。",
    ),
]

START = "state = np.zeros(len(b), b.dtype)"
READ = "for word in ids:"
ENCODER = "state = np.tanh(E[:, word] @ W_in + state @ W + b)"
THOUGHT = "    return state\n"
DECODER = "state = np.tanh(E[:, token] @ W_in + state @ W + b)"
SCORES = "scores = state @ W_out + c"
E_TO_THE = "e = np.exp(scores - scores.max())"
STEP = "return e / e.sum(), state"
DISTRIBUTION = "if (p < 0).any() or abs(p.sum() - 1) > 1e-4:"
CUMULATIVE = "cumulative = np.cumsum(p)"
POINT = "point = rng.random() * cumulative[-1]"
TOKEN = 'return int(np.searchsorted(cumulative, point, side="right"))'
LENGTH = "if max_length < 0:"
BEGIN = "token, answer = bos, []"
STEPS = "for _ in range(max_length):"
NEXT = "p, state = decode_step(token, state, E, W_in, W, b, W_out, c)"
BEST = "token = int(np.argmax(p))"
END = "if token == eos:\n            break"
LIST = "if token != bos:\n            answer.append(token)"
TABLE = "words = {number: word for word, number in vocabulary.items()}"
KNOWN = "if number not in words:"
JOIN = 'return " ".join(words[number] for number in ids)'

MISTAKES = [
    Mistake(
        "last_word_first",
        READ,
        "for word in ids[::-1]:",
        en="Your Encoder reads the sentence backwards. Begin with the first word.",
        ja="Encoder が文を逆から読んでいます。最初の単語から読みましょう。",
    ),
    Mistake(
        "last_word_only",
        ENCODER,
        "state = np.tanh(E[:, word] @ W_in + b)",
        en="Your thought vector knows the last word only. Carry the state along: add state @ W.",
        ja="thought vector が最後の単語しか知りません。state @ W を足して、状態を引き継ぎましょう。",
    ),
    Mistake(
        "all_states_returned",
        f"{START}  # (H,)\n    {READ}\n        {ENCODER}\n{THOUGHT}",
        f"{START}\n    states = []\n    {READ}\n        {ENCODER}\n        states.append(state)\n"
        "    return np.stack(states)\n",
        en="You return the state after every word, which is what attention wants. Here it is the last one.",
        ja="すべての単語のあとの状態を返しています。それが要るのは Attention で、ここでは最後の1つです。",
    ),
    Mistake(
        "mean_of_the_words",
        f"{READ}\n        {ENCODER}",
        "state = np.tanh(E[:, ids].mean(axis=1) @ W_in + b)",
        en="Your thought vector is made of a mean, so the order of the words is lost. Read them one by one.",
        ja="平均をとったので、語順が失われています。1語ずつ順に読みましょう。",
    ),
    Mistake(
        "rows_for_columns",
        ENCODER,
        ENCODER.replace("E[:, word]", "E[word]"),
        en="You read a row of E, as from PyTorch's (V, d). Here E is (d, V), and a word is a column.",
        ja="PyTorch の (V, d) のように E の行を読んでいます。ここでの E は (d, V) で、単語は列です。",
    ),
    Mistake(
        "encoder_bias_forgotten",
        ENCODER,
        ENCODER.replace(" + b)", ")"),
        en="Your Encoder has no bias. Add b.",
        ja="Encoder にバイアスがありません。b を足しましょう。",
    ),
    Mistake(
        "float32_lost",
        START,
        "state = np.zeros(len(b))",
        en="Your first state is float64, and so is the thought vector. Make the zeros of b's dtype.",
        ja="最初の状態が float64 なので、thought vector も float64 になります。0の配列を b の型で作りましょう。",
    ),
    Mistake(
        "scores_from_the_old_state",
        f"{DECODER}\n    {SCORES}",
        f"scores = state @ W_out + c\n    {DECODER}",
        en="Your p is made of the old state, before it has seen the token. Update the state first.",
        ja="トークンを見る前の状態から p を作っています。先に状態を更新しましょう。",
    ),
    Mistake(
        "state_not_carried",
        NEXT,
        NEXT.replace("p, state", "p, _"),
        en="Each of your steps starts from the thought vector. Hand it the state of the step before.",
        ja="毎ステップ thought vector から始めています。直前のステップの状態を渡しましょう。",
    ),
    Mistake(
        "old_state_returned",
        f"{DECODER}\n    {SCORES}",
        "old = state\n    state = np.tanh(E[:, token] @ W_in + old @ W + b)\n"
        "    scores, state = state @ W_out + c, old",
        en="You return the state that you were given. Return the new one, for the next step.",
        ja="受け取った状態をそのまま返しています。次のステップのために、新しい状態を返しましょう。",
    ),
    Mistake(
        "state_before_p",
        STEP,
        "return state, e / e.sum()",
        en="You return the state first. The order is p, then state.",
        ja="状態を先に返しています。p が先、状態が後です。",
    ),
    Mistake(
        "scores_for_probabilities",
        STEP,
        "return scores, state",
        en="You return the scores. Their softmax gives the probabilities.",
        ja="スコアをそのまま返しています。softmax を通すと確率になります。",
    ),
    Mistake(
        "token_not_seen",
        DECODER,
        "state = np.tanh(state @ W + b)",
        en="Your Decoder never sees the token, so what it said does not matter. Add its embedding times W_in.",
        ja="Decoder がトークンを見ていません。その分散表現に W_in を掛けて足しましょう。",
    ),
    Mistake(
        "output_bias_forgotten",
        SCORES,
        "scores = state @ W_out",
        en="Your scores have no bias. Add c.",
        ja="スコアにバイアスがありません。c を足しましょう。",
    ),
    Mistake(
        "exponential_overflows",
        E_TO_THE,
        "e = np.exp(scores)",
        en="Your exp overflows for scores of a thousand. Subtract the largest score first.",
        ja="スコアが1000にもなると exp が桁あふれします。先に最大値を引きましょう。",
    ),
    Mistake(
        "always_the_most_probable",
        TOKEN,
        "return int(np.argmax(p))",
        en="You always take the most probable token. That is greedy; sampling draws from rng.",
        ja="いつも確率が最大のトークンを選んでいます。それは貪欲法で、サンプリングでは rng を使います。",
    ),
    Mistake(
        "all_tokens_alike",
        TOKEN,
        "return int(rng.integers(len(p)))",
        en="You draw every token alike. Each has its own probability p[k].",
        ja="どのトークンも同じ確率で選んでいます。トークン k の確率は p[k] です。",
    ),
    Mistake(
        "one_token_too_far",
        TOKEN,
        'return int(np.searchsorted(cumulative, point, side="right")) + 1',
        en="Your token is one too far. The first k with cumulative[k] above the point is the one.",
        ja="トークンが1つ後ろにずれています。cumulative[k] が point を超える最初の k が答えです。",
    ),
    Mistake(
        "generator_of_its_own",
        POINT,
        "point = np.random.default_rng(0).random() * cumulative[-1]",
        en="You make a new generator each time, so the draw is always the same. Draw from the given rng.",
        ja="毎回新しい生成器を作るので、いつも同じ目が出ます。渡された rng を使いましょう。",
    ),
    Mistake(
        "draw_beyond_the_sum",
        POINT,
        "point = rng.random()",
        en="Where p sums to a little less than 1, your draw may fall beyond it. Scale it by the sum.",
        ja="p の和が1よりわずかに小さいと、サンプリングした値がその先に落ちることがあります。和を掛けましょう。",
    ),
    Mistake(
        "negative_p_accepted",
        DISTRIBUTION,
        "if abs(p.sum() - 1) > 1e-4:",
        en="A negative probability goes through if the sum is right. It is a ValueError.",
        ja="和が1なら、負の確率も通ってしまいます。ValueError にしましょう。",
    ),
    Mistake(
        "too_large_a_sum_accepted",
        DISTRIBUTION,
        "if (p < 0).any() or 1 - p.sum() > 1e-4:",
        en="You refuse sums that are too small only. Take the distance from 1: abs(p.sum() - 1).",
        ja="小さすぎる和しか断っていません。1からの距離 abs(p.sum() - 1) で調べましょう。",
    ),
    Mistake(
        "any_sum_accepted",
        DISTRIBUTION,
        "if (p < 0).any():",
        en="You do not look at the sum. Off 1 by more than 1e-4, it is a ValueError.",
        ja="和を確かめていません。1から 1e-4 を超えてずれたら ValueError です。",
    ),
    Mistake(
        "choice_is_too_strict",
        f"{CUMULATIVE}  # token k owns the stretch of length p[k] that ends at cumulative[k]\n    {POINT}\n    {TOKEN}",
        "return int(rng.choice(len(p), p=p))",
        en="A sum that is off 1 by 2e-8 is refused, as rng.choice does: too strict here. Divide p by its sum first.",
        ja="和が1から 2e-8 ずれただけで断っています(rng.choice がそうします)。ここでは厳しすぎるので、先に p を和で割りましょう。",
    ),
    Mistake(
        "answer_begins_with_bos",
        BEGIN,
        "token, answer = bos, [bos]",
        en="Your answer begins with bos. It is fed to the Decoder and not listed.",
        ja="答えが bos で始まっています。bos は Decoder に入力するだけで、答えには入れません。",
    ),
    Mistake(
        "begins_with_eos",
        BEGIN,
        "token, answer = eos, []",
        en="You feed eos first. The Decoder begins with bos.",
        ja="最初に eos を入力しています。Decoder は bos から始めます。",
    ),
    Mistake(
        "one_step_too_many",
        STEPS,
        "for _ in range(max_length + 1):",
        en="You take max_length + 1 steps. There are at most max_length.",
        ja="max_length + 1 ステップ進んでいます。多くても max_length ステップです。",
    ),
    Mistake(
        "emitted_bos_not_counted",
        STEPS,
        "while len(answer) < max_length:",
        en="You count the listed tokens, so an emitted bos takes no step. max_length counts the steps.",
        ja="答えの長さで数えるので、bos の分が抜けます。max_length はステップの数です。",
    ),
    Mistake(
        "answer_not_fed_back",
        NEXT,
        NEXT.replace("token,", "bos,"),
        en="You feed bos at every step. Feed the token that was chosen last.",
        ja="毎回 bos を入力しています。直前に選んだトークンを入力しましょう。",
    ),
    Mistake(
        "highest_id_of_equal_ones",
        BEST,
        "token = len(p) - 1 - int(np.argmax(p[::-1]))",
        en="Of equally probable tokens you take the highest id. Take the lowest, as np.argmax does.",
        ja="確率が同じとき、id の最も大きいものを選んでいます。np.argmax のように最小の id を選びます。",
    ),
    Mistake(
        "eos_listed",
        END,
        "if token == eos:\n            answer.append(token)\n            break",
        en="Your answer holds eos. It ends the answer and is no part of it.",
        ja="答えに eos が入っています。eos は終わりの印で、答えには入れません。",
    ),
    Mistake(
        "eos_left_out_only",
        f"{END}\n        {LIST}",
        "if token not in (bos, eos):\n            answer.append(token)",
        en="You leave eos out and go on talking. eos ends the answer.",
        ja="eos を除くだけで、話し続けています。eos が出たら終わりです。",
    ),
    Mistake(
        "bos_listed",
        LIST,
        "answer.append(token)",
        en="Your answer holds bos where the Decoder emitted it. Leave it out.",
        ja="Decoder が出した bos が答えに入っています。除きましょう。",
    ),
    Mistake(
        "bos_ends_too",
        END,
        "if token in (bos, eos):\n            break",
        en="You stop at bos as well. It is left out and fed back; only eos ends.",
        ja="bos でも止まっています。bos は答えから除いて次に入力します。終わるのは eos だけです。",
    ),
    Mistake(
        "negative_length_accepted",
        LENGTH,
        "if False:",
        en="A negative max_length gives an empty answer here. It is a ValueError.",
        ja="負の max_length で空の答えが返ります。ValueError にしましょう。",
    ),
    Mistake(
        "no_length_refused",
        LENGTH,
        "if max_length < 1:",
        en="You refuse max_length 0. It gives an empty answer, [].",
        ja="max_length が0のときも断っています。0なら空の答え [] を返します。",
    ),
    Mistake(
        "no_spaces",
        JOIN,
        'return "".join(words[number] for number in ids)',
        en="Your words run together. Put one space between two.",
        ja="単語がつながっています。間に空白を1つ入れましょう。",
    ),
    Mistake(
        "special_words_dropped",
        JOIN,
        'return " ".join(words[number] for number in ids if not words[number].startswith("<"))',
        en='You drop "<???>". It stays, so that one sees where a word is missing.',
        ja='"<???>" を除いています。抜けた単語の位置がわかるように残します。',
    ),
    Mistake(
        "list_for_text",
        JOIN,
        "return [words[number] for number in ids]",
        en='You return a list of words. Join them into one str with " ".join.',
        ja='単語のリストを返しています。" ".join で1つの文字列にしましょう。',
    ),
    Mistake(
        "unknown_id_made_a_word",
        f"{KNOWN}\n",
        """if number not in words:\n            words[number] = "<???>"\n        if False:\n""",
        en='An id that no word has becomes "<???>" here. That is for unknown words; an unknown id is a ValueError.',
        ja='どの単語のものでもない id が "<???>" になります。それは未知の単語のためで、id なら ValueError です。',
    ),
    Mistake(
        "negative_ids_from_the_end",
        KNOWN,
        "if number < 0:\n            words[number] = list(vocabulary)[number]\n        if number not in words:",
        en="A negative id counts from the end in your list of words. No word has it: a ValueError.",
        ja="負の id が末尾から数えられています。どの単語のものでもないので ValueError です。",
    ),
    Mistake(
        "key_error_for_value_error",
        KNOWN,
        "if False:",
        en="An unknown id gives a KeyError here. Look first, and raise a ValueError.",
        ja="知らない id で KeyError になります。先に調べて ValueError を送出しましょう。",
    ),
]

ALSO = [
    Also(
        "one_hot_words",
        ENCODER,
        "state = np.tanh(E @ np.eye(E.shape[1], dtype=E.dtype)[word] @ W_in + state @ W + b)",
    ),
    Also(
        "projected_at_once",
        f"{READ}\n        {ENCODER}",
        "for projected in E.T[ids] @ W_in + b:\n        state = np.tanh(projected + state @ W)",
    ),
    Also("another_shift", E_TO_THE, "e = np.exp(scores - scores.max() - 1)"),
    Also(
        "normalised_choice",
        f"{CUMULATIVE}  # token k owns the stretch of length p[k] that ends at cumulative[k]\n    {POINT}\n    {TOKEN}",
        "return int(rng.choice(len(p), p=p / p.sum()))",
        en="The Generator draws by itself. It wants a sum of 1 to the last digit, so p is divided by its own.",
        ja="サンプリングを乱数生成器に任せます。和が厳密に1でなければならないので、p をその和で割っておきます。",
    ),
    Also("multinomial", POINT, "return rng.multinomial(1, p / p.sum()).argmax()\n    point = 0.0"),
    Also(
        "gumbel_maximum",
        POINT,
        "with np.errstate(divide='ignore'):\n"
        "        return int(np.argmax(np.log(p) + rng.gumbel(size=len(p))))\n    point = 0.0",
    ),
    Also(
        "by_recursion",
        f"{BEGIN}\n    {STEPS}\n        {NEXT}\n        {BEST}\n        {END}\n        {LIST}\n    return answer",
        "def speak(token, state, left):\n"
        "        if left == 0:\n"
        "            return []\n"
        "        p, state = decode_step(token, state, E, W_in, W, b, W_out, c)\n"
        "        token = max(range(len(p)), key=lambda k: (p[k], -k))\n"
        "        if token == eos:\n"
        "            return []\n"
        "        return [token] * (token != bos) + speak(token, state, left - 1)\n\n"
        "    return speak(bos, state, max_length)",
    ),
    Also(
        "words_by_position",
        f"{TABLE}\n    for number in ids:\n        {KNOWN}",
        "words = list(vocabulary)\n    for number in ids:\n        if not 0 <= number < len(words):",
    ),
]
