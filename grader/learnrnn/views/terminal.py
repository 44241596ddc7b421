"""Everything that is shown in a terminal. `python -m learnrnn.views.terminal` shows a sample of it.

rich is imported where it draws, so that a command that prints one line starts without it. Nothing of a
student's is ever read as markup.
"""

from __future__ import annotations

import contextlib
import importlib
import re
import sys
from collections.abc import Callable, Generator, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from learnrnn.locale import Message, Sayable, say
from learnrnn.sandbox.cells import CELL
from learnrnn.sandbox.start import LAYERS

if TYPE_CHECKING:
    from rich.console import Console

    from learnrnn.authoring.mutants import Hunt
    from learnrnn.authoring.verify import Proof
    from learnrnn.catalog import Exercise
    from learnrnn.gradebook.executors import Graded
    from learnrnn.learner.progress import Progress
    from learnrnn.result import CheckResult, ExerciseResult
    from learnrnn.sandbox.doctor import Layer

MARKS = {
    "passed": ("✔", "green"),
    "partial": ("◐", "yellow"),
    "failed": ("✘", "red"),
    "error": ("✘", "red"),
    "timeout": ("⧗", "red"),
    "blocked": ("·", "dim"),
    "missing": ("–", "dim"),
    "here": ("✎", "cyan"),
    "open": (" ", "dim"),
}
_LINE_END = re.compile(
    "(?<=[\u3001-\u9fff\uff01-\uff60])\n(?=[\u3001-\u9fff\uff01-\uff60])"
)  # no space in Japanese
NOT_RUN = ("missing", "error", "timeout")  # states of an exercise none of whose checks ran
TABLE_ROWS_LIMIT = 60  # students shown at the end of a grading; the files have all
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
TABLE_COLUMNS_LIMIT = 8  # likewise exercises


def console(*, stderr: bool = False) -> Console:
    """A console that takes all text as it is."""
    from learnrnn.views.flow import FlowingConsole

    return FlowingConsole(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=False)


def prepare() -> None:
    """Import what showing and noting a result takes."""
    for name in ("learnrnn.views.flow", "rich.padding", "platformdirs.unix", "sqlite3"):
        importlib.import_module(name)


def warn(said: Sayable | None, lang: str) -> None:
    """One line on stderr, or nothing for None."""
    if said is not None:
        print(f"learnrnn: {said.render(lang)}", file=sys.stderr)


# ------------------------------------------------------------------- a learner


def show_home(exercises: Sequence[Exercise], progress: Progress, workspace: Path, lang: str) -> None:
    """How far the learner is, and the command that comes next."""
    from learnrnn.learner.workspace import begun

    out = console()
    passed = {e.name for e in exercises if progress.of(e.name)["passed"]}
    out.print(say("home_progress", lang, passed=len(passed), total=len(exercises)))
    ahead = _next(exercises, passed)
    if ahead is None:
        out.print(say("course_done", lang))
    else:
        file = begun(ahead, workspace)
        key = "home_go_on" if file else "home_start"
        out.print(say(key, lang, name=ahead.name, title=ahead.title, file=file))
    out.print(say("home_quiz", lang))


def _next(exercises: Sequence[Exercise], passed: set[str]) -> Exercise | None:
    return next((e for e in exercises if e.name not in passed), None)


def show_exercises(exercises: Iterable[Exercise], progress: Progress, workspace: Path, lang: str) -> None:
    """The list, with status."""
    from rich.text import Text as Styled

    from learnrnn.learner.workspace import begun

    table = _table(lang, "", "exercise", "title", "section", "points")
    for e in exercises:
        of = progress.of(e.name)
        status = "passed" if of["passed"] else "here" if begun(e, workspace) else "open"
        mark, style = MARKS[status]
        best = str(of["best"]) if of["tries"] else ""
        table.add_row(Styled(mark, style), e.name, e.title.render(lang), e.section, best)
    console().print(table)


def show_task(exercise: Exercise, notes: Sequence[Sayable], file: Path, lang: str) -> None:
    """The exercise's README, and where its files are."""
    from rich.markdown import Markdown

    out = console()
    text = exercise.readme(lang).read_text(encoding="utf-8")
    if lang == "ja":
        text = _LINE_END.sub("", text)
    out.print(Markdown(text, code_theme="ansi_dark"))
    out.print()
    show_placed(exercise, notes, file, lang)


def show_placed(exercise: Exercise, notes: Sequence[Sayable], file: Path, lang: str) -> None:
    """Where the learner's file is, and what to do with it."""
    out = console()
    for note in notes:
        out.print(note.render(lang), style="cyan")
    out.print(say("how_to_check", lang, file=file, name=exercise.name), style="bold")


