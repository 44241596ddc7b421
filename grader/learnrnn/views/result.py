"""One exercise's result in a terminal: a screen at most, and the fault last, nearest to the prompt.

Without rich: a learner waits for this, and rich takes as long as the checks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from learnrnn.locale import say
from learnrnn.result import BLOCKED, CARRIED, PASSED
from learnrnn.text import columns, wrapped
from learnrnn.views.order import (
    MISTAKE,
    PLACE,
    PRINTED,
    RELATION,
    SEEN,
    SOURCE,
    ToldPart,
    line_named_in,
    parts_of,
    prints_of,
)
from learnrnn.views.plain import both_ends, laid_out, on_one_line, put, styled, width

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
    "carried": ("·", "dim"),
    "missing": ("–", "dim"),
}
NOT_RUN = ("missing", "error", "timeout")  # states of an exercise none of whose checks ran
WAITING = (BLOCKED, CARRIED)  # states of a check whose fault is another's
PRINTED_LINES = 20  # of a student's own that are shown where all is
SCREEN_LINES = 22  # of a verdict, on a screen of 24
# How a part looks, and how many of its lines fit on a screen with the rest.
LOOKS = {SEEN: ("", 4), RELATION: ("bold", 3), MISTAKE: ("bold", 4), PLACE: ("", 2), SOURCE: ("cyan", 1)}
PRINTED_SHORT = 3


@dataclass(frozen=True)
class Shown:
    """How much is shown. everything: each check in full. more: whether to say how to get that.

    room: the lines of the screen that there are.
    """

    lang: str
    everything: bool = False
    more: bool = True
    room: int = SCREEN_LINES


def show_result(
    exercise: Exercise,
    result: ExerciseResult,
    shown: Shown,
    *,
    hidden_ran: bool,
    show_next: bool,
    source: Sequence[str] = (),
) -> None:
    """One exercise's verdict, and what comes next. source: the lines of the student's file, if it is one."""
    put(
        verdict(exercise, result, shown, hidden_ran=hidden_ran, source=source)
        + _after(exercise, result, shown.lang, hidden_ran=hidden_ran, show_next=show_next)
    )


def verdict(
    exercise: Exercise, result: ExerciseResult, shown: Shown, *, hidden_ran: bool, source: Sequence[str] = ()
) -> list[str]:
    """The verdict's lines: what holds in a line, what waits in a line, then the fault."""
    lang = shown.lang
    points = say("points", lang, score=result.score, max_score=result.max_score) if hidden_ran else ""
    title = both_ends(f"{exercise.name}  {exercise.title.render(lang)}", points, width())
    head = [styled(title, "bold")]
    if result.message:
        head += laid_out(result.message.render(lang), "yellow", indent=2, most=0 if shown.everything else 6)
        line = line_named_in(result.message, exercise.filename)
        if line is not None and 0 < line <= len(source):
            head.append(styled(" " * 6 + on_one_line(source[line - 1].strip(), width() - 6), "cyan"))
    ran = result.checks and result.status not in NOT_RUN
    if ran:
        head.append(_summary(result, lang, more=shown.more and not shown.everything))
    if not ran or shown.everything or result.status == PASSED:
        most = PRINTED_LINES if shown.everything else 2 * PRINTED_SHORT
        head += _printed(prints_of(result), lang, 2, most)
    if not ran:
        return head
    if shown.everything:
        waits_for = None
        for check in result.checks:
            head += _in_full(check, exercise.filename, lang, source, brief=check.findings == waits_for)
            waits_for = check.findings if check.status == BLOCKED else None
        return head
    failing = [check for check in result.checks if check.status not in (PASSED, *WAITING)]
    if not failing:
        return head
    first, *others = failing
    fault = ["", *_fault(first, exercise.filename, lang, source)]
    if not first.printed.strip():
        fault += _printed(result.printed, lang, 4, PRINTED_SHORT)
    room = shown.room - len(head) - len(fault) - 3  # an empty line above and the line below
    return head + _others(others, first, lang, room) + fault


