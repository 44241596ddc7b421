"""`learnrnn train` on the screen: whose functions run, a progress bar, the log, figures and the document."""

from __future__ import annotations

import contextlib
import json
import sys
import warnings
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from learnrnn.errors import LearnrnnError
from learnrnn.locale import say
from learnrnn.training import save
from learnrnn.training.functions import Functions, LearnerFault
from learnrnn.training.language_model import PHRASE, LanguageModel
from learnrnn.training.parts import Chart, Figure, Heatmap, Options, Outcome, Pictures, Plane, Table, Training
from learnrnn.training.start import choose, functions_for, option_refused
from learnrnn.views import picture, terminal
from learnrnn.views.charts import cell_text, draw_chart, draw_heatmap, draw_pictures, draw_plane, words

if TYPE_CHECKING:
    from rich.console import Console

SCHEMA = 1
FULL_SCORE = 10  # of every exercise
WIDEST = 80  # columns of a chart
PIPE_WAIT_S = 0.2  # for a phrase on a pipe that is open and silent
FAULT, INTERRUPTED = 1, 130


@dataclass(frozen=True)
class Places:
    """Where the functions come from, and where results go."""

    workspace: Path
    reference: bool
    model: Path | None
    plot: Path | None


def run(name: str, options: Options, places: Places, lang: str, *, as_json: bool) -> int:
    """Train, show it, keep the model; the exit status. Raises LearnrnnError for wrong use."""
    stdout = sys.stdout
    with contextlib.redirect_stdout(sys.stderr) if as_json else contextlib.nullcontext():
        try:
            document, status = _run(name, options, places, lang, may_ask=not as_json)
        except LearnerFault as fault:
            terminal.warn(fault.said, lang)
            return FAULT
    if as_json:
        print(json.dumps(document, ensure_ascii=False, allow_nan=False), file=stdout)
    return status


def _run(name: str, options: Options, places: Places, lang: str, *, may_ask: bool) -> tuple[Any, int]:
    chosen = choose(name, options)
    model = _model_path(chosen, places)
    if places.plot:
        picture.refuse_early(places.plot)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is not a number is said, with its function
        functions = functions_for(chosen, options, places.workspace, reference=places.reference)
        unproven = _unproven(functions)
        training = chosen(functions, options)
        _introduce(training, functions, unproven, lang)
        stopped = _train(training, lang)
        kept = _keep(training, model, lang, asked_for=places.model is not None)
        outcome = training.outcome()
        _show(outcome, unproven, lang)
        if places.plot:
            picture.save_picture(outcome.figures, places.plot, lang)
            print(say("train_plotted", lang, path=places.plot))
        spoken = _phrases(training, options, lang, may_ask=may_ask and not stopped)
    document = {
        "schema": SCHEMA,
        "name": training.name,
        "iterations": outcome.iterations,
        "loss": outcome.loss,
        "accuracy": outcome.accuracy,
        "stopped": stopped,
        "seed": options.seed,
        "functions": {
            "yours": functions.names(learners=True),
            "reference": functions.names(learners=False),
            "not_passed": unproven,
        },
        "model": str(kept) if kept else None,
        "plot": str(places.plot) if places.plot else None,
        **outcome.details,
        **spoken,
    }
    return document, INTERRUPTED if stopped else 0


def _model_path(chosen: type[Training], places: Places) -> Path | None:
    if "model" not in chosen.takes:
        if places.model:
            raise option_refused("model", chosen.name)
        return None
    path = places.model or places.workspace / f"{chosen.name}.npz"
    if places.model or places.workspace.is_dir():
        save.refuse_foreign(path, chosen.name)
    return path


def _unproven(functions: Functions) -> list[str]:
    """The learner's exercises whose check did not pass the last time, or never ran; none where that is not known."""
    from learnrnn.learner.progress import Progress

    progress = Progress.open()
    if progress.warning is not None:
        return []
    return [name for name in functions.exercises(learners=True) if progress.of(name)["score"] < FULL_SCORE]


