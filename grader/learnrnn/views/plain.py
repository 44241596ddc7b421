"""Text in a terminal without rich, which takes as long to import as a learner's checks take to run, and without click,
which takes most of the time in which `learnrnn` alone starts."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from learnrnn.locale import Sayable
from learnrnn.text import columns, wrapped

NARROWEST = 20  # columns
FALLBACK = (80, 24)  # columns and lines where there is no terminal
LOOKS = {
    "bold": 1,
    "dim": 2,
    "red": 31,
    "green": 32,
    "yellow": 33,
    "blue": 34,
    "magenta": 35,
    "cyan": 36,
}  # in ANSI
_LOOK = re.compile(r"\x1b\[[0-9;]*m")


def screen_size() -> tuple[int, int]:
    """Columns and lines, as shutil has them, which loads every kind of archive."""
    asked = [os.environ.get(name, "") for name in ("COLUMNS", "LINES")]
    found = [int(text) if text.isdecimal() else 0 for text in asked]
    if not all(found):
        try:
            there = tuple(os.get_terminal_size(sys.__stdout__.fileno()))  # pyright: ignore[reportOptionalMemberAccess]
        except (AttributeError, ValueError, OSError):  # closed, or no terminal
            there = FALLBACK
        found = [mine or theirs or last for mine, theirs, last in zip(found, there, FALLBACK, strict=True)]
    return found[0], found[1]


def width() -> int:
    """The terminal's columns."""
    return max(screen_size()[0], NARROWEST)


def styled(text: str, style: str = "") -> str:
    """The text in a colour, or "bold" or "dim"."""
    return f"\x1b[{LOOKS[style]}m{text}\x1b[0m" if style else text


def without_colour(text: str) -> str:
    """The text as `styled` got it."""
    return _LOOK.sub("", text)


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
    """Print lines, without colour under NO_COLOR and where there is no terminal."""
    _write("".join(f"{line}\n" for line in lines))


def put_paged(text: str, *, pager: bool, wait: bool = False) -> None:
    """Print a text, through the pager where it is longer than the screen and there is one to hold it.

    wait: a shorter one goes through it too, since the screen is needed again.
    """
    rows = screen_size()[1]
    if wait:
        text += "\n" * max(rows - text.count("\n"), 0)
    if pager and sys.stdout.isatty() and sys.stdin.isatty() and text.count("\n") >= rows:
        import click

        click.echo_via_pager(text, color=None if not os.environ.get("NO_COLOR") else False)
    else:
        _write(text)


def _write(text: str) -> None:
    if os.environ.get("NO_COLOR") or not sys.stdout.isatty():
        text = without_colour(text)
    elif os.name == "nt":  # whose consoles want to be asked first
        import click

        click.echo(text, nl=False)
        return
    sys.stdout.write(text)
    sys.stdout.flush()


def warn(said: Sayable | None, lang: str) -> None:
    """One line on stderr, or nothing for None."""
    if said is not None:
        print(f"learnrnn: {said.render(lang)}", file=sys.stderr)
