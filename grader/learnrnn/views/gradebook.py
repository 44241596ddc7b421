"""What the end of a grading shows: a table of the first students, the mean, whom to look at, where the files are."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from learnrnn.gradebook.cells import number
from learnrnn.gradebook.documents import GRADEBOOK, RESULTS, triage
from learnrnn.gradebook.marks import NOT_GRADED, Entry, Mark, entries
from learnrnn.locale import Message, say
from learnrnn.text import visible
from learnrnn.views.plain import warn
from learnrnn.views.terminal import console, table

if TYPE_CHECKING:
    from rich.console import Console

    from learnrnn.bridges.gradebooks.write import Written
    from learnrnn.gradebook.alike import Pair
    from learnrnn.gradebook.regrade import Change
    from learnrnn.gradebook.store import Store, Words

ROWS_LIMIT = 60  # students shown; the files have all
COLUMNS_LIMIT = 8  # likewise exercises
TRIAGE_LIMIT = 20  # likewise students to look at
SIGNS = {"missing": "–", "error": "✘", "timeout": "⧗", "fault": "!", NOT_GRADED: "?", "excused": "e"}


def show(store: Store, folder: Path | None, lang: str, *, quiet: bool) -> int:
    """Print it, or with `quiet` nothing. The exit status: 1 where somebody is left ungraded by a fault."""
    first: list[Entry] = []
    count = faults = 0
    total, top = 0.0, 0
    for entry in entries(store):
        count, total, top = count + 1, total + entry.score, max(top, entry.max_score)
        faults += sum(mark.is_fault for mark in entry.marks)
        if count <= ROWS_LIMIT:
            first.append(entry)
    if not quiet:
        out = console()
        _show_table(out, store, first, count, lang)
        out.print(
            say("mean_score", lang, count=count, mean=f"{total / max(count, 1):.1f}", max_score=number(top))
        )
        _show_triage(out, store, lang)
        if faults:
            out.print(say("faults", lang, count=faults), style="red")
        if folder:
            files = f"{folder / RESULTS}, {folder / GRADEBOOK}"
            out.print(say("written", lang, files=files), soft_wrap=True)
    return 1 if faults else 0


def _show_table(out: Console, store: Store, first: list[Entry], count: int, lang: str) -> None:
    if store.unsafe():
        out.print(say("graded_unsafe", lang), style="red")
    names = list(store.exercises())
    has_due = any(entry.late for entry in first)
    columns = ["student", "score", *(["deduction"] if has_due else [])]
    shown = table(lang, *columns, *(f"={name}" for name in names[:COLUMNS_LIMIT]))
    used: dict[str, str] = {}
    for entry in first:
        marks = entry.marks[:COLUMNS_LIMIT]
        used |= {sign: word for mark in marks if (sign := _sign(mark)) and (word := _word(mark))}
        cells = [_sign(mark) or ("" if mark.score is None else number(mark.score)) for mark in marks]
        score = f"{number(entry.score)}/{number(entry.max_score)}"
        lost = [f"−{number(entry.deduction)}" if entry.deduction else ""] if has_due else []
        shown.add_row(visible(entry.student), score, *lost, *cells)
    out.print(shown)
    if used:
        out.print("  ".join(f"{sign} {say(f'status_{word}', lang)}" for sign, word in sorted(used.items())))
    left = {"rows": count - len(first), "columns": max(0, len(names) - COLUMNS_LIMIT)}
    if any(left.values()):
        out.print(say("table_cut", lang, **left, file=GRADEBOOK))


def _word(mark: Mark) -> str:
    return "excused" if mark.is_excused else mark.status


def _sign(mark: Mark) -> str | None:
    """What stands in place of a 0 that no check gave."""
    return None if mark.score else SIGNS.get(_word(mark))


def _show_triage(out: Console, store: Store, lang: str) -> None:
    entries, count = [], 0
    for count, entry in enumerate(triage(store, lang), 1):
        if count <= TRIAGE_LIMIT:
            entries.append(entry)
    if not entries:
        return
    out.print(say("triage", lang, count=count), style="bold")
    for entry in entries:
        name = visible(entry["student"])
        for e in entry["exercises"][:COLUMNS_LIMIT]:
            said = visible(" ".join(e["message"].split()))
            status = say(f"status_{e['status']}", lang)
            line = say("triage_line", lang, student=name, exercise=e["name"], status=status, said=said)
            out.print("  " + line, style="yellow")
        if (more := len(entry["exercises"]) - COLUMNS_LIMIT) > 0:
            out.print(f"  {name}: {say('and_more', lang, count=more)}", style="yellow")
    if (more := count - TRIAGE_LIMIT) > 0:
        out.print("  " + say("and_more", lang, count=more))


def show_words(words: Sequence[Words], lang: str) -> None:
    """What people said, with the numbers by which it is taken back."""
    out = console()
    if not words:
        out.print(say("adjust_none", lang))
        return
    shown = table(lang, "number", "student", "exercise", "points", "comment", "by", "at")
    for w in words:
        points = say("status_excused", lang) if w.excused else "" if w.points is None else number(w.points)
        place = f"{w.exercise}/{w.check}" if w.check else w.exercise
        at = time.strftime("%Y-%m-%d %H:%M", time.localtime(w.at))
        shown.add_row(str(w.id), visible(w.student), place, points, visible(w.comment), visible(w.by), at)
    out.print(shown)


def show_regraded(
    changes: Sequence[Change], gone: Sequence[str], count: int, unchanged: int, lang: str, *, dry_run: bool
) -> None:
    """Whose mark changed, lower ones first; none is left out."""
    out = console()
    for change in changes:
        marks = ["–" if mark is None else str(mark) for mark in (change.before, change.after)]
        checks = ", ".join(
            f"{name} {'–' if b is None else b}→{'–' if a is None else a}"
            for name, (b, a) in change.checks.items()
        )
        line = f"{visible(change.student)}  {change.exercise}  {marks[0]} → {marks[1]}  ({checks})"
        out.print(line, style="red" if change.is_lower else "", soft_wrap=True)
    lower = sum(change.is_lower for change in changes)
    values = {"count": count - unchanged, "unchanged": unchanged, "changes": len(changes), "lower": lower}
    out.print(say("regraded_dry" if dry_run else "regraded", lang, **values))
    if gone:
        out.print(
            say("regrade_gone", lang, names=", ".join(map(visible, gone))), style="yellow", soft_wrap=True
        )


def show_pairs(pairs: Sequence[Pair], lang: str) -> None:
    """Answers that are alike, and what that does not mean."""
    out = console()
    if not pairs:
        out.print(say("alike_none", lang))
        return
    shown = table(lang, "exercise", "student", "student", "likeness", "kind", "lines")
    for p in pairs:
        kind = say(f"alike_{p.kind}", lang)
        shown.add_row(p.exercise, visible(p.one), visible(p.other), f"{p.likeness:.2f}", kind, str(p.lines))
    out.print(shown)
    out.print(say("alike_judge", lang))


def show_exported(written: Written, file: Path, lang: str) -> None:
    """What was entered into a learning system's gradebook, and on stderr who or what could not be."""
    print(say("gradebook_written", lang, file=file, graded=written.graded, missing=written.missing))
    for key, students in (
        ("gradebook_unmatched", written.unmatched),
        ("gradebook_ungraded", written.ungraded),
    ):
        for student in students:
            warn(Message(key, {"student": visible(student)}), lang)
    for kept in written.kept:
        values = {
            "who": visible(kept.who),
            "theirs": visible(kept.theirs),
            "ours": kept.ours,
        }
        warn(Message("gradebook_kept", values), lang)
    if written.no_zeros:
        warn(Message("gradebook_no_zeros", {"count": len(written.unmatched)}), lang)