def _summary(result: ExerciseResult, lang: str, *, more: bool) -> str:
    """How many checks hold, fail and wait, in a line."""
    states = [check.status for check in result.checks]
    counts = {
        "passed": states.count(PASSED),
        "failed": sum(state not in (PASSED, *WAITING, "missing") for state in states),
        "blocked": sum(state in WAITING for state in states),
        "missing": states.count("missing"),
    }
    keys = {state: f"summary_{state}{'_one' if n == 1 else ''}" for state, n in counts.items() if n}
    said = [f"{MARKS[state][0]} {say(key, lang, count=counts[state])}" for state, key in keys.items()]
    text = both_ends("    ".join(said), say("summary_all", lang) if more else "", width())
    for state in counts:
        mark, style = MARKS[state]
        text = text.replace(mark, styled(mark, style), 1)
    return text


def _others(others: Sequence[CheckResult], first: CheckResult, lang: str, room: int) -> list[str]:
    """What else fails, a line each as far as there is room; those of the same mistake go without saying."""
    same = [c for c in others if first.mistakes and c.mistakes == first.mistakes]
    told = [c for c in others if c not in same]
    cut = len(told) > max(room - 1, 1)
    kept = told[: max(room - 2, 0)] if cut else told
    mark, style = MARKS["failed"]
    lines = [f"{styled(mark, style)} {both_ends(c.says.render(lang), c.function, width() - 2)}" for c in kept]
    if len(told) > len(kept):
        lines.append(styled(f"{mark} " + say("others_fail", lang, count=len(told) - len(kept)), "dim"))
    return ["", *lines] if lines else []


def _fault(check: CheckResult, file: str, lang: str, source: Sequence[str]) -> list[str]:
    lines = wrapped(_sentence(check, lang), width() - 2)
    lines = [f"{' ' if number else MARKS[check.status][0]} {line}" for number, line in enumerate(lines)]
    if columns(lines[-1]) + 2 + columns(check.function) <= width():
        lines[-1] = both_ends(lines[-1], check.function, width())
    sentence = [styled(line, "bold") for line in lines]
    parts = parts_of(check, file, source)
    return sentence + [line for part in parts for line in _part(part, lang, short=True)]


def _in_full(check: CheckResult, file: str, lang: str, source: Sequence[str], *, brief: bool) -> list[str]:
    """One check; brief for one that waits for what the one before waits for."""
    mark, style = MARKS[check.status]
    score = f"{check.score}/{check.max_score}  " if check.max_score else ""
    parts = [] if brief else parts_of(check, file, source)
    return [
        *laid_out(_sentence(check, lang), style, indent=2, head=f"{mark} {score}"),
        *(line for part in parts for line in _part(part, lang, short=False)),
    ]


def _sentence(check: CheckResult, lang: str) -> str:
    sentence = check.says.render(lang)
    return sentence if check.visible else say("hidden_check", lang, sentence=sentence)


def _part(part: ToldPart, lang: str, *, short: bool) -> list[str]:
    text = part.said.render(lang)
    if part.kind == PRINTED:
        return _printed(text, lang, 4, PRINTED_SHORT if short else PRINTED_LINES)
    look, most = LOOKS[part.kind]
    if part.kind == SOURCE:
        return [styled(" " * 8 + on_one_line(text, width() - 8), look)]
    head = "→ " if part.kind == PLACE else ""
    return laid_out(text, look, indent=4 - len(head), head=head, most=most if short else 0)


def _printed(printed: str, lang: str, indent: int, most: int) -> list[str]:
    if not printed.strip():
        return []
    lines = printed.rstrip("\n").splitlines()
    shown = [on_one_line(line, width() - indent - 2) for line in lines[:most]]
    if len(lines) > most:
        shown.append(say("printed_more", lang, count=len(lines) - most))
    title = styled(say("printed_title", lang), "dim")
    return [" " * indent + title, *(" " * (indent + 2) + styled(line, "dim") for line in shown)]