def _warn_of(unproven: list[str], lang: str) -> None:
    if unproven:
        names = ", ".join(unproven)
        terminal.console().print(say("train_not_passed", lang, names=names, name=unproven[0]), style="bold")


def _introduce(training: Training, functions: Functions, unproven: list[str], lang: str) -> None:
    out = terminal.console()
    _warn_of(unproven, lang)
    out.print(say("train_title", lang, name=training.name), style="bold")
    for sentence in (training.about, *functions.whose):
        out.print(sentence.render(lang))
    out.print()


def _train(training: Training, lang: str) -> bool:
    """Run all steps; whether a Ctrl-C stopped them."""
    try:
        with _progress(training.total, lang) as bar:
            for step in training.steps():
                for line in step.log:
                    print(words(line, lang))
                bar.advance(step.loss)
    except KeyboardInterrupt:
        print(say("train_stopped", lang), file=sys.stderr)
        return True
    return False


class _Bar(Protocol):
    def advance(self, loss: float) -> None: ...


class _NoBar:
    def advance(self, loss: float) -> None:
        """A pipe has no progress bar."""


@contextlib.contextmanager
def _progress(total: int, lang: str) -> Generator[_Bar]:
    """A progress bar on stderr with the loss beside it; what is printed meanwhile stands above it."""
    if not sys.stderr.isatty():
        yield _NoBar()
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

        class Bar:
            def advance(self, loss: float) -> None:
                text = say("train_loss_now", lang, loss=f"{loss:.4g}")
                progress.update(task, advance=1, loss=text)

        yield Bar()


def _keep(training: Training, path: Path | None, lang: str, *, asked_for: bool) -> Path | None:
    """Save the model and say so. A default place that cannot be written is only said."""
    arrays = training.model()
    if path is None or not arrays:
        return None
    key = "train_kept_anew" if path.exists() else "train_kept"
    try:
        save.save(path, training.name, arrays)
    except LearnrnnError as error:
        if asked_for:
            raise
        terminal.warn(error.said, lang)
        return None
    print(say(key, lang, path=path))
    return path


# -------------------------------------------------------------------- figures


def _show(outcome: Outcome, unproven: list[str], lang: str) -> None:
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


def _phrases(training: Training, options: Options, lang: str, *, may_ask: bool) -> Mapping[str, Any]:
    """The language model's next words for the learner's phrase; what of it belongs in the document."""
    if not isinstance(training, LanguageModel):
        return {}
    phrase = options.phrase if options.phrase is not None else _piped_line()
    shown = _show_next_words(training, phrase or PHRASE, lang)
    if phrase is None and may_ask and sys.stdin.isatty():
        _ask_phrases(training, lang)
    return shown


def _ask_phrases(training: LanguageModel, lang: str) -> None:
    print(say("train_ask", lang))
    with contextlib.suppress(EOFError):
        while phrase := input("> ").strip():
            _show_next_words(training, phrase, lang)


def _show_next_words(training: LanguageModel, phrase: str, lang: str) -> Mapping[str, Any]:
    found = training.next_words(phrase)
    print()
    if not found:
        print(say("train_no_word", lang, phrase=phrase))
    else:
        print(say("train_next", lang, phrase=phrase))
        if unknown := training.unknown(phrase):
            print(say("train_unknown_words", lang, words=", ".join(unknown)))
    for word, p in found:
        print(f"  {p:6.1%}  {word}")
    return {"phrase": phrase, "next_words": [{"word": word, "probability": p} for word, p in found]}


def _piped_line() -> str | None:
    """The line that a pipe or a file gives on stdin, if it gives one."""
    if sys.stdin is None or sys.stdin.closed or sys.stdin.isatty():
        return None
    import select

    try:
        ready = select.select([sys.stdin], [], [], PIPE_WAIT_S)[0]
        return (sys.stdin.readline().strip() or None) if ready else None
    except (OSError, ValueError):  # not a real file, or a system whose pipes cannot be asked
        return None
