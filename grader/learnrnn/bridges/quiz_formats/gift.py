r"""GIFT: every text is HTML in one line, with a backslash before each letter that GIFT reads as a sign.

A sign may not stand bare (`~ = # { } :` and the backslash), nor a line end (`\n`); `->` in a short answer would make
a matching question of it, and nothing can hide it there.
"""

from __future__ import annotations

import re

from learnrnn.bridges.quiz_formats import markup
from learnrnn.bridges.quiz_formats.asked import AskedAnswer, AskedQuestion, AskedSection, decimal
from learnrnn.bridges.quiz_formats.moodle import category_name, literal, share
from learnrnn.errors import complain

SIGN = re.compile(r"([\\~=#{}:])")


def write(parts: tuple[AskedSection, ...], lang: str) -> bytes:
    """The file to import as "GIFT format". Raises LearnrnnError for an answer that GIFT cannot hold."""
    blocks: list[str] = []
    for part in parts:
        blocks.append(f"$CATEGORY: $course$/top/learnrnn/{category_name(part)}")
        blocks += [_question(asked) for asked in part.questions]
    return "".join(f"{block}\n\n" for block in blocks).encode()


def escaped(text: str) -> str:
    """A text whose signs are letters."""
    return SIGN.sub(r"\\\1", text).replace("\n", "\\n")


def _question(asked: AskedQuestion) -> str:
    marks = " ".join(f"[tag:{tag}]" for tag in (asked.section, *asked.tags))
    if asked.options:
        answers = _options(asked)
    else:
        answers = _numbers(asked) if asked.is_number else _words(asked)
        answers.append(f"####{_html(markup.solution(asked))}")
    head = f"// [id:{asked.id}] {marks}\n::{escaped(asked.id)}::{_html(markup.stem(asked))} "
    opening = "{#" if asked.is_number else "{"
    return head + "\n  ".join([opening, *answers]) + "\n}"


def _html(content: str) -> str:
    return f"[html]{escaped(content)}"


def _options(asked: AskedQuestion) -> list[str]:
    right = share(sum(option.right for option in asked.options))
    signs = {True: f"~%{right}%", False: "~%-100%"} if asked.several else {True: "=", False: "~"}
    return [
        f"{signs[option.right]}{_html(markup.option(option))}#{_html(markup.prose(option.why))}"
        for option in asked.options
    ]


def _words(asked: AskedQuestion) -> list[str]:
    lines: list[str] = []
    for answer in asked.answers:
        for form in answer.forms:
            if "->" in form:
                raise complain("export_gift_arrow", question=asked.id, answer=form)
            lines.append(f"={_worth(answer)}[plain]{escaped(literal(form))}{_feedback(answer.why)}")
    return [*lines, f"=%0%*{_feedback(asked.otherwise)}"] if asked.otherwise else lines


def _numbers(asked: AskedQuestion) -> list[str]:
    lines: list[str] = []
    for answer in asked.answers:
        assert answer.value is not None
        lines.append(
            f"={_worth(answer)}{decimal(answer.value)}:{decimal(answer.tolerance)}{_feedback(answer.why)}"
        )
    return [*lines, f"~{_feedback(asked.otherwise)}"] if asked.otherwise else lines


def _worth(answer: AskedAnswer) -> str:
    return "" if answer.right else "%0%"


def _feedback(why: str | None) -> str:
    return f"#{_html(markup.prose(why))}" if why else ""
