"""`learnrnn grade`: a folder of submissions in, a gradebook out."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from learnrnn.app.session import Session
from learnrnn.cli import options


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the results; they are added to it.",
)
@click.option(
    "--assignment",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The assignment.toml that says what counts, and by when; the results keep it.",
)
@click.option(
    "--times",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A CSV student,time that says when they handed in.",
)
@click.option(
    "--roster",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Whose login is whose, for repositories named <assignment>-<login>: a CSV of GitHub Classroom or Classroom 50.",
)
@click.option("--only", metavar="NAME[,NAME...]", help="Grade these exercises alone.")
@click.option(
    "--jobs", type=click.IntRange(min=1), help="How many graders run side by side (default: every core)."
)
@click.option("--scheduler", metavar="ADDRESS", help="Grade on the Dask cluster at this address.")
@click.option("--fresh", is_flag=True, help="Begin anew; the older results are kept beside.")
@click.option(
    "--unsafe", is_flag=True, help="Grade even where the sandbox does not hold; the results say so."
)
@click.option(
    "--require-sandbox", is_flag=True, help="Grade nothing where the sandbox does not hold (the default)."
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    help="What the checks' inputs are drawn from (default: a secret one, drawn once and kept with the results).",
)
@click.option(
    "--seed-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Draw the inputs from this file's secret text instead.",
)
@click.option(
    "--follow-through/--no-follow-through",
    default=None,
    help="Give the points of what fails only because of a mistake elsewhere (default: no, or as before).",
)
@click.option(
    "--diagnose/--no-diagnose",
    default=None,
    help="Look for the line that is wrong, which takes a while (default: no, or as before).",
)
@options.limits
@options.as_json
@options.common
def grade(
    session: Session,
    paths: tuple[Path, ...],
    out: Path | None,
    assignment: Path | None,
    times: Path | None,
    roster: Path | None,
    only: str | None,
    jobs: int | None,
    scheduler: str | None,
    fresh: bool,
    unsafe: bool,
    require_sandbox: bool,
    seed: int | None,
    seed_file: Path | None,
    follow_through: bool | None,
    diagnose: bool | None,
    as_json: bool,
) -> int:
    """Grade a class.

    PATH: a student's folder or zip, a folder that holds a folder or a zip for each student, or what Moodle,
    Canvas or Gradescope give when all submissions are downloaded.
    """
    options.one_seed(seed_file)
    if out is None and not as_json:
        raise click.UsageError(
            "Say where the gradebook goes: --out DIR (or --json).", click.get_current_context()
        )
    from learnrnn.app import grade as app
    from learnrnn.gradebook.documents import write_results, write_views
    from learnrnn.views import gradebook, terminal
    from learnrnn.views.safety import require_safety

    asked = app.Asked(
        paths,
        out,
        options.named(only),
        jobs,
        scheduler,
        seed,
        seed_file,
        session.limits,
        fresh,
        follow_through,
        diagnose,
        assignment,
        times,
        roster,
    )
    found = app.find_class(asked)
    safe = require_safety(session.lang, unsafe=unsafe, strictly=require_sandbox)
    with app.opened(asked) as (store, notes):
        with terminal.progress(len(found.submissions), session.lang, key="grading") as advance:
            done = app.grade_class(found, store, advance, safe=safe)
        if out:
            write_views(store, session.lang)
        if as_json:
            write_results(store, sys.stdout, session.lang)
        for note in (*notes, *done.notes):
            terminal.warn(note, session.lang)
        return gradebook.show(store, out, session.lang, quiet=as_json)
