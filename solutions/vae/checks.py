"""What a correct latent variable is, and the mistakes people make on the way to one.

Beside the reference, solutions/vae/vae.py, which it reads as data.
"""

import numpy as np

from learnrnn.checking import Also, Arrays, Check, Mistake, Normal

DRAW = Arrays(mu="N Z", log_var="N Z", eps="N Z")
DRAW_ONE = Arrays(mu="Z", log_var="Z", eps="Z")
DRAW_SEQUENCE = Arrays(mu="T N Z", log_var="T N Z", eps="T N Z")
LATENT = Arrays(mu="N Z", log_var="N Z")
LOSS = Arrays(x="N D", x_hat="N D", mu="N Z", log_var="N Z")
HEADS = {"W_mu": "C Z", "b_mu": "Z", "W_lv": "C Z", "b_lv": "Z"}
TAIL = {"W_c": "C H", "W_z": "Z H", "b": "H"}
ONE = Arrays(context="C", **HEADS, eps="Z", **TAIL)
BATCH = Arrays(context="N C", **HEADS, eps="N Z", **TAIL)

STANDARD = np.zeros((3, 2))  # mean 0 and variance 1: no divergence

CHECKS = [
    Check(
        "z_is_mu_and_sigma_eps",
        "reparameterize",
        DRAW(),
        points=1,
        visible=True,
        en="z is mu plus eps times the standard deviation, exp(log_var / 2).",
        ja="z は、eps に標準偏差 exp(log_var / 2) を掛けて mu に足したものになる。",
    ),
    Check(
        "z_of_any_shape",
        "reparameterize",
        [
            DRAW_ONE(),
            DRAW_SEQUENCE(),
            DRAW(N=1),
            DRAW(dtype="float32"),
            DRAW(dtype="float32", mu=Normal("N Z", dtype="float64")),
            DRAW(
                mu=np.zeros((2, 2)),
                log_var=np.array([[-80.0, -40.0], [60.0, 100.0]]),
                eps=np.array([[-1e9, 1e4], [1.5, -0.5]]),
            ),
        ],
        points=1,
        needs=("z_is_mu_and_sigma_eps",),
        en="Any number of axes and any spread will do, and float32 stays float32.",
        ja="軸の数も分散の大きさも問わず、float32 は float32 のまま返る。",
    ),
    Check(
        "divergence_from_the_standard_normal",
        "kl_divergence",
        [LATENT(), LATENT(N=9, Z=4)],
        points=2,
        visible=True,
        en="The divergence to N(0, 1) is summed over the latent axis, and the mean is taken over the batch.",
        ja="N(0, 1) へのダイバージェンスを潜在変数の軸で足し、バッチで平均する。",
    ),
    Check(
        "divergence_at_the_edges",
        "kl_divergence",
        [
            LATENT(N=1),
            LATENT(Z=1),
            LATENT(mu=STANDARD, log_var=STANDARD),
            LATENT(mu=STANDARD + 100, log_var=STANDARD - 1000),
            LATENT(dtype="float32"),
        ],
        points=1,
        needs=("divergence_from_the_standard_normal",),
        en="It is 0 for N(0, 1) itself, and finite where the variance all but vanishes.",
        ja="N(0, 1) そのものなら0で、分散がほとんど0でも有限になる。",
    ),
    Check(
        "loss_is_error_and_divergence",
        "autoencoder_loss",
        [LOSS(), LOSS(N=8, D=3, Z=5)],
        points=1,
        visible=True,
        needs=("divergence_from_the_standard_normal",),
        en="The loss is the squared error, summed over an example, mean over the batch, plus the divergence.",
        ja="損失は、2乗誤差をサンプルごとに足してバッチで平均したものと、ダイバージェンスの和になる。",
    ),
    Check(
        "loss_of_one_example",
        "autoencoder_loss",
        [LOSS(N=1), LOSS(D=1), LOSS(mu=STANDARD, log_var=STANDARD, N=3), LOSS(dtype="float32")],
        points=1,
        needs=("loss_is_error_and_divergence",),
        en="A batch of one, a single number and a latent variable that is N(0, 1) have a loss too.",
        ja="サンプルが1つでも、x が1次元でも、潜在変数が N(0, 1) でも、損失が求まる。",
    ),
    Check(
        "vhred_draws_from_the_context",
        "vhred_state",
        ONE(),
        points=1,
        visible=True,
        needs=("z_is_mu_and_sigma_eps",),
        en="The context says where z is drawn, and the state is made of both.",
        ja="コンテキストが z の分布を決め、状態はその両方から作られる。",
    ),
    Check(
        "vhred_in_a_batch",
        "vhred_state",
        [BATCH(), BATCH(N=1), BATCH(Z=1), BATCH(dtype="float32"), ONE(dtype="float32")],
        points=2,
        needs=("vhred_draws_from_the_context",),
        en="Several contexts at once give a row each, and float32 stays float32.",
        ja="複数のコンテキストをまとめて渡すと1行ずつになり、float32 は float32 のまま返る。",
    ),
]

