"""The course in a terminal: as a path, and as a list. Without rich, which takes longer to start than to draw this."""

from __future__ import annotations

from pathlib import Path

from learnrnn.learner.course import BEGUN, OPEN, PASSED, Seen, Stand
from learnrnn.locale import say
from learnrnn.text import columns
from learnrnn.views.plain import both_ends, laid_out, on_one_line, put, styled, typed, width

READY, WAITS = "ready", "waits"  # of what is open: whether all that it builds on is passed
MARKS = {
    PASSED: ("✔", "green"),
    BEGUN: ("✎", "cyan"),
    READY: ("○", ""),
    WAITS: ("·", "dim"),
}
BAR_CELLS = 20


def bar(passed: int, total: int, cells: int = BAR_CELLS) -> str:
    """How much of the course is passed; the last cell is full only at its end."""
    full = cells * passed // max(total, 1)
    return "█" * full + "░" * (cells - full)


def show_home(seen: Seen, workspace: Path, lang: str) -> None:
    """The course as a path, what is due, and the command that comes next."""
    total = len(seen.stands)
    done = say("home_progress", lang, passed=seen.passed, total=total)
    lines = [styled(both_ends("learnrnn", f"{bar(seen.passed, total)}  {done}", width()), "bold"), ""]
    lines += [line for section in _sections(seen) for line in _walk(section, seen)]
    lines += [styled(on_one_line(say("path_marks", lang), width()), "dim"), ""]
    key = "home_due" if seen.due > 1 else "home_due_one" if seen.due else "home_quiz"
    lines += laid_out(say(key, lang, count=seen.due))
    put(lines + _ahead(seen, workspace, lang))


def _ahead(seen: Seen, workspace: Path, lang: str) -> list[str]:
    ahead = seen.next
    if ahead is None:
        return laid_out(say("course_done", lang), "green")
    name = ahead.exercise.name
    if ahead.status == BEGUN:
        command = typed("check", name, workspace)
        return laid_out(say("home_go_on", lang, file=ahead.file, command=command), "bold")
    command = typed("exercise", name, workspace)
    lines = laid_out(say("home_start", lang, command=command, title=ahead.exercise.title), "bold")
    if lacking := seen.lacking(ahead.exercise):
        lines = laid_out(say("home_needs", lang, names=say("comma", lang).join(lacking))) + lines
    return lines


def show_list(seen: Seen, lang: str) -> None:
    """The list, a line an exercise: how far it is, its best score, and what it builds on that is not passed."""
    put([*rows_of(seen, seen, lang), styled(on_one_line(say("path_marks", lang), width()), "dim")])


def rows_of(some: Seen, seen: Seen, lang: str) -> list[str]:
    """A line for each of some exercises of the course."""
    pad = max((columns(stand.exercise.name) for stand in seen.stands), default=0)
    rows: list[str] = []
    for stand in some.stands:
        state, exercise = _state(stand, seen), stand.exercise
        mark, style = MARKS[state]
        best = "" if stand.best is None else str(stand.best)
        needs = say("comma", lang).join(seen.lacking(exercise)) if state != PASSED else ""
        right = say("list_needs", lang, names=needs) if needs else ""
        row = f"{exercise.name:{pad}}  {best:>2}  {exercise.section}  {exercise.title.render(lang)}"
        room = width() - 2 - 2 * (some is not seen)  # of a part, the chosen one has a mark before it
        rows.append(styled(f"{mark} {both_ends(row, right, room)}".rstrip(), style))
    return rows


def _sections(seen: Seen) -> list[list[Stand]]:
    """The stands by section, in the order in which the course first comes to each."""
    found: dict[str, list[Stand]] = {}
    for stand in seen.stands:
        found.setdefault(stand.exercise.section, []).append(stand)
    return list(found.values())


def _walk(stands: list[Stand], seen: Seen) -> list[str]:
    """A section's exercises, one after the other, on as many lines as they take."""
    lines, used = [""], width()
    for stand in stands:
        mark, style = MARKS[_state(stand, seen)]
        piece = f"{mark} {stand.exercise.name}"
        if used + 3 + columns(piece) > width():
            lines.append(f"{stand.exercise.section if len(lines) == 1 else '':4}")
            used = 4
        else:
            lines[-1] += styled(" ─ ", "dim")
            used += 3
        lines[-1] += styled(piece, style)
        used += columns(piece)
    return lines[1:]


def _state(stand: Stand, seen: Seen) -> str:
    if stand.status != OPEN:
        return stand.status
    return WAITS if seen.lacking(stand.exercise) else READY
