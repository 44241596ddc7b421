"""`learnrnn adjust`: a person's word above the machine's."""

from __future__ import annotations

import getpass
import json
from dataclasses import replace
from pathlib import Path

import click

from learnrnn.app.session import Session
from learnrnn.cli import options


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("student", required=False)
@click.argument("target", required=False, metavar="EXERCISE[/CHECK]")
@click.option("--points", type=click.FloatRange(min=0), metavar="N", help="Give this many points.")
@click.option("--full", is_flag=True, help="Give all points.")
@click.option("--excuse", is_flag=True, help="Let the exercise count in no total.")
@click.option("--comment", default="", metavar="TEXT", help="What the student reads.")
@click.option("--by", metavar="WHO", help="Who says so (default: your login).")
@click.option(
    "--same-form",
    is_flag=True,
    help="The comment is for all answers that are equal but for names and layout.",
)
@click.option("--list", "show", is_flag=True, help="List what was said.")
@click.option(
    "--take-back", type=int, metavar="NUMBER", help="Take back what --list shows under this number."
)
@options.anonymise
@options.as_json
@options.common
def adjust(
    session: Session,
    folder: Path,
    student: str | None,
    target: str | None,
    points: float | None,
    full: bool,
    excuse: bool,
    comment: str,
    by: str | None,
    same_form: bool,
    show: bool,
    take_back: int | None,
    anonymise: bool,
    as_json: bool,
) -> int:
    """Give a student other points than the machine did, excuse them, or comment.

    DIR: the folder of `learnrnn grade --out`. What you say stands through every later grading, until you take it back.
    """
    from learnrnn.app import adjust as app
    from learnrnn.app.report import pseudonyms_of
    from learnrnn.locale import say
    from learnrnn.views import gradebook

    if sum((points is not None, full, excuse)) > 1:
        raise click.UsageError("Give one of --points, --full and --excuse.", click.get_current_context())
    if take_back is not None:
        app.take_back(folder, take_back, session.lang)
    elif not show:
        if student is None or target is None:
            raise click.UsageError("Name a student and an exercise, or --list.", click.get_current_context())
        by = by or getpass.getuser()
        saying = app.Saying(student, target, points, full, excuse, comment, by, same_form)
        reached = app.adjust(folder, saying, session.lang)
        click.echo(say("adjusted", session.lang, count=len(reached)), err=True)
    words = app.listed(folder)
    if anonymise:
        name = pseudonyms_of(folder)
        words = [replace(each, student=name(each.student)) for each in words]
    if as_json:
        click.echo(json.dumps(app.document(words), ensure_ascii=False, indent=2))
    else:
        gradebook.show_words(words, session.lang)
    return 0
