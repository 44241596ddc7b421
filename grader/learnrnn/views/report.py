"""A class's figures: as one HTML page, and in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from learnrnn.gradebook.cells import number
from learnrnn.gradebook.figures import Figures, OfExercise
from learnrnn.gradebook.marks import Entry
from learnrnn.locale import say
from learnrnn.text import visible
from learnrnn.views.feedback import ExercisePart, body, of_lateness
from learnrnn.views.pages import histogram, page, sentence, share, table, text
from learnrnn.views.terminal import console
from learnrnn.views.terminal import table as terminal_table

MISTAKES_SHOWN = 15  # in a terminal; the page has all

Parts = Callable[[Entry], Sequence[ExercisePart]]


def html_page(found: Figures, parts: Parts, lang: str) -> str:
    """The page: the class, each exercise, the mistakes that are shared, who needs help, every student."""
    pieces: list[str] = [f'<p class="warn">{text(say("graded_unsafe", lang))}</p>'] if found.unsafe else []
    pieces.append(f"<p>{text(_summary(found, lang))}</p>")
    pieces += _exercises(found, lang)
    pieces += _mistakes(found, lang)
    pieces += _help(found, lang)
    pieces += _students(found, parts, lang)
    return page(say("report_title", lang), pieces, lang)


def _summary(found: Figures, lang: str) -> str:
    count, mean = len(found.entries), number(found.mean)
    return say("mean_score", lang, count=count, mean=mean, max_score=number(found.max_score))


def _exercises(found: Figures, lang: str) -> list[str]:
    pieces = [f"<h2>{text(say('report_exercises', lang))}</h2>"]
    for of in found.exercises.values():
        title = say(
            "report_exercise",
            lang,
            name=of.name,
            mean=number(of.mean),
            max_score=of.max_score,
            count=of.count,
        )
        pieces.append(f"<h3>{text(title)}</h3>")
        pieces.append(f'<p class="soft">{text(_statuses(of, lang))}</p>')
        pieces.append(histogram([of.scores[points] for points in range(of.max_score + 1)], _bars(of, lang)))
        rows = [
            [
                f"<strong>{text(c.name)}</strong><br>{sentence(c.says.render(lang))}",
                share(c.passed, c.count, f"{c.passed}/{c.count}"),
                f"{c.passed}/{c.count}",
                str(c.statuses["blocked"] or ""),
            ]
            for c in of.checks.values()
        ]
        columns = [say(f"column_{key}", lang) for key in ("check", "share", "passed", "blocked")]
        if rows:
            pieces.append(table(columns, rows, say("report_checks", lang, name=of.name), (2, 3)))
    return pieces


def _bars(of: OfExercise, lang: str) -> str:
    said = ", ".join(f"{points}: {count}" for points, count in sorted(of.scores.items()))
    return say("report_bars", lang, name=of.name, counts=said)


def _statuses(of: OfExercise, lang: str) -> str:
    return ", ".join(f"{say(f'status_{s}', lang)} {n}" for s, n in sorted(of.statuses.items()))


def _mistakes(found: Figures, lang: str) -> list[str]:
    rows = [
        [
            text(m.exercise),
            sentence(m.sentence.render(lang)),
            str(len(m.students)),
            f'<span class="said soft">{text(chr(10).join(said.render(lang) for said in m.example))}</span>',
        ]
        for m in found.mistakes
    ]
    columns = [say(f"column_{key}", lang) for key in ("exercise", "mistake", "count", "example")]
    title = say("report_mistakes", lang)
    return [
        f"<h2>{text(title)}</h2>",
        table(columns, rows, title, (2,)) if rows else f"<p>{text(say('report_none', lang))}</p>",
    ]


def _help(found: Figures, lang: str) -> list[str]:
    title = say("report_help", lang)
    rows = [
        [f'<a href="#{_anchor(found, e)}">{text(e.student)}</a>', _points(e), text(e.status)]
        for e in found.need_help
    ]
    columns = [say(f"column_{key}", lang) for key in ("student", "score", "status")]
    return [
        f"<h2>{text(title)}</h2>",
        table(columns, rows, title, (1,)) if rows else f"<p>{text(say('report_none', lang))}</p>",
    ]


def _students(found: Figures, parts: Parts, lang: str) -> list[str]:
    pieces = [f"<h2>{text(say('report_students', lang))}</h2>"]
    for entry in found.entries:
        inner = "".join([*of_lateness(entry, lang), *body(parts(entry), lang, reveal=True, level=3)])
        name = f"<strong>{text(entry.student)}</strong> {_points(entry)}"
        pieces.append(f'<details id="{_anchor(found, entry)}"><summary>{name}</summary>{inner}</details>')
    return pieces


def _anchor(found: Figures, entry: Entry) -> str:
    return f"s{next(i for i, e in enumerate(found.entries) if e is entry)}"


def _points(entry: Entry) -> str:
    return f"{number(entry.score)}/{number(entry.max_score)}"


def show(found: Figures, lang: str) -> None:
    """The figures in a terminal."""
    out = console()
    out.print(_summary(found, lang))
    shown = terminal_table(lang, "exercise", "check", "points", "passed", "blocked")
    for of in found.exercises.values():
        for c in of.checks.values():
            shown.add_row(
                of.name, c.name, str(c.max_score), f"{c.passed}/{c.count}", str(c.statuses["blocked"] or "")
            )
    out.print(shown)
    if found.mistakes:
        out.print(say("report_mistakes", lang), style="bold")
    for m in found.mistakes[:MISTAKES_SHOWN]:
        out.print(f"{len(m.students):>4}  {m.exercise}: {m.sentence.render(lang)}")
    if found.need_help:
        out.print(say("report_help", lang), style="bold")
    for e in found.need_help:
        out.print(f"  {visible(e.student)}  {_points(e)}")
