"""What a correct corpus is, and the mistakes people make on the way to one.

Beside the reference, solutions/corpus/corpus.py, which it reads as data.
"""

import numpy as np

from learnrnn.checking import Also, Arrays, Check, Drawn, Form, Given, Integers, Mistake, Raises

TEXT = Arrays(text=Given("The cat sat.\nThe cat ran!"))
WORDS = Arrays(words=Given(["the", "cat", "sat"]))
WORDS_THRESHOLD = Arrays(words=Given(["the", "cat", "sat"]), threshold=Given(1))
LOOKUP = Arrays(words=Given(["the", "cat"]), vocabulary=Given({"the": 0, "<???>": 1}))
WINDOWS = Arrays(ids=Integers("n", below=1000))
WINDOWS_SIZE = Arrays(ids=Integers("n", below=1000), chunk_size=Given(3))
SPLIT = Arrays(inputs=Integers("M C", below=1000), targets=Integers("M", below=1000))

POOL = ["some", "of", "them", "looks", "like", "a", "rainy", "don't", "well-made", "i", "zoo", "an"]


def text_of(*pieces):
    """A text of some of these pieces, in random order, all of them several times."""

    def draw(rng, sizes):
        return "".join(str(piece) for piece in rng.permutation(list(pieces) * 3))

    return Drawn(draw)


def words_seen(*counts):
    """Words of which one is seen so often, the next so often, and so on, all of them mixed."""

    def draw(rng, sizes):
        words = rng.permutation(POOL)[: len(counts)]
        return [str(word) for word in rng.permutation(np.repeat(words, counts))]

    return Drawn(draw)


def vocabulary(rng, sizes):
    """The first words of POOL in random order, and the unknown word last."""
    return {str(word): i for i, word in enumerate([*rng.permutation(POOL[:8]), "<???>"])}


def sentence(rng, sizes):
    """Words of which the vocabulary lacks some; the last one is unknown, so that "<???>" is needed."""
    return [*(str(word) for word in rng.choice(POOL, size=9)), "zebra"]


