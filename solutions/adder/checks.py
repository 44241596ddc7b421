"""What correct bits, examples and update steps are, and the mistakes people make on the way to them.

Beside the reference, solutions/adder/adder.py, which it reads as data.
"""

import numpy as np

from learnrnn.checking import Also, Arrays, Check, Drawn, Given, Integers, Mistake, Raises

NUMBER = Arrays(n=Given(6))
NUMBER_WIDTH = Arrays(n=Given(6), width=Given(4))
BITS = Arrays(bits=Given([0, 1, 1, 0]))
EXAMPLE = Arrays(a=Given(3), b=Given(6))  # 3 + 6 carries twice
EXAMPLE_WIDTH = Arrays(a=Given(3), b=Given(6), width=Given(4))
STEP = Arrays(params={"W": "D H", "b": "H"}, grads={"W": "D H", "b": "H"}, learning_rate=Given(0.1))
OTHER_ORDER = Arrays(params={"W": "D H", "b": "H"}, grads={"b": "H", "W": "D H"}, learning_rate=Given(0.5))
GRADIENT_MISSING = Arrays(params={"W": "D H", "b": "H"}, grads={"W": "D H"}, learning_rate=Given(0.1))
GRADIENT_TOO_MANY = Arrays(params={"W": "D H"}, grads={"W": "D H", "b": "H"}, learning_rate=Given(0.1))
OTHER_NAME = Arrays(params={"W": "D H"}, grads={"W_in": "D H"}, learning_rate=Given(0.1))


def sure(shape):
    """Outputs of a network that is sure of itself: near 0 or near 1, never near 0.5.

    shape: of what, for n bits or n rows of bits. The first bit is 0 and the last is 1.
    """

    def draw(rng, sizes):
        size = shape(int(rng.integers(4, 9)))
        high = rng.random(size) < 0.5
        high.flat[0], high.flat[-1] = False, True
        return np.where(high, rng.uniform(0.6, 0.95, size), rng.uniform(0.05, 0.4, size))

    return Drawn(draw)


