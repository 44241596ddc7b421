"""What `learnrnn watch` shows: one exercise's verdict, a bar over the course, the keys. Lines, not a terminal."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from learnrnn.locale import say
from learnrnn.result import PASSED
from learnrnn.text import columns
from learnrnn.views.course import bar, rows_of
from learnrnn.views.plain import both_ends, laid_out, on_one_line, screen_size, styled, width, without_colour
from learnrnn.views.result import Shown, lines_of_many, one_line, verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from learnrnn.catalog import Exercise
    from learnrnn.learner.course import Seen
    from learnrnn.locale import Sayable
    from learnrnn.result import ExerciseResult

KEYS = ("n", "p", "h", "t", "l", "c", "o", "r", "q")
KEYS_AFTER_A_PASS = ("n", "p", "s", "t", "l", "c", "o", "r", "q")
NARROW = 60  # columns below which the bar goes without words


@dataclass(frozen=True)
class Watched:
    """One exercise's result, the lines of its file, when it was saved and how long judging took."""

    exercise: Exercise
    result: ExerciseResult
    source: Sequence[str]
    at: float
    took_s: float


@dataclass(frozen=True)
class View:
    """All that is on the screen. hints: how many are shown. asking: whether a reset waits for its yes.

    search: what was typed into the list, which is shown where it is not None; chosen: the row there.
    """

    exercise: Exercise
    seen: Seen
    verdict: Watched | None = None
    busy: bool = True
    many: tuple[tuple[Exercise, ExerciseResult], ...] = ()
    hints: int = 0
    asking: bool = False
    search: str | None = None
    chosen: int = 0
    note: Sayable | None = None

    def found(self) -> list[Exercise]:
        """The exercises that the search leaves, in course order."""
        words = (self.search or "").lower().split()
        return [
            stand.exercise
            for stand in self.seen.stands
            if all(
                word in " ".join([stand.exercise.name, *stand.exercise.title.by_language.values()]).lower()
                for word in words
            )
        ]


def screen(view: View, lang: str) -> list[str]:
    """The lines for a terminal of this size."""
    rows = screen_size()[1]
    head = [_top(view, lang), *_moment(view, lang), ""]
    foot = ["", *_foot(view, lang)]
    room = max(rows - len(head) - len(foot), 3)
    body = _body(view, lang, room)
    if len(body) > room:  # the fault stands last, so what is above it goes
        body = [*body[:2], styled("…", "dim"), *body[len(body) - room + 3 :]] if room > 3 else body[-room:]
    body += [""] * (room - len(body))
    return _coloured([*head, *body, *foot])


def plain_line(found: Watched, lang: str) -> str:
    """A verdict in one line, for who listens to it or reads a log."""
    return f"{_clock(found.at)} {one_line(found.exercise, found.result, lang)}"


def _coloured(lines: list[str]) -> list[str]:
    return [without_colour(line) for line in lines] if os.environ.get("NO_COLOR") else lines


def _top(view: View, lang: str) -> str:
    total = len(view.seen.stands)
    done = bar(view.seen.passed, total, 10 if width() < NARROW else 20)
    count = say("watch_progress", lang, passed=view.seen.passed, total=total)
    left = view.exercise.name if width() < NARROW else f"learnrnn watch   {view.exercise.name}"
    return styled(both_ends(left, f"{done}  {count}", width()), "bold")


def _moment(view: View, lang: str) -> list[str]:
    note = laid_out(view.note.render(lang), "cyan", most=2) if view.note else []
    if view.busy or view.verdict is None:
        return [
            styled(on_one_line(say("watch_judging", lang, file=view.exercise.filename), width()), "dim"),
            *note,
        ]
    found = view.verdict
    said = say(
        "watch_saved",
        lang,
        file=found.exercise.filename,
        time=_clock(found.at),
        ms=f"{1e3 * found.took_s:.0f}",
    )
    return [styled(on_one_line(said, width()), "dim"), *note]


def _clock(at: float) -> str:
    return time.strftime("%H:%M:%S", time.localtime(at))


def _body(view: View, lang: str, room: int) -> list[str]:
    if view.search is not None:
        return _list(view, lang, room)
    if view.many:
        return lines_of_many(view.many, lang)
    if view.verdict is None:
        return []
    exercise, result = view.verdict.exercise, view.verdict.result
    hints = [line for number in range(view.hints) for line in _hint(view.exercise, number, lang)]
    left = max(room - len(hints) - bool(hints), 6)
    lines = verdict(
        exercise,
        result,
        Shown(lang, more=False, room=left + 2),
        hidden_ran=exercise.has_checks,
        source=view.verdict.source,
    )
    if result.status == PASSED:
        lines += ["", *laid_out(f"{say('all_checks_hold', lang)} {exercise.on_pass.render(lang)}", "green")]
    return lines + ([""] if hints else []) + hints


def _hint(exercise: Exercise, number: int, lang: str) -> list[str]:
    head = say("hint_number", lang, number=number + 1, count=len(exercise.hints))
    return laid_out(f"{head}: {exercise.hints[number].render(lang)}", "yellow")


def _list(view: View, lang: str, room: int) -> list[str]:
    found = view.found()
    rows = rows_of(
        replace(view.seen, stands=tuple(s for s in view.seen.stands if s.exercise in found)), view.seen, lang
    )
    at = min(view.chosen, max(len(found) - 1, 0))
    first = max(0, at - (room - 2))
    lines = [f"{'▸' if number == at else ' '} {row}" for number, row in enumerate(rows)][
        first : first + room - 1
    ]
    return [f"{say('watch_search', lang)} {view.search}_", *lines]


def _foot(view: View, lang: str) -> list[str]:
    if view.asking:
        return laid_out(say("watch_reset", lang, file=view.exercise.filename), "bold")
    if view.search is not None:
        return [styled(line, "dim") for line in _flowing(say("watch_list_keys", lang).split("  "))]
    passed = view.verdict is not None and view.verdict.result.status == PASSED
    keys = KEYS_AFTER_A_PASS if passed else KEYS
    return [
        styled(line, "dim") for line in _flowing([f"{key} {say(f'watch_key_{key}', lang)}" for key in keys])
    ]


def _flowing(pieces: Sequence[str]) -> list[str]:
    """Pieces side by side, two blanks between them, on as few lines as they need."""
    lines = [""]
    for piece in pieces:
        if lines[-1] and columns(lines[-1]) + 2 + columns(piece) > width():
            lines.append("")
        lines[-1] += ("  " if lines[-1] else "") + piece
    return lines
