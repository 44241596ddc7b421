"""`learnrnn show` on the screen, in a file and in a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from learnrnn.catalog import Exercise
from learnrnn.errors import complain
from learnrnn.locale import Sayable, Text, say
from learnrnn.showing import Figure
from learnrnn.views import plain
from learnrnn.views.drawings import lines_of
from learnrnn.views.drawings_svg import standing_alone, svg

SUFFIX = ".svg"


@dataclass(frozen=True)
class Drawing:
    """What was drawn of an exercise: SVG in a notebook, lines elsewhere.

    odd: what does not look right. failed: why something could not be drawn.
    """

    exercise: Exercise
    figures: Sequence[Figure]
    look: Text
    odd: Sequence[Sayable]
    failed: Sequence[Sayable]
    lang: str

    @property
    def title(self) -> str:
        return f"{self.exercise.name}  {self.exercise.title.render(self.lang)}"

    @property
    def sentences(self) -> list[str]:
        """What is to be said below the figures: what to look at, what looks odd, what could not be drawn."""
        lang = self.lang
        found = [say("show_look", lang, text=self.look.render(lang))] if self.figures else []
        if self.odd:
            found += [say("show_odd", lang), *(f"  ? {each.render(lang)}" for each in self.odd)]
        return found + [each.render(lang) for each in self.failed]

    def _repr_svg_(self) -> str:
        return svg(self.title, self.figures, self.sentences, self.lang)

    def __repr__(self) -> str:
        lines = [self.title]
        for figure in self.figures:
            lines += ["", *lines_of(figure, self.lang)]
        return "\n".join([*lines, "", *self.sentences])


def refuse_early(out: Path) -> None:
    """Raises LearnrnnError where no drawing could be written there."""
    if out.suffix.lower() != SUFFIX:
        raise complain("show_out_kind", path=out)
    if out.is_dir() or not out.parent.is_dir():
        raise complain("show_out_folder", path=out)


def save(drawing: Drawing, out: Path) -> None:
    """Write it as SVG. Raises LearnrnnError."""
    try:
        out.write_text(standing_alone(drawing._repr_svg_()), encoding="utf-8")
    except OSError as error:
        raise complain("show_out_unwritable", path=out, why=error.strerror or error) from None


def show(drawing: Drawing, *, pager: bool = False) -> None:
    """Print it, through the pager where it is longer than the screen."""
    lines = plain.laid_out(drawing.title, "bold")
    for figure in drawing.figures:
        lines += ["", *lines_of(figure, drawing.lang)]
    say_below(drawing, lines, pager=pager)


def say_below(drawing: Drawing, lines: Sequence[str] = (), *, pager: bool = False) -> None:
    """Print these lines and what is to be said of the drawing."""
    below: list[str] = [""] if lines and drawing.figures else []
    for sentence in drawing.sentences:
        odd = sentence.startswith("  ? ")
        below += plain.laid_out(sentence[4:], "yellow", 2, "? ") if odd else plain.laid_out(sentence)
    plain.put_paged("".join(f"{line}\n" for line in [*lines, *below]), pager=pager)
