"""What correct embeddings do, and the mistakes people make on the way to them.

Beside the reference, solutions/embedding/embedding.py, which it reads as data.
"""

import numpy as np

from learnrnn.checking import Also, Arrays, Check, Drawn, Given, Integers, Mistake, Normal, Raises

VOCABULARY_SIZE = Integers("", low="V", below="V+1")  # V itself


def word(rng, sizes):
    """The one-hot vector of a random word."""
    return np.eye(sizes["V"])[rng.integers(sizes["V"])]


def ids_with(outsider):
    """Ids of which one is out of range: `outsider(V)`."""

    def draw(rng, sizes):
        ids = rng.integers(sizes["V"], size=sizes.get("N", 4))
        ids[rng.integers(len(ids))] = outsider(sizes["V"])
        return ids

    return Drawn(draw)


OUT_OF_RANGE = [ids_with(lambda V: V), ids_with(lambda V: -1), ids_with(lambda V: -V)]

ONE_HOT = Arrays(ids=Integers("N", below="V"), vocabulary_size=VOCABULARY_SIZE)
DOT = Arrays(E="d V", w="V")
LOOKUP = Arrays(E="d V", ids=Integers("N", below="V"))
GRADIENT = Arrays(d_out="N d", ids=Integers("N", below="V"), vocabulary_size=VOCABULARY_SIZE)

SENTENCES = Integers("T N", below="V")
SINGLE = Integers("", below="V")

# A one-hot matrix for this many words and ids would take 3.2 GB.
MANY = 20_000
MANY_WORDS = np.random.default_rng(0).normal(size=(2, MANY)).astype(np.float32)
MANY_IDS = np.random.default_rng(1).integers(MANY, size=MANY)

CHECKS = [
    Check(
        "one_hot_rows",
        "one_hot",
        [ONE_HOT(), ONE_HOT(ids=SENTENCES), ONE_HOT(ids=SINGLE)],
        points=1,
        visible=True,
        en="Each id becomes a float64 row of zeros with a 1 at its place, whatever the shape of ids.",
        ja="ids の形状が何でも、各 id は、その位置だけが1の float64 の行になる。",
    ),
    Raises(
        "one_hot_ids_in_range",
        "one_hot",
        bad=[ONE_HOT(ids=ids) for ids in OUT_OF_RANGE],
        good=[ONE_HOT()],
        points=1,
        needs=("one_hot_rows",),
        en="An id that is negative or not below V is a ValueError; the others are encoded.",
        ja="負の id や V 以上の id は ValueError になり、それ以外は変換される。",
    ),
    Check(
        "product_with_a_word",
        "embed_dot",
        [
            DOT(w=Drawn(word)),
            DOT(),
            DOT(dtype="float32"),
            DOT(dtype="float32", w=Normal("V", dtype="float64")),
        ],
        points=1,
        visible=True,
        en="E times a one-hot word is that word's column, and E times any w is the product.",
        ja="E と one-hot の w の積は、その単語の列になり、一般の w でも行列の積になる。",
    ),
    Check(
        "lookup_gives_columns",
        "embedding_lookup",
        [LOOKUP(), LOOKUP(ids=SENTENCES), LOOKUP(ids=SINGLE), LOOKUP(N=1)],
        points=2,
        visible=True,
        en="Each id is replaced by its column of E; the other axes stay as they are.",
        ja="各 id が E のその列に置き換わり、ほかの軸はそのまま残る。",
    ),
    Check(
        "lookup_in_a_large_vocabulary",
        "embedding_lookup",
        [LOOKUP(E=Given(MANY_WORDS), ids=Given(MANY_IDS)), LOOKUP(dtype="float32")],
        points=1,
        needs=("lookup_gives_columns",),
        en="20,000 words are looked up without 20,000 one-hot rows, and float32 stays float32.",
        ja="2万語でも、2万行の one-hot を作らずに参照でき、float32 は float32 のまま返る。",
    ),
    Raises(
        "lookup_ids_in_range",
        "embedding_lookup",
        bad=[LOOKUP(ids=ids) for ids in OUT_OF_RANGE],
        good=[LOOKUP()],
        points=1,
        needs=("lookup_gives_columns",),
        en="A negative id does not count from the end: it is a ValueError, like one not below V.",
        ja="負の id は末尾から数えず、V 以上の id と同じく ValueError にする。",
    ),
    Check(
        "repeated_ids_add_up",
        "embedding_gradient",
        [
            GRADIENT(N=9, V=3),
            GRADIENT(d_out=Normal("T N d"), ids=SENTENCES),
            GRADIENT(d_out=Normal("d"), ids=SINGLE),
            GRADIENT(dtype="float32"),
            GRADIENT(N=1),
        ],
        points=2,
        visible=True,
        en="Each error goes to its word's column, those of one word add up, and float32 stays float32.",
        ja="誤差は単語の列に入り、同じ単語の分は足し合わされ、float32 は float32 のまま返る。",
    ),
    Raises(
        "gradient_ids_in_range",
        "embedding_gradient",
        bad=[GRADIENT(ids=ids) for ids in OUT_OF_RANGE],
        good=[GRADIENT()],
        points=1,
        needs=("repeated_ids_add_up",),
        en="For the gradient too, an id out of range is a ValueError.",
        ja="勾配でも、範囲外の id は ValueError になる。",
    ),
]

