import math

import numpy as np


def perplexity(p):
    total, count = 0.0, 0
    for q in p:
        if q < 0 or q > 1:
            raise ValueError("not a probability")
        total += -math.log(q) if q > 0 else math.inf
        count += 1
    return float(np.exp(total / count))


def _grams(words, n):
    counts = {}
    for start in range(0, len(words) - n + 1):
        gram = tuple(words[start : start + n])
        counts[gram] = counts.get(gram, 0) + 1
    return counts


def ngram_precision(candidate, reference, n):
    if n < 1:
        raise ValueError("n")
    mine, theirs = _grams(candidate, n), _grams(reference, n)
    hits = 0
    for gram in mine:
        hits += min(mine[gram], theirs.get(gram, 0))
    return hits, sum(mine.values())


def bleu(candidate, reference, max_n=4):
    product = 1.0
    for n in range(1, max_n + 1):
        hits, total = ngram_precision(candidate, reference, n)
        if not hits:
            return 0.0
        product *= hits / total
    score = product ** (1 / max_n)
    if len(candidate) < len(reference):
        score *= math.exp(1 - len(reference) / len(candidate))
    return float(score)