CHECKS = [
    Check(
        "bits_start_with_the_least",
        "to_bits",
        [
            NUMBER(),
            NUMBER(n=Integers("", low=1, below=255)),
            NUMBER_WIDTH(),
            NUMBER_WIDTH(n=Integers("", low=1, below=2047), width=11),
            NUMBER_WIDTH(n=2, width=2),
        ],
        points=2,
        visible=True,
        en="Bit 0 comes first, as float64, and there are width bits, 8 unless said otherwise.",
        ja="最下位のビットが先頭で、float64 の値が width 個(省略時は8個)並ぶ。",
    ),
    Raises(
        "bits_must_fit",
        "to_bits",
        bad=[
            NUMBER(n=-1),
            NUMBER(n=-200),
            NUMBER(n=256),
            NUMBER(n=300),
            NUMBER_WIDTH(n=8, width=3),
            NUMBER_WIDTH(n=11, width=3),
        ],
        good=[NUMBER(n=255), NUMBER(n=0), NUMBER_WIDTH(n=6, width=3), NUMBER_WIDTH(n=256, width=9)],
        points=1,
        needs=("bits_start_with_the_least",),
        en="A number that is negative or does not fit is a ValueError; 2**width - 1 still fits.",
        ja="負の数や収まらない数は ValueError になる。2**width - 1 までは収まる。",
    ),
    Check(
        "number_from_bits",
        "from_bits",
        [BITS(), BITS(bits=[0.9, 0.1, 0.8, 0.7, 0.2]), BITS(bits=sure(lambda n: (n,)))],
        points=1,
        visible=True,
        en="A bit counts as 1 from 0.5 up, in a list or an array.",
        ja="リストでも配列でも、0.5 以上の値を 1 と数える。",
    ),
    Check(
        "number_from_bits_of_any_shape",
        "from_bits",
        [
            BITS(bits=sure(lambda n: (n, 1, 1))),
            BITS(bits=sure(lambda n: (1, n))),
            BITS(bits=sure(lambda n: (n, 3))),
        ],
        points=1,
        needs=("number_from_bits",),
        en="Bits of any shape are flattened first.",
        ja="どの形状のビットも、まず1列に並べ直す。",
    ),
    Check(
        "half_counts_as_one",
        "from_bits",
        [BITS(bits=[0.5, 0.0, 0.5]), BITS(bits=np.array([0.499, 0.5, 1.0, 0.501, 0.0]))],
        points=1,
        needs=("number_from_bits",),
        en="Exactly 0.5 counts as 1.",
        ja="ちょうど 0.5 も 1 と数える。",
    ),
    Check(
        "example_holds_a_b_and_their_sum",
        "make_example",
        [
            EXAMPLE(),
            EXAMPLE(a=Integers("", low=64, below=128), b=Integers("", low=0, below=64)),
            EXAMPLE_WIDTH(),
            EXAMPLE_WIDTH(a=Integers("", low=512, below=700), b=Integers("", low=0, below=512), width=11),
        ],
        points=1,
        visible=True,
        needs=("bits_start_with_the_least",),
        en="x (width, 1, 2) holds the bits of a and b side by side, d (width, 1, 1) those of a + b.",
        ja="x (width, 1, 2) には a と b のビットが並び、d (width, 1, 1) には a + b のビットが入る。",
    ),
    Raises(
        "sum_must_fit",
        "make_example",
        bad=[EXAMPLE(a=200, b=56), EXAMPLE(a=255, b=75), EXAMPLE(a=-1, b=5), EXAMPLE_WIDTH(a=9, b=7)],
        good=[EXAMPLE(a=200, b=55), EXAMPLE_WIDTH(a=9, b=6), EXAMPLE_WIDTH(a=9, b=7, width=5)],
        points=1,
        needs=("example_holds_a_b_and_their_sum",),
        en="A sum that needs one bit more is a ValueError.",
        ja="和がもう1ビット必要とするときは ValueError になる。",
    ),
    Check(
        "step_goes_against_the_gradient",
        "sgd_step",
        [STEP(), OTHER_ORDER(), STEP(dtype="float32")],
        points=1,
        visible=True,
        en="Each parameter moves against its gradient, in a new array of the same dtype.",
        ja="各パラメータが勾配と逆向きに動き、dtype の同じ新しい配列になる。",
    ),
    Raises(
        "step_needs_equal_keys",
        "sgd_step",
        bad=[GRADIENT_MISSING(), GRADIENT_TOO_MANY(), OTHER_NAME()],
        good=[STEP(), OTHER_ORDER()],
        points=1,
        needs=("step_goes_against_the_gradient",),
        en="Parameters and gradients must have the same keys, else it is a ValueError.",
        ja="パラメータと勾配のキーが異なるときは ValueError になる。",
    ),
]

FITS = "if n < 0 or n >= 2**width:"
BITS_LINE = "return np.array([n // 2**k % 2 for k in range(width)], dtype=np.float64)"
NUMBER_LINE = "return sum(2**k for k, bit in enumerate(np.ravel(bits)) if bit >= 0.5)"
PAIR_LINE = "x = np.stack([to_bits(a, width), to_bits(b, width)], axis=-1)"
TARGET = "d = to_bits(a + b, width)"
EXAMPLE_LINE = "return x[:, None, :], d[:, None, None]"
KEYS = "if params.keys() != grads.keys():"
UPDATE = "return {name: params[name] - learning_rate * grads[name] for name in params}"

