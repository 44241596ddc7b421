"""Makes data/analysis.json: item analysis by scipy, which the tests do not need. Run with scipy and numpy installed."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import numpy as np
from scipy.stats import pointbiserialr  # pyright: ignore[reportMissingImports]


def correlation(chosen, rest):
    """scipy's, or None where it is undefined."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        r = pointbiserialr(chosen, rest).statistic
    return None if np.isnan(r) else float(r)


def cronbach(scores):
    """Cronbach's alpha, which for items of 0 and 1 is KR-20, from the covariance matrix."""
    covariance = np.cov(scores.T, bias=True)
    k = scores.shape[1]
    return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))


def main():
    rng = np.random.default_rng(0)
    classes = []
    for students, items in ((20, 2), (25, 5), (60, 12), (200, 8)):
        ability = rng.normal(size=(students, 1))
        scores = (ability + rng.normal(size=(students, items)) > rng.normal(size=items)).astype(int)
        scores[:, 0] = 1 if students == 25 else scores[:, 0]  # an item that everyone has right
        rest = scores.sum(axis=1, keepdims=True) - scores
        classes.append(
            {
                "scores": scores.tolist(),
                "discrimination": [correlation(scores[:, j], rest[:, j]) for j in range(items)],
                "kr20": cronbach(scores),
            }
        )
    file = Path(__file__).parent / "data" / "analysis.json"
    file.write_text(json.dumps(classes, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
