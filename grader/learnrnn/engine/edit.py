"""Marked regions of a solution, and edits inside them: mistakes, and right answers in another style."""

from __future__ import annotations

import re
from collections.abc import Iterable

BEGIN, END = "# BEGIN SOLUTION", "# END SOLUTION"
REGION = re.compile(rf"^(?P<indent>[ \t]*){BEGIN}\n(?P<body>.*?)^[ \t]*{END}\n", re.M | re.S)


class EditError(ValueError):
    """The edit does not apply: its text does not stand exactly once inside the marked regions."""


def edit(source: str, was: str, now: str) -> str:
    """The source with `was` replaced by `now`. Raises EditError."""
    inside = sum(region["body"].count(was) for region in REGION.finditer(source))
    if inside != 1:
        raise EditError(f"{was!r} stands {inside} times inside the marked regions; it must stand once")
    return REGION.sub(lambda region: region[0].replace(was, now), source)


def edit_all(source: str, edits: Iterable[tuple[str, str]]) -> str:
    """The source with every edit made, each in what the one before left. Raises EditError."""
    for was, now in edits:
        source = edit(source, was, now)
    return source