MISTAKES = [
    Mistake(
        "most_significant_first",
        BITS_LINE,
        "return np.array([n // 2**k % 2 for k in reversed(range(width))], dtype=np.float64)",
        en="Your bits start with the largest, as the note's np.unpackbits gives them. Start with bit 0.",
        ja="ビットが大きい桁から並んでいます。ノートの np.unpackbits と同じ順です。最下位から並べましょう。",
    ),
    Mistake(
        "bits_are_integers",
        BITS_LINE,
        "return np.array([n // 2**k % 2 for k in range(width)])",
        en="Your bits are integers. The network reads float64.",
        ja="ビットが整数です。ネットワークに渡すので float64 にします。",
    ),
    Mistake(
        "width_ignored",
        BITS_LINE,
        "return np.array([n // 2**k % 2 for k in range(8)], dtype=np.float64)",
        en="You always give 8 bits. width says how many there are.",
        ja="いつも8ビットになっています。個数は width で決まります。",
    ),
    Mistake(
        "not_taken_modulo_two",
        BITS_LINE,
        "return np.array([n // 2**k for k in range(width)], dtype=np.float64)",
        en="You shift n but keep its higher bits. Take each quotient modulo 2.",
        ja="n をずらしたあと、上の桁が残っています。商を2で割った余りを取りましょう。",
    ),
    Mistake(
        "negative_accepted",
        FITS,
        "if n >= 2**width:",
        en="A negative n gives you the bits of another number. Raise a ValueError.",
        ja="負の n に対して、別の数のビットが返ります。ValueError を送出しましょう。",
    ),
    Mistake(
        "sum_wraps_round",
        TARGET,
        "d = to_bits((a + b) % 2**width, width)",
        en="A sum that is too large starts again at 0 here. It is a ValueError.",
        ja="大きすぎる和が 0 に戻っています。ValueError にしましょう。",
    ),
    Mistake(
        "limit_off_by_one",
        FITS,
        "if n < 0 or n > 2**width:",
        en="You let 2**width itself pass, and its bits are all 0. The largest that fits is 2**width - 1.",
        ja="2**width を通してしまい、ビットがすべて 0 になります。収まるのは 2**width - 1 までです。",
    ),
    Mistake(
        "too_large_accepted",
        FITS,
        "if n < 0:",
        en="A number that does not fit loses its upper bits here. Raise a ValueError from 2**width up.",
        ja="収まらない数の上の桁が失われます。2**width 以上は ValueError にしましょう。",
    ),
    Mistake(
        "half_rounded_to_even",
        NUMBER_LINE,
        "return sum(2**k for k, bit in enumerate(np.round(np.ravel(bits))) if bit >= 0.5)",
        en="You count 0.5 as 0, as np.round does (it takes the even neighbour). It is a 1: compare with >= 0.5.",
        ja="0.5 を 0 と数えています(np.round も、偶数の 0 に丸めます)。ここでは 0.5 も 1 なので、>= 0.5 で比べます。",
    ),
    Mistake(
        "bits_cut_off",
        NUMBER_LINE,
        "return sum(2**k for k, bit in enumerate(np.ravel(bits)) if int(bit) == 1)",
        en="You count all below 1 as 0, as int() does with 0.9. A bit is 1 from 0.5 up.",
        ja="1 に満たないものを、int() の切り捨てのように、すべて 0 と数えています。0.5 以上を 1 とします。",
    ),
    Mistake(
        "read_from_the_wrong_end",
        NUMBER_LINE,
        "return sum(2**k for k, bit in enumerate(np.ravel(bits)[::-1]) if bit >= 0.5)",
        en="You read the first bit as the largest. The first one is worth 1.",
        ja="先頭のビットをいちばん大きい桁として読んでいます。先頭は1の位です。",
    ),
    Mistake(
        "bits_not_flattened",
        NUMBER_LINE,
        "return sum(2**k for k, bit in enumerate(bits) if bit >= 0.5)",
        en="You take one entry of the first axis for one bit. Flatten the bits first.",
        ja="最初の軸の1要素を1ビットとして読んでいます。先に1列に並べ直しましょう。",
    ),
    Mistake(
        "pairs_torn_apart",
        PAIR_LINE,
        "x = np.stack([to_bits(a, width), to_bits(b, width)]).reshape(width, 2)",
        en="Your reshape mixes the steps: x[0] holds two bits of a. Stack along the last axis.",
        ja="reshape で時刻が混ざり、x[0] に a のビットが2つ入っています。最後の軸に沿って重ねましょう。",
    ),
    Mistake(
        "a_and_b_swapped",
        PAIR_LINE,
        "x = np.stack([to_bits(b, width), to_bits(a, width)], axis=-1)",
        en="Your x holds b first. x[:, 0, 0] are the bits of a.",
        ja="x に b が先に入っています。x[:, 0, 0] が a のビットです。",
    ),
    Mistake(
        "carry_left_out",
        TARGET,
        "d = to_bits(a ^ b, width)",
        en="Your target adds each pair of bits alone and drops the carry. Take the bits of a + b.",
        ja="正解が桁ごとの和で、繰り上がりが抜けています。a + b のビットを使いましょう。",
    ),
    Mistake(
        "batch_axis_left_out",
        EXAMPLE_LINE,
        "return x, d[:, None]",
        en="Your x and d have no batch axis. It stands in the middle and has length 1.",
        ja="x と d にバッチの軸がありません。真ん中に長さ1の軸を置きます。",
    ),
    Mistake(
        "batch_axis_first",
        EXAMPLE_LINE,
        "return x[None], d[None, :, None]",
        en="Your batch axis stands first. Sequences are time-major here: (width, 1, ·).",
        ja="バッチの軸が先頭にあります。ここでは時刻の軸が先頭で、(width, 1, ·) です。",
    ),
    Mistake(
        "uphill",
        UPDATE,
        "return {name: params[name] + learning_rate * grads[name] for name in params}",
        en="You go along the gradient, so the loss grows. Subtract it.",
        ja="勾配の向きに進むので、損失が増えます。引きましょう。",
    ),
    Mistake(
        "learning_rate_forgotten",
        UPDATE,
        "return {name: params[name] - grads[name] for name in params}",
        en="You subtract the whole gradient. Scale it by learning_rate.",
        ja="勾配をそのまま引いています。learning_rate を掛けましょう。",
    ),
    Mistake(
        "updated_in_place",
        UPDATE,
        "for name in params:\n        params[name] -= learning_rate * grads[name]\n    return params",
        en="Your step writes into the caller's params. Return new arrays in a new dict.",
        ja="呼び出し側の params を書き換えています。新しい配列を新しい辞書に入れて返しましょう。",
    ),
    Mistake(
        "extra_gradient_ignored",
        KEYS,
        "if not params.keys() <= grads.keys():",
        en="A gradient without a parameter goes unnoticed. The keys must be the same on both sides.",
        ja="対応するパラメータのない勾配が見過ごされます。両方のキーが一致しなければなりません。",
    ),
]

ALSO = [
    Also(
        "by_shifting",
        BITS_LINE,
        "return np.array([float(n >> k & 1) for k in range(width)])",
        en="n >> k & 1 is bit k, as the machine has it.",
        ja="n >> k & 1 は、計算機の中での k 番目のビットそのものです。",
    ),
    Also("by_text", BITS_LINE, 'return np.array([float(bit) for bit in reversed(f"{n:0{width}b}")])'),
    Also(
        "by_a_product",
        NUMBER_LINE,
        "flat = np.asarray(bits, dtype=float).reshape(-1) >= 0.5\n"
        "    return int(flat @ 2 ** np.arange(flat.size))",
    ),
    Also(
        "filled_by_a_loop",
        PAIR_LINE,
        "x = np.empty((width, 2))\n    x[:, 0], x[:, 1] = to_bits(a, width), to_bits(b, width)",
    ),
    Also(
        "copied_then_changed",
        UPDATE,
        "new = {name: value.copy() for name, value in params.items()}\n"
        "    for name in new:\n"
        "        new[name] -= learning_rate * grads[name]\n"
        "    return new",
    ),
]