CHECKS = [
    Check(
        "words_in_lower_case",
        "tokenize",
        [
            TEXT(),
            TEXT(text="Some of THEM looks like\n\nrain   today "),
            TEXT(text=text_of("The", " ", " cat ", "\nSat ", "  Down\n")),
        ],
        points=1,
        visible=True,
        en="The words are in lower case, spaces and newlines part them, and none is empty.",
        ja="単語は小文字になり、空白と改行で区切られ、空の単語はない。",
    ),
    Check(
        "other_characters_are_deleted",
        "tokenize",
        [
            TEXT(text="Two\tcats, one dog; 3.14 mats (and 2nd-hand ones)."),
            TEXT(text="Café _noir_ at 5 o'clock: a,b;c"),
            TEXT(text="a\rb c\r\nd e\x0cf g\x0bh stra\u00dfe i"),
            TEXT(text=text_of("cat", " dog, ", ".", "7 ", "\t", " x1y ", "é", "\n", "! ", '"so" ')),
        ],
        points=1,
        needs=("words_in_lower_case",),
        en="Digits, commas, tabs and the like are deleted, with nothing in their place.",
        ja="数字、コンマ、タブなどは削除され、代わりに何かが入ることはない。",
    ),
    Check(
        "hyphens_and_apostrophes",
        "tokenize",
        [
            TEXT(text="A well-known dog -- it's 'Rex' -said so- and, -- again, ran."),
            TEXT(text=text_of("cat ", "don't ", "-", " -- ", " up-to-date", "' ", " -dash ", "so- ")),
        ],
        points=1,
        needs=("words_in_lower_case",),
        en="Hyphens and apostrophes stay inside words, and a word that begins with a hyphen is dropped.",
        ja="ハイフンとアポストロフィは単語の中に残り、ハイフンで始まる単語は捨てられる。",
    ),
    Check(
        "frequent_words_get_ids",
        "build_vocabulary",
        [
            WORDS(words=list("abacdbacbbaadaa")),
            WORDS(words=words_seen(4, 3, 5, 1, 6, 2, 4)),
            WORDS(words=words_seen(3, 2)),
        ],
        points=1,
        visible=True,
        en='Words seen more than 3 times get ids in order of first appearance, and "<???>" the last one.',
        ja='4回以上現れた単語に初出の順で id が付き、"<???>" が最後になる。',
    ),
    Check(
        "threshold_is_exceeded",
        "build_vocabulary",
        [
            WORDS_THRESHOLD(words=words_seen(2, 1, 3, 1, 2)),
            WORDS_THRESHOLD(words=words_seen(1, 2, 1), threshold=0),
            WORDS_THRESHOLD(words=words_seen(5, 6, 7, 1, 5, 8), threshold=5),
        ],
        points=1,
        needs=("frequent_words_get_ids",),
        en="A word has to be seen more than threshold times, whatever threshold is.",
        ja="threshold の値が何でも、それより多く現れた単語だけが残る。",
    ),
    Check(
        "words_become_ids",
        "to_ids",
        [
            LOOKUP(),
            LOOKUP(words=["some", "of", "them", "looks", "like"], vocabulary=Drawn(vocabulary)),
            LOOKUP(words=Drawn(sentence), vocabulary=Drawn(vocabulary)),
            LOOKUP(words=["zebra"], vocabulary=Drawn(vocabulary)),
        ],
        points=1,
        visible=True,
        dtype="int64",
        en='Each word becomes its id, an unknown one that of "<???>", in an int64 array.',
        ja='各単語がその id に、知らない単語は "<???>" の id になり、int64 の配列で返る。',
    ),
    Raises(
        "unknown_word_is_needed",
        "to_ids",
        bad=[
            LOOKUP(vocabulary={"the": 0}),
            LOOKUP(vocabulary={"the": 0, "cat": 1}),
            LOOKUP(words=["dog"], vocabulary={"the": 0, "<unk>": 1}),
        ],
        good=[LOOKUP(), LOOKUP(words=Drawn(sentence), vocabulary=Drawn(vocabulary))],
        points=1,
        needs=("words_become_ids",),
        en='A vocabulary without "<???>" is a ValueError, even where every word has an id.',
        ja='"<???>" のない語彙は、すべての単語に id があっても ValueError になる。',
    ),
    Check(
        "windows_in_reading_order",
        "make_windows",
        [
            WINDOWS(n=9),
            WINDOWS(n=23),
            WINDOWS(n=6),
            WINDOWS_SIZE(n=8),
            WINDOWS_SIZE(n=5, chunk_size=4),
            WINDOWS_SIZE(n=7, chunk_size=1),
        ],
        points=1,
        visible=True,
        en="Every window of chunk_size words stands in reading order, and its target is the word after it.",
        ja="chunk_size 語の窓がすべて読む順に並び、正解はその次の単語になる。",
    ),
    Raises(
        "text_longer_than_a_window",
        "make_windows",
        bad=[
            WINDOWS(n=5),
            WINDOWS(n=3),
            WINDOWS_SIZE(n=3),
            WINDOWS_SIZE(n=1),
            WINDOWS_SIZE(n=7, chunk_size=0),
            WINDOWS_SIZE(n=7, chunk_size=-2),
        ],
        good=[WINDOWS(n=6), WINDOWS_SIZE(n=4), WINDOWS_SIZE(n=2, chunk_size=1)],
        points=1,
        needs=("windows_in_reading_order",),
        en="A text with no word after its first window is a ValueError, and so is a chunk_size below 1.",
        ja="最初の窓の次に単語がないときや、chunk_size が1未満のときは ValueError になる。",
    ),
    Check(
        "first_four_fifths_for_training",
        "train_test_split",
        [SPLIT(M=10, C=5), SPLIT(M=12), SPLIT(M=14), SPLIT(M=7), SPLIT(M=2), SPLIT(M=103, C=1)],
        points=1,
        visible=True,
        en="The first M * 4 // 5 windows with their targets are for training, the others for testing.",
        ja="先頭の M * 4 // 5 個の窓と正解が訓練用、残りがテスト用になる。",
    ),
]

