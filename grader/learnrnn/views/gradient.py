"""`learnrnn check --gradient`: each parameter's gradient, held against the numerical one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from learnrnn.learner.gradient import Compared
from learnrnn.locale import say

SCHEMA = 1


def document(compared: Sequence[Compared]) -> str:
    """As JSON: whether all fit, and each by itself."""
    found = {
        "schema": SCHEMA,
        "fits": all(c.fits for c in compared),
        "gradients": [asdict(c) for c in compared],
    }
    return json.dumps(found, ensure_ascii=False, indent=2)


def show(compared: Sequence[Compared], lang: str) -> None:
    """A line a gradient, and what to make of them."""
    from rich.text import Text as Styled

    from learnrnn.views.result import MARKS
    from learnrnn.views.terminal import console

    out = console()
    for each in compared:
        mark, style = MARKS["passed" if each.fits else "failed"]
        error = say("gradient_error", lang, error=f"{each.error:.1e}")
        out.print(Styled("  ").append(mark, style).append(f" {each.activation:8} {each.parameter:6} {error}"))
    wrong = [f"{c.parameter} ({c.activation})" for c in compared if not c.fits]
    out.print(say("gradients_differ", lang, names=", ".join(wrong)) if wrong else say("gradients_fit", lang))
