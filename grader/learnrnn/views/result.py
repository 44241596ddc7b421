"""One exercise's result in a terminal. Without rich: a learner waits for this, and rich takes as long as the checks."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import click

from learnrnn.locale import say
from learnrnn.locale.lines import wrapped

if TYPE_CHECKING:
    from learnrnn.catalog import Exercise
    from learnrnn.result import CheckResult, ExerciseResult

MARKS = {
    "passed": ("✔", "green"),
    "partial": ("◐", "yellow"),
    "failed": ("✘", "red"),
    "error": ("✘", "red"),
    "timeout": ("⧗", "red"),
    "blocked": ("·", "dim"),
    "missing": ("–", "dim"),
}
NOT_RUN = ("missing", "error", "timeout")  # states of an exercise none of whose checks ran
PRINTED_LINES = 20  # of a student's own that are shown
NARROWEST = 20  # columns


def show_result(
    exercise: Exercise, result: ExerciseResult, lang: str, *, hidden_ran: bool, show_next: bool
) -> None:
    """One exercise's checks with their feedback, and what comes next."""
    title = f"{exercise.name}  {exercise.title.render(lang)}"
    points = say("points", lang, score=result.score, max_score=result.max_score) if hidden_ran else ""
    _say(f"{title}  {points}", "bold")
    if result.message:
        _say(result.message.render(lang), "yellow", indent=2)
    _show_printed(result.printed, lang, indent=2)
    if result.checks and result.status not in NOT_RUN:
        waiting_for = None
        for check in result.checks:
            said = check.findings if check.status == "blocked" else None
            _show_check(check, exercise, lang, brief=said is not None and said == waiting_for)
            waiting_for = said
    click.echo()
    if result.status == "passed" and hidden_ran:
        _say(say("all_checks_hold", lang) + " " + exercise.on_pass.render(lang), "green")
        if show_next:
            _show_next(exercise, lang)
    elif hidden_ran and show_next:
        _say(say("see_hint", lang, name=exercise.name), "dim")


def _show_check(check: CheckResult, exercise: Exercise, lang: str, *, brief: bool) -> None:
    """One check; brief for one that is blocked by what blocked the one before."""
    mark, style = MARKS[check.status]
    first, *rest = [line.render(lang) for line in check.lines()]
    rest = [] if brief else rest
    first = first if check.visible else say("hidden_check", lang, sentence=first)
    score = f"{check.score}/{check.max_score}  " if check.max_score else ""
    _say(first, style, indent=2, head=f"{mark} {score}")
    for line in rest:
        if line.strip():
            _say(line, "dim" if check.status == "blocked" else "", indent=8)
    for step in check.trace:
        _say(step.render(lang), "dim", indent=8)
    if check.status not in ("passed", "blocked"):
        _show_printed(check.printed, lang, indent=8)


def _show_printed(printed: str, lang: str, indent: int) -> None:
    if printed.strip():
        _say(say("printed_title", lang), "dim", indent=indent)
        for line in printed.rstrip("\n").splitlines()[:PRINTED_LINES]:
            _say(line, "dim", indent=indent + 2)


def _show_next(exercise: Exercise, lang: str) -> None:
    from learnrnn import catalog

    every = list(catalog.exercises().values())
    after = [e for e in every if e.order > exercise.order]
    if after:
        _say(say("next_exercise", lang, name=after[0].name, title=after[0].title), "bold")
    elif len(every) == 1:
        _say(say("course_done", lang))


def _say(text: str, style: str = "", indent: int = 0, head: str = "") -> None:
    """A text in the terminal's width; `head` stands in front of its first line, and blanks before the others."""
    look: dict[str, Any] = {style: True} if style in ("bold", "dim") else {"fg": style or None}
    width = max(shutil.get_terminal_size().columns - indent - len(head), NARROWEST)
    for line in wrapped(text, width):
        click.echo(
            " " * indent + click.style(head + line, **look),
            color=False if os.environ.get("NO_COLOR") else None,
        )
        head = " " * len(head)
