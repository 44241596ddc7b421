"""Every reference agrees with PyTorch to 1e-10, forward and backward, on the input of vectors.json."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from learnrnn import catalog
from tests.oracles.conftest import Vector, reference, vectors

TOLERANCE = 1e-10  # absolute and relative
STEP = 1e-30  # of a complex derivative; nothing is subtracted, so it may be as small as it likes

# Functions that PyTorch has no counterpart of: the rule is the course's own, or test_measures has another oracle.
OURS = {
    "adder.to_bits", "adder.from_bits", "adder.make_example",
    "corpus.tokenize", "corpus.build_vocabulary", "corpus.to_ids", "corpus.train_test_split",
    "gradient_check.numerical_gradient", "gradient_check.relative_error", "gradient_check.check_gradient",
    "beam_search.teacher_forcing_loss", "beam_search.beam_search",
    "evaluation.perplexity", "evaluation.ngram_precision", "evaluation.bleu",
    "seq2seq.sample_token", "seq2seq.greedy_decode", "seq2seq.detokenize",
    "word2vec.skipgram_pairs",
}  # fmt: skip


def assert_agree(found: Any, expected: Any, place: str = "result") -> None:
    if isinstance(expected, dict):
        assert found.keys() == expected.keys(), place
        for name, value in expected.items():
            assert_agree(found[name], value, f"{place}[{name!r}]")
    elif isinstance(expected, list):
        assert len(found) == len(expected), place
        for index, value in enumerate(expected):
            assert_agree(found[index], value, f"{place}[{index}]")
    else:
        found, expected = np.asarray(found), np.asarray(expected)
        assert (found.dtype, found.shape) == (expected.dtype, expected.shape), place
        np.testing.assert_allclose(found, expected, TOLERANCE, TOLERANCE, err_msg=place)


@pytest.mark.parametrize("vector", vectors(), ids=str)
def test_reference_agrees_with_pytorch(vector: Vector):
    found = reference(vector.exercise, vector.function)(*vector.arguments.values())
    assert_agree(found, vector.result)


@pytest.mark.parametrize("vector", [v for v in vectors() if v.gradients], ids=str)
def test_derivative_of_the_reference_is_what_autograd_finds(vector: Vector):
    assert vector.gradients
    assert vector.cotangents
    for name, expected in vector.gradients.items():
        assert_agree(complex_derivative(vector, name), expected, name)


def complex_derivative(vector: Vector, name: str) -> np.ndarray:
    """dL/dargument: f(x + ih) is f(x) + ih f'(x) up to h², so the imaginary part is the derivative."""
    assert vector.cotangents
    function = reference(vector.exercise, vector.function)
    argument = vector.arguments[name].astype(complex)
    found = np.zeros(argument.shape)
    for index in np.ndindex(argument.shape):
        moved = argument.copy()
        moved[index] += 1j * STEP
        result = function(*(vector.arguments | {name: moved}).values())
        results = result if isinstance(result, tuple) else (result,)
        found[index] = (
            sum(np.sum(c * np.imag(r)) for c, r in zip(vector.cotangents, results, strict=True)) / STEP
        )
    return found


def test_every_function_has_a_vector_or_no_counterpart_in_pytorch():
    asked = {
        f"{exercise.module}.{function}"
        for exercise in catalog.exercises().values()
        for function in re.findall(
            r"^def (\w+)(?:(?!^def ).)*?# BEGIN SOLUTION",
            exercise.solution.read_text(encoding="utf-8"),
            re.MULTILINE | re.DOTALL,
        )
    }
    assert asked == {f"{v.exercise}.{v.function}" for v in vectors()} | OURS


def test_every_function_is_drawn_several_times():
    draws: dict[str, set[str]] = {}
    for vector in vectors():
        draws.setdefault(f"{vector.exercise}.{vector.function}", set()).add(repr(vector.arguments))
    assert [name for name, given in draws.items() if len(given) < 2] == []
