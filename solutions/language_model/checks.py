"""What a correct language model does, and the mistakes people make on the way to one.

Beside the reference, solutions/language_model/language_model.py, which it reads as data.
"""

import numpy as np

from learnrnn.checking import (
    Also,
    Arrays,
    Check,
    Drawn,
    Form,
    Given,
    Integers,
    Mistake,
    Normal,
    Raises,
    Uniform,
)

LOSS = Arrays(logits="N V", labels=Integers("N", below="V"))
NEXT = Arrays(
    ids=Integers("N T", below="V"), E="d V", W_in="d H", W="H H", b="H", W_out="H V", c="V"
)  # fmt: skip
FAR_APART = np.array([[0.0, 1.0, 3.0], [2000.0, 2001.0, 2003.0], [-1000.0, 0.0, 1000.0]])


def zeros(rng, sizes):
    """The moments before the first step: float64, (D, H)."""
    return np.zeros((sizes["D"], sizes["H"]))


STEP = Arrays(param="D H", grad="D H", m="D H", v=Uniform("D H", 0.1, 2.0), t=Integers("", low=2, below=9))
FIRST_STEP = Arrays(param="D H", grad="D H", m=Drawn(zeros), v=Drawn(zeros), t=Given(1))
TUNED = STEP + Arrays(learning_rate=Given(0.1), beta1=Given(0.6), beta2=Given(0.7), eps=Given(0.2))

CHECKS = [
    Check(
        "loss_is_a_mean",
        "softmax_cross_entropy",
        [LOSS(), LOSS(N=1), LOSS(N=9, V=4)],
        points=2,
        visible=True,
        en="The loss is the mean of -log p[label], and d_logits is the gradient of that mean.",
        ja="損失は −log p[label] の平均で、d_logits はその平均の勾配になる。",
    ),
    Check(
        "huge_scores_have_a_loss",
        "softmax_cross_entropy",
        [
            LOSS(scale=1000),
            LOSS(logits=FAR_APART, labels=np.array([1, 0, 0])),
            LOSS(dtype="float32"),
            LOSS(scale=1000, dtype="float32"),
        ],
        points=1,
        needs=("loss_is_a_mean",),
        en="Scores of ±1000 give a finite loss without overflow, and float32 stays float32.",
        ja="スコアが ±1000 でも桁あふれせずに損失が求まり、float32 は float32 のまま返る。",
    ),
    Check(
        "words_are_read_in_order",
        "next_word_probabilities",
        [NEXT(), NEXT(T=5)],
        points=2,
        visible=True,
        en="The words go through the RNN oldest first, and the last state gives each row its probabilities.",
        ja="単語は古い順にRNNに入り、最後の状態から各行の確率が求まる。",
    ),
    Check(
        "one_window_or_one_word",
        "next_word_probabilities",
        [NEXT(N=1), NEXT(T=1), NEXT(N=1, T=1)],
        points=1,
        needs=("words_are_read_in_order",),
        en="A single window is still a row, and a window may hold a single word.",
        ja="窓が1つでも行として残り、窓は1語だけでもよい。",
    ),
    Check(
        "huge_weights_and_float32",
        "next_word_probabilities",
        [
            NEXT(W_out=Normal("H V", scale=1000)),
            NEXT(dtype="float32"),
            NEXT(dtype="float32", E=Normal("d V", dtype="float64")),
        ],
        points=1,
        needs=("words_are_read_in_order",),
        en="Huge scores do not overflow, and float32 stays float32.",
        ja="スコアが極端に大きくても桁あふれせず、float32 は float32 のまま返る。",
    ),
    Check(
        "adam_corrects_its_means",
        "adam_step",
        [STEP(), FIRST_STEP(), STEP(grad=Normal("D H", scale=100), t=50)],
        points=1,
        visible=True,
        en="The means of the gradient and its square are corrected for their start at 0, and then used.",
        ja="勾配とその2乗の平均を、0から始まった分だけ補正してから使う。",
    ),
    Check(
        "adam_listens_to_its_settings",
        "adam_step",
        [TUNED(), TUNED(t=1), TUNED(dtype="float32"), STEP(dtype="float32")],
        points=1,
        needs=("adam_corrects_its_means",),
        en="learning_rate, beta1, beta2 and eps are those given, and float32 stays float32.",
        ja="learning_rate, beta1, beta2, eps には渡した値を使い、float32 は float32 のまま返る。",
    ),
    Raises(
        "steps_are_counted_from_one",
        "adam_step",
        bad=[STEP(t=0), STEP(t=-1), FIRST_STEP(t=0)],
        good=[
            STEP(t=1),
            FIRST_STEP(grad=Normal("D H", scale=1e-8)),
            FIRST_STEP(grad=Drawn(zeros)),
        ],
        points=1,
        needs=("adam_corrects_its_means",),
        en="t below 1 is a ValueError; at t = 1 even a gradient of 0 or near it gives a step, held by eps.",
        ja="t が1未満なら ValueError になる。t = 1 では、勾配が0やその近くでも、eps のおかげで1歩が決まる。",
    ),
]

