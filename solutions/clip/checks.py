"""What correct clipping does, and the mistakes people make on the way to it.

Beside the reference, solutions/clip/clip.py, which it reads as data.
"""

import numpy as np

from learnrnn.checking import Also, Arrays, Check, Mistake, Raises

MATRIX = Arrays(gradient="D H", threshold=0.5)
VECTOR = Arrays(gradient="5H", threshold=2.5)
TENSOR = Arrays(gradient="N D H", threshold=2.5)
MODEL = Arrays(gradients=["D H", "H", "N D H"], threshold=0.5)
PAIR = Arrays(gradients=("D H", "H"), threshold=0.25)
ONE = Arrays(gradients=["D H"], threshold=0.5)

NOT_ABOVE_ZERO = (0.0, -1.0, float("nan"))

CHECKS = [
    Check(
        "long_gradient_is_shortened",
        "clip_gradient",
        [
            MATRIX(),
            VECTOR(),
            TENSOR(),
            MATRIX(scale=1e-3, threshold=1e-4),
            MATRIX(gradient=np.array([[3e-7], [-4e-7]]), threshold=4e-7),  # an epsilon would show
            MATRIX(gradient=np.array([[3, -4], [12, 0]]), threshold=6.5),
        ],
        points=2,
        visible=True,
        en="A gradient longer than the threshold keeps its direction and gets the threshold as its norm.",
        ja="しきい値より長い勾配は、向きを保ったまま、ノルムがしきい値と等しくなる。",
    ),
    Check(
        "short_gradient_stays",
        "clip_gradient",
        [
            MATRIX(threshold=1000.0),
            MATRIX(gradient=np.array([[3.0], [-4.0]]), threshold=5.0),
            MATRIX(gradient=np.zeros((3, 2))),
            MATRIX(),
        ],
        points=1,
        needs=("long_gradient_is_shortened",),
        en="A gradient up to the threshold stays as it is, zero too; a longer one is clipped.",
        ja="しきい値以下の勾配は(0でも)そのまま返し、それより長い勾配はクリッピングする。",
    ),
    Check(
        "huge_float32_gradient",
        "clip_gradient",
        [MATRIX(dtype="float32", scale=1e20), MATRIX(dtype="float32")],
        points=1,
        needs=("long_gradient_is_shortened",),
        en="A float32 gradient of 1e20 is clipped with no overflow and stays float32.",
        ja="1e20 の float32 の勾配も、桁あふれせずにクリッピングでき、float32 のまま返る。",
    ),
    Raises(
        "threshold_above_zero",
        "clip_gradient",
        bad=[MATRIX(threshold=bad) for bad in NOT_ABOVE_ZERO],
        good=[MATRIX()],
        points=1,
        needs=("long_gradient_is_shortened",),
        en="A threshold of 0, below 0 or NaN is a ValueError; any other clips.",
        ja="しきい値が0以下か NaN なら ValueError になり、それ以外ならクリッピングする。",
    ),
    Check(
        "one_norm_over_all_arrays",
        "clip_global_norm",
        [MODEL(), PAIR(), ONE(), MODEL(scale=1e-3, threshold=1e-4)],
        points=2,
        visible=True,
        en="All arrays are scaled alike by one norm, which is returned as it was before clipping.",
        ja="すべての配列を1つのノルムで同じ割合に縮め、クリッピング前のノルムも返す。",
    ),
    Check(
        "short_model_stays",
        "clip_global_norm",
        [
            MODEL(threshold=1000.0),
            PAIR(gradients=[np.zeros((2, 3)), np.zeros(4)]),
            PAIR(gradients=[]),
            MODEL(),
        ],
        points=1,
        needs=("one_norm_over_all_arrays",),
        en="Short gradients stay as they are, and no gradients at all give [] and 0.0.",
        ja="短い勾配はそのまま返し、勾配が1つもなければ [] と 0.0 を返す。",
    ),
    Check(
        "huge_float32_model",
        "clip_global_norm",
        [MODEL(dtype="float32", scale=1e20), MODEL(dtype="float32")],
        points=1,
        needs=("one_norm_over_all_arrays",),
        en="float32 gradients of 1e20 are clipped with no overflow and stay float32.",
        ja="1e20 の float32 の勾配の組も、桁あふれせずにクリッピングでき、float32 のまま返る。",
    ),
    Raises(
        "global_threshold_above_zero",
        "clip_global_norm",
        bad=[MODEL(threshold=bad) for bad in NOT_ABOVE_ZERO],
        good=[MODEL()],
        points=1,
        needs=("one_norm_over_all_arrays",),
        en="For a whole model too, a threshold of 0, below 0 or NaN is a ValueError.",
        ja="モデル全体の場合も、しきい値が0以下か NaN なら ValueError になる。",
    ),
]

