"""Everything that is shown in a terminal. `python -m learnrnn.views.terminal` shows a sample of it.

rich is imported where it draws, so that a command that prints one line starts without it. Nothing of a
student's is ever read as markup.
"""

from __future__ import annotations

import contextlib
import re
import sys
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from learnrnn.locale import Message, Sayable, say
from learnrnn.text import visible
from learnrnn.views.plain import typed, warn

if TYPE_CHECKING:
    from rich.console import Console

    from learnrnn.authoring.mistakes import MistakeShown
    from learnrnn.authoring.mutants import Hunt
    from learnrnn.authoring.verify import Proof
    from learnrnn.catalog import Exercise
    from learnrnn.doctor import Layer

_FENCED = re.compile(r"(^```.*?^```$)", re.M | re.S)
_LINE_END = re.compile(  # where Japanese goes on in the next line: no space
    r"(?<=[\u3001-\u9fff\uff01-\uff60])\n(?=[\u3001-\u9fff\uff01-\uff60])"
    r"|(?:(?<=[、。])|(?<=。\*\*))\n(?=[^\s#>|*-])(?!```|\d+\. )"
)
NUMERIC = {
    "score",
    "points",
    "checks",
    "mistakes",
    "rejected",
    "named",
    "mutants",
    "killed",
    "endless",
    "survivors",
}


def console(*, stderr: bool = False) -> Console:
    """A console that takes all text as it is."""
    from learnrnn.views.flow import FlowingConsole

    return FlowingConsole(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=False)


# ------------------------------------------------------------------- a learner


def show_task(exercise: Exercise, lang: str, *, pager: bool, wait: bool = False) -> None:
    """The exercise's README, through a pager where it is longer than the screen. wait: until it is read."""
    from rich.markdown import Markdown

    from learnrnn.views.plain import put_paged

    out = console()
    text = exercise.readme(lang).read_text(encoding="utf-8")
    parts = _FENCED.split(text)  # every second one is code, whose lines stay
    text = "".join(part if at % 2 else _LINE_END.sub("", part) for at, part in enumerate(parts))
    with out.capture() as captured:
        out.print(Markdown(text, code_theme="ansi_dark"))
        out.print()
    put_paged(captured.get(), pager=pager, wait=wait)


def show_placed(exercise: Exercise, notes: Sequence[Sayable], file: Path, workspace: Path, lang: str) -> None:
    """Where the learner's file is, and what to do with it, so that it can be typed as it stands."""
    out = console()
    for note in notes:
        out.print(note.render(lang), style="cyan")
    if exercise.questions and exercise.has_checks:  # a class's bundle holds no answers
        guess = typed("predict", exercise.name, workspace)
        out.print(say("predict_offer", lang, command=guess, count=len(exercise.questions)), soft_wrap=True)
    command = typed("check", exercise.name, workspace)
    out.print(say("how_to_check", lang, file=file, command=command), style="bold", soft_wrap=True)


def show_hints(exercise: Exercise, count: int, lang: str) -> None:
    """The first `count` hints."""
    out = console()
    total = len(exercise.hints)
    for number, hint in enumerate(exercise.hints[:count], 1):
        out.print(f"{say('hint_number', lang, number=number, count=total)}: {hint.render(lang)}")
    if count < total:
        out.print(say("more_hints", lang, name=exercise.name))


def show_solution(exercise: Exercise, *, pager: bool, wait: bool = False) -> None:
    """The reference, in colour where there is a terminal."""
    text = exercise.solution.read_text(encoding="utf-8")
    text = re.sub(r"^ *# (BEGIN|END) SOLUTION\n", "", text, flags=re.M)
    if not sys.stdout.isatty():
        print(text, end="")
        return
    from rich.syntax import Syntax

    from learnrnn.views.plain import put_paged

    out = console()
    with out.capture() as captured:
        out.print(Syntax(text, "python", theme="ansi_dark", background_color="default"))
    put_paged(captured.get(), pager=pager, wait=wait)


