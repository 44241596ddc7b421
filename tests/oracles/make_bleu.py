"""Writes bleu.json: what sacrebleu says of candidates and references.

    pip install sacrebleu
    python -m tests.oracles.make_bleu

Not needed to test: the file is kept. sacrebleu's BLEU of one sentence, without smoothing, with the
tokens as they are, divided by 100; its precisions as matches and totals.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import sacrebleu  # pyright: ignore[reportMissingImports]
from sacrebleu.metrics.bleu import BLEU  # pyright: ignore[reportMissingImports]

FILE = Path(__file__).parent / "bleu.json"
WORDS = ("the", "cat", "sat", "on", "a", "mat", "and", "slept")
MOST_ORDERS = 6


def pairs(rng: random.Random) -> list[tuple[list[str], list[str]]]:
    """Sentences of few words, candidates that were made of their references, and some by hand."""
    found: list[tuple[list[str], list[str]]] = [
        (["the"] * 7, ["the", "cat", "sat", "on", "the", "mat"]),
        (["the", "cat", "sat", "on", "the", "mat"], ["the", "cat", "sat", "on", "the", "mat"]),
        (["the", "cat"], ["the", "cat", "sat", "on", "the", "mat"]),
        (["a", "a", "a"], ["the", "cat"]),
    ]
    for _ in range(60):
        reference = rng.choices(WORDS[: rng.randint(2, 8)], k=rng.randint(4, 14))
        candidate = list(reference)
        for _ in range(rng.randint(0, 3)):
            candidate[rng.randrange(len(candidate))] = rng.choice(WORDS)
        kept = rng.randint(max(1, len(candidate) - 4), len(candidate))
        candidate = candidate[:kept] + rng.choices(WORDS, k=rng.choice([0, 0, 1, 3]))
        found.append((candidate, reference))
    return found


def ask(candidate: list[str], reference: list[str], max_n: int) -> dict[str, Any]:
    metric = BLEU(smooth_method="none", tokenize="none", effective_order=False, max_ngram_order=max_n)
    said = metric.sentence_score(" ".join(candidate), [" ".join(reference)])
    return {
        "candidate": candidate,
        "reference": reference,
        "max_n": max_n,
        "bleu": said.score / 100,
        "matches": list(said.counts),
        "totals": list(said.totals),
    }


def main() -> None:
    rng = random.Random(0)
    rows = [ask(*pair, max_n) for pair in pairs(rng) for max_n in sorted({4, rng.randint(1, MOST_ORDERS)})]
    lines = ",\n".join(json.dumps(row) for row in rows)
    FILE.write_text(f'{{"sacrebleu": "{sacrebleu.__version__}", "rows": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