SHIFT = "shifted = logits - logits.max(axis=1, keepdims=True)"
LOG_P = "log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))"
MEAN = "loss = -log_p[rows, labels].mean()"
ONE_OFF = "d_logits[rows, labels] -= 1"
GRADIENT = "return loss, d_logits / len(labels)"
START = "z = np.zeros((len(ids), len(b)), b.dtype)"
READ = "for word in ids.T:"
VECTOR = "x = E.T[word]"
STATE = "z = np.tanh(x @ W_in + z @ W + b)"
SCORES = "scores = z @ W_out + c"
E_TO_THE = "e = np.exp(scores - scores.max(axis=1, keepdims=True))"
SHARE = "return e / e.sum(axis=1, keepdims=True)"
FIRST = "if t < 1:"
MOMENT = "m = beta1 * m + (1 - beta1) * grad"
SQUARES = "v = beta2 * v + (1 - beta2) * grad**2"
M_HAT = "m_hat = m / (1 - beta1**t)"
V_HAT = "v_hat = v / (1 - beta2**t)"
UPDATE = "param = param - learning_rate * m_hat / (np.sqrt(v_hat) + eps)"
RESULT = "return param, m, v"

MISTAKES = [
    Mistake(
        "log_of_p_plus_epsilon",
        MEAN,
        "loss = -np.log(np.exp(log_p[rows, labels]) + 1e-7).mean()",
        forms=[
            Form([(MEAN, f"loss = -np.log(np.exp(log_p[rows, labels]) + {eps}).mean()")])
            for eps in ("1e-8", "1e-10", "1e-12", "1e-15")
        ],
        en="You add a little to p before its logarithm, so the loss is never quite right. log p = u - log Σ exp u needs none.",
        ja="p に小さな数を足してから対数をとっているので、損失が少しずれます。log p = u - log Σ exp u なら足す必要はありません。",
    ),
    Mistake(
        "epsilon_not_corrected",
        f"{M_HAT}\n    {V_HAT}\n    {UPDATE}",
        "root = (1 - beta2**t) ** 0.5\n"
        "    param = param - learning_rate * root / (1 - beta1**t) * m / (np.sqrt(v) + eps)",
        en="You correct the means in the rate, so eps is corrected too. Correct m and v first; eps is added as it is.",
        ja="補正を学習率にまとめたので、eps まで補正されています。先に m と v を補正し、eps はそのまま足しましょう。",
    ),
    Mistake(
        "exponential_overflows",
        SHIFT,
        "shifted = logits",
        en="Your exp overflows for scores of a thousand. Subtract each row's largest score first.",
        ja="スコアが1000にもなると exp が桁あふれします。先に行ごとの最大値を引きましょう。",
    ),
    Mistake(
        "one_maximum_for_all_rows",
        SHIFT,
        "shifted = logits - logits.max()",
        forms=[
            Form([(E_TO_THE, "e = np.exp(scores - scores.max())")]),
            Form(
                [
                    (SHIFT, "shifted = logits - logits.max()"),
                    (E_TO_THE, "e = np.exp(scores - scores.max())"),
                ]
            ),
        ],
        en="You subtract one maximum everywhere, so a row far below it becomes log 0. Each row has its own.",
        ja="全体の最大値を引くと、それよりずっと小さい行が log 0 になります。行ごとの最大値を引きましょう。",
    ),
    Mistake(
        "logarithm_of_zero",
        LOG_P,
        "log_p = np.log(np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True))",
        en="You take the log of a p that may have become 0. Compute log p directly: shifted - log Σ exp(shifted).",
        ja="0になった p の対数をとると無限大です。shifted − log Σ exp(shifted) として log p を直接求めましょう。",
    ),
    Mistake(
        "softmax_down_the_batch",
        LOG_P,
        LOG_P.replace("axis=1", "axis=0"),
        en="Your softmax sums over the batch. Each row, one example, sums to 1: axis 1.",
        ja="softmax の和がバッチに沿っています。1つのサンプルである行ごとに和が1になるので、axis は1です。",
    ),
    Mistake(
        "loss_summed",
        MEAN,
        "loss = -log_p[rows, labels].sum()",
        en="Your loss is the sum over the batch. It is the mean, as its gradient is.",
        ja="損失がバッチの和です。勾配と同じく、平均にします。",
    ),
    Mistake(
        "loss_over_all_entries",
        MEAN,
        "loss = -(log_p * np.eye(logits.shape[1])[labels]).mean()",
        en="Your mean divides by N · V, the zeros of the one-hot rows included. Divide by N.",
        ja="one-hot の0も数えて N · V で割っています。割るのは N です。",
    ),
    Mistake(
        "sign_of_the_loss",
        MEAN,
        "loss = log_p[rows, labels].mean()",
        en="Your loss is log p, which is below 0 and would have to grow. The loss is -log p.",
        ja="損失が log p になっています。log p は負で、よいほど大きくなるので、−log p とします。",
    ),
    Mistake(
        "every_row_loses_all_labels",
        ONE_OFF,
        "d_logits[:, labels] -= 1",
        en="d_logits[:, labels] takes 1 off in every row for every label. Pair them: d_logits[rows, labels].",
        ja="d_logits[:, labels] では、どの行からも全ラベル分の1を引きます。d_logits[rows, labels] と組にします。",
    ),
    Mistake(
        "target_not_subtracted",
        ONE_OFF,
        "pass",
        en="Your gradient is the softmax alone. Subtract 1 at each row's label.",
        ja="勾配が softmax のままです。各行のラベルの位置から1を引きましょう。",
    ),
    Mistake(
        "gradient_of_the_sum",
        GRADIENT,
        "return loss, d_logits",
        en="Your d_logits is the gradient of the sum. The loss is a mean, so divide by N.",
        ja="d_logits が和の勾配になっています。損失は平均なので、N で割りましょう。",
    ),
    Mistake(
        "loss_and_gradient_summed",
        GRADIENT,
        "return loss * len(labels), d_logits",
        en="Your loss is the sum over the batch, and its gradient too. Both are the mean: divide by N.",
        ja="損失も勾配もバッチの和です。どちらも平均なので、N で割りましょう。",
    ),
    Mistake(
        "gradient_upside_down",
        GRADIENT,
        "return loss, -d_logits / len(labels)",
        en="Your d_logits is one-hot minus softmax, so descent would climb. It is softmax minus one-hot.",
        ja="d_logits が one-hot − softmax なので、降りるはずが登ります。softmax − one-hot です。",
    ),
    Mistake(
        "logits_changed",
        SHIFT,
        "shifted = logits\n    shifted -= logits.max(axis=1, keepdims=True)",
        en="Your -= writes into the caller's logits. Make a new array: logits - max.",
        ja="-= が呼び出し側の logits を書き換えています。logits − max として新しい配列を作りましょう。",
    ),
    Mistake(
        "newest_word_first",
        READ,
        "for word in ids.T[::-1]:",
        en="You read each window backwards, newest word first, as the course's training does. Read oldest first.",
        ja="講義の訓練と同じく、新しい単語から逆に読んでいます。古い単語から読みましょう。",
    ),
    Mistake(
        "windows_for_words",
        READ,
        "for word in ids:",
        en="You go through the windows, one a step. Go through the words: ids.T has one step a row.",
        ja="時刻ごとに窓を1つずつ読んでいます。読むのは単語で、ids.T の1行が1ステップです。",
    ),
    Mistake(
        "rows_for_columns",
        VECTOR,
        "x = E[word]",
        en="You read rows of E, as from PyTorch's (V, d). Here E is (d, V), and a word is a column.",
        ja="PyTorch の (V, d) のように E の行を読んでいます。ここでの E は (d, V) で、単語は列です。",
    ),
    Mistake(
        "state_not_carried",
        STATE,
        "z = np.tanh(x @ W_in + b)",
        en="Your state forgets all words but the last. Add z @ W.",
        ja="状態が最後の単語以外を忘れています。z @ W を足しましょう。",
    ),
    Mistake(
        "sigmoid_for_tanh",
        STATE,
        STATE.replace("np.tanh(", "1 / (1 + np.exp(-(") + "))",
        en="Your hidden layer uses a sigmoid. Here it is tanh.",
        ja="中間層に sigmoid を使っています。ここでは tanh です。",
    ),
    Mistake(
        "no_tanh",
        STATE,
        "z = x @ W_in + z @ W + b",
        en="Your state has no activation function. Put the sum through tanh.",
        ja="状態に活性化関数がありません。和を tanh に通しましょう。",
    ),
    Mistake(
        "hidden_bias_forgotten",
        STATE,
        "z = np.tanh(x @ W_in + z @ W)",
        en="Your hidden layer has no bias. Add b.",
        ja="中間層にバイアスがありません。b を足しましょう。",
    ),
    Mistake(
        "output_bias_forgotten",
        SCORES,
        "scores = z @ W_out",
        en="Your scores have no bias. Add c.",
        ja="スコアにバイアスがありません。c を足しましょう。",
    ),
    Mistake(
        "scores_for_probabilities",
        SHARE,
        "return scores",
        en="You return the scores. Their softmax gives the probabilities.",
        ja="スコアをそのまま返しています。softmax を通すと確率になります。",
    ),
    Mistake(
        "shares_of_the_whole_batch",
        SHARE,
        "return e / e.sum()",
        en="All your rows together sum to 1. Each window has probabilities of its own that do.",
        ja="すべての行を合わせた和が1になっています。窓ごとに、確率の和が1になります。",
    ),
    Mistake(
        "probabilities_overflow",
        E_TO_THE,
        "e = np.exp(scores)",
        en="Your exp overflows when a weight is large. Subtract each row's largest score first.",
        ja="重みが大きいと exp が桁あふれします。先に行ごとの最大値を引きましょう。",
    ),
    Mistake(
        "float32_lost",
        START,
        "z = np.zeros((len(ids), len(b)))",
        en="Your first state is float64, and so is all that follows. Make the zeros of b's dtype.",
        ja="最初の状態が float64 なので、その先もすべて float64 になります。0の配列を b の型で作りましょう。",
    ),
    Mistake(
        "means_not_corrected",
        f"{M_HAT}\n    {V_HAT}",
        "m_hat, v_hat = m, v",
        en="Your means start at 0 and are too small for the first steps. Divide them by 1 - beta**t.",
        ja="平均は0から始まるので、はじめのうち小さすぎます。1 − beta**t で割りましょう。",
    ),
    Mistake(
        "steps_corrected_from_zero",
        f"{M_HAT}\n    {V_HAT}",
        "m_hat, v_hat = m / (1 - beta1 ** (t + 1)), v / (1 - beta2 ** (t + 1))",
        en="You correct with t + 1, as if t began at 0. It counts from 1: beta**t.",
        ja="t が0から始まるかのように、t + 1 で補正しています。t は1から数えるので beta**t です。",
    ),
    Mistake(
        "correction_without_t",
        f"{M_HAT}\n    {V_HAT}",
        "m_hat, v_hat = m / (1 - beta1), v / (1 - beta2)",
        en="You divide by 1 - beta at every step. It is 1 - beta**t, which goes to 1.",
        ja="いつも 1 − beta で割っています。割るのは、1に近づいていく 1 − beta**t です。",
    ),
    Mistake(
        "corrected_means_returned",
        RESULT,
        "return param, m_hat, v_hat",
        en="You return the corrected means, and the next step would correct them again. Return m and v.",
        ja="補正した平均を返すと、次の1歩でまた補正されます。m と v を返しましょう。",
    ),
    Mistake(
        "moments_swapped",
        RESULT,
        "return param, v, m",
        en="You return v before m. The order is param, m, v.",
        ja="v を m より先に返しています。param, m, v の順です。",
    ),
    Mistake(
        "betas_swapped",
        f"{MOMENT}\n    {SQUARES}\n",
        f"beta1, beta2 = beta2, beta1\n    {MOMENT}\n    {SQUARES}\n",
        en="Your betas have changed places: beta1 goes with m, beta2 with v.",
        ja="beta が入れ替わっています。m には beta1、v には beta2 を使います。",
    ),
    Mistake(
        "gradient_not_squared",
        SQUARES,
        "v = beta2 * v + (1 - beta2) * grad",
        en="Your v collects the gradients. It collects their squares.",
        ja="v に勾配をそのまま入れています。入れるのは勾配の2乗です。",
    ),
    Mistake(
        "old_and_new_swapped",
        MOMENT,
        "m = (1 - beta1) * m + beta1 * grad",
        forms=[
            Form([(SQUARES, "v = (1 - beta2) * v + beta2 * grad**2")]),
            Form(
                [
                    (MOMENT, "m = (1 - beta1) * m + beta1 * grad"),
                    (SQUARES, "v = (1 - beta2) * v + beta2 * grad**2"),
                ]
            ),
        ],
        en="Your mean is nearly all new gradient: beta and 1 - beta have changed places. beta1 and beta2 are for the old m and v.",
        ja="beta と 1 - beta が逆で、平均のほとんどが新しい勾配になっています。beta1 と beta2 は前の m と v に掛けます。",
    ),
    Mistake(
        "root_forgotten",
        UPDATE,
        "param = param - learning_rate * m_hat / (v_hat + eps)",
        en="You divide by the mean of the squares. Take its square root.",
        ja="2乗の平均で割っています。その平方根をとりましょう。",
    ),
    Mistake(
        "eps_inside_the_root",
        UPDATE,
        "param = param - learning_rate * m_hat / np.sqrt(v_hat + eps)",
        en="Your eps stands inside the root, where it acts like 1e-4. Here it stands outside.",
        ja="eps が平方根の中にあり、1e-4 ほどの働きになっています。ここでは外に置きます。",
    ),
    Mistake(
        "eps_forgotten",
        UPDATE,
        "param = param - learning_rate * m_hat / np.sqrt(v_hat)",
        en="Without eps a gradient of 0 gives 0 / 0. Add it to the root.",
        ja="eps がないと、勾配が0のとき 0 / 0 になります。平方根に足しましょう。",
    ),
    Mistake(
        "uphill",
        UPDATE,
        "param = param + learning_rate * m_hat / (np.sqrt(v_hat) + eps)",
        en="You add the step, so the loss grows. Subtract it.",
        ja="勾配の向きに進むので、損失が増えます。引きましょう。",
    ),
    Mistake(
        "updated_in_place",
        f"{MOMENT}\n",
        "m *= beta1\n    m += (1 - beta1) * grad\n",
        en="Your m *= beta1 writes into the caller's array. Make new arrays.",
        ja="m *= beta1 が呼び出し側の配列を書き換えています。新しい配列を作りましょう。",
    ),
    Mistake(
        "step_zero_accepted",
        FIRST,
        "if t < 0:",
        en="At t = 0 your correction divides by 0. t counts from 1, and anything below is a ValueError.",
        ja="t = 0 では補正で0で割ることになります。t は1から数え、それ未満は ValueError です。",
    ),
]

