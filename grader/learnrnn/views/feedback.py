"""What a student reads of their work: as Markdown, and as an HTML page that needs nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from learnrnn.bridges.gradescope.report import code, plain
from learnrnn.gradebook.cells import number
from learnrnn.gradebook.marks import Entry, Mark
from learnrnn.locale import say
from learnrnn.result import CheckResult, ExerciseResult
from learnrnn.views.pages import page, sentence, text
from learnrnn.views.result import MARKS, NOT_RUN

UNSAFE_IN_NAMES = re.compile(r"[^\w.@-]+")  # letters of every script stay


@dataclass(frozen=True)
class ExercisePart:
    """An exercise as it stands, and the machine's result; None where there is none."""

    mark: Mark
    result: ExerciseResult | None


def file_name(student: str) -> str:
    """A student's name as a file's, without an ending."""
    return UNSAFE_IN_NAMES.sub("_", student).strip("._")[:100] or "student"


def markdown(entry: Entry, parts: Sequence[ExercisePart], lang: str, *, reveal: bool) -> str:
    """The feedback as Markdown; what is not ours is plain text or code in it."""
    lines = [f"# {plain(_title(entry, lang))}", *map(plain, _late(entry, lang))]
    for part in parts:
        lines.append(f"## {plain(_heading(part.mark, lang))}")
        lines += [f"> {plain(said)}" for said in _said(part.mark, lang)]
        if part.result is None:
            continue
        if part.result.message:
            lines.append(code(part.result.message.render(lang)))
        for check in _checks(part.result):
            first, *rest = _lines(check, lang, reveal=reveal)
            lines.append(f"- {_mark(check)} {check.score}/{check.max_score} {plain(first)}")
            lines += ["\n".join("  " + line for line in code("\n".join(rest)).splitlines())] if rest else []
    return "\n\n".join(lines) + "\n"


def html_page(entry: Entry, parts: Sequence[ExercisePart], lang: str, *, reveal: bool) -> str:
    """The feedback as a page."""
    return page(_title(entry, lang), [*of_lateness(entry, lang), *body(parts, lang, reveal=reveal)], lang)


def body(parts: Sequence[ExercisePart], lang: str, *, reveal: bool, level: int = 2) -> list[str]:
    """The feedback's pieces, as HTML under headings of a level."""
    pieces: list[str] = []
    for part in parts:
        pieces.append(f"<h{level}>{text(_heading(part.mark, lang))}</h{level}>")
        pieces += [f'<p class="said warn">{text(said)}</p>' for said in _said(part.mark, lang)]
        if part.result is None:
            continue
        if part.result.message:
            pieces.append(f'<p class="said">{text(part.result.message.render(lang))}</p>')
        if checks := _checks(part.result):
            pieces.append(f"<ul>{''.join(_item(check, lang, reveal=reveal) for check in checks)}</ul>")
    return pieces


def _item(check: CheckResult, lang: str, *, reveal: bool) -> str:
    first, *rest = _lines(check, lang, reveal=reveal)
    status = say(f"status_{check.status}", lang)
    mark = f'<span class="{check.status}" role="img" aria-label="{text(status)}">{_mark(check)}</span>'
    more = f'<br><span class="said soft">{sentence(chr(10).join(rest))}</span>' if rest else ""
    return f"<li>{mark} {check.score}/{check.max_score} {sentence(first)}{more}</li>"


def _title(entry: Entry, lang: str) -> str:
    return say(
        "feedback_title",
        lang,
        student=entry.student,
        score=number(entry.score),
        max_score=number(entry.max_score),
    )


def _heading(mark: Mark, lang: str) -> str:
    if mark.is_excused:
        return f"{mark.exercise}: {say('status_excused', lang)}"
    if mark.score is None:
        return f"{mark.exercise}: {say('status_fault', lang)}"
    points = say("points", lang, score=number(mark.score), max_score=mark.max_score)
    return f"{mark.exercise}: {points}" + (f" × {number(mark.weight)}" if mark.weight != 1 else "")


def of_lateness(entry: Entry, lang: str) -> list[str]:
    """What lateness costs, as HTML; nothing where it costs nothing."""
    return [f'<p class="warn">{text(said)}</p>' for said in _late(entry, lang)]


def _late(entry: Entry, lang: str) -> list[str]:
    if not entry.late or not entry.deduction:
        return []
    lost = number(entry.deduction)
    return [say("feedback_late", lang, days=entry.late.days, deduction=lost, reached=number(entry.reached))]


def _said(mark: Mark, lang: str) -> list[str]:
    """What people said, with who it was."""
    return [
        say("feedback_said", lang, by=w.by, where=w.check or mark.exercise, comment=w.comment or "–")
        for w in mark.words
    ]


def _checks(result: ExerciseResult) -> Sequence[CheckResult]:
    return () if result.status in NOT_RUN else result.checks


def _lines(check: CheckResult, lang: str, *, reveal: bool) -> list[str]:
    """Without a hidden check's values, unless they are to be seen."""
    said = "\n".join(line.render(lang) for line in check.lines(for_student=not reveal))
    first, *rest = [line for line in said.split("\n") if line.strip()] or [check.name]
    return [first, *rest]


def _mark(check: CheckResult) -> str:
    return MARKS.get(check.status, ("·", ""))[0]
