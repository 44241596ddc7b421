"""`learnrnn export otter`: a notebook for students, and an autograder that Otter runs."""

from __future__ import annotations

from pathlib import Path

import click

from learnrnn.cli import options


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("names", nargs=-1, metavar="[NAMES]...")
@options.secret_seed
@options.seed_file
@options.common
def otter(folder: Path, names: tuple[str, ...], seed: int | None, seed_file: str | None, lang: str) -> int:
    """Make a notebook and an autograder for Otter in DIR, of these exercises or all.

    Students get DIR/student; DIR/autograder holds solutions and hidden checks.
    """
    from learnrnn import catalog
    from learnrnn.bridges.otter import export as bridge
    from learnrnn.locale import say

    exercises = catalog.chosen(names)
    secret = options.seed_of(seed, seed_file)
    notebook = bridge.export(folder, exercises, secret, lang)
    autograder = folder / "autograder" / "autograder.zip"
    click.echo(say("otter_written", lang, notebook=notebook, autograder=autograder))
    return 0
