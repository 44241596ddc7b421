"""Question texts in a terminal: formulas readable, Japanese wrapped by its width, code highlighted where there is colour."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import click

from learnrnn.quiz.formulas import readable, with_formulas
from learnrnn.text import NEVER_FIRST, NEVER_LAST, columns, letter_columns

STAYS = "\N{NO-BREAK SPACE}"
WHOLE_MAX = 28  # columns of a formula that is kept in one piece
WIDTH_MAX = 88  # columns; longer lines are hard to read

WIDE = (
    "\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6"
)

SPAN = re.compile(r"`([^`]+)`|\*\*(.+?)\*\*")


@dataclass(frozen=True)
class Style:
    """How words and code look: `colour` is False on a pipe, with NO_COLOR and with --plain."""

    colour: bool
    width: int = WIDTH_MAX

    def paint(self, text: str, **look: bool | str) -> str:
        return click.style(text, **look) if self.colour else text  # type: ignore[arg-type]

    def prose(self, text: str, indent: str = "", first: str | None = None) -> str:
        """A text of a question file, wrapped; `first` stands in front of the first line in the indent's place."""
        paragraphs = [p for p in re.split(r"\n\s*\n", text.strip()) if p]
        lines = [line for p in paragraphs for line in (*self._wrapped(p, self.width - columns(indent)), "")]
        lines = lines[:-1]
        return "\n".join(
            f"{first if first is not None and i == 0 else indent}{line}".rstrip()
            for i, line in enumerate(lines)
        )

    def code(self, code: str, indent: str = "    ") -> str:
        """A listing; a single line of code too."""
        shown = _highlighted(code) if self.colour else code
        return "\n".join(indent + line if line else "" for line in shown.split("\n"))

    def hanging_code(self, line: str, indent: str) -> str:
        """One line of code that goes on under itself where it is too wide."""
        return ("\n" + indent).join(self.code(part, "") for part in _broken(line, self.width - len(indent)))

    def _wrapped(self, paragraph: str, width: int) -> Iterator[str]:
        line: list[_Atom] = []
        for unit in _units(_atoms(paragraph, fence="" if self.colour else "`")):
            if line and _columns([*line, *unit]) > width:
                yield self._line(line)
                line = []
            line += unit
        yield self._line(line)

    def _line(self, atoms: list[_Atom]) -> str:
        shown, run, look = "", "", ""
        for index, atom in enumerate(atoms):
            if atom.look != look:
                shown, run, look = shown + self._painted(run, look), "", atom.look
            gap = " " if atom.space and index else ""
            if run:
                run += gap + atom.text
            else:
                shown, run = shown + gap, atom.text
        return (shown + self._painted(run, look)).replace(STAYS, " ")

    def _painted(self, run: str, look: str) -> str:
        return self.paint(run, **LOOKS[look]) if run and look else run


@dataclass(frozen=True)
class _Atom:
    """A word, or one Japanese letter."""

    text: str
    look: str
    space: bool  # whether a space stands before it

    @property
    def wide(self) -> bool:
        return letter_columns(self.text[0]) == 2


LOOKS: dict[str, dict[str, bool | str]] = {"": {}, "code": {"fg": "cyan"}, "bold": {"bold": True}}


def _broken(line: str, width: int) -> Iterator[str]:
    """A line in parts of at most `width` columns, parted at spaces where there are any."""
    rest = line
    while columns(rest) > max(1, width):
        end = next(i for i in range(len(rest), 0, -1) if i == 1 or columns(rest[:i]) <= width)
        end = rest.rfind(" ", 1, end + 1) + 1 or end
        yield rest[:end].rstrip()
        rest = rest[end:].lstrip()
    yield rest


def _columns(line: list[_Atom]) -> int:
    return sum(columns(atom.text) + (atom.space and index > 0) for index, atom in enumerate(line))


def _spans(paragraph: str, fence: str) -> Iterator[tuple[str, str]]:
    """The paragraph in pieces of one look. Code is taken out before formulas are made readable."""
    at = 0
    for match in SPAN.finditer(paragraph):
        yield _readable(paragraph[at : match.start()]), ""
        yield (_whole(f"{fence}{match[1]}{fence}"), "code") if match[1] else (_readable(match[2]), "bold")
        at = match.end()
    yield _readable(paragraph[at:]), ""


def _readable(text: str) -> str:
    return with_formulas(text, lambda tex: _whole(readable(tex)))


def _whole(text: str) -> str:
    """A short formula or piece of code stays on one line."""
    return text.replace(" ", STAYS) if columns(text) <= WHOLE_MAX else text


def _atoms(paragraph: str, fence: str) -> Iterator[_Atom]:
    """fence: what stands around code where no colour can set it apart."""
    space = False
    for span, look in _spans(paragraph, fence):
        for token in re.findall(rf"[ \n]+|[{WIDE}]|[^ \n{WIDE}]+", span):
            if token.isspace():
                space = True
            else:
                yield _Atom(token, look, space)
                space = False


def _units(atoms: Iterable[_Atom]) -> Iterator[list[_Atom]]:
    """Atoms in groups that no line break may part."""
    unit: list[_Atom] = []
    for atom in atoms:
        if unit and _may_break(unit[-1], atom):
            yield unit
            unit = []
        unit.append(atom)
    if unit:
        yield unit


def _may_break(before: _Atom, atom: _Atom) -> bool:
    if atom.space:
        return True
    return (
        (before.wide or atom.wide) and atom.text[0] not in NEVER_FIRST and before.text[-1] not in NEVER_LAST
    )


def _highlighted(code: str) -> str:
    from pygments import highlight
    from pygments.formatters.terminal import TerminalFormatter
    from pygments.lexers.python import PythonLexer  # pyright: ignore[reportMissingTypeStubs]

    shown: str = highlight(code, PythonLexer(stripnl=False, ensurenl=False), TerminalFormatter())
    return shown
