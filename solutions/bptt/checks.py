"""What a correct BPTT does, and the mistakes people make on the way to one.

Beside the reference, solutions/bptt/bptt.py, which it reads as data.
"""

import numpy as np

from learnrnn.checking import Also, Arrays, Call, Check, Drawn, Given, Mistake, Normal, Property, Uniform

# Weights are small enough that no activation is lost in its flat parts.
SEQUENCE = Arrays(
    x="T N D",
    d=Uniform("T N O"),
    z0=Normal("N H", scale=0.5),
    W_in=Normal("D H", scale=0.6),
    W=Normal("H H", scale=0.5),
    b=Normal("H", scale=0.5),
    W_out=Normal("H O", scale=0.6),
    c=Normal("O", scale=0.5),
)
TANH = SEQUENCE + Arrays(f=Given("tanh"))
RELU = SEQUENCE + Arrays(f=Given("relu"))


def with_unit_at_zero(*letters):
    """Weights into the hidden layer under which unit 0 gets a pre-activation of exactly 0."""

    def draw(rng, sizes):
        weights = rng.normal(scale=0.5, size=[sizes[letter] for letter in letters])
        weights[..., 0] = 0.0
        return weights

    return Drawn(draw)


RELU_AT_ZERO = RELU(W_in=with_unit_at_zero("D", "H"), W=with_unit_at_zero("H", "H"), b=with_unit_at_zero("H"))

# ------------------------------------------------ what one answer cannot show

PARAMETERS = ("W_in", "W", "b", "W_out", "c")
EPS = 1e-3  # the step of a central difference: small, but not lost in a loss of single precision


def sequence(rng, T=3, N=2, D=3, H=4, O=2):
    """The arguments of one call, without f."""
    shapes = [(T, N, D), (T, N, O), (N, H), (D, H), (H, H), (H,), (H, O), (O,)]
    return [rng.normal(scale=0.6, size=shape) for shape in shapes]


def steps_along_a_direction(rng):
    """The same sequence three times: as it is, and with all parameters moved a little forth and back."""
    arguments = sequence(rng)
    direction = [rng.normal(size=p.shape) for p in arguments[3:]]
    length = np.sqrt(sum(np.sum(e**2) for e in direction))
    moved = [
        [*arguments[:3], *(p + step * e / length for p, e in zip(arguments[3:], direction, strict=True))]
        for step in (EPS, -EPS)
    ]
    return [Call("bptt", each) for each in (arguments, *moved)]


def gradient_fits_the_loss(calls, values):
    """Along the direction, the gradient promises what the loss does (unless it does nothing)."""
    if not all(isinstance(v, list | tuple) and len(v) == 2 for v in values):
        return False
    (_, grads), (forth, _), (back, _) = values
    if not isinstance(grads, dict) or set(grads) != set(PARAMETERS):
        return False
    if not (is_number(forth) and is_number(back)):
        return False
    moves = [(f - b) / 2 for f, b in zip(calls[1].arguments[3:], calls[2].arguments[3:], strict=True)]
    if any(np.shape(grads[name]) != move.shape for name, move in zip(PARAMETERS, moves, strict=True)):
        return False
    promised = sum(np.sum(grads[name] * move) for name, move in zip(PARAMETERS, moves, strict=True)) / EPS
    change = (forth - back) / (2 * EPS)
    return bool(forth != back and abs(promised - change) < 1e-3 * abs(change) + 2e-5)


def is_number(value):
    return np.shape(value) == () and np.asarray(value).dtype.kind in "iuf"


LOSS, GRADIENTS = (0,), (1,)
OUTPUT_LAYER = [(1, "W_out"), (1, "c")]
HIDDEN_LAYER = [(1, "W_in"), (1, "W"), (1, "b")]
# A long sequence, and errors so large that gradients pass 5: nothing may be cut off on the way.
LONG_AND_STEEP = SEQUENCE(
    T=13,
    N=2,
    O=2,
    x=Normal("T N D", scale=6),
    d=Uniform("T N O", low=-60, high=60),
    W_out=Normal("H O", scale=2),
)

