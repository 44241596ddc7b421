"""`learnrnn train` on the screen: whose functions run, a progress bar, the log, figures and next words."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Protocol

from learnrnn.locale import say
from learnrnn.training.functions import Functions
from learnrnn.training.parts import Chart, Figure, Heatmap, Outcome, Pictures, Plane, Step, Table, Training
from learnrnn.views import terminal
from learnrnn.views.charts import cell_text, draw_chart, draw_heatmap, draw_pictures, draw_plane, words

if TYPE_CHECKING:
    from rich.console import Console

WIDEST = 80  # columns of a chart


def _warn_of(unproven: list[str], lang: str) -> None:
    if unproven:
        names = ", ".join(unproven)
        terminal.console().print(say("train_not_passed", lang, names=names, name=unproven[0]), style="bold")


def introduce(training: Training, functions: Functions, unproven: list[str], lang: str) -> None:
    out = terminal.console()
    _warn_of(unproven, lang)
    out.print(say("train_title", lang, name=training.name), style="bold")
    for sentence in (training.about, *functions.whose):
        out.print(sentence.render(lang))
    out.print()


class Bar(Protocol):
    """How far the training is."""

    def show(self, step: Step) -> None: ...


class _NoBar:
    """A pipe has no progress bar, but the log."""

    def __init__(self, lang: str):
        self.lang = lang

    def show(self, step: Step) -> None:
        for line in step.log:
            print(words(line, self.lang))


@contextlib.contextmanager
def bar(total: int, lang: str) -> Generator[Bar]:
    """A progress bar on stderr with the loss beside it; the log stands above it."""
    if not sys.stderr.isatty():
        yield _NoBar(lang)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(say("train_progress", lang)),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[loss]}"),
    )
    out = terminal.console(stderr=True)
    with Progress(*columns, console=out, transient=True, redirect_stdout=sys.stdout.isatty()) as progress:
        task = progress.add_task("", total=total, loss="")

        class Beside(_NoBar):
            def show(self, step: Step) -> None:
                super().show(step)
                text = say("train_loss_now", lang, loss=f"{step.loss:.4g}")
                progress.update(task, advance=1, loss=text)

        yield Beside(lang)


# -------------------------------------------------------------------- figures


def show(outcome: Outcome, unproven: list[str], lang: str) -> None:
    out = terminal.console()
    for figure in outcome.figures:
        out.print()
        _show_figure(figure, out, lang)
    out.print()
    _warn_of(unproven, lang)
    for note in outcome.notes:
        out.print(note.render(lang), style="bold")


def _show_figure(figure: Figure, out: Console, lang: str) -> None:
    width = min(out.width, WIDEST)
    if isinstance(figure, Chart):
        for line in draw_chart(figure, lang, width):
            out.print(line, soft_wrap=True)
    elif isinstance(figure, Heatmap):
        _show_heatmap(figure, out, lang)
    elif isinstance(figure, Plane | Pictures):
        lines = draw_plane(figure, lang, width) if isinstance(figure, Plane) else draw_pictures(figure, lang)
        for line in lines:
            out.print(line, soft_wrap=True, markup=False, highlight=False)
    else:
        _show_table(figure, out, lang)


def _show_heatmap(heatmap: Heatmap, out: Console, lang: str) -> None:
    """The text, and where there are colours, a darker ground for a larger weight."""
    from rich.text import Text as Styled

    lines = draw_heatmap(heatmap, lang)
    first = 3  # title, axis and letters stand above
    for number, line in enumerate(lines):
        styled = Styled(line)
        if first <= number < first + len(heatmap.rows):
            row = heatmap.values[number - first]
            for column, value in enumerate(row):
                end = len(line) - 4 * (len(row) - column - 1)
                if cell_text(value) != ".":
                    shade = int(235 - 175 * value)
                    ink = "white" if value > 0.4 else "black"
                    styled.stylize(f"{ink} on rgb({shade},{shade},255)", end - 4, end)
        out.print(styled, soft_wrap=True)


def _show_table(table: Table, out: Console, lang: str) -> None:
    from rich import box
    from rich.table import Table as Grid

    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in table.columns:
        grid.add_column(words(column, lang), justify="right")
    for row in table.rows:
        grid.add_row(*row)
    out.print(table.title.render(lang))
    out.print(grid)


# -------------------------------------------------------- what comes next after


def show_next_words(
    phrase: str, unknown: Sequence[str], found: Sequence[tuple[str, float]], lang: str
) -> None:
    """What the language model says after a phrase, and which of its words it has never seen."""
    print()
    if not found:
        print(say("train_no_word", lang, phrase=phrase))
    else:
        print(say("train_next", lang, phrase=phrase))
        if unknown:
            print(say("train_unknown_words", lang, words=", ".join(unknown)))
    for word, p in found:
        print(f"  {p:6.1%}  {word}")
