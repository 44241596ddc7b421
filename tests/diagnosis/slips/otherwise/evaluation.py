import math


def perplexity(p):
    log_sum = 0.0
    for q in p:
        if q < 0 or q > 1:
            raise ValueError("no probability")
        if q == 0:
            return math.inf
        log_sum += math.log(q)
    return math.exp(-log_sum / len(p))


def count_ngrams(sentence, n):
    found = {}
    for start in range(len(sentence) - n + 1):
        gram = tuple(sentence[start : start + n])
        found[gram] = found.get(gram, 0) + 1
    return found


def ngram_precision(candidate, reference, n):
    if n < 1:
        raise ValueError("n has to be at least 1")
    in_candidate = count_ngrams(candidate, n)
    in_reference = count_ngrams(reference, n)
    hits = 0
    for gram, count in in_candidate.items():
        hits += min(count, in_reference.get(gram, 0))
    total = sum(in_candidate.values())
    return hits, total


def bleu(candidate, reference, max_n=4):
    c, r = len(candidate), len(reference)
    log_mean = 0.0
    for n in range(1, max_n + 1):
        hits, total = ngram_precision(candidate, reference, n)
        if hits == 0:
            return 0.0
        log_mean += math.log(hits / total) / max_n
    penalty = 1.0
    if c < r:
        penalty = math.exp(1 - r / c)
    return penalty * math.exp(log_mean)
