"""The quiz's pages in a terminal: what a session came to, an exam's report, statistics, the list, a class's answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from learnrnn.locale import say
from learnrnn.quiz.draw import draw
from learnrnn.quiz.formulas import plain
from learnrnn.quiz.item import Item
from learnrnn.quiz.judge import judge
from learnrnn.quiz.memory import Record
from learnrnn.quiz.question import Bank
from learnrnn.quiz.session import Sitting
from learnrnn.text import columns, visible
from learnrnn.views.quiz.screen import PlainScreen

if TYPE_CHECKING:
    from learnrnn.quiz.analysis import ClassAnalysis, ItemAnalysis
    from learnrnn.quiz.answers import Student

STEM_COLUMNS = 60  # of a stem in the list
BAR_CELLS = 10


def summary(session: Sitting, lang: str) -> str:
    """How many were right at the first answer, of those answered; and how many of those that came back."""
    first, second = session.first_answers, session.second_answers
    if not first:
        return say("quiz_summary_none", lang)
    values = {"right": session.right, "answered": len(first)}
    if not second:
        return say("quiz_summary", lang, **values)
    known = sum(answer.right for answer in second)
    return say("quiz_summary_again", lang, **values, known=known, again=len(second))


def exam_report(session: Sitting, bank: Bank, screen: PlainScreen, lang: str) -> None:
    """Every question that was missed, with the feedback held back until now; last, where it is read, the table."""
    given = session.first_answers
    for number, question in enumerate(session.questions, 1):
        answer = given.get(question)
        if answer is None or not answer.right:
            item = draw(bank.questions[question], session.seed)
            screen.ask(item, number, len(session.questions))
            reply = answer.reply if answer else None
            screen.show_verdict(item, reply, judge(item, reply))
    rows = []
    for section in bank.sections:
        asked = [q for q in section.ids if q in session.questions]
        if asked:
            right = sum(q in given and given[q].right for q in asked)
            rows.append(
                [section.note, section.title.render(lang), f"{right}/{len(asked)}", _bar(right, len(asked))]
            )
    rows.append(["", say("quiz_total", lang), f"{session.right}/{len(session.questions)}", ""])
    click.echo("\n" + screen.style.paint(say("quiz_report", lang), bold=True))
    click.echo(table([], rows, right=(2,)))


def statistics(bank: Bank, records: Mapping[str, Record], lang: str) -> str:
    """A line a section."""
    from learnrnn.views.quiz.documents import totals

    rows = []
    for section in bank.sections:
        known = [records[q] for q in section.ids if q in records]
        numbers = totals(known, len(section.ids))
        rows.append(
            [
                section.note,
                section.title.render(lang),
                f"{numbers['seen']}/{numbers['questions']}",
                _percent(numbers["right"] / numbers["answers"] if numbers["answers"] else None),
                _percent(numbers["recall"]),
                str(numbers["due"]),
                _bar(numbers["seen"], numbers["questions"]),
            ]
        )
    names = ("section", "", "seen", "right", "recall", "due", "")
    return table(
        [say(f"quiz_column_{name}", lang) if name else "" for name in names], rows, right=(2, 3, 4, 5)
    )


def question_list(items: Iterable[Item], lang: str, *, with_answers: bool) -> str:
    """A line a question."""
    rows = []
    for item in items:
        q = item.question
        row = [q.section, q.id, q.kind, str(q.difficulty), _shortened(plain(item.stem.render(lang)))]
        if with_answers:
            shown = [c.text.render(lang) for c in item.right_choices]
            row.append(
                _shortened(plain("; ".join(shown) or (item.answer.text.render(lang) if item.answer else "")))
            )
        rows.append(row)
    names = ["section", "id", "kind", "difficulty", "stem", *(["answer"] if with_answers else [])]
    return table([say(f"quiz_column_{name}", lang) for name in names], rows, right=(3,))


def class_page(students: Sequence[Student], analysis: ClassAnalysis, lang: str) -> str:
    """Every student's score, then what the answers say of the questions."""
    if not students:
        return say("quiz_class_nobody", lang)
    rows = [[student.name, f"{student.score:g}/{student.max_score:g}"] for student in students]
    scores = table([say("quiz_column_student", lang), say("quiz_column_score", lang)], rows, right=(1,))
    names = ("id", "answered", "difficulty_p", "discrimination", "remarks")
    items = table(
        [say(f"quiz_column_{name}", lang) for name in names],
        [_item_row(item, lang) for item in analysis.items],
        right=(1, 2, 3),
    )
    if analysis.too_few:
        whole = say("quiz_class_few", lang, students=analysis.students)
    else:
        whole = say("quiz_class", lang, students=analysis.students, kr20=_number(analysis.kr20))
    return f"{scores}\n\n{items}\n\n{whole}"


def _item_row(item: ItemAnalysis, lang: str) -> list[str]:
    remarks = [say(f"quiz_flag_{flag}", lang) for flag in item.flags]
    for drawn in item.drawn:
        text = _shortened(plain(drawn.text.render(lang)), 24)
        remarks += [say(f"quiz_flag_{flag}", lang) + f" ({text})" for flag in drawn.flags]
    few = say("quiz_too_few", lang)
    discrimination = few if item.too_few else _number(item.discrimination)
    return [item.id, str(item.answered), _number(item.difficulty), discrimination, "; ".join(remarks)]


# ---------------------------------------------------------------- drawing


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Columns as wide as they need to be, Japanese included; those in `right` stand to the right."""
    shown = [[visible(cell) for cell in row] for row in ([head, *rows] if head else rows)]
    if not shown:
        return ""
    widths = [max(columns(row[i]) for row in shown) for i in range(len(shown[0]))]
    return "\n".join(
        "  ".join(_cell(cell, widths[i], i in right) for i, cell in enumerate(row)).rstrip() for row in shown
    )


def _cell(text: str, width: int, to_the_right: bool) -> str:
    space = " " * (width - columns(text))
    return space + text if to_the_right else text + space


def _bar(part: int, whole: int) -> str:
    full = round(BAR_CELLS * part / whole) if whole else 0
    return "█" * full + "░" * (BAR_CELLS - full)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _shortened(text: str, width: int = STEM_COLUMNS) -> str:
    text = " ".join(text.replace("`", "").split())
    if columns(text) <= width:
        return text
    while columns(text) >= width:
        text = text[:-1]
    return text + "…"
