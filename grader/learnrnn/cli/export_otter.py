"""`learnrnn export otter`: a notebook for students, and an autograder that Otter runs."""

from __future__ import annotations

from pathlib import Path

import click

from learnrnn.cli import options


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("names", nargs=-1, metavar="[NAMES]...")
@options.seed
@options.seed_file
@options.common
def otter(folder: Path, names: tuple[str, ...], seed: int, seed_file: str | None, lang: str) -> int:
    """Make a notebook and an autograder for Otter in DIR, of these exercises or all.

    Students get DIR/student; DIR/autograder holds solutions and hidden checks.
    """
    options.one_seed(seed_file)
    from learnrnn import catalog
    from learnrnn.bridges import otter as bridge
    from learnrnn.engine.seed import read_seed
    from learnrnn.locale import say

    exercises = catalog.chosen(names)
    secret = read_seed(Path(seed_file)) if seed_file else seed
    notebook = bridge.export(folder, exercises, secret, lang)
    autograder = folder / "autograder" / "autograder.zip"
    click.echo(say("otter_written", lang, notebook=notebook, autograder=autograder))
    return 0
