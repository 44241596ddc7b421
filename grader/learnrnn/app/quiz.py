"""Asks the quiz, lists it, scores a file of answers, shows statistics. Each returns the exit status."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from learnrnn.errors import complain
from learnrnn.locale import Message, say
from learnrnn.quiz.ask import Asking, Ending, ask
from learnrnn.quiz.choose import Wanted, choose, pool
from learnrnn.quiz.draw import draw
from learnrnn.quiz.load import load_bank
from learnrnn.quiz.memory import Memory, open_tables
from learnrnn.quiz.question import Bank
from learnrnn.quiz.session import Sitting, Sittings
from learnrnn.text import visible
from learnrnn.views.plain import warn
from learnrnn.views.quiz.screen import PlainScreen, open_screen

if TYPE_CHECKING:
    from learnrnn.gradebook.assignment import Quiz

INTERRUPTED = 130  # the shell's status for Ctrl-C
SEED_LIMIT = 2**31
SECONDS_A_MINUTE = 60

Now = Callable[[], datetime]


def now() -> datetime:
    return datetime.now(UTC)


def refuse_clashes(modes: Mapping[str, bool], needs: Mapping[str, tuple[bool, tuple[str, ...]]]) -> None:
    """Options that exclude each other, and options that are nothing without another. Raises LearnrnnError."""
    chosen = [name for name, given in modes.items() if given]
    if len(chosen) > 1:
        raise complain("quiz_one_mode", modes=", ".join(chosen))
    for name, (given, partners) in needs.items():
        if given and not any(modes[partner] for partner in partners):
            raise complain("quiz_needs_mode", name=name, partners=" / ".join(partners))


def ask_questions(
    connection: sqlite3.Connection,
    wanted: Wanted,
    lang: str,
    *,
    plain: bool = False,
    new: bool = False,
    now: Now = now,
) -> int:
    """Take up the session that was broken off, or begin one, and ask it."""
    connection, warning = open_tables(connection)
    warn(warning, lang)
    bank = load_bank()
    asking = Asking(bank, Memory(connection), Sittings(connection), now)
    session = None if new else asking.sessions.open_one(wanted, set(bank.questions), now())
    screen = open_screen(lang, plain=plain)
    if session is not None:
        passed, total = session.progress
        click.echo(say("quiz_resumed", lang, left=total - passed, total=total))
    else:
        session = _new_session(asking, wanted)
        if not session.questions:
            click.echo(_nothing(asking, wanted, lang))
            return 0
        asking.sessions.begin(session, now())
        click.echo(_opening(session, asking, lang))
    click.echo(screen.say("quiz_how_keys" if type(screen) is not PlainScreen else "quiz_how"))
    return _close(ask(session, screen, asking), session, bank, screen, lang, kept=warning is None)


def record_answers(
    bank: Bank, wanted: Wanted, lang: str, *, file: Path, student: str | None, plain: bool, new: bool
) -> int:
    """Where the keys are cut out: ask what is not answered yet, and write the answers to a file to hand in."""
    from learnrnn.files import put
    from learnrnn.quiz.choose import COUNT
    from learnrnn.quiz.recording import open_hand_in, record, stamp_of

    if wanted.review or wanted.exam:
        raise complain("quiz_cut_mode", name="--review" if wanted.review else "--exam")
    hand_in = open_hand_in(file, student, stamp_of(bank))
    every = pool(bank, wanted.sections)
    questions = [name for name in every if new or name not in hand_in.answers][: wanted.count or COUNT]
    items = (draw(bank.questions[name], wanted.seed or 0) for name in questions)
    screen = open_screen(lang, plain=plain)
    if questions:
        click.echo(say("quiz_cut_begin", lang, count=len(questions), file=file))
        click.echo(screen.say("quiz_cut_how"))
    ending = record(items, len(questions), hand_in, screen, lambda: put(file, hand_in.as_bytes()))
    answered = sum(name in hand_in.answers for name in every)
    values = {"answered": answered, "total": len(every), "file": file, "student": hand_in.student}
    click.echo("\n" + say("quiz_cut_done" if hand_in.answers else "quiz_cut_nothing", lang, **values))
    return INTERRUPTED if ending is Ending.INTERRUPTED else 0


def _new_session(asking: Asking, wanted: Wanted) -> Sitting:
    seed = wanted.seed if wanted.seed is not None else random.SystemRandom().randrange(SEED_LIMIT)
    questions = choose(asking.bank, asking.memory, wanted, seed, asking.now())
    seconds = None if wanted.minutes is None else wanted.minutes * SECONDS_A_MINUTE
    return Sitting(wanted, seed, questions, seconds_left=seconds)


def _opening(session: Sitting, asking: Asking, lang: str) -> str:
    if session.seconds_left is not None:
        minutes = f"{session.seconds_left / SECONDS_A_MINUTE:g}"
        return say("quiz_begin_timed", lang, count=len(session.questions), minutes=minutes)
    if session.wanted.exam:
        return say("quiz_begin_exam", lang, count=len(session.questions))
    due = len({*session.questions} & {*asking.memory.due(asking.now())})
    return say("quiz_begin_due" if due else "quiz_begin", lang, count=len(session.questions), due=due)


def _nothing(asking: Asking, wanted: Wanted, lang: str) -> str:
    known = pool(asking.bank, wanted.sections)
    moment = asking.memory.next_due(asking.now(), known)
    if moment is None:
        return say("quiz_nothing_yet", lang)
    when = f"{moment.astimezone():%Y-%m-%d %H:%M}"
    return say("quiz_nothing_review" if wanted.review else "quiz_nothing", lang, when=when)


def _close(
    ending: Ending, session: Sitting, bank: Bank, screen: PlainScreen, lang: str, *, kept: bool
) -> int:
    from learnrnn.views.quiz import pages

    if ending in (Ending.STOPPED, Ending.INTERRUPTED):
        click.echo()
        key = "quiz_stopped" if kept else "quiz_stopped_lost"
        passed, total = session.progress
        click.echo(say(key, lang, asked=passed, total=total))
        return INTERRUPTED if ending is Ending.INTERRUPTED else 0
    if ending is Ending.OUT_OF_TIME:
        click.echo("\n" + say("quiz_time_up", lang))
    if session.wanted.exam:
        pages.exam_report(session, bank, screen, lang)
    click.echo("\n" + pages.summary(session, lang))
    return 0


# ---------------------------------------------------------------- without a terminal


def list_questions(
    wanted: Wanted, lang: str, *, as_json: bool, with_answers: bool, assignment: Path | None = None
) -> int:
    """Every question, or the assignment's, as the seed (0 if none is given) draws it."""
    from learnrnn.views.quiz import documents, pages

    quiz = _quiz_of(assignment, wanted)
    seed = quiz.seed if quiz and wanted.seed is None else wanted.seed or 0
    bank = load_bank()
    if with_answers:
        _require_keys(bank)
    names = list(quiz.points) if quiz else pool(bank, wanted.sections)[: wanted.count]
    items = [draw(bank.questions[question], seed) for question in names]
    if as_json:
        _print_json(documents.question_list(items, seed, lang, with_answers=with_answers))
    else:
        click.echo(pages.question_list(items, lang, with_answers=with_answers))
    return 0