def _after(
    exercise: Exercise, result: ExerciseResult, lang: str, *, hidden_ran: bool, show_next: bool
) -> list[str]:
    if not hidden_ran:
        return [""]
    if result.status != PASSED:
        return ["", *laid_out(say("see_hint", lang, name=exercise.name), "dim")] if show_next else [""]
    said = ["", *laid_out(say("all_checks_hold", lang) + " " + exercise.on_pass.render(lang), "green")]
    return said + (_offers(exercise, lang) + _next(exercise, lang) if show_next else [])


def _offers(exercise: Exercise, lang: str) -> list[str]:
    """What there is to look at after a pass."""
    lines = laid_out(say("beside_offer", lang, name=exercise.name), "dim")
    if questions := exercise.questions_after:
        command = f"learnrnn predict {exercise.name} --after"
        lines += laid_out(say("predict_offer_after", lang, command=command, count=len(questions)), "dim")
    return lines


def _next(exercise: Exercise, lang: str) -> list[str]:
    from learnrnn import catalog

    every = list(catalog.exercises().values())
    after = [e for e in every if e.order > exercise.order]
    if after:
        return laid_out(say("next_exercise", lang, name=after[0].name, title=after[0].title), "bold")
    return laid_out(say("course_done", lang)) if len(every) == 1 else []


# -------------------------------------------------------------------- many at once


def show_many(pairs: Sequence[tuple[Exercise, ExerciseResult]], lang: str) -> None:
    """A line an exercise, and at the end how many pass and which not yet."""
    put(lines_of_many(pairs, lang))


def one_line(exercise: Exercise, result: ExerciseResult, lang: str) -> str:
    """A verdict as one line: the points, what fails first and why, and the name of the mistake."""
    points = say("points", lang, score=result.score, max_score=result.max_score) if result.max_score else ""
    mark = MARKS[result.status][0]
    failing = [check for check in result.checks if check.status not in (PASSED, *WAITING)]
    said = [exercise.title.render(lang) if result.status == PASSED else _why(result, lang)]
    if failing and result.status not in NOT_RUN:
        parts = [part for part in parts_of(failing[0], exercise.filename) if part.kind != PRINTED]
        surest = [part for part in parts if part.kind in (RELATION, MISTAKE)] or parts[-1:]
        said += [part.said.render(lang) for part in surest]
    return " ".join(f"{mark} {exercise.name}  {points}  {' '.join(said)}".split())


def lines_of_many(pairs: Sequence[tuple[Exercise, ExerciseResult]], lang: str) -> list[str]:
    """The same, as lines."""
    pad = max(len(exercise.name) for exercise, _ in pairs)
    lines: list[str] = []
    for exercise, result in pairs:
        mark, style = MARKS[result.status]
        score = "" if not result.max_score else f"{result.score:2}" if result.score is not None else " !"
        said = exercise.title.render(lang) if result.status == PASSED else _why(result, lang)
        row = on_one_line(f"{exercise.name:{pad}}  {score}  {said}", width() - 2)
        lines.append(f"{styled(mark, style)} {row if result.status != PASSED else styled(row, 'dim')}")
    said = {r.message.render(lang) if r.message else "" for _, r in pairs if r.status not in NOT_RUN}
    if len(said) == 1 and (shared := said.pop()):  # of a class's bundle: where the hidden checks run
        lines += laid_out(shared, "dim")
    waiting = [(e, r) for e, r in pairs if r.status != PASSED]
    passed = len(pairs) - len(waiting)
    if not waiting:
        return [*lines, *laid_out(say("many_pass", lang, passed=passed, total=len(pairs)), "green")]
    comma = say("comma", lang)
    names = comma.join(f"{e.name} {r.score}" if r.max_score else e.name for e, r in waiting)
    said = say("many_not_yet", lang, passed=passed, total=len(pairs), names=names)
    return [*lines, *laid_out(said, "bold"), say("many_next", lang, name=waiting[0][0].name)]


def _why(result: ExerciseResult, lang: str) -> str:
    """What fails first, in a sentence."""
    if result.message and result.status in NOT_RUN:
        return " ".join(result.message.render(lang).split())
    failing = [check for check in result.checks if check.status not in (PASSED, *WAITING)]
    return failing[0].says.render(lang) if failing else ""