def show_hints(exercise: Exercise, count: int, lang: str) -> None:
    """The first `count` hints."""
    out = console()
    total = len(exercise.hints)
    for number, hint in enumerate(exercise.hints[:count], 1):
        out.print(f"{say('hint_number', lang, number=number, count=total)}: {hint.render(lang)}")
    if count < total:
        out.print(say("more_hints", lang, name=exercise.name))


def show_solution(exercise: Exercise) -> None:
    """The reference, in colour where there is a terminal."""
    text = exercise.solution.read_text(encoding="utf-8")
    text = re.sub(r"^ *# (BEGIN|END) SOLUTION\n", "", text, flags=re.M)
    if not sys.stdout.isatty():
        print(text, end="")
        return
    from rich.syntax import Syntax

    console().print(Syntax(text, "python", theme="ansi_dark", background_color="default"))


def warn_not_passed(exercise: Exercise, lang: str) -> None:
    warn(Message("not_passed_yet", {"name": exercise.name}), lang)


def warn_no_files(workspace: Path, lang: str) -> None:
    from learnrnn import catalog

    name = next(iter(catalog.exercises()))
    warn(Message("no_files", {"path": workspace.resolve(), "name": name}), lang)


# -------------------------------------------------------------------- a result


def show_result(
    exercise: Exercise, result: ExerciseResult, lang: str, *, hidden_ran: bool, show_next: bool
) -> None:
    """One exercise's checks with their feedback, and what comes next."""
    out = console()
    title = f"{exercise.name}  {exercise.title.render(lang)}"
    points = say("points", lang, score=result.score, max_score=result.max_score) if hidden_ran else ""
    out.print(f"{title}  {points}".rstrip(), style="bold")
    if result.message:
        _say(out, result.message.render(lang), "yellow", indent=2)
    _show_printed(out, result.printed, lang, indent=2)
    if result.checks and result.status not in NOT_RUN:
        waiting_for = None
        for check in result.checks:
            said = check.findings if check.status == "blocked" else None
            _show_check(out, check, exercise, lang, brief=said is not None and said == waiting_for)
            waiting_for = said
    out.print()
    if result.status == "passed" and hidden_ran:
        _say(out, say("all_checks_hold", lang) + " " + exercise.on_pass.render(lang), "green")
        if show_next:
            _show_next(out, exercise, lang)
    elif hidden_ran and show_next:
        out.print(say("see_hint", lang, name=exercise.name), style="dim")


def _show_check(out: Console, check: CheckResult, exercise: Exercise, lang: str, *, brief: bool) -> None:
    """One check; brief for one that is blocked by what blocked the one before."""
    mark, style = MARKS[check.status]
    first, *rest = [line.render(lang) for line in check.lines()]
    rest = [] if brief else rest
    first = first if check.visible else say("hidden_check", lang, sentence=first)
    score = f"{check.score}/{check.max_score}  " if check.max_score else ""
    _say(out, f"{mark} {score}{first}", style, indent=2, hang=len(score) + 2)
    for line in rest:
        if line.strip():
            _say(out, line, "dim" if check.status == "blocked" else "", indent=8)
    for line, function in check.trace:
        _say(out, trace_line(exercise.filename, line, function).render(lang), "dim", indent=8)
    if check.status not in ("passed", "blocked"):
        _show_printed(out, check.printed, lang, indent=8)