CHECKS = [
    Check(
        "loss_of_the_sequence",
        "bptt",
        [SEQUENCE(), SEQUENCE(T=1)],
        points=1,
        visible=True,
        of=[LOSS],
        en="The loss is the sum over the steps of the mean of half the squared errors.",
        ja="損失は、2乗誤差の半分をバッチと出力で平均し、全時刻で足したものになる。",
    ),
    Check(
        "gradients_of_the_output_layer",
        "bptt",
        [SEQUENCE(T=1), SEQUENCE()],
        points=1,
        visible=True,
        of=OUTPUT_LAYER,
        en="The gradients of W_out and c sum the errors at v over all steps.",
        ja="W_out と c の勾配は、v での誤差を全時刻で足したものになる。",
    ),
    Check(
        "gradients_of_the_hidden_layer",
        "bptt",
        [SEQUENCE(T=1), SEQUENCE()],
        points=2,
        visible=True,
        of=HIDDEN_LAYER,
        needs=("gradients_of_the_output_layer",),
        en="The error flows back to W_in, W and b, from the outputs and through W from every later step.",
        ja="誤差が、出力から、また後の時刻から W を通って、W_in と W と b にさかのぼる。",
    ),
    Property(
        "gradients_fit_your_loss",
        "bptt",
        steps_along_a_direction,
        gradient_fits_the_loss,
        points=1,
        needs=("loss_of_the_sequence", "gradients_of_the_hidden_layer"),
        en="Move the parameters a little, and the loss changes as your gradients say.",
        ja="パラメータを少し動かすと、損失は勾配の示すとおりに変わる。",
    ),
    Check(
        "tanh_hidden_layer",
        "bptt",
        TANH(),
        points=1,
        of=[GRADIENTS],
        needs=("gradients_of_the_hidden_layer",),
        en='With f="tanh" the hidden layer and its slope are those of tanh; the output stays a sigmoid.',
        ja='f="tanh" では中間層とその傾きが tanh になり、出力は sigmoid のまま変わらない。',
    ),
    Check(
        "relu_hidden_layer",
        "bptt",
        [RELU(), RELU_AT_ZERO],
        points=1,
        of=[GRADIENTS],
        needs=("gradients_of_the_hidden_layer",),
        en='With f="relu" the slope is 1 above zero and 0 elsewhere, at zero too.',
        ja='f="relu" の傾きは、正のとき1、それ以外は(0でも)0になる。',
    ),
    Check(
        "long_and_steep",
        "bptt",
        LONG_AND_STEEP,
        points=1,
        of=[GRADIENTS],
        needs=("gradients_of_the_hidden_layer",),
        en="A long sequence with large gradients gives them whole: cutting them off is another exercise.",
        ja="系列が長くて勾配が大きくても、そのまま返る。勾配を切り詰めるのは別の課題で扱う。",
    ),
    Check(
        "one_example_one_output",
        "bptt",
        [SEQUENCE(N=1), SEQUENCE(N=1, O=1)],
        points=1,
        of=[GRADIENTS],
        needs=("gradients_of_the_hidden_layer",),
        en="A batch of one with a single output, as in the adder, works too.",
        ja="足し算の例のように、バッチサイズも出力も1つの場合でも正しい。",
    ),
    Check(
        "float32_stays_float32",
        "bptt",
        [SEQUENCE(dtype="float32"), SEQUENCE(dtype="float32", x=Normal("T N D", dtype="float64"))],
        points=1,
        of=[GRADIENTS],
        needs=("gradients_of_the_hidden_layer",),
        en="float32 in, float32 gradients out.",
        ja="float32 を渡せば、勾配も float32 で返る。",
    ),
]

OUT = "delta_out = (sigmoid(v[t]) - d[t]) / (N * O) * d_sigmoid(v[t])"
BACK = "delta = (delta_out @ W_out.T + delta @ W.T) * slope(u[t])"
SUMS = """grads["W_in"] += x[t].T @ delta
        grads["W"] += z[t].T @ delta
        grads["b"] += delta.sum(axis=0)
        grads["W_out"] += z[t + 1].T @ delta_out
        grads["c"] += delta_out.sum(axis=0)"""

