"""A sentence on its way to windows."""

import numpy as np

from learnrnn.locale import Text
from learnrnn.showing import Ask, Expect, Part, Show, Table

TEXT = "The cat sat.\nThe CAT ran -- it's well-fed!"
WORDS = ["the", "cat", "sat", "the", "cat", "ran", "the", "dog"]
UNKNOWN = "<???>"
VOCABULARY = {"the": 0, "cat": 1, UNKNOWN: 2}
IDS = np.arange(10, 17)
SIZE = 3
M = len(IDS) - SIZE


def token_calls(settings):
    return [Ask("tokenize", [TEXT])]


def draw_tokens(settings, words):
    words = [str(word) for word in words]
    rows = [["text", TEXT.replace("\n", "⏎")], ["words", " | ".join(words)]]
    yield Table(Text("From a text to words", "テキストから単語へ"), ["", ""], rows)
    strange = [
        word
        for word in words
        if not word or set(word) - set("abcdefghijklmnopqrstuvwxyz'-") or word[0] == "-"
    ]
    yield Expect(
        not strange,
        f"Among the words is {strange[:1]!r}: they hold a-z, ' and - alone, are not empty, and do not begin with -.",
        f"単語に {strange[:1]!r} があります。使えるのは a-z と ' と - だけで、空の語や - で始まる語は残しません。",
    )


def id_calls(settings):
    return [Ask("build_vocabulary", [WORDS, 1], dict), Ask("to_ids", [WORDS, VOCABULARY], (len(WORDS),))]


def draw_ids(settings, vocabulary, ids):
    rows = [
        [word, str(WORDS.count(word)), str(vocabulary.get(word, "-"))]
        for word in dict.fromkeys([*WORDS, UNKNOWN])
    ]
    yield Table(
        Text("The vocabulary of words seen more than once", "2回以上現れた単語の語彙"),
        ["word", "seen", "id"],
        rows,
    )
    yield Table(
        Text("Words as ids", "単語をIDに"), ["", *WORDS], [["id", *(f"{number:g}" for number in ids)]]
    )
    yield Expect(
        sorted(vocabulary.values()) == list(range(len(vocabulary))),
        "The ids should count from 0 without a gap.",
        "ID は 0 から抜けなく続くはずです。",
    )
    yield Expect(
        UNKNOWN in vocabulary and vocabulary[UNKNOWN] == max(vocabulary.values()),
        f"{UNKNOWN} should be there, with the last id.",
        f"{UNKNOWN} が最後の ID で入るはずです。",
    )
    yield Expect(
        [VOCABULARY.get(word, 2) for word in WORDS] == ids.tolist(),
        "A word's id is not the one that the vocabulary gives it; others have that of <???>.",
        "単語の ID が語彙と合いません。語彙にない語は <???> の ID になります。",
    )


def window_calls(settings):
    return [Ask("make_windows", [IDS, SIZE], [(M, SIZE), (M,)])]


def draw_windows(settings, found):
    inputs, targets = found
    rows = [
        [" ".join(f"{number:g}" for number in window), f"{target:g}"]
        for window, target in zip(inputs, targets, strict=True)
    ]
    title = Text("Windows over the ids 10 … 16", "ID 10 … 16 の上の窓")
    yield Table(title, ["window", "next"], rows)
    yield Expect(
        np.array_equal(inputs[1:, :-1], inputs[:-1, 1:]) and np.array_equal(targets[:-1], inputs[1:, -1]),
        "Each window should be the one before moved on by a word, which was that one's target.",
        "窓は1語ずつずれ、前の窓の正解が次の窓の最後の語になるはずです。",
    )
    yield Expect(
        float(inputs.flat[0]) == IDS[0] and float(targets[-1]) == IDS[-1],
        "The first window should begin with the first id, and the last target be the last id.",
        "最初の窓は最初の ID で始まり、最後の正解は最後の ID になるはずです。",
    )


SHOW = Show(
    parts=[Part(token_calls, draw_tokens), Part(id_calls, draw_ids), Part(window_calls, draw_windows)],
    en="Follow one word: out of the text, into the vocabulary, through the windows, until it is the target.",
    ja="1つの単語を追いましょう。テキストから語彙に入り、窓を通って、最後に正解になります。",
)
