"""`learnrnn grade`: a folder of submissions in, a gradebook out."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import click

from learnrnn.cli import options


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--out", type=click.Path(file_okay=False), help="Folder for results.json and gradebook.csv.")
@click.option("--only", metavar="NAME[,NAME...]", help="Grade these exercises alone.")
@click.option(
    "--jobs", type=click.IntRange(min=1), help="How many graders run side by side (default: every core)."
)
@options.seed
@options.limits
@options.as_json
@options.common
def grade(
    paths: tuple[str, ...],
    out: str | None,
    only: str | None,
    jobs: int | None,
    seed: int,
    case_timeout: float,
    exercise_timeout: float,
    as_json: bool,
    lang: str,
) -> int:
    """Grade submissions: a student's folder or zip, or a folder that holds a folder or zip a student."""
    if out is None and not as_json:
        raise click.UsageError(
            "Say where the gradebook goes: --out DIR (or --json).", click.get_current_context()
        )
    from learnrnn.gradebook import store
    from learnrnn.gradebook.executors import Order, graded
    from learnrnn.gradebook.submissions import chosen_exercises, find_submissions
    from learnrnn.sandbox.pool import Limits
    from learnrnn.views import terminal

    exercises = chosen_exercises(only)
    submissions = find_submissions([Path(path) for path in paths])
    folder = store.prepare(Path(out)) if out else None
    order = Order(exercises, seed, Limits(case_timeout, exercise_timeout), lang)
    names = [e.name for e in exercises]
    table = terminal.Gradebook(names, lang)
    with contextlib.ExitStack() as stack:
        takers = [table.add]
        if folder:
            takers.append(stack.enter_context(store.Gradebook(folder, seed, names)).add)
        if as_json:
            takers.append(stack.enter_context(store.Document(sys.stdout, seed)).add)
        rows = stack.enter_context(graded(submissions, order, jobs))
        advance = stack.enter_context(terminal.progress(len(submissions), lang, key="grading"))
        for row in rows:
            for take in takers:
                take(row)
            advance()
    if not as_json:
        table.show(folder)
    return 1 if table.faults else 0
