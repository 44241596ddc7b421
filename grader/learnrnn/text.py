"""Text as it is shown: its columns, where its lines may end, and strangers' letters made visible."""

from __future__ import annotations

import itertools
import unicodedata

NEVER_FIRST = "、。，．・」』）)]}!?！？,.:;ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ%％"
NEVER_LAST = "「『（([{"


def letter_columns(letter: str) -> int:
    """How many columns a terminal needs for a letter: Japanese ones take two."""
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def columns(text: str) -> int:
    """How many columns a terminal needs for a text."""
    return sum(map(letter_columns, text))


def breaks(text: str, width: int) -> list[int]:
    """Where to cut a text without line ends into lines of at most `width` columns."""
    found: list[int] = []
    start = last = used = 0
    for at, letter in enumerate(text):
        if at > start and _may_break(text[at - 1], letter):
            last = at
        used += letter_columns(letter)
        if used > width and not letter.isspace():
            start = last if last > start else at
            found.append(start)
            used = columns(text[start : at + 1])
    return found


def wrapped(text: str, width: int) -> list[str]:
    """The text's lines, each of at most `width` columns."""
    lines: list[str] = []
    for line in text.split("\n"):
        ends = [0, *breaks(line, width), len(line)]
        lines += [line[a:b].rstrip() for a, b in itertools.pairwise(ends)]
    return lines


def _may_break(before: str, after: str) -> bool:
    if before.isspace() or after.isspace():
        return before.isspace() and not after.isspace()
    wide = letter_columns(before) == 2 or letter_columns(after) == 2
    return wide and after not in NEVER_FIRST and before not in NEVER_LAST


def visible(text: str, *, lines: bool = False) -> str:
    """A stranger's text without what moves a cursor, hides or turns the direction: each such letter is �.

    lines: whether line ends stay; without, it is on one line.
    """
    return "".join(c if c.isprintable() or c == "\u3000" or (lines and c == "\n") else "�" for c in text)
