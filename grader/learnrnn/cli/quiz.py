"""`learnrnn quiz`: the course's questions, asked so that they stick."""

from __future__ import annotations

from pathlib import Path

import click

from learnrnn.app.session import Session
from learnrnn.cli import options


@click.command()
@click.option(
    "--section",
    "sections",
    multiple=True,
    type=options.SECTION,
    metavar="NAME",
    help="Only this section: lstm, or S2. Repeatable.",
)
@click.option("--count", type=click.IntRange(min=1), help="How many questions (default 10; an exam 20).")
@click.option(
    "--seed", type=click.IntRange(min=0), help="What numbers and the options' order are drawn from."
)
@click.option("--review", is_flag=True, help="Only what is due.")
@click.option("--exam", is_flag=True, help="No feedback until the end, then a report by section.")
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True), help="Time limit of an exam.")
@click.option(
    "--new", is_flag=True, help="Begin anew instead of going on with a session that was broken off."
)
@click.option(
    "--plain", is_flag=True, help="Numbered lines, no keys, no colour: for screen readers and pipes."
)
@click.option("--list", "as_list", is_flag=True, help="List the questions instead of asking them.")
@click.option("--with-answers", is_flag=True, help="With --list: the answers and explanations too.")
@click.option(
    "--answers", type=click.Path(path_type=Path), metavar="FILE", help="Score answers: JSON or CSV."
)
@click.option(
    "--assignment",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="With --list and --answers: the questions, points and seed in this assignment.toml.",
)
@click.option(
    "--record",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="In a class's bundle: where your answers go (default quiz-answers.json).",
)
@click.option("--student", metavar="NAME", help="In a class's bundle: your name, as your teacher knows you.")
@click.option("--stats", is_flag=True, help="What you know, by section.")
@options.as_json
@options.common
def quiz(
    session: Session,
    sections: tuple[str, ...],
    count: int | None,
    seed: int | None,
    review: bool,
    exam: bool,
    minutes: float | None,
    new: bool,
    plain: bool,
    as_list: bool,
    with_answers: bool,
    answers: Path | None,
    assignment: Path | None,
    record: Path | None,
    student: str | None,
    stats: bool,
    as_json: bool,
) -> int:
    """Ask the course's questions.

    With nothing else: what is due, then what is new. Each answer tells why it is right, or why one might think so.
    """
    from learnrnn.app import quiz as commands
    from learnrnn.errors import complain
    from learnrnn.quiz.answer_files import HANDED_IN
    from learnrnn.quiz.choose import Wanted

    commands.refuse_clashes(
        {
            "--review": review,
            "--exam": exam,
            "--list": as_list,
            "--answers": answers is not None,
            "--stats": stats,
        },
        needs={
            "--minutes": (minutes is not None, ("--exam",)),
            "--with-answers": (with_answers, ("--list",)),
            "--assignment": (assignment is not None, ("--list", "--answers")),
            "--json": (as_json, ("--list", "--answers", "--stats")),
        },
    )
    wanted = Wanted(sections, count, seed, review, exam, minutes)
    if as_list:
        return commands.list_questions(
            wanted, session.lang, as_json=as_json, with_answers=with_answers, assignment=assignment
        )
    if answers is not None:
        return commands.score_answers(answers, wanted, session.lang, as_json=as_json, assignment=assignment)

    bank = commands.load_bank()
    if bank.cut and not stats:
        file = record or session.workspace / HANDED_IN
        return commands.record_answers(
            bank, wanted, session.lang, file=file, student=student, plain=plain, new=new
        )
    if record or student:
        raise complain("quiz_not_cut", name="--record" if record else "--student")
    from learnrnn.learner.progress import Progress

    progress = Progress.open()
    commands.warn(progress.warning, session.lang)
    if stats:
        return commands.show_statistics(progress.connection, wanted, session.lang, as_json=as_json)
    return commands.ask_questions(progress.connection, wanted, session.lang, plain=plain, new=new)
