r"""The Markdown of question files in spans, and as HTML with formulas in `\(…\)`, which Moodle, Canvas and Anki typeset."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from learnrnn.bridges.quiz_formats.asked import AskedAnswer, AskedOption, AskedQuestion
from learnrnn.quiz.symbols import FUNCTIONS

SPAN = re.compile(r"`(?P<code>[^`]+)`|\*\*(?P<bold>.+?)\*\*|(?<!\\)\$(?P<formula>.+?)(?<!\\)\$", re.S)
KNOWN_TO_TEX = {"tanh", "exp", "log", "ln", "max", "min", "sin", "cos", "det"}
OUR_FUNCTION = re.compile(rf"\\({'|'.join(sorted(FUNCTIONS - KNOWN_TO_TEX))})(?![A-Za-z])")

Look = Literal["text", "code", "formula"]


@dataclass(frozen=True)
class Span:
    """A stretch of one look: plain text, code, or TeX without its dollars."""

    look: Look
    text: str
    bold: bool = False


def paragraphs(text: str) -> list[list[Span]]:
    """A text of a question file: its paragraphs, each on one line."""
    blocks = (re.sub(r"\s*\n\s*", " ", block.strip()) for block in re.split(r"\n\s*\n", text))
    return [list(_spans(block)) for block in blocks if block]


def _spans(text: str, bold: bool = False) -> Iterator[Span]:
    at = 0
    for match in SPAN.finditer(text):
        yield from _plain(text[at : match.start()], bold)
        at = match.end()
        if match["bold"]:
            yield from _spans(match["bold"], bold=True)
        elif match["code"]:
            yield Span("code", match["code"], bold)
        else:
            yield Span("formula", tex(match["formula"].strip()), bold)
    yield from _plain(text[at:], bold)


def _plain(text: str, bold: bool) -> Iterator[Span]:
    if text:
        yield Span("text", text.replace("\\$", "$"), bold)


def runs(spans: list[Span]) -> Iterator[tuple[bool, list[Span]]]:
    """Bold spans that stand together, and others."""
    for bold, run in itertools.groupby(spans, key=lambda span: span.bold):
        yield bold, list(run)


def tex(formula: str) -> str:
    r"""A formula in the commands that every TeX knows: `\softmax` is ours."""
    return OUR_FUNCTION.sub(r"\\mathrm{\1}", formula)


# ---------------------------------------------------------------- HTML


def escaped(text: str) -> str:
    return html.escape(text, quote=False)


def prose(text: str, *, label: str = "") -> str:
    """A text, each paragraph in a <p>; the label stands in front of the first."""
    lines = [_line(spans) for spans in paragraphs(text)]
    return "".join(f"<p>{label if i == 0 else ''}{line}</p>" for i, line in enumerate(lines))


def phrase(text: str) -> str:
    """A text, without <p> if it has one paragraph."""
    blocks = paragraphs(text)
    return _line(blocks[0]) if len(blocks) == 1 else prose(text)


def code(text: str) -> str:
    return f"<code>{escaped(text)}</code>"


def listing(text: str) -> str:
    return f"<pre>{code(text)}</pre>"


def stem(asked: AskedQuestion) -> str:
    """All that must be read to answer: the listing, the stem, the convention."""
    shown = listing(asked.code) if asked.code else ""
    return shown + prose(asked.stem) + (prose(asked.convention) if asked.convention else "")


def option(option: AskedOption) -> str:
    return code(option.text) if option.is_code else phrase(option.text)


def answer(asked: AskedQuestion, answer: AskedAnswer) -> str:
    """A typed answer as shown."""
    return code(answer.text) if asked.typed_as_code else phrase(answer.text)


def solution(asked: AskedQuestion) -> str:
    """What someone who missed a typed question should read: the answer and why it is right."""
    right = asked.rights[0]
    return f"<p>{answer(asked, right)}</p>" + (prose(right.why) if right.why else "")


def _line(spans: list[Span]) -> str:
    return "".join(
        f"<b>{shown}</b>" if bold else shown
        for bold, run in runs(spans)
        for shown in ["".join(map(_html, run))]
    )


def _html(span: Span) -> str:
    shown = escaped(span.text)
    if span.look == "code":
        return f"<code>{shown}</code>"
    return rf"\({shown}\)" if span.look == "formula" else shown