ALSO = [
    Also(
        "one_hot_rows_subtracted",
        f"d_logits = np.exp(log_p)\n    {ONE_OFF}",
        "d_logits = np.exp(log_p) - (np.arange(logits.shape[1]) == labels[:, None])",
    ),
    Also(
        "logaddexp",
        LOG_P,
        "log_p = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)",
        en="logaddexp takes log(exp a + exp b) without overflow, so nothing has to be shifted.",
        ja="logaddexp は log(exp a + exp b) を桁あふれなしで求めるので、最大値を引かなくて済みます。",
    ),
    Also("one_hot_product", VECTOR, "x = np.eye(E.shape[1], dtype=E.dtype)[word] @ E.T"),
    Also(
        "window_by_window",
        f"{STATE}\n",
        "z = np.stack([np.tanh(x[n] @ W_in + z[n] @ W + b) for n in range(len(ids))])\n",
    ),
    Also(
        "float64_inside",
        SHARE,
        "e = np.exp(scores.astype(float) - scores.max(axis=1, keepdims=True))\n"
        "    return (e / e.sum(axis=1, keepdims=True)).astype(scores.dtype)",
    ),
    Also("step_towards_the_gradient", MOMENT, "m = m + (1 - beta1) * (grad - m)"),
    Also(
        "corrected_in_the_rate",
        f"{M_HAT}\n    {V_HAT}\n    {UPDATE}",
        "root = (1 - beta2**t) ** 0.5\n"
        "    param = param - learning_rate * root / (1 - beta1**t) * m / (np.sqrt(v) + eps * root)",
    ),
]