ENCODE = "np.eye(vocabulary_size)[checked(ids, vocabulary_size)]"
PRODUCT = "E.dot(w)"
READ = "E.T[checked(ids, E.shape[1])]"
ZEROS = "np.zeros((vocabulary_size, d_out.shape[-1]), d_out.dtype)"
ADD = "np.add.at(gradient, checked(ids, vocabulary_size), d_out)"
TURN = "return gradient.T"

MISTAKES = [
    Mistake(
        "one_hot_columns",
        ENCODE,
        "np.eye(vocabulary_size)[:, checked(ids, vocabulary_size)]",
        en="Your words stand in columns, (V, ...). The new axis comes last: (..., V).",
        ja="単語が列に並び、(V, ...) になっています。新しい軸は最後で、(..., V) です。",
    ),
    Mistake(
        "one_hot_integers",
        ENCODE,
        "np.eye(vocabulary_size, dtype=int)[checked(ids, vocabulary_size)]",
        en="Your one-hot rows are integers. They are float64, ready to meet a weight.",
        ja="one-hot が整数型です。重みと掛けられるように float64 にします。",
    ),
    Mistake(
        "ids_counted_from_one",
        ENCODE,
        "np.eye(vocabulary_size)[checked(ids, vocabulary_size) - 1]",
        en="Your 1 stands one place too far left, as if ids began at 1. They begin at 0.",
        ja="1の位置が1つ左にずれています。id は1からではなく0から始まります。",
    ),
    Mistake(
        "one_hot_flattened",
        ENCODE,
        "np.eye(vocabulary_size)[checked(ids, vocabulary_size).ravel()]",
        en="You flatten ids first, so their axes are lost. Keep them: (..., V).",
        ja="ids を平らにしたので、もとの軸が失われています。軸を残して (..., V) とします。",
    ),
    Mistake(
        "one_hot_range_unchecked",
        ENCODE,
        "np.eye(vocabulary_size)[np.asarray(ids)]",
        en="Your one_hot lets numpy count a negative id from the end. Call checked first: a ValueError.",
        ja="one_hot で、負の id が末尾から数えられています。先に checked を呼び、ValueError にします。",
    ),
    Mistake(
        "broadcast_for_product",
        PRODUCT,
        "E * w",
        en="E * w goes element by element and stays (d, V). E.dot(w) also sums over the words.",
        ja="E * w は要素ごとの積なので (d, V) のままです。E.dot(w) なら、単語について和をとります。",
    ),
    Mistake(
        "transposed_for_product",
        PRODUCT,
        "E.T.dot(w)",
        en="E.T is (V, d) and does not fit w (V,). E is (d, V) already: E.dot(w).",
        ja="E.T は (V, d) なので w (V,) と掛けられません。E は (d, V) なので、そのまま E.dot(w) です。",
    ),
    Mistake(
        "product_reads_one_column",
        PRODUCT,
        "E[:, np.argmax(w)]",
        en="You read the column where w is largest, which fits a one-hot w only. E.dot(w) fits any.",
        ja="w が最大の列を読むのでは、one-hot のときしか正しくありません。どんな w でも E.dot(w) です。",
    ),
    Mistake(
        "rows_for_columns",
        READ,
        "E[checked(ids, E.shape[1])]",
        en="You read rows of E, as from PyTorch's (V, d). Here E is (d, V), and a word is a column.",
        ja="PyTorch の (V, d) のように E の行を読んでいます。ここでの E は (d, V) で、単語は列です。",
    ),
    Mistake(
        "vector_axis_first",
        READ,
        "E[:, checked(ids, E.shape[1])]",
        en="Your result is (d, ...). The vector's axis comes last, (..., d): read the rows of E.T.",
        ja="結果が (d, ...) です。ベクトルの軸は最後で (..., d) なので、E.T の行を読みましょう。",
    ),
    Mistake(
        "reshaped_not_transposed",
        READ,
        "E[:, checked(ids, E.shape[1])].reshape(*np.shape(ids), -1)",
        en="Your reshape has the right shape but mixes the words' numbers. Transpose instead: rows of E.T.",
        ja="reshape では形状は合っても、単語の数が混ざります。転置して、E.T の行を読みましょう。",
    ),
    Mistake(
        "lookup_range_unchecked",
        READ,
        "E.T[np.asarray(ids)]",
        en="Your lookup lets numpy count a negative id from the end. Call checked first: a ValueError.",
        ja="参照するときに負の id が末尾から数えられています。先に checked を呼び、ValueError にします。",
    ),
    Mistake(
        "repeated_ids_overwrite",
        ADD,
        "gradient[checked(ids, vocabulary_size)] += d_out",
        en="With `+=` an id that comes twice counts once: numpy keeps the last. np.add.at adds each of them.",
        ja="`+=` では、同じ id が2回来ても最後の分しか残りません。np.add.at ならすべて足されます。",
    ),
    Mistake(
        "repeated_ids_averaged",
        TURN,
        "counts = np.bincount(np.ravel(ids), minlength=vocabulary_size)[:, None]\n"
        "    return (gradient / np.maximum(counts, 1).astype(gradient.dtype)).T",
        en="You divide by how often a word came. Its errors add up, with no mean.",
        ja="単語の出現回数で割っています。誤差は平均せず、足し合わせます。",
    ),
    Mistake(
        "gradient_not_turned",
        TURN,
        "return gradient",
        en="Your gradient is (V, d). It has the shape of E, (d, V).",
        ja="勾配が (V, d) です。E と同じ形状 (d, V) にします。",
    ),
    Mistake(
        "float32_lost",
        ZEROS,
        "np.zeros((vocabulary_size, d_out.shape[-1]))",
        en="Your gradient is float64 although d_out is float32. Make the zeros of d_out's dtype.",
        ja="d_out が float32 なのに、勾配が float64 です。0の配列を d_out の型で作りましょう。",
    ),
    Mistake(
        "gradient_range_unchecked",
        ADD,
        "np.add.at(gradient, np.asarray(ids), d_out)",
        en="Your gradient lets numpy count a negative id from the end. Call checked first: a ValueError.",
        ja="勾配で、負の id が末尾から数えられています。先に checked を呼び、ValueError にします。",
    ),
]

ALSO = [
    Also(
        "ones_set_one_by_one",
        f"return {ENCODE}",
        "ids = checked(ids, vocabulary_size)\n"
        "    rows = np.zeros((*ids.shape, vocabulary_size))\n"
        "    for place, id in np.ndenumerate(ids):\n"
        "        rows[(*place, id)] = 1\n"
        "    return rows",
    ),
    Also(
        "compared_with_all_words",
        ENCODE,
        "(checked(ids, vocabulary_size)[..., None] == np.arange(vocabulary_size)).astype(float)",
        en="Each id is compared with every word of the vocabulary at once; True becomes 1.",
        ja="各 id を語彙のすべての単語と一度に比べます。True が1になります。",
    ),
    Also("product_the_other_way_round", PRODUCT, "w.dot(E.T)"),
    Also("taken_and_moved", READ, "np.moveaxis(np.take(E, checked(ids, E.shape[1]), axis=1), 0, -1)"),
    Also(
        "product_with_one_hot",
        TURN,
        "rows = one_hot(ids, vocabulary_size).reshape(-1, vocabulary_size).astype(d_out.dtype)\n"
        "    return np.ascontiguousarray(d_out).reshape(-1, d_out.shape[-1]).T @ rows",
    ),
]