LOWER = r'text = text.lower().replace("\n", " ")'
DELETE = r"""text = re.sub(r"[^a-z '\-]", "", text)"""
TAKE = 'return [word for word in text.split() if not word.startswith("-")]'
COUNT = "for word, count in Counter(words).items():"
ENOUGH = "if count > threshold:"
NEXT_ID = "vocabulary[word] = len(vocabulary)"
LAST_ID = "vocabulary[UNKNOWN] = len(vocabulary)"
REFUSE = "if UNKNOWN not in vocabulary:"
LOOK_UP = "return np.array([vocabulary.get(word, unknown) for word in words], dtype=np.int64)"
TOO_SHORT = "if chunk_size < 1 or M < 1:"
INPUTS = "inputs = np.array([ids[k : k + chunk_size] for k in range(M)])"
TARGETS = "targets = np.array([ids[k + chunk_size] for k in range(M)])"
PAIR = "return inputs, targets"
CUT = "n = len(inputs) * 4 // 5"
PARTS = "return inputs[:n], targets[:n], inputs[n:], targets[n:]"

MISTAKES = [
    Mistake(
        "capitals_deleted",
        LOWER,
        r'text = text.replace("\n", " ")',
        en="Your capitals are deleted with the other characters: The becomes he. Call lower() first.",
        ja="大文字がほかの文字と一緒に消え、The が he になります。先に lower() を呼びましょう。",
    ),
    Mistake(
        "lines_run_together",
        LOWER,
        "text = text.lower()",
        en="Your newlines are deleted, so the words on both sides become one. Turn them into spaces first.",
        ja="改行が消え、前後の単語がつながっています。先に空白へ置き換えましょう。",
    ),
    Mistake(
        "characters_for_words",
        TAKE,
        TAKE.replace("text.split()", "text"),
        en="You go through the text, which gives single characters. Go through text.split(), its words.",
        ja="text をそのままたどるので、1文字ずつになっています。text.split() で単語に分けましょう。",
    ),
    Mistake(
        "empty_words_kept",
        TAKE,
        TAKE.replace("text.split()", 'text.split(" ")'),
        en='split(" ") gives an empty word between two spaces. split() takes any run of spaces as one.',
        ja='split(" ") では、空白が続くと空の単語ができます。split() なら、続く空白を1つとみなします。',
    ),
    Mistake(
        "tabs_part_words",
        DELETE,
        DELETE.replace("a-z ", r"a-z\s"),
        en="Your tabs survive and part words. Only the newline becomes a space; a tab is deleted.",
        ja="タブが残り、単語の区切りになっています。空白になるのは改行だけで、タブは削除します。",
    ),
    Mistake(
        "digits_kept",
        DELETE,
        DELETE.replace("a-z ", "a-z0-9 "),
        en="You keep the digits. Of all characters, a-z, space, apostrophe and hyphen stay.",
        ja="数字が残っています。残すのは a-z、空白、アポストロフィ、ハイフンだけです。",
    ),
    Mistake(
        "hyphens_deleted",
        DELETE,
        DELETE.replace(r"\-", ""),
        en="You delete the hyphens: well-known becomes wellknown. They stay.",
        ja="ハイフンを消したので、well-known が wellknown になります。ハイフンは残します。",
    ),
    Mistake(
        "apostrophes_deleted",
        DELETE,
        DELETE.replace(" '", " "),
        en="You delete the apostrophes: it's becomes its. They stay.",
        ja="アポストロフィを消したので、it's が its になります。アポストロフィは残します。",
    ),
    Mistake(
        "replaced_for_deleted",
        DELETE,
        DELETE.replace('"", text', '" ", text'),
        en="You put a space where a character was, so a,b makes two words. Put nothing there.",
        ja="消した文字の代わりに空白が入るので、a,b が2語に分かれます。何も入れずに削除します。",
    ),
    Mistake(
        "dashes_kept",
        TAKE,
        "return text.split()",
        en="Your words include dashes, such as --. Drop each word that begins with a hyphen.",
        ja="-- のようなダッシュも単語になっています。ハイフンで始まる単語は捨てましょう。",
    ),
    Mistake(
        "dashes_stripped",
        TAKE,
        'return [word for word in (word.lstrip("-") for word in text.split()) if word]',
        en="You cut the hyphens off and keep the rest. A word that begins with one is dropped whole.",
        ja="先頭のハイフンだけを取り、残りを使っています。ハイフンで始まる単語は丸ごと捨てます。",
    ),
    Mistake(
        "hyphenated_words_dropped",
        TAKE,
        TAKE.replace('not word.startswith("-")', '"-" not in word'),
        en="You drop every word with a hyphen in it. Only those that begin with one go.",
        ja="ハイフンを含む単語をすべて捨てています。捨てるのは、ハイフンで始まる単語だけです。",
    ),
    Mistake(
        "threshold_reached_is_enough",
        ENOUGH,
        "if count >= threshold:",
        en="You let words in that are seen exactly threshold times. They have to be seen more often.",
        ja="ちょうど threshold 回の単語も入っています。それより多く現れた単語だけを入れます。",
    ),
    Mistake(
        "threshold_ignored",
        ENOUGH,
        "if count > 3:",
        en="You compare with 3 always. Compare with threshold, which is only 3 by default.",
        ja="いつも3と比べています。3は既定の値なので、threshold と比べましょう。",
    ),
    Mistake(
        "alphabetical_ids",
        COUNT,
        "for word, count in sorted(Counter(words).items()):",
        en="Your ids go by the alphabet. They go by first appearance in the text.",
        ja="id がアルファベット順です。本文に初めて現れた順に付けます。",
    ),
    Mistake(
        "most_frequent_first",
        COUNT,
        "for word, count in Counter(words).most_common():",
        en="Your ids go by frequency. They go by first appearance in the text.",
        ja="id が頻度の順です。本文に初めて現れた順に付けます。",
    ),
    Mistake(
        "ids_with_gaps",
        f"{COUNT}  # in order of first appearance\n        {ENOUGH}\n            {NEXT_ID}",
        f"for i, (word, count) in enumerate(Counter(words).items()):\n        {ENOUGH}\n"
        "            vocabulary[word] = i",
        en="You number the rare words too, so your ids have gaps. Count only the words that stay.",
        ja="まれな単語にも番号を使い、id が飛んでいます。残る単語だけを数えましょう。",
    ),
    Mistake(
        "ids_counted_from_one",
        NEXT_ID,
        "vocabulary[word] = len(vocabulary) + 1",
        en="Your ids begin at 1. They begin at 0, so that they can index an array.",
        ja="id が1から始まっています。配列の添字になるように、0から始めます。",
    ),
    Mistake(
        "unknown_word_first",
        forms=[
            Form(
                [
                    (f"vocabulary = {{}}\n    {COUNT}", f"vocabulary = {{UNKNOWN: 0}}\n    {COUNT}"),
                    (f"    {LAST_ID}\n", ""),
                ]
            )
        ],
        en='Your "<???>" came first and took the id 0. Here it comes last.',
        ja='"<???>" を最初に入れ、id の0を使っています。ここでは最後に入れます。',
    ),
    Mistake(
        "unknown_word_missing",
        LAST_ID,
        "pass",
        en='Your vocabulary has no "<???>", so rare words have no id. Add it last.',
        ja='語彙に "<???>" がなく、まれな単語の id がありません。最後に加えましょう。',
    ),
    Mistake(
        "characters_looked_up",
        LOOK_UP,
        'text = " ".join(words)\n'
        "    return np.array([vocabulary.get(text[i], unknown) for i in range(len(words))], dtype=np.int64)",
        en="You look up characters, as the course's predict does with seq[i]. Look up the words: words[i].",
        ja="講義の predict の seq[i] と同じく、文字を調べています。調べるのは単語 words[i] です。",
    ),
    Mistake(
        "unknown_words_skipped",
        LOOK_UP,
        "return np.array([vocabulary[word] for word in words if word in vocabulary], dtype=np.int64)",
        en='You leave unknown words out, and the others move together. Each becomes "<???>".',
        ja='知らない単語を飛ばすので、前後の単語が詰まります。どれも "<???>" の id にします。',
    ),
    Mistake(
        "unknown_words_are_minus_one",
        LOOK_UP,
        LOOK_UP.replace("unknown)", "-1)"),
        en='Your unknown words are -1, which is no id. They have the id of "<???>".',
        ja='知らない単語が -1 ですが、そのような id はありません。"<???>" の id にします。',
    ),
    Mistake(
        "unknown_words_are_the_first",
        LOOK_UP,
        LOOK_UP.replace("unknown)", "0)"),
        en='Your unknown words get the id 0, which is another word\'s. They have the id of "<???>".',
        ja='知らない単語が、別の単語の id である0になっています。"<???>" の id にします。',
    ),
    Mistake(
        "ids_of_32_bits",
        LOOK_UP,
        LOOK_UP.replace("int64", "int32"),
        en="Your ids are int32. Make the array with dtype=np.int64.",
        ja="id が int32 です。dtype=np.int64 で配列を作りましょう。",
    ),
    Mistake(
        "ids_as_floats",
        LOOK_UP,
        LOOK_UP.replace("np.int64", "float"),
        en="Your ids are floats, which cannot index an array. Make them int64.",
        ja="id が小数の型で、配列の添字に使えません。int64 にしましょう。",
    ),
    Mistake(
        "key_error_for_value_error",
        REFUSE,
        "if False:",
        en='A vocabulary without "<???>" gives a KeyError here. Look first, and raise a ValueError.',
        ja='"<???>" のない語彙で KeyError になります。先に調べて ValueError を送出しましょう。',
    ),
    Mistake(
        "refused_only_when_needed",
        f"{REFUSE}\n",
        "if UNKNOWN not in vocabulary and all(word in vocabulary for word in words):\n"
        "        return np.array([vocabulary[word] for word in words], dtype=np.int64)\n"
        f"    {REFUSE}\n",
        en='You miss "<???>" only when a word is unknown. The next text would fail: refuse the vocabulary at once.',
        ja='知らない単語があるときだけ "<???>" を求めています。語彙に無ければ、すぐに ValueError とします。',
    ),
    Mistake(
        "windows_newest_first",
        INPUTS,
        "inputs = np.array([ids[k : k + chunk_size][::-1] for k in range(M)])",
        en="Your windows stand newest word first, as in the course's training (- j - 1). Keep reading order.",
        ja="講義の訓練データ (- j - 1) と同じく、窓が新しい単語から並んでいます。読む順に並べましょう。",
    ),
    Mistake(
        "windows_do_not_overlap",
        PAIR,
        "return inputs[::chunk_size], targets[::chunk_size]",
        en="Your windows lie end to end. They start at every word: stride 1.",
        ja="窓が重ならずに並んでいます。どの単語からも始めるので、ずらす幅は1です。",
    ),
    Mistake(
        "last_window_lost",
        PAIR,
        "return inputs[:-1], targets[:-1]",
        en="Your last window is missing. The last target is the last word, so M = len(ids) - chunk_size.",
        ja="最後の窓がありません。最後の正解は最後の単語なので、M = len(ids) - chunk_size です。",
    ),
    Mistake(
        "target_inside_the_window",
        TARGETS,
        "targets = np.array([ids[k + chunk_size - 1] for k in range(M)])",
        en="Your target is the window's own last word, so there is nothing to predict. Take the one after it.",
        ja="正解が窓の最後の単語なので、予測するものがありません。その次の単語にしましょう。",
    ),
    Mistake(
        "target_for_every_word",
        TARGETS,
        "targets = np.array([ids[k + 1 : k + chunk_size + 1] for k in range(M)])",
        en="You give each word of the window a target. Here a window has one, the word after it.",
        ja="窓の単語ごとに正解を作っています。ここでは、1つの窓の正解は次の1語だけです。",
    ),
    Mistake(
        "words_down_the_first_axis",
        PAIR,
        "return inputs.T, targets",
        en="Your inputs are (chunk_size, M). Each window is a row: (M, chunk_size).",
        ja="inputs が (chunk_size, M) です。窓が1つの行になり、(M, chunk_size) です。",
    ),
    Mistake(
        "text_as_long_as_a_window",
        TOO_SHORT,
        "if chunk_size < 1 or M < 0:",
        en="A text as long as a window gives you no pair at all. It is a ValueError too.",
        ja="窓と同じ長さの本文からは、組が1つもできません。これも ValueError です。",
    ),
    Mistake(
        "short_text_accepted",
        TOO_SHORT,
        "if chunk_size < 1:",
        en="A text that is too short goes through in silence. Raise a ValueError unless M is 1 or more.",
        ja="短すぎる本文が黙って通ります。M が1以上でなければ ValueError にしましょう。",
    ),
    Mistake(
        "empty_window_accepted",
        TOO_SHORT,
        "if M < 1:",
        en="A chunk_size of 0 or less goes through in silence. It is a ValueError.",
        ja="0以下の chunk_size が黙って通ります。ValueError にしましょう。",
    ),
    Mistake(
        "split_in_the_order_of_scikit_learn",
        PARTS,
        "return inputs[:n], inputs[n:], targets[:n], targets[n:]",
        en="Your four parts stand in scikit-learn's order. Here inputs and targets for training come first.",
        ja="scikit-learn の順で返しています。ここでは、訓練用の inputs と targets が先です。",
    ),
    Mistake(
        "divided_first",
        CUT,
        "n = len(inputs) // 5 * 4",
        en="You divide first and lose the remainder four times over. Multiply first: M * 4 // 5.",
        ja="先に割ったので、切り捨てが4倍に広がっています。先に掛けて M * 4 // 5 とします。",
    ),
    Mistake(
        "split_rounded",
        CUT,
        "n = round(len(inputs) * 0.8)",
        en="You round to the nearest number. M * 4 // 5 rounds down.",
        ja="四捨五入になっています。M * 4 // 5 は切り捨てです。",
    ),
    Mistake(
        "test_part_first",
        CUT,
        "n = len(inputs) - len(inputs) * 4 // 5",
        en="You train on the first fifth and test on the rest. Train on the first four fifths.",
        ja="先頭の5分の1で訓練し、残りでテストしています。先頭の5分の4が訓練用です。",
    ),
    Mistake(
        "shuffled_before_the_split",
        CUT,
        "order = np.random.default_rng(0).permutation(len(inputs))\n"
        "    inputs, targets = inputs[order], targets[order]\n"
        f"    {CUT}",
        en="You shuffle first, and neighbours that share four words end up on both sides. Cut the text in order.",
        ja="先に混ぜると、4語を共有する隣どうしが両側に分かれます。順番のまま分けましょう。",
    ),
]

