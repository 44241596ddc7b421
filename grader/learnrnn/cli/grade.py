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
@click.option("--require-sandbox", is_flag=True, help="Grade nothing where the sandbox does not hold.")
@options.seed
@options.seed_file
@options.limits
@options.as_json
@options.common
def grade(
    paths: tuple[str, ...],
    out: str | None,
    only: str | None,
    jobs: int | None,
    require_sandbox: bool,
    seed: int,
    seed_file: str | None,
    case_timeout: float,
    exercise_timeout: float,
    as_json: bool,
    lang: str,
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
    from learnrnn import catalog
    from learnrnn.engine.seed import read_seed
    from learnrnn.gradebook import store
    from learnrnn.gradebook.executors import Order, graded
    from learnrnn.sandbox.pool import Limits
    from learnrnn.submissions.find import find_submissions
    from learnrnn.views import terminal
    from learnrnn.views.safety import require_safety

    catalog.require_solutions()
    exercises = catalog.chosen(options.named(only))
    submissions = find_submissions([Path(path) for path in paths], [Path(out)] if out else []).submissions
    folder = store.prepare(Path(out)) if out else None
    secret = read_seed(Path(seed_file)) if seed_file else None
    require_safety(lang, strictly=require_sandbox)
    order = Order(exercises, seed if secret is None else secret, Limits(case_timeout, exercise_timeout), lang)
    names = [e.name for e in exercises]
    said_seed = seed if secret is None else None  # a secret stays one
    table = terminal.Gradebook(names, lang)
    with contextlib.ExitStack() as stack:
        takers = [table.add]
        if folder:
            takers.append(stack.enter_context(store.Gradebook(folder, said_seed, names)).add)
        if as_json:
            takers.append(stack.enter_context(store.Document(sys.stdout, said_seed)).add)
        rows = stack.enter_context(graded(submissions, order, jobs))
        advance = stack.enter_context(terminal.progress(len(submissions), lang, key="grading"))
        for row in rows:
            for take in takers:
                take(row)
            advance()
    if not as_json:
        table.show(folder)
    return 1 if table.faults else 0
