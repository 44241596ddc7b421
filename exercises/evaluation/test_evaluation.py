"""Examples you can check by hand. Run `pytest` here; `learnrnn check evaluation` knows more."""

import numpy as np
import pytest
from evaluation import bleu, ngram_precision, perplexity

CAT = ["the", "cat", "sat", "on", "the", "mat"]


def test_four_equal_choices_are_a_perplexity_of_four():
    assert perplexity(np.array([0.25, 0.25, 0.25])) == pytest.approx(4.0)


def test_choices_are_averaged_as_a_root_of_a_product():
    # 2 choices and 8 choices: the square root of 16
    assert perplexity(np.array([0.5, 0.125])) == pytest.approx(4.0)


def test_one_impossible_word_is_never_forgiven():
    assert perplexity(np.array([0.9, 0.0])) == np.inf


@pytest.mark.parametrize("p", [-0.1, 1.1])
def test_what_is_no_probability_is_refused(p):
    with pytest.raises(ValueError):  # noqa: PT011 - any message will do
        perplexity(np.array([0.5, p]))


def test_repeating_a_word_does_not_help():
    # "the" stands in the reference twice, so two of the seven match.
    assert tuple(ngram_precision(["the"] * 7, CAT, 1)) == (2, 7)


def test_pairs_of_words():
    # on the, the cat, cat sat: all three stand in the reference.
    assert tuple(ngram_precision(["on", "the", "cat", "sat"], CAT, 2)) == (3, 3)
    # The reference has cat sat and on the, but not sat the.
    assert tuple(ngram_precision(["cat", "sat", "the"], CAT, 2)) == (1, 2)


def test_a_candidate_shorter_than_n_has_nothing_to_count():
    assert tuple(ngram_precision(["the"], CAT, 2)) == (0, 0)


def test_the_reference_itself_scores_one():
    assert bleu(CAT, CAT) == pytest.approx(1.0)


def test_half_as_long_costs_a_factor_e():
    # Every n-gram of 1, 2, 3, 4 matches; 4 words of 8: exp(1 - 8/4) = 1/e.
    assert bleu([1, 2, 3, 4], [1, 2, 3, 4, 5, 6, 7, 8]) == pytest.approx(1 / np.e)


def test_geometric_mean_of_two_precisions():
    # 1-grams: 3 of 4. 2-grams: a b alone, 1 of 3. The root of 3/4 · 1/3 = 1/4 is 1/2.
    assert bleu(["a", "b", "x", "c"], ["a", "b", "c", "d"], max_n=2) == pytest.approx(0.5)


def test_no_match_no_points():
    assert bleu(["a", "dog"], CAT) == 0.0
    assert bleu([], CAT) == 0.0