ALSO = [
    Also(
        "character_by_character",
        DELETE,
        """text = "".join(c for c in text if c in "abcdefghijklmnopqrstuvwxyz '-")""",
    ),
    Also(
        "spaces_squeezed_first",
        TAKE,
        'words = re.sub(r"[ ]+", " ", text).strip().split(" ")\n'
        '    return [word for word in words if word and word[0] != "-"]',
    ),
    Also(
        "counted_by_a_loop",
        COUNT,
        "counts = {}\n    for word in words:\n        counts[word] = counts.get(word, 0) + 1\n"
        "    for word, count in counts.items():",
    ),
    Also("last_id_is_unknown", LOOK_UP, LOOK_UP.replace("unknown)", "len(vocabulary) - 1)")),
    Also(
        "sliding_window_view",
        INPUTS,
        "inputs = np.lib.stride_tricks.sliding_window_view(ids, chunk_size)[:M]",
        en="Nothing is copied: each window is a view of ids that begins one word later.",
        ja="コピーは作りません。どの窓も、1語ずつ後ろから始まる ids のビューです。",
    ),
    Also("sliced_targets", TARGETS, "targets = ids[chunk_size:]"),
    Also(
        "cut_by_numpy",
        PARTS,
        "return *(a[:n] for a in (inputs, targets)), *(a[n:] for a in (inputs, targets))",
    ),
]
