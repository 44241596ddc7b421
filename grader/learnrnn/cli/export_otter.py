"""`learnrnn export otter`: a notebook for students, and an autograder that Otter runs."""

from __future__ import annotations

from pathlib import Path

import click

from learnrnn.app.session import Session
from learnrnn.cli import options


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("names", nargs=-1, metavar="[NAMES]...")
@options.secret_seed
@options.seed_file
@options.common
def otter(
    session: Session, folder: Path, names: tuple[str, ...], seed: int | None, seed_file: str | None
) -> int:
    """Make a notebook and an autograder for Otter in DIR, of these exercises or all.

    Students get DIR/student; DIR/autograder holds solutions and hidden checks.
    """
    from learnrnn.app import export as app
    from learnrnn.locale import say

    notebook, autograder = app.export_otter(session, folder, names, options.seed_of(seed, seed_file))
    click.echo(say("otter_written", session.lang, notebook=notebook, autograder=autograder))
    return 0