REFUSE = 'if not threshold > 0:  # so written, NaN is refused too\n        raise ValueError(f"threshold must'
NORM = "norm = np.sqrt(np.sum(np.square(gradient, dtype=np.float64)))"
RATE = "rate = float(threshold / norm) if norm > threshold else 1.0"
RESULT = "return gradient * rate"
SQUARES = "squares = [np.sum(np.square(g, dtype=np.float64)) for g in gradients]"
TOTAL = "total = float(np.sqrt(sum(squares)))"
SCALE = "scale = float(threshold / total) if total > threshold else 1.0"
MODEL_RESULT = "return [g * scale for g in gradients], total"

MISTAKES = [
    Mistake(
        "norm_becomes_one",
        RATE,
        RATE.replace("threshold / norm", "1 / norm"),
        en="Your clipped gradient has norm 1 whatever the threshold. Multiply by threshold / norm.",
        ja="しきい値が何でもノルムが1になっています。threshold / norm を掛けましょう。",
    ),
    Mistake(
        "divided_by_the_threshold",
        RATE,
        RATE.replace("threshold / norm", "1 / threshold"),
        en="You divide by the threshold, so the norm plays no part. The rate is threshold / norm.",
        ja="しきい値で割っていて、ノルムが使われていません。rate は threshold / norm です。",
    ),
    Mistake(
        "squares_overflow",
        NORM,
        NORM.replace(", dtype=np.float64", ""),
        en="Your squares stay float32, and the square of 1e20 is infinite there. Sum them in float64.",
        ja="2乗が float32 のままなので、1e20 の2乗が無限大になります。float64 で足しましょう。",
    ),
    Mistake(
        "rate_upside_down",
        RATE,
        RATE.replace("threshold / norm", "norm / threshold"),
        en="Your rate is norm / threshold, which makes long gradients longer. It is threshold / norm.",
        ja="rate が norm / threshold なので、長い勾配がさらに長くなります。threshold / norm とします。",
    ),
    Mistake(
        "always_rescaled",
        RATE,
        "rate = float(threshold / norm)",
        en="You scale short gradients up to the threshold too. Only a norm above the threshold is changed.",
        ja="短い勾配までしきい値の長さに伸ばしています。変えるのはノルムがしきい値を超えるときだけです。",
    ),
    Mistake(
        "epsilon_in_the_rate",
        RATE,
        RATE.replace("threshold / norm", "threshold / (norm + 1e-6)"),
        en="Your rate has an epsilon, as PyTorch's has, so the norm misses the threshold. Leave it out.",
        ja="rate に PyTorch と同じ微小量があるので、ノルムがしきい値に届きません。加えずに割りましょう。",
    ),
    Mistake(
        "clipped_by_element",
        RESULT,
        "return np.clip(gradient, -threshold, threshold)",
        en="You clip each element by itself, which turns the direction. Scale them all by one rate.",
        ja="要素ごとに切っているので、勾配の向きが変わります。すべての要素に同じ rate を掛けましょう。",
    ),
    Mistake(
        "raised_to_the_threshold",
        RESULT,
        "return np.maximum(gradient, threshold)",
        en="You lift each element to the threshold. It is a ceiling for the norm: multiply by rate.",
        ja="各要素をしきい値まで引き上げています。しきい値はノルムの上限なので、rate を掛けます。",
    ),
    Mistake(
        "square_root_forgotten",
        NORM,
        "norm = np.sum(np.square(gradient, dtype=np.float64))",
        en="Your norm is the sum of squares. Take its square root.",
        ja="ノルムが2乗和のままです。平方根をとりましょう。",
    ),
    Mistake(
        "mean_for_sum",
        NORM,
        NORM.replace("np.sum", "np.mean"),
        en="Your norm averages the squares, so it shrinks as the array grows. A norm sums them.",
        ja="2乗を平均しているので、配列が大きいほど小さく出ます。ノルムは2乗の和からとります。",
    ),
    Mistake(
        "largest_element_as_norm",
        NORM,
        "norm = np.max(np.abs(gradient)).astype(float)",
        en="You take the largest element for the norm. The norm is the root of the sum of all squares.",
        ja="最大の要素をノルムとしています。ノルムは、全要素の2乗和の平方根です。",
    ),
    Mistake(
        "each_row_on_its_own",
        f"{NORM}\n    {RATE}",
        "norm = np.sqrt(np.sum(np.square(gradient, dtype=np.float64), axis=-1, keepdims=True))\n"
        "    rate = np.minimum(1, threshold / np.where(norm > 0, norm, 1)).astype(gradient.dtype)",
        en="You clip each row by a norm of its own. There is one norm, over all elements.",
        ja="行ごとのノルムでクリッピングしています。ノルムは全要素についての1つだけです。",
    ),
    Mistake(
        "float32_lost",
        RESULT,
        "return np.asarray(gradient, float) * rate",
        en="Your result is float64 although the gradient is float32. Only the norm is computed in float64.",
        ja="float32 の勾配に対して float64 を返しています。float64 で計算するのはノルムだけです。",
    ),
    Mistake(
        "argument_changed",
        RESULT,
        "gradient *= rate\n    return gradient",
        en="You clip in place, as PyTorch does, so the caller's array changes. Return a new one.",
        ja="PyTorch のように引数を直接書き換えています。新しい配列を返しましょう。",
    ),
    Mistake(
        "nan_threshold_accepted",
        REFUSE,
        REFUSE.replace("not threshold > 0", "threshold <= 0"),
        en="NaN <= 0 is false, so a NaN threshold passes. `not threshold > 0` refuses it.",
        ja="NaN <= 0 は偽なので、NaN のしきい値が通ります。`not threshold > 0` なら防げます。",
    ),
    Mistake(
        "zero_threshold_accepted",
        REFUSE,
        REFUSE.replace("not threshold > 0", "not threshold >= 0"),
        en="A threshold of 0 would wipe out every gradient. It is a ValueError too.",
        ja="しきい値が0だと、どの勾配も消えてしまいます。0も ValueError にします。",
    ),
    Mistake(
        "each_array_on_its_own",
        MODEL_RESULT,
        "return [clip_gradient(g, threshold) for g in gradients], total",
        en="You clip each array by its own norm, so their proportions change. One norm scales them all.",
        ja="配列ごとのノルムでクリッピングしていて、配列どうしの比が変わります。1つのノルムで縮めましょう。",
    ),
    Mistake(
        "norm_after_clipping",
        MODEL_RESULT,
        "return [g * scale for g in gradients], total * scale",
        en="You return the norm after clipping. It is wanted as it was before, to be watched in training.",
        ja="クリッピング後のノルムを返しています。返すのは、学習の様子がわかるクリッピング前のノルムです。",
    ),
    Mistake(
        "norms_added_up",
        TOTAL,
        "total = float(np.sum(np.sqrt(squares)))",
        en="You add the norms of the arrays. Add their squares first, then take one root.",
        ja="配列ごとのノルムを足しています。先に2乗和を足し、最後に平方根を1回とります。",
    ),
    Mistake(
        "model_always_rescaled",
        SCALE,
        "scale = float(threshold / max(total, 1e-300))",
        en="You scale a short model up to the threshold too. Only a norm above the threshold is changed.",
        ja="短い勾配の組までしきい値の長さに伸ばしています。変えるのはしきい値を超えるときだけです。",
    ),
    Mistake(
        "no_gradients_refused",
        f"{SQUARES}\n    {TOTAL}",
        "total = float(np.linalg.norm(np.concatenate([np.ravel(g).astype(float) for g in gradients])))",
        en="Your concatenate fails when there are no gradients. An empty list gives [] and 0.0.",
        ja="勾配が1つもないと concatenate が失敗します。空のリストには [] と 0.0 を返します。",
    ),
    Mistake(
        "model_squares_overflow",
        SQUARES,
        SQUARES.replace(", dtype=np.float64", ""),
        en="Your squares stay float32, and those of 1e20 are infinite there. Sum all of them in float64.",
        ja="各配列の2乗が float32 のままなので、1e20 で無限大になります。すべて float64 で足しましょう。",
    ),
]

ALSO = [
    Also(
        "linalg_norm",
        NORM,
        "norm = np.linalg.norm(np.asarray(gradient, dtype=float))",
        en="numpy has the norm ready; float64 has to be asked for.",
        ja="ノルムは numpy に用意されています。float64 で計算することだけは、こちらで指定します。",
    ),
    Also(
        "norm_scaled_by_the_largest",
        NORM,
        "top = float(np.max(np.abs(gradient)))\n"
        "    norm = top * np.sqrt(np.sum((gradient.astype(float) / (top or 1)) ** 2))",
    ),
    Also(
        "divided_in_float64",
        RESULT,
        "return (gradient / norm * threshold).astype(np.result_type(gradient, np.float32)) if rate < 1 else gradient",
    ),
    Also(
        "element_by_element",
        SQUARES,
        "squares = [float(value) ** 2 for g in gradients for value in g.ravel()]",
    ),
]