def warn_not_passed(exercise: Exercise, lang: str) -> None:
    warn(Message("not_passed_yet", {"name": exercise.name}), lang)


def warn_no_files(workspace: Path, lang: str) -> None:
    from learnrnn import catalog

    name = next(iter(catalog.exercises()))
    warn(Message("no_files", {"path": workspace.resolve(), "name": name}), lang)


# --------------------------------------------------------------- an instructor


@contextlib.contextmanager
def progress(
    total: int, lang: str, *, quiet: bool = False, key: str = "grading"
) -> Generator[Callable[[], object]]:
    """A progress bar on stderr; yields what to call at each step."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(say(key, lang)), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)


def show_proofs(proofs: Sequence[Proof], failures: Sequence[str], lang: str) -> None:
    """verify's table and its failures."""
    out = console()
    shown = table(lang, "exercise", "checks", "mistakes", "rejected", "named", "reference")
    for p in proofs:
        passed = say("status_yes" if p.reference_passed else "status_no", lang)
        share = [f"{n}/{p.mistakes}" for n in (p.rejected, p.named)]
        shown.add_row(p.name, str(p.checks), str(p.mistakes), *share, passed)
    out.print(shown)
    if not failures:
        out.print(say("verify_ok", lang), style="green")
        return
    out.print(say("verify_failures", lang, count=len(failures)), style="red")
    for failure in failures:
        out.print(f"- {failure}", soft_wrap=True)


def show_mistakes(found: Sequence[MistakeShown], lang: str) -> None:
    """What each named mistake does: its sentence, a call, and both answers."""
    out = console()
    for each in found:
        out.print(f"{each.exercise}  {each.mistake}", style="bold", soft_wrap=True, markup=False)
        lines = [
            each.says.render(lang),
            each.call,
            say("mistake_right", lang, answer=each.right),
            say("mistake_wrong", lang, answer=each.wrong),
        ]
        for line in lines:
            out.print(f"  {line}", soft_wrap=True, markup=False, highlight=False)


def show_hunts(hunts: Sequence[Hunt], lang: str) -> None:
    """verify's table of mutants, and the share that is killed."""
    if not hunts:
        return
    out = console()
    shown = table(lang, "exercise", "mutants", "killed", "endless", "survivors")
    for h in hunts:
        shown.add_row(h.exercise, str(h.made), str(h.killed), str(h.endless), str(len(h.survivors)))
    out.print(shown)
    made, killed, endless = (sum(getattr(h, name) for h in hunts) for name in ("made", "killed", "endless"))
    share = f"{100 * killed / max(made - endless, 1):.1f}"
    survived = made - killed - endless
    out.print(
        say("mutants_total", lang, made=made, killed=killed, endless=endless, survived=survived, share=share)
    )
    told = sum((h.told for h in hunts), Counter[str]())
    placed = told["line"] + told["function"]
    out.print(
        say(
            "mutants_told",
            lang,
            looked=told.total(),
            named=told["named"],
            placed=placed,
            line=told["line"],
            related=told["relation"] + told["message"],
            dead=told["dead"],
        )
    )


def show_layers(layers: Sequence[Layer], lang: str, *, safe: bool) -> None:
    """doctor's table and its verdict."""
    from rich.text import Text as Styled

    out = console()
    shown = table(lang, "layer", "holds", "detail")
    for layer in layers:
        word = Styled(
            say("answer_yes" if layer.holds else "answer_no", lang), "green" if layer.holds else "red"
        )
        shown.add_row(layer.name, word, visible(layer.detail))
    out.print(shown)
    from learnrnn.doctor import succeeded

    names = succeeded(layers)
    out.print(say("doctor_safe" if safe else "doctor_unsafe", lang, names=names))


def table(lang: str, *columns: str) -> Any:
    """A plain table; a column is a message key, or a literal after '='."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        numeric = column.startswith("=") or column in NUMERIC
        title = column[1:] if column.startswith("=") else say(f"column_{column}", lang) if column else ""
        table.add_column(title, justify="right" if numeric else "left", overflow="fold")
    return table
