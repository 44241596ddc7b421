"""HTML pages that need nothing else: light and dark, on paper, at any width. What strangers wrote is text in them."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from learnrnn.text import visible

# Colours of the text and its ground are at least 7:1 apart, those of marks 4.5:1, in light and in dark.
STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --ground: #ffffff; --soft: #57606a; --line: #d0d7de;
  --bar: #0a6bc2; --good: #176f2c; --bad: #b3261e; --warn: #7a5200; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9eef4; --ground: #10151b; --soft: #aab4bf; --line: #39424d;
  --bar: #6cb2f5; --good: #62d281; --bad: #ff8a80; --warn: #e6b450; } }
* { box-sizing: border-box; }
body { background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, "Hiragino Sans", "Noto Sans CJK JP",
  sans-serif; margin: 0 auto; max-width: 60rem; overflow-wrap: anywhere; padding: 1rem; }
h1 { font-size: 1.5rem; } h2 { border-bottom: 1px solid var(--line); font-size: 1.25rem; margin-top: 2rem; }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .3rem; }
a { color: var(--bar); } a:focus, summary:focus { outline: 3px solid var(--bar); outline-offset: 2px; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
caption { color: var(--soft); text-align: left; } th, td { border-bottom: 1px solid var(--line); padding: .3rem .5rem;
  text-align: left; vertical-align: top; } .n { font-variant-numeric: tabular-nums; text-align: right; white-space: nowrap; }
.soft { color: var(--soft); } .passed { color: var(--good); } .failed, .error, .timeout, .missing { color: var(--bad); }
.warn, .partial, .blocked { color: var(--warn); } ul { padding-left: 1.2rem; } li { margin: .4rem 0; }
.said { white-space: pre-line; } svg { display: block; max-width: 100%; height: auto; }
svg text { fill: var(--ink); font: 12px system-ui, sans-serif; } svg rect.bar { fill: var(--bar); }
svg rect.good { fill: var(--good); } svg rect.rest { fill: var(--line); } svg line { stroke: var(--line); }
summary { cursor: pointer; padding: .3rem 0; }
@media print { body { max-width: none; } details { break-inside: avoid; } a { color: inherit; text-decoration: none; } }
"""


def page(title: str, parts: Sequence[str], lang: str) -> str:
    """A whole page. title is text, parts are HTML."""
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'"  # were anything to slip in, it could not run or load
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{text(title)}</h1>\n"
        + "\n".join(parts)
        + "\n</main>\n</body>\n</html>\n"
    )


def text(said: str) -> str:
    """A text as HTML that shows it."""
    return html.escape(visible(said, lines=True))


def sentence(said: str) -> str:
    """One of our own sentences: `code` in it is set as such."""
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", text(said))


def table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], caption: str, numbers: Sequence[int] = ()
) -> str:
    """A table that scrolls by itself where it is too wide. rows: cells of HTML; numbers: columns set to the right."""
    head = "".join(
        f'<th scope="col"{_right(i, numbers)}>{text(column)}</th>' for i, column in enumerate(columns)
    )
    body = "".join(
        "<tr>" + "".join(f"<td{_right(i, numbers)}>{cell}</td>" for i, cell in enumerate(row)) + "</tr>\n"
        for row in rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{text(caption)}"><table>'
        f"<caption>{text(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table></div>"
    )


def histogram(counts: Sequence[int], title: str) -> str:
    """How many have each number of points, as bars."""
    wide, high, most = 36, 90, max([*counts, 1])
    bars: list[str] = []
    for points, count in enumerate(counts):
        tall, x = high * count / most, points * wide
        bars.append(
            f'<rect class="bar" x="{x + 4}" y="{20 + high - tall:.1f}" width="{wide - 8}" height="{tall:.1f}"/>'
            f'<text x="{x + wide / 2:g}" y="{high + 36}" text-anchor="middle">{points}</text>'
        )
        if count:
            bars.append(
                f'<text x="{x + wide / 2:g}" y="{16 + high - tall:.1f}" text-anchor="middle">{count}</text>'
            )
    width = wide * len(counts)
    return (
        f'<svg viewBox="0 0 {width} {high + 44}" width="{width}" role="img" aria-label="{text(title)}">'
        f"<title>{text(title)}</title>{''.join(bars)}"
        f'<line x1="0" y1="{high + 20}" x2="{width}" y2="{high + 20}"/></svg>'
    )


def share(part: int, whole: int, title: str) -> str:
    """A share as a bar, with its numbers."""
    wide = 120 * part / whole if whole else 0
    return (
        f'<svg viewBox="0 0 120 12" width="120" role="img" aria-label="{text(title)}"><title>{text(title)}</title>'
        f'<rect class="rest" width="120" height="12"/><rect class="good" width="{wide:.1f}" height="12"/></svg>'
    )


def _right(column: int, numbers: Sequence[int]) -> str:
    return ' class="n"' if column in numbers else ""
