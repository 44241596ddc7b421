"""--help in the learner's language: the English stands in the code, the others in locale/help.<lang>.json.

What has no translation stays English; a test says which that is.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable
from pathlib import Path

import click

_EXTRA = re.compile(r"(.*?)((?:  \[.*\])?)", re.S)  # "What it does.  [env var: LEARNRNN_LANG]"


class SpokenFormatter(click.HelpFormatter):
    """Writes help in the language of the command line."""

    lang = "en"

    def _said(self, text: str) -> str:
        return translated(text, self.lang)

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        words = re.sub(r"\[(OPTIONS|ARGS|COMMAND)\]", lambda m: f"[{self._said(m[1])}]", args)
        super().write_usage(prog, re.sub(r"\bCOMMAND\b", self._said("COMMAND"), words), self._said("Usage: "))

    def write_heading(self, heading: str) -> None:
        super().write_heading(self._said(heading))

    def write_text(self, text: str) -> None:
        said = [self._said(" ".join(part.split())) for part in text.split("\n\n")]
        if not texts(self.lang):
            super().write_text("\n\n".join(said))
            return
        from learnrnn.text import wrapped

        width = max(self.width - self.current_indent, 11)
        lines = "\n\n".join("\n".join(wrapped(part, width)) for part in said).split("\n")
        self.write("".join(f"{' ' * self.current_indent}{line}".rstrip() + "\n" for line in lines))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        if not texts(self.lang):
            super().write_dl(rows, col_max, col_spacing)
            return
        from learnrnn.text import wrapped

        rows = list(rows)
        first = min(max(len(term) for term, _ in rows), col_max) + col_spacing
        width = max(self.width - self.current_indent - first, 10)
        for term, text in rows:
            lines = wrapped(self._said(text), width)
            if len(term) > first - col_spacing:
                lines = ["", *lines]
            for number, line in enumerate(lines):
                head = term if number == 0 else ""
                self.write(f"{'':{self.current_indent}}{head:{first}}{line}".rstrip() + "\n")


class SpokenContext(click.Context):
    """A context whose help is in the language that was asked for."""

    formatter_class = SpokenFormatter

    def make_formatter(self) -> click.HelpFormatter:
        from learnrnn.cli import asked_language

        formatter = super().make_formatter()
        if isinstance(formatter, SpokenFormatter):
            formatter.lang = asked_language()
        return formatter


def speak(command: click.Command) -> click.Command:
    """The command, and those within it, with help in every language."""
    command.context_class = SpokenContext
    for inner in getattr(command, "commands", {}).values():
        speak(inner)
    return command


def translated(text: str, lang: str) -> str:
    """A text of the help in a language; what follows in brackets stays."""
    match = _EXTRA.fullmatch(text)
    known = texts(lang)
    if match is None or match[1] not in known:
        return known.get(text, text)
    return known[match[1]] + match[2]


def in_language(complaint: str, lang: str) -> str:
    """What click says of wrong use, in a language; what has no translation stays."""
    path = Path(__file__).parents[1] / "locale" / f"usage.{lang}.json"
    if not path.is_file():
        return complaint
    for pattern, said in json.loads(path.read_text(encoding="utf-8")).items():
        if match := re.fullmatch(pattern, complaint, re.S):
            return match.expand(said)
    return complaint


@functools.cache
def texts(lang: str) -> dict[str, str]:
    """English to another language."""
    path = Path(__file__).parents[1] / "locale" / f"help.{lang}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
