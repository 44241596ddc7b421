"""A terminal or a file that cannot show every character gets what it can show, and never a traceback."""

from __future__ import annotations

import codecs
import io
import sys

# What stands in for the signs of a verdict, so that a pass is still told from a failure; else "?".
INSTEAD = {
    "✔": "+", "✘": "x", "⧗": "x", "◐": "~", "·": ".", "–": "-", "—": "-", "✎": "*", "→": ">", "…": "...", "▸": ">",
    "█": "#", "░": "-", "─": "-", "━": "-", "│": "|", "└": "`", "├": "|", "’": "'", "×": "x",
}  # fmt: skip
HANDLER = "learnrnn.instead"


def show_what_can_be_shown() -> None:
    """Have stdout and stderr take another character for one that their encoding lacks."""
    codecs.register_error(HANDLER, _instead)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=HANDLER)


def _instead(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    unshown = error.object[error.start : error.end]
    return "".join(INSTEAD.get(letter, "?") for letter in unshown), error.end
