"""Plain Markdown (CommonMark, with formulas in `$…$`), with or without the key."""

from __future__ import annotations

import re

from learnrnn.bridges.quiz_formats.asked import AskedAnswer, AskedOption, AskedQuestion, AskedSection, decimal
from learnrnn.bridges.quiz_formats.markup import Span, paragraphs, runs
from learnrnn.locale import say

SIGN = re.compile(r"([\\`*_{}\[\]<>~|$&^@])")
AT_LINE_START = re.compile(r"^([#+\-=:%])|^(\d+)([.)])")
RIGHT, WRONG = "✓", "✗"


def write(parts: tuple[AskedSection, ...], lang: str, *, key: bool = True) -> bytes:
    """The document; without the key there is nothing in it that depends on which answer is right."""
    blocks: list[str] = []
    for part in parts:
        blocks.append(f"# {prose(f'{part.note} {part.title}')}")
        for number, asked in enumerate(part.questions, 1):
            blocks.append(f"## {number}. {code(asked.id)}")
            blocks += _question(asked, lang)
            if key:
                blocks += _key_of_options(asked, lang) if asked.options else _key_of_answers(asked, lang)
    return ("\n\n".join(blocks) + "\n").encode()


def _question(asked: AskedQuestion, lang: str) -> list[str]:
    blocks = [fenced(asked.code)] if asked.code else []
    blocks.append(prose(asked.stem))
    if asked.convention:
        blocks.append(prose(asked.convention))
    if asked.several:
        blocks.append(say("export_several", lang))
    if asked.options:
        blocks.append("\n".join(_listed(f"{i}. ", _option(o)) for i, o in enumerate(asked.options, 1)))
    else:
        blocks.append(say("export_blank", lang))
    return blocks


def _option(option: AskedOption) -> str:
    return code(option.text) if option.is_code else prose(option.text)


def _key_of_options(asked: AskedQuestion, lang: str) -> list[str]:
    rights = ", ".join(str(i) for i, option in enumerate(asked.options, 1) if option.right)
    reasons = [
        _listed("- ", f"({i}) {RIGHT if option.right else WRONG} {prose(option.why)}")
        for i, option in enumerate(asked.options, 1)
    ]
    return [say("export_answer", lang, answer=f"**{rights}**"), "\n".join(reasons)]


def _key_of_answers(asked: AskedQuestion, lang: str) -> list[str]:
    first, *others = asked.rights
    blocks = [say("export_answer", lang, answer=_answer(asked, first))]
    if first.why:
        blocks.append(prose(first.why))
    if others:
        accepted = ", ".join(_answer(asked, other) for other in others)
        blocks.append(say("export_accepted", lang, answers=accepted))
    wrongs = [
        _listed("- ", f"{WRONG} {_answer(asked, wrong)} {prose(wrong.why or '')}") for wrong in asked.wrongs
    ]
    if asked.otherwise:
        wrongs.append(_listed("- ", f"{WRONG} {say('export_otherwise', lang, why=prose(asked.otherwise))}"))
    return [*blocks, "\n".join(wrongs)] if wrongs else blocks


def _answer(asked: AskedQuestion, answer: AskedAnswer) -> str:
    if asked.is_number and answer.right and answer.tolerance:
        return f"{prose(answer.text)} (±{decimal(answer.tolerance)})"
    return code(answer.text) if asked.typed_as_code else prose(answer.text)


def _listed(mark: str, content: str) -> str:
    """An entry of a list; its further lines stand under its first."""
    return mark + re.sub(r"\n(?=[^\n])", "\n" + " " * len(mark), content)


# ---------------------------------------------------------------- writing Markdown


def prose(text: str) -> str:
    """A text of a question file, in which only its own marks are marks."""
    return "\n\n".join(map(_paragraph, paragraphs(text)))


def _paragraph(spans: list[Span]) -> str:
    shown = "".join(
        f"**{run}**" if bold else run for bold, inner in runs(spans) for run in ["".join(map(_span, inner))]
    )
    if (
        spans[0].look == "text" and not spans[0].bold
    ):  # nor may its first letters make a heading or a list of it
        shown = AT_LINE_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", shown)
    return shown


def _span(span: Span) -> str:
    if span.look == "code":
        return code(span.text)
    return f"${span.text}$" if span.look == "formula" else SIGN.sub(r"\\\1", span.text)


def code(text: str) -> str:
    """Code in a line, fenced by more backticks than it holds."""
    fence = "`" * (_longest_run(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") or (text[:1] == text[-1:] == " ") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def fenced(text: str) -> str:
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}python\n{text}\n{fence}"


def _longest_run(text: str) -> int:
    return max(map(len, re.findall(r"`+", text)), default=0)
