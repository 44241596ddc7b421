"""The keys of parametrised questions, worked out in another way: by counting, by simulating, by numpy."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from learnrnn.quiz.draw import draw
from learnrnn.quiz.load import load_bank

Values = Mapping[str, Any]
SEEDS = 500


def truncated(v: Values) -> float:
    """Walk through the text, and drop what was read where a piece ends."""
    reached: list[int] = []
    for word in range(1, v["t"] + 1):
        reached = [word] if (word - 1) % v["k"] == 0 else [*reached, word]
    return len(reached)


def deep_parameters(v: Values) -> float:
    sizes = [v["D"]] + [v["H"]] * v["L"]
    weights = [np.zeros((below + v["H"] + 1, v["H"])) for below in sizes[:-1]]
    return sum(w.size for w in weights)


def leaky(v: Values) -> float:
    h = float(v["c"])
    for _ in range(v["n"]):
        h += v["a"] * (0 - h)
    return h


def shortest_way_back(v: Values) -> float:
    fewest = [0]
    for step in range(1, v["n"] + 1):
        fewest.append(1 + min(fewest[step - 1], fewest[step - v["d"]] if step >= v["d"] else step))
    return fewest[-1]


def merges_above_a_word(v: Values) -> float:
    vectors, depth = [0] * 2 ** v["k"], 0
    while len(vectors) > 1:
        vectors, depth = vectors[::2], depth + 1
    return depth


def perplexity(v: Values) -> float:
    p = np.full(7, 1 / v["V"])
    return float(np.exp(-np.log(p).mean()))


def beam_of_two(v: Values) -> float:
    first = {"A": v["a"], "B": 1 - v["a"]}
    then = {"A": {"C": v["q"], "D": 1 - v["q"]}, "B": {"C": v["r"], "D": 1 - v["r"]}}
    beam = sorted(first.items(), key=lambda item: -item[1])[:2]
    return max(p * q for word, p in beam for q in then[word].values())


def clipped_precision(v: Values) -> float:
    candidate = Counter({"the": v["n"]})
    reference = Counter({"the": v["m"], "other": v["k"] - v["m"]})
    return sum((candidate & reference).values()) / sum(candidate.values())


def mean_around(v: Values) -> float:
    words = [v["a"], v["b"], v["e"], v["c"], v["d"]]
    return float(np.mean(words[:2] + words[3:]))


def decisions(v: Values) -> float:
    return math.log2(2 ** v["k"])


def scores_in_windows(v: Values) -> float:
    return sum(1 for _ in itertools.product(range(v["n"]), range(-v["D"], v["D"] + 1)))


def growth_of_pairs(v: Values) -> float:
    words = np.zeros((v["n"], 2)), np.zeros((v["k"] * v["n"], 2))
    before, now = ((x @ x.T).size for x in words)
    return now / before


OTHERWISE: dict[str, Callable[[Values], float]] = {
    "truncated-bptt": truncated,
    "deep-rnn-parameters": deep_parameters,
    "leaky-unit": leaky,
    "skip-connections": shortest_way_back,
    "tree-path": merges_above_a_word,
    "perplexity-uniform": perplexity,
    "beam-of-two": beam_of_two,
    "bleu-clipping": clipped_precision,
    "cbow-mean": mean_around,
    "hierarchical-softmax": decisions,
    "local-attention": scores_in_windows,
    "self-attention-cost": growth_of_pairs,
}


@pytest.mark.parametrize("name", OTHERWISE)
def test_the_key_is_what_counting_gives(name):
    question = load_bank().questions[name]
    for seed in range(SEEDS):
        item = draw(question, seed)
        assert item.answer
        assert OTHERWISE[name](item.values) == pytest.approx(item.answer.value), item.values


def test_self_attention_without_positions_does_not_see_the_order():
    """positional-encoding: the output for a word is the same wherever the words stand."""
    rng = np.random.default_rng(0)
    words = rng.normal(size=(3, 4))
    W_q, W_k, W_v = rng.normal(size=(3, 4, 4))

    def attend(x):
        scores = (x @ W_q) @ (x @ W_k).T
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        return weights / weights.sum(axis=1, keepdims=True) @ (x @ W_v)

    np.testing.assert_allclose(attend(words)[0], attend(words[::-1])[2])


def test_relu_s_state_grows_as_relu_run_says():
    norms = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        W_in, W, z = rng.normal(size=(2, 16)), rng.normal(size=(16, 16)), np.zeros(16)
        for _ in range(8):
            z = np.maximum(rng.integers(0, 2, 2) @ W_in + z @ W, 0)
        norms.append(np.linalg.norm(z))
    assert 1500 < np.median(norms) < 3000


def test_noise_times_p_takes_a_half_twice_in_three():
    """sampling-code: of ½, ¼ and ¼ the first comes up in 1/2 + 4·(1/2)³/3 = 2/3 of the cases."""
    rng = np.random.default_rng(0)
    drawn = np.argmax(rng.random((200_000, 3)) * [0.5, 0.25, 0.25], axis=1)
    assert (drawn == 0).mean() == pytest.approx(2 / 3, abs=0.005)
