"""Evaluation: how good is a language model, how good a translation? (course note, section 5)

    perplexity = exp(mean over t of -log p_t)        p_t: what the model gave the word that came
    precision_n = matches / total                    the candidate's n-grams that the reference has, clipped
    BLEU = brevity · (precision_1 · … · precision_N)^(1/N)
    brevity = exp(1 - r / c) where c < r, else 1     c, r: lengths of candidate and reference

An n-gram is n words in a row. Sentences are lists of words, or of ids.
"""

from collections import Counter

import numpy as np


def perplexity(p):
    """Among how many equally likely words the model chose, so to speak (float).

    p (T,): the probabilities that the right words got; a 0 among them gives inf.
    Raises ValueError if one is below 0 or above 1.
    """
    raise NotImplementedError("Read the README, part 1. How many choices: perplexity")


def ngram_precision(candidate, reference, n):
    """How many of the candidate's n-grams stand in the reference: two ints, matches and total.

    An n-gram that comes several times matches at most as often as the reference has it.
    A candidate shorter than n gives (0, 0). Raises ValueError if n < 1.
    """
    raise NotImplementedError("Read the README, part 2. Clipped counts: ngram_precision")


def bleu(candidate, reference, max_n=4):
    """BLEU of one sentence, from 0 to 1 (float), without smoothing.

    The geometric mean of the precisions for n = 1 … max_n, times the brevity penalty.
    0.0 when a precision is 0 or has nothing to count.
    """
    raise NotImplementedError("Read the README, part 3. BLEU: bleu")