def trace_line(file: str, line: int, function: str) -> Message:
    """A line of the student's file, or of a cell of their notebook."""
    if line >= CELL:
        return Message("trace_cell", {"cell": line // CELL, "line": line % CELL, "function": function})
    return Message("trace_line", {"file": file, "line": line, "function": function})


def _show_printed(out: Console, printed: str, lang: str, indent: int) -> None:
    if printed.strip():
        _say(out, say("printed_title", lang), "dim", indent=indent)
        for line in printed.rstrip("\n").splitlines()[:20]:
            _say(out, line, "dim", indent=indent + 2)


def _say(out: Console, text: str, style: str = "", indent: int = 0, hang: int = 0) -> None:
    from rich.padding import Padding

    from learnrnn.views.flow import FlowingText as Styled

    if not hang:
        out.print(Padding(Styled(text, style), (0, 0, 0, indent)))
        return
    width = max(out.width - indent - hang, 20)
    lines = Styled(text[hang:], style).wrap(out, width)
    for number, line in enumerate(lines):
        head = Styled(text[:hang] if number == 0 else " " * hang, style)
        out.print(Padding(head.append_text(line), (0, 0, 0, indent)))


def _show_next(out: Console, exercise: Exercise, lang: str) -> None:
    from learnrnn import catalog

    every = list(catalog.exercises().values())
    after = [e for e in every if e.order > exercise.order]
    if after:
        out.print(say("next_exercise", lang, name=after[0].name, title=after[0].title), style="bold")
    else:
        out.print(say("course_done", lang) if len(every) == 1 else "", end="")


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


class Gradebook:
    """What the end of a grading shows: a table of the first students, the mean, and where the files are."""

    def __init__(self, names: Sequence[str], lang: str):
        self.names, self.lang = names, lang
        self.first: list[Graded] = []
        self.count = self.total = self.max_score = self.faults = 0

    def add(self, row: Graded) -> None:
        """A submission's outcome; only the first are kept."""
        self.count += 1
        self.total += row.score
        self.max_score = max(self.max_score, row.max_score)
        self.faults += row.scores.count(None)
        if self.count <= TABLE_ROWS_LIMIT:
            self.first.append(row)

    def show(self, folder: Path | None) -> None:
        """Print it."""
        out, lang = console(), self.lang
        names = self.names[:TABLE_COLUMNS_LIMIT]
        table = _table(lang, "student", "score", *(f"={name}" for name in names))
        for row in self.first:
            cells = ["!" if score is None else str(score) for score in row.scores[: len(names)]]
            table.add_row(visible(row.student), f"{row.score}/{row.max_score}", *cells)
        out.print(table)
        mean = f"{self.total / self.count:.1f}"
        out.print(say("mean_score", lang, count=self.count, mean=mean, max_score=self.max_score))
        if self.faults:
            out.print(say("faults", lang, count=self.faults), style="red")
        if folder:
            files = f"{folder / 'results.json'}, {folder / 'gradebook.csv'}"
            out.print(say("written", lang, files=files), soft_wrap=True)


def show_proofs(proofs: Sequence[Proof], failures: Sequence[str], lang: str) -> None:
    """verify's table and its failures."""
    out = console()
    table = _table(lang, "exercise", "checks", "mistakes", "rejected", "named", "reference")
    for p in proofs:
        passed = say("status_yes" if p.reference_passed else "status_no", lang)
        share = [f"{n}/{p.mistakes}" for n in (p.rejected, p.named)]
        table.add_row(p.name, str(p.checks), str(p.mistakes), *share, passed)
    out.print(table)
    if not failures:
        out.print(say("verify_ok", lang), style="green")
        return
    out.print(say("verify_failures", lang, count=len(failures)), style="red")
    for failure in failures:
        out.print(f"- {failure}", soft_wrap=True)


def show_hunts(hunts: Sequence[Hunt], lang: str) -> None:
    """verify's table of mutants, and the share that is killed."""
    if not hunts:
        return
    out = console()
    table = _table(lang, "exercise", "mutants", "killed", "endless", "survivors")
    for h in hunts:
        table.add_row(h.exercise, str(h.made), str(h.killed), str(h.endless), str(len(h.survivors)))
    out.print(table)
    made, killed, endless = (sum(getattr(h, name) for h in hunts) for name in ("made", "killed", "endless"))
    share = f"{100 * killed / max(made - endless, 1):.1f}"
    survived = made - killed - endless
    out.print(
        say("mutants_total", lang, made=made, killed=killed, endless=endless, survived=survived, share=share)
    )


def show_layers(layers: Sequence[Layer], lang: str, *, safe: bool) -> None:
    """doctor's table and its verdict."""
    from rich.text import Text as Styled

    out = console()
    table = _table(lang, "layer", "holds", "detail")
    for layer in layers:
        word = Styled(
            say("answer_yes" if layer.holds else "answer_no", lang), "green" if layer.holds else "red"
        )
        table.add_row(layer.name, word, visible(layer.detail))
    out.print(table)
    names = ", ".join(layer.name for layer in layers if not layer.holds and layer.name not in LAYERS)
    out.print(say("doctor_safe" if safe else "doctor_unsafe", lang, names=names))


def _table(lang: str, *columns: str) -> Any:
    """A plain table; a column is a message key, or a literal after '='."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        numeric = column.startswith("=") or column in NUMERIC
        title = column[1:] if column.startswith("=") else say(f"column_{column}", lang) if column else ""
        table.add_column(title, justify="right" if numeric else "left", overflow="fold")
    return table


def visible(name: str) -> str:
    """A name on one line, whatever characters it has."""
    return "".join(c if c.isprintable() else "�" for c in name)