def _quiz_of(assignment: Path | None, wanted: Wanted) -> Quiz | None:
    """The quiz in an assignment's file; None where none is named. Raises LearnrnnError."""
    if assignment is None:
        return None
    from learnrnn.gradebook.assignment import read

    if wanted.sections or wanted.count:
        raise complain("quiz_assignment_says")
    quiz = read(assignment).quiz
    if quiz is None:
        raise complain("quiz_not_in_assignment", file=assignment)
    return quiz


def score_answers(
    path: Path, wanted: Wanted, lang: str, *, as_json: bool, assignment: Path | None = None
) -> int:
    """Every student of a file, and what their answers say of the questions, of all or of the assignment's."""
    from learnrnn.quiz.analysis import analyse
    from learnrnn.quiz.answers import score_file
    from learnrnn.views.quiz import documents, pages

    bank = load_bank()
    _require_keys(bank)
    chosen = bool(wanted.sections or wanted.count)
    only = pool(bank, wanted.sections)[: wanted.count] if chosen else None
    if quiz := _quiz_of(assignment, wanted):
        seed = quiz.seed if wanted.seed is None else wanted.seed
        scored = score_file(path, bank.questions, seed, list(quiz.points), quiz.points)
    else:
        scored = score_file(path, bank.questions, wanted.seed, only)
    if scored.untold:
        warn(Message("quiz_answers_untold", {"count": len(scored.test)}), lang)
    for name, problem in [(s.name, p) for s in scored.students for p in s.problems] + [
        (left.name, left.why) for left in scored.left_out
    ]:
        click.echo(visible(f"learnrnn: {name}: {problem.render(lang)}"), err=True)
    analysis = analyse(scored.students)
    if as_json:
        _print_json(documents.answers(scored, analysis, lang))
    else:
        click.echo(pages.class_page(scored.students, analysis, lang))
    return 0


def show_statistics(
    connection: sqlite3.Connection, wanted: Wanted, lang: str, *, as_json: bool, now: Now = now
) -> int:
    """What was asked and how it went, by section."""
    from learnrnn.views.quiz import documents, pages

    connection, warning = open_tables(connection)
    warn(warning, lang)
    bank = load_bank()
    known = set(pool(bank, wanted.sections))
    bank = replace(bank, sections=tuple(s for s in bank.sections if known.issuperset(s.ids)))
    records = {name: record for name, record in Memory(connection).records(now()).items() if name in known}
    if as_json:
        _print_json(documents.statistics(bank, records, lang))
    else:
        click.echo(pages.statistics(bank, records, lang))
    return 0


def _require_keys(bank: Bank) -> None:
    if bank.cut:
        raise complain("quiz_cut_no_keys")


def _print_json(document: dict[str, Any]) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
