"""Text in a terminal without rich, which takes as long to import as a learner's checks take to run."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import click

from learnrnn.locale import Sayable
from learnrnn.locale.lines import columns, wrapped

NARROWEST = 20  # columns


def width() -> int:
    """The terminal's columns."""
    return max(shutil.get_terminal_size().columns, NARROWEST)


def styled(text: str, style: str = "") -> str:
    """The text in a colour, or "bold" or "dim"."""
    look: dict[str, Any] = {style: True} if style in ("bold", "dim") else {"fg": style or None}
    return click.style(text, **look)


def laid_out(text: str, style: str = "", indent: int = 0, head: str = "", *, most: int = 0) -> list[str]:
    """The text's lines in the terminal's width; `head` stands in front of the first, blanks before the others.

    most: of so many lines the rest is left out, which "…" shows; 0: all are there.
    """
    lines = wrapped(text, max(width() - indent - columns(head), NARROWEST))
    if most and len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][: -1 if len(lines[most - 1]) > 1 else None] + "…"]
    return [
        " " * indent + styled((head if number == 0 else " " * columns(head)) + line, style)
        for number, line in enumerate(lines)
    ]


def on_one_line(text: str, room: int) -> str:
    """The text's first line in so many columns; "…" stands for what is left out."""
    line = text.split("\n", 1)[0]
    if columns(line) <= room:
        return line + ("" if line == text else " …")[: max(room - columns(line), 0)]
    while columns(line) > max(room - 1, 0):
        line = line[:-1]
    return line + "…"


def both_ends(left: str, right: str, room: int) -> str:
    """One text at the line's beginning, cut where it must be, and one at its end."""
    left = on_one_line(left, max(room - columns(right) - 2, 0))
    return left + " " * max(room - columns(left) - columns(right), 1) + right


def typed(command: str, name: str, workspace: str | Path) -> str:
    """A command as it can be typed here, for a workspace that may be another folder than this one."""
    import shlex

    elsewhere = Path(workspace).resolve() != Path.cwd()
    return f"learnrnn {command} {name}" + (f" --workspace {shlex.quote(str(workspace))}" if elsewhere else "")


def put(lines: list[str]) -> None:
    """Print lines, without colour under NO_COLOR."""
    for line in lines:
        click.echo(line, color=False if os.environ.get("NO_COLOR") else None)


def put_paged(text: str, *, pager: bool, wait: bool = False) -> None:
    """Print a text, through the pager where it is longer than the screen and there is one to hold it.

    wait: a shorter one goes through it too, since the screen is needed again.
    """
    rows = shutil.get_terminal_size().lines
    if wait:
        text += "\n" * max(rows - text.count("\n"), 0)
    if pager and sys.stdout.isatty() and sys.stdin.isatty() and text.count("\n") >= rows:
        click.echo_via_pager(text, color=None if not os.environ.get("NO_COLOR") else False)
    else:
        click.echo(text, nl=False, color=False if os.environ.get("NO_COLOR") else None)


def warn(said: Sayable | None, lang: str) -> None:
    """One line on stderr, or nothing for None."""
    if said is not None:
        print(f"learnrnn: {said.render(lang)}", file=sys.stderr)
