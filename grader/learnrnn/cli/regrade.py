"""`learnrnn regrade`: the same class, after a check or the kit has changed."""

from __future__ import annotations

import json
from pathlib import Path

import click

from learnrnn.app.session import Session
from learnrnn.cli import options


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option(
    "--jobs", type=click.IntRange(min=1), help="How many graders run side by side (default: every core)."
)
@click.option(
    "--unsafe", is_flag=True, help="Grade even where the sandbox does not hold; the results say so."
)
@options.anonymise
@options.as_json
@options.common
def regrade(
    session: Session,
    folder: Path,
    dry_run: bool,
    jobs: int | None,
    unsafe: bool,
    anonymise: bool,
    as_json: bool,
) -> int:
    """Grade a class again, and say who changes, by how much, and because of which check.

    DIR: the folder of `learnrnn grade --out`. The submissions are read where they lay when they were graded.
    """
    from learnrnn.app.regrade import regrade as run
    from learnrnn.app.report import pseudonyms_of
    from learnrnn.gradebook.store import Store
    from learnrnn.views import gradebook, terminal
    from learnrnn.views.safety import require_safety

    with Store(folder, must_exist=True):
        pass
    safe = require_safety(session.lang, unsafe=unsafe)
    done = run(
        folder,
        session.lang,
        dry_run=dry_run,
        jobs=jobs,
        safe=safe,
        progress=lambda total: terminal.progress(total, session.lang),
    )
    if anonymise:
        done = done.under(pseudonyms_of(folder))
    if as_json:
        click.echo(json.dumps(done.document(dry_run=dry_run), ensure_ascii=False, indent=2))
    else:
        gradebook.show_regraded(
            done.changes, done.gone, done.count, done.unchanged, session.lang, dry_run=dry_run
        )
    return 0