DRAWN = "return mu + np.exp(0.5 * log_var) * eps"
DIVERGENCE = "divergence = 0.5 * np.sum(mu**2 + np.exp(log_var) - 1 - log_var, axis=-1)"
BATCH_MEAN = "return divergence.mean()"
ERROR = "error = np.sum((x - x_hat) ** 2, axis=-1)"
TOTAL = "return error.mean() + kl_divergence(mu, log_var)"
MEAN = "mean = context @ W_mu + b_mu"
SPREAD = "spread = context @ W_lv + b_lv"
LATENT_Z = "z = reparameterize(mean, spread, eps)"
STATE = "return np.tanh(context @ W_c + z @ W_z + b)"

MISTAKES = [
    Mistake(
        "variance_for_deviation",
        DRAWN,
        "return mu + np.exp(log_var) * eps",
        en="You scale eps by the variance. The standard deviation is its root: exp(log_var / 2).",
        ja="eps に分散を掛けています。掛けるのはその平方根、標準偏差 exp(log_var / 2) です。",
    ),
    Mistake(
        "logarithm_for_deviation",
        DRAWN,
        "return mu + log_var * eps",
        en="You scale eps by the logarithm itself. Take exp(log_var / 2).",
        ja="eps に対数のまま掛けています。exp(log_var / 2) を掛けましょう。",
    ),
    Mistake(
        "root_of_the_logarithm",
        DRAWN,
        "return mu + np.sqrt(np.abs(log_var)) * eps",
        en="You take the root of the logarithm. The variance is exp(log_var), and its root exp(log_var / 2).",
        ja="対数の平方根をとっています。分散は exp(log_var) で、その平方根が exp(log_var / 2) です。",
    ),
    Mistake(
        "deviation_not_drawn",
        DRAWN,
        "return mu + np.exp(0.5 * log_var)",
        en="Your z is always one deviation above mu. Multiply the deviation by eps, the draw.",
        ja="z がいつも mu より標準偏差1つ分だけ上です。サンプリングした eps を標準偏差に掛けましょう。",
    ),
    Mistake(
        "mean_scaled_too",
        DRAWN,
        "return (mu + eps) * np.exp(0.5 * log_var)",
        en="You scale mu as well. Only eps is scaled.",
        ja="mu まで引き伸ばしています。標準偏差を掛けるのは eps だけです。",
    ),
    Mistake(
        "mean_left_out",
        DRAWN,
        "return np.exp(0.5 * log_var) * eps",
        en="Your z lies around 0. Add mu.",
        ja="z が0のまわりに散らばっています。mu を足しましょう。",
    ),
    Mistake(
        "divergence_subtracted",
        TOTAL,
        "return error.mean() - kl_divergence(mu, log_var)",
        en="You subtract the divergence, as in the bound that is made large. The loss is made small: add it.",
        ja="大きくする下界のように、ダイバージェンスを引いています。損失は小さくするものなので、足しましょう。",
    ),
    Mistake(
        "divergence_negative",
        DIVERGENCE,
        DIVERGENCE.replace("0.5", "-0.5"),
        en="Your divergence is negative, and the loss would reward distance. It is never below 0.",
        ja="ダイバージェンスが負なので、離れるほど損失が減ります。ダイバージェンスは0以上です。",
    ),
    Mistake(
        "half_forgotten",
        DIVERGENCE,
        DIVERGENCE.replace("0.5 * ", ""),
        en="Your divergence is twice too large. Half of the sum is right.",
        ja="ダイバージェンスが2倍になっています。和に ½ を掛けましょう。",
    ),
    Mistake(
        "mean_over_the_latent_axis",
        DIVERGENCE,
        DIVERGENCE.replace("np.sum", "np.mean"),
        en="You take the mean over the latent variables. They are summed; the mean is over the batch.",
        ja="潜在変数で平均しています。潜在変数では足し、平均するのはバッチです。",
    ),
    Mistake(
        "sum_over_the_batch",
        BATCH_MEAN,
        "return divergence.sum()",
        en="You sum over the batch. Take the mean over it.",
        ja="バッチで足しています。バッチでは平均しましょう。",
    ),
    Mistake(
        "divergence_for_each_example",
        BATCH_MEAN,
        "return divergence",
        en="You return a divergence for each example. Take their mean: one number.",
        ja="サンプルごとのダイバージェンスを返しています。平均して1つの数にしましょう。",
    ),
    Mistake(
        "summed_over_the_examples",
        DIVERGENCE,
        DIVERGENCE.replace("axis=-1", "axis=0"),
        en="You sum over the examples and take the mean over the latent variables. It is the other way round.",
        ja="例について足し、潜在変数について平均しています。逆にしましょう。",
    ),
    Mistake(
        "mu_not_squared",
        DIVERGENCE,
        DIVERGENCE.replace("mu**2", "mu"),
        en="Your divergence has mu where it has mu squared.",
        ja="mu をそのまま足しています。足すのは mu の2乗です。",
    ),
    Mistake(
        "logarithm_for_variance",
        DIVERGENCE,
        DIVERGENCE.replace("np.exp(log_var)", "log_var**2"),
        en="You square log_var where the variance belongs. The variance is exp(log_var).",
        ja="分散のところで log_var を2乗しています。分散は exp(log_var) です。",
    ),
    Mistake(
        "deviation_for_variance",
        DIVERGENCE,
        DIVERGENCE.replace("np.exp(log_var)", "np.exp(0.5 * log_var)"),
        en="Your divergence has the standard deviation where it has the variance, exp(log_var).",
        ja="ダイバージェンスの式に標準偏差が入っています。入るのは分散 exp(log_var) です。",
    ),
    Mistake(
        "one_forgotten",
        DIVERGENCE,
        DIVERGENCE.replace(" - 1", ""),
        en="Your divergence is not 0 for N(0, 1) itself. Subtract 1 for each latent variable.",
        ja="N(0, 1) そのものでもダイバージェンスが0になりません。潜在変数ごとに1を引きましょう。",
    ),
    Mistake(
        "divergence_the_other_way_round",
        DIVERGENCE,
        DIVERGENCE.replace(
            "mu**2 + np.exp(log_var) - 1 - log_var", "(mu**2 + 1) * np.exp(-log_var) - 1 + log_var"
        ),
        en="You compute KL(N(0, 1) || q), and a divergence has a direction. Here it is from q to N(0, 1).",
        ja="KL(N(0, 1) || q) になっています。ダイバージェンスには向きがあり、ここでは KL(q || N(0, 1)) です。",
    ),
    Mistake(
        "mean_squared_error",
        ERROR,
        "error = np.mean((x - x_hat) ** 2, axis=-1)",
        en="You take the mean over the numbers of an example, so the divergence weighs too much. Sum them.",
        ja="1つのサンプルの中で平均したので、ダイバージェンスが重くなりすぎます。和にしましょう。",
    ),
    Mistake(
        "error_summed_over_the_batch",
        TOTAL,
        "return error.sum() + kl_divergence(mu, log_var)",
        en="You sum the error over the batch. Take the mean over it, as for the divergence.",
        ja="誤差をバッチで足しています。ダイバージェンスと同じく、バッチでは平均します。",
    ),
    Mistake(
        "half_of_the_error",
        TOTAL,
        "return 0.5 * error.mean() + kl_divergence(mu, log_var)",
        en="You halve the error, as for a Gaussian likelihood. Here it counts in full.",
        ja="ガウス分布の尤度のように、誤差に ½ を掛けています。ここではそのまま使います。",
    ),
    Mistake(
        "plain_autoencoder",
        TOTAL,
        "return error.mean()",
        en="Your loss is that of a plain autoencoder, which leaves z any shape it likes. Add the divergence.",
        ja="ふつうのオートエンコーダーの損失なので、z の分布が決まりません。ダイバージェンスを足しましょう。",
    ),
    Mistake(
        "absolute_error",
        ERROR,
        "error = np.sum(np.abs(x - x_hat), axis=-1)",
        en="You sum absolute errors. Square them.",
        ja="絶対誤差を足しています。2乗誤差を足しましょう。",
    ),
    Mistake(
        "same_answer_every_time",
        LATENT_Z,
        "z = mean",
        en="Your z is the mean, so one context always gives the same first state: that is HRED again. Draw it with eps.",
        ja="z が平均のままなので、同じコンテキストからはいつも同じ状態で始まります。これでは HRED です。eps でサンプリングしましょう。",
    ),
    Mistake(
        "drawn_without_the_context",
        LATENT_Z,
        "z = eps",
        en="Your z is plain noise that knows nothing of the conversation. Reparameterize it with mean and spread.",
        ja="z がただの乱数で、会話を知りません。平均と分散を使って reparameterize しましょう。",
    ),
    Mistake(
        "mean_and_spread_swapped",
        LATENT_Z,
        "z = reparameterize(spread, mean, eps)",
        en="Your mean and log variance have changed places. mu comes first.",
        ja="平均と対数分散が逆です。mu が先です。",
    ),
    Mistake(
        "bias_of_the_mean_forgotten",
        MEAN,
        "mean = context @ W_mu",
        en="Your mean has no bias. Add b_mu.",
        ja="平均にバイアスがありません。b_mu を足しましょう。",
    ),
    Mistake(
        "bias_of_the_spread_forgotten",
        SPREAD,
        "spread = context @ W_lv",
        en="Your log variance has no bias. Add b_lv.",
        ja="対数分散にバイアスがありません。b_lv を足しましょう。",
    ),
    Mistake(
        "conversation_ignored",
        STATE,
        "return np.tanh(z @ W_z + b)",
        en="Your state is made of z alone. Add context @ W_c.",
        ja="状態が z だけから作られています。context @ W_c を足しましょう。",
    ),
    Mistake(
        "latent_variable_ignored",
        STATE,
        "return np.tanh(context @ W_c + b)",
        en="Your state ignores z, and the answer is the same every time. Add z @ W_z.",
        ja="状態が z を無視しているので、答えが毎回同じになります。z @ W_z を足しましょう。",
    ),
    Mistake(
        "bias_of_the_state_forgotten",
        STATE,
        "return np.tanh(context @ W_c + z @ W_z)",
        en="Your state has no bias. Add b.",
        ja="状態にバイアスがありません。b を足しましょう。",
    ),
    Mistake(
        "state_without_tanh",
        STATE,
        "return context @ W_c + z @ W_z + b",
        en="Your state has no tanh. The Decoder's states lie between -1 and 1.",
        ja="状態が tanh を通っていません。Decoder の状態は −1 から 1 の間です。",
    ),
]

ALSO = [
    Also("root_of_the_variance", DRAWN, "return mu + np.sqrt(np.exp(log_var)) * eps"),
    Also(
        "summed_then_divided",
        f"{DIVERGENCE}  # (N,)\n    {BATCH_MEAN}",
        "return -0.5 * (1 + log_var - np.square(mu) - np.exp(log_var)).sum() / len(mu)",
    ),
    Also(
        "exp_minus_one",
        DIVERGENCE,
        "divergence = (mu * mu + np.expm1(log_var) - log_var).sum(axis=1) / 2",
        en="expm1 is exp minus 1, and keeps its digits where log_var is near 0.",
        ja="expm1 は exp − 1 を計算し、log_var が0に近くても桁落ちしません。",
    ),
    Also("error_by_einsum", ERROR, 'error = np.einsum("nd,nd->n", x - x_hat, x - x_hat)'),
    Also(
        "one_product",
        STATE,
        "both = np.concatenate([context, z], axis=-1)\n    return np.tanh(both @ np.concatenate([W_c, W_z]) + b)",
    ),
]
