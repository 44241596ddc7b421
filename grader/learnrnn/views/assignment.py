"""What an assignment means, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from learnrnn.gradebook.assignment import LAST, Assignment
from learnrnn.gradebook.cells import number
from learnrnn.locale import say
from learnrnn.text import visible


def lines(found: Assignment, lang: str) -> Iterator[str]:
    """The title, the exercises with their weights, and each rule that is in force."""
    yield visible(found.title)
    for name, weight in found.weights.items():
        yield f"  {name} × {number(weight)}"
    if found.due is None:
        yield say("assignment_show_no_due", lang)
    else:
        yield say("assignment_show_due", lang, due=_time(found.due))
        yield from _late(found, lang)
    if found.counts != LAST:
        yield say(f"assignment_show_counts_{found.counts}", lang)
    if found.drop_lowest:
        yield say("assignment_show_drop", lang, count=found.drop_lowest)
    if found.reveal:
        yield say("assignment_show_reveal", lang, at=_time(found.reveal))
    if found.quiz:
        yield say("assignment_show_quiz", lang, seed=found.quiz.seed)
        yield from (f"  {name} × {number(points)}" for name, points in found.quiz.points.items())
    if found.roster:
        yield say("assignment_show_roster", lang, file=visible(found.roster))
    for login, student in found.logins.items():
        yield say("assignment_show_login", lang, login=visible(login), student=visible(student))
    for student, until in found.extensions.items():
        yield say("assignment_show_extension", lang, student=visible(student), due=_time(until))
    if found.follow_through is not None:
        yield say(f"assignment_show_{'' if found.follow_through else 'no_'}follow_through", lang)


def _late(found: Assignment, lang: str) -> Iterator[str]:
    policy = found.late
    if not policy.percent_a_day and policy.cut_off_days is None:
        yield say("assignment_show_free", lang)
        return
    if policy.percent_a_day:
        yield say("assignment_show_late", lang, percent=number(policy.percent_a_day))
    if policy.cut_off_days is not None:
        yield say("assignment_show_cut_off", lang, days=policy.cut_off_days)
    if policy.time_of_files:
        yield say("assignment_show_time_of_files", lang)
    if policy.grace_minutes:
        yield say("assignment_show_grace", lang, minutes=number(policy.grace_minutes))


def _time(at: datetime) -> str:
    offset = f"{at:%z}"[:5]
    return f"{at:%Y-%m-%d %H:%M} UTC{offset[:3]}:{offset[3:]}"
