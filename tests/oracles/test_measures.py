"""Gradient checks, beam search and evaluation, held against others' programs, brute force and each other."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.oracles.conftest import reference

ROWS = json.loads((Path(__file__).parent / "bleu.json").read_text(encoding="utf-8"))["rows"]
BOS, EOS, V = 0, 1, 4


def test_the_sentences_are_of_all_kinds():
    scores = [row["bleu"] for row in ROWS]
    assert sum(score == 0 for score in scores) >= 20
    assert sum(0 < score < 0.99 for score in scores) >= 50
    short = [row for row in ROWS if row["bleu"] and len(row["candidate"]) < len(row["reference"])]
    assert len(short) >= 20


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{' '.join(row['candidate'])} {row['max_n']}")
def test_bleu_is_what_sacrebleu_says(row: dict[str, Any]):
    candidate, wanted = row["candidate"], row["reference"]
    counted = [
        reference("evaluation", "ngram_precision")(candidate, wanted, n) for n in range(1, row["max_n"] + 1)
    ]
    assert [matches for matches, _ in counted] == row["matches"]
    assert [total for _, total in counted] == row["totals"]
    found = reference("evaluation", "bleu")(candidate, wanted, row["max_n"])
    assert found == pytest.approx(row["bleu"], abs=1e-12)


def test_perplexity_is_e_to_the_cross_entropy():
    rng = np.random.default_rng(0)
    logits, labels = rng.normal(size=(9, 5)), rng.integers(5, size=9)
    loss, _ = reference("language_model", "softmax_cross_entropy")(logits, labels)
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    assert reference("evaluation", "perplexity")(p[range(9), labels]) == pytest.approx(np.exp(loss))


@pytest.mark.parametrize("f", ["sigmoid", "tanh"])
@pytest.mark.parametrize("name", ["W_in", "W", "b", "W_out", "c"])
def test_gradient_check_tells_a_right_bptt_from_a_wrong_one(name: str, f: str):
    rng = np.random.default_rng(0)
    shapes = {"x": (4, 2, 3), "d": (4, 2, 2), "z0": (2, 5), "W_in": (3, 5), "W": (5, 5), "b": (5,)}
    arguments = {n: rng.normal(size=s) for n, s in (shapes | {"W_out": (5, 2), "c": (2,)}).items()}
    bptt, check = reference("bptt", "bptt"), reference("gradient_check", "check_gradient")

    def loss(moved: np.ndarray) -> float:
        return bptt(**arguments | {name: moved}, f=f)[0]

    right = bptt(**arguments, f=f)[1][name]
    wrong = right.copy()
    wrong.flat[0] *= 1.001
    assert check(loss, arguments[name], right)
    assert not check(loss, arguments[name], wrong)


def decoder(seed: int) -> list[np.ndarray]:
    """state, E, W_in, W, b, W_out and c of a Decoder with four tokens."""
    rng = np.random.default_rng(seed)
    shapes = [(3,), (2, V), (2, 3), (3, 3), (3,), (3, V), (V,)]
    return [rng.normal(scale=1.5, size=shape) for shape in shapes]


def log_probability(tokens: tuple[int, ...], state: np.ndarray, weights: list[np.ndarray]) -> float:
    """By seq2seq's own Decoder."""
    found = 0.0
    for fed, said in zip((BOS, *tokens), tokens, strict=False):
        p, state = reference("seq2seq", "decode_step")(fed, state, *weights)
        found += np.log(p[said])
    return found


@pytest.mark.parametrize("seed", range(10))
def test_a_beam_wide_enough_finds_the_best_of_all_sentences(seed: int):
    steps, (state, *weights) = 3, decoder(seed)
    sentences = [
        tokens
        for length in range(1, steps + 1)
        for tokens in itertools.product(range(V), repeat=length)
        if EOS not in tokens[:-1] and (length == steps or tokens[-1] == EOS)
    ]
    best = max(sentences, key=lambda tokens: log_probability(tokens, state, weights))
    ids, log_p = reference("beam_search", "beam_search")(state, BOS, EOS, V**steps, steps, *weights)
    assert ids == [token for token in best if token not in (BOS, EOS)]
    assert log_p == pytest.approx(log_probability(best, state, weights))


@pytest.mark.parametrize("seed", range(10))
def test_a_beam_of_one_is_greedy(seed: int):
    state, *weights = decoder(seed)
    ids, _ = reference("beam_search", "beam_search")(state, BOS, EOS, 1, 6, *weights)
    assert ids == reference("seq2seq", "greedy_decode")(state, BOS, EOS, 6, *weights)


@pytest.mark.parametrize("seed", range(5))
def test_teacher_forcing_is_the_mean_surprise_of_the_sentence(seed: int):
    state, *weights = decoder(seed)
    targets = np.random.default_rng(seed).integers(V, size=5)
    loss = reference("beam_search", "teacher_forcing_loss")(state, targets, BOS, *weights)
    assert loss == pytest.approx(-log_probability(tuple(targets), state, weights) / 5)