MISTAKES = [
    Mistake(
        "output_slope_taken_at_y",
        OUT,
        OUT.replace("d_sigmoid(v[t])", "d_sigmoid(sigmoid(v[t]))"),
        en="Your delta_out takes d_sigmoid at y, as the course's code does. It belongs at v.",
        ja="delta_out で、講義のコードと同じく d_sigmoid に y を渡しています。渡すのは活性化前の値 v です。",
    ),
    Mistake(
        "output_slope_missing",
        OUT,
        OUT.replace(" * d_sigmoid(v[t])", ""),
        en="Your delta_out is y - d alone, as for cross-entropy. With this loss it is times d_sigmoid(v).",
        ja="delta_out が交差エントロピーのときの y - d です。この損失では d_sigmoid(v) も掛けます。",
    ),
    Mistake(
        "error_has_the_wrong_sign",
        OUT,
        OUT.replace("sigmoid(v[t]) - d[t]", "d[t] - sigmoid(v[t])"),
        en="Your gradients point the other way, since they start from d - y. The loss's derivative is y - d.",
        ja="d - y から始めたので、勾配の向きが逆です。損失を微分すると y - d になります。",
    ),
    Mistake(
        "mean_missing_in_the_gradient",
        OUT,
        OUT.replace(" / (N * O)", ""),
        en="Your loss is a mean but your gradient is not. Divide the error by N * O.",
        ja="損失は平均なのに、勾配は平均になっていません。誤差を N * O で割りましょう。",
    ),
    Mistake(
        "mean_over_the_batch_only",
        OUT,
        OUT.replace("(N * O)", "N"),
        en="Your gradient is divided by N alone. The loss is a mean over outputs too: divide by N * O.",
        ja="勾配を N だけで割っています。損失は出力についても平均なので、N * O で割ります。",
    ),
    Mistake(
        "gradient_divided_by_steps",
        OUT,
        OUT.replace("(N * O)", "(T * N * O)"),
        en="Your gradient is divided by T as well. The loss is a sum over the steps: divide by N * O only.",
        ja="勾配を T でも割っています。損失は時刻について和をとるので、割るのは N * O だけです。",
    ),
    Mistake(
        "nothing_flows_back",
        BACK,
        "delta = delta_out @ W_out.T * slope(u[t])",
        en="Your delta knows its own step only. Add what comes back from the step after: delta @ W.T.",
        ja="delta に自分の時刻の誤差しか入っていません。次の時刻から戻る delta @ W.T を足しましょう。",
    ),
    Mistake(
        "recurrent_weight_not_transposed",
        BACK,
        BACK.replace("W.T)", "W)"),
        en="Your error goes back through W as it stands. On the way back it is W.T.",
        ja="誤差が W をそのまま通って戻っています。戻るときに掛けるのは W.T です。",
    ),
    Mistake(
        "slope_on_one_part_only",
        BACK,
        "delta = delta_out @ W_out.T * slope(u[t]) + delta @ W.T",
        en="Your slope scales only the error from the output. Add both parts first, then multiply by f'(u).",
        ja="f'(u) が出力からの誤差にしか掛かっていません。2つを足してから掛けましょう。",
    ),
    Mistake(
        "hidden_slope_missing",
        BACK,
        "delta = delta_out @ W_out.T + delta @ W.T",
        en="Your delta stops at z, before the activation. Multiply by f'(u) to get to u.",
        ja="delta が活性化関数の手前の z で止まっています。f'(u) を掛けると u まで届きます。",
    ),
    Mistake(
        "hidden_slope_taken_at_z",
        BACK,
        BACK.replace("slope(u[t])", "slope(z[t + 1])"),
        en="Your hidden slope is taken at z, which has been through f already. Take it at u.",
        ja="中間層の傾きを、すでに f を通った z で計算しています。傾きは u でとります。",
    ),
    Mistake(
        "sigmoid_slope_whatever_f",
        BACK,
        BACK.replace("slope(u[t])", "d_sigmoid(u[t])"),
        en="Your way back uses the sigmoid's slope whatever f is. Use the slope of the f that went forward.",
        ja="f が何でも sigmoid の傾きを使っています。順伝播で使った f の傾きを使いましょう。",
    ),
    Mistake(
        "relu_slope_one_at_zero",
        BACK,
        BACK.replace("slope(u[t])", '(u[t] >= 0 if f == "relu" else slope(u[t]))'),
        en="Your relu has slope 1 at u = 0. Here it is 0 there, so the test is u > 0.",
        ja="u = 0 での relu の傾きが1になっています。ここでは0とするので、条件は u > 0 です。",
    ),
    Mistake(
        "backward_in_forward_order",
        "for t in reversed(range(T)):",
        "for t in range(T):",
        en="Your way back runs from the first step to the last. Errors come from later steps: start at T.",
        ja="2つ目のループが最初の時刻から進んでいます。誤差は後の時刻から来るので、T から1へ戻ります。",
    ),
    Mistake(
        "new_state_for_W",
        'grads["W"] += z[t].T @ delta',
        'grads["W"] += z[t + 1].T @ delta',
        en="Your gradient of W uses the state after the step. W multiplied the state before it.",
        ja="W の勾配にその時刻の z を使っています。W に掛かっていたのは1つ前の z です。",
    ),
    Mistake(
        "old_state_for_W_out",
        "z[t + 1].T @ delta_out",
        "z[t].T @ delta_out",
        en="Your gradient of W_out uses the state before the step. W_out multiplied the state after it.",
        ja="W_out の勾配に1つ前の z を使っています。W_out に掛かっていたのは、その時刻の z です。",
    ),
    Mistake(
        "gradient_of_W_overwritten",
        'grads["W"] += z[t].T @ delta',
        'grads["W"] = z[t].T @ delta',
        en="Your gradient of W keeps one step only. The same W served every step, so add them up.",
        ja="W の勾配に1つの時刻しか残っていません。W は全時刻で使われたので、足し合わせます。",
    ),
    Mistake(
        "every_gradient_overwritten",
        SUMS,
        SUMS.replace("+=", "="),
        en="Your gradients keep one step only, the first. Every step uses the parameters, so add up: +=.",
        ja="勾配に1つの時刻、最初の分しか残っていません。全時刻で使うので、+= で足し合わせます。",
    ),
    Mistake(
        "bias_gradient_averaged",
        'grads["b"] += delta.sum(axis=0)',
        'grads["b"] += delta.mean(axis=0)',
        en="Your gradient of b is a mean over the batch, but delta holds that 1/N already. Sum it.",
        ja="b の勾配をバッチで平均していますが、1/N は delta に含まれています。和をとりましょう。",
    ),
    Mistake(
        "loss_divided_by_steps",
        "return loss, grads",
        "return loss / T, grads",
        en="Your loss is a mean over the steps. Here it is their sum.",
        ja="損失を時刻で平均しています。ここでは和をとります。",
    ),
    Mistake(
        "averaged_over_steps",
        "return loss, grads",
        "return loss / T, {key: grad / T for key, grad in grads.items()}",
        en="Your loss is a mean over the steps, and its gradients too. Here both are sums: leave out the 1/T.",
        ja="損失も勾配も時刻で平均しています。ここではどちらも和なので、1/T は要りません。",
    ),
    Mistake(
        "half_missing_in_the_loss",
        "np.mean(0.5 * (sigmoid(v[t]) - d[t]) ** 2)",
        "np.mean((sigmoid(v[t]) - d[t]) ** 2)",
        en="Your loss lacks the factor 1/2 that makes its derivative y - d.",
        ja="損失に 1/2 がありません。1/2 があるので、微分が y - d になります。",
    ),
    Mistake(
        "starts_from_zero",
        "[], [z0], [], 0.0",
        "[], [np.zeros_like(z0)], [], 0.0",
        en="Your sequence starts from zeros. Its first step starts from the given z0.",
        ja="系列が0から始まっています。最初の時刻は、渡された z0 から始めます。",
    ),
]

ALSO = [
    Also(
        "one_product_for_all_steps",
        'grads["W_out"] += z[t + 1].T @ delta_out',
        'grads["W_out"] = np.einsum("tnh,tno->ho", np.array(z[1:]), (sigmoid(np.array(v)) - d) / (N * O)'
        " * d_sigmoid(np.array(v)))",
    ),
    Also(
        "output_slope_from_y",
        OUT,
        "y = sigmoid(v[t])\n        delta_out = (y - d[t]) * y * (1 - y) / y.size",
        en="The output's slope from y itself, y (1 - y): one sigmoid serves twice.",
        ja="出力の傾きを y から y (1 - y) と求めます。sigmoid の計算が1回で済みます。",
    ),
    Also(
        "sums_as_products_with_ones",
        'grads["b"] += delta.sum(axis=0)',
        'grads["b"] += np.ones(N, delta.dtype) @ delta',
    ),
    Also(
        "loss_as_one_sum",
        "np.mean(0.5 * (sigmoid(v[t]) - d[t]) ** 2)",
        "float(np.sum(np.square(d[t] - sigmoid(v[t])))) / (2 * N * O)",
    ),
]
