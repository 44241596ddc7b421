"""`learnrnn release DIR`: the bundle that a class gets."""

from __future__ import annotations

from pathlib import Path

import click

from learnrnn.app.session import Session
from learnrnn.cli import options


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    help="What the quiz's numbers are drawn from (default 0); score with the same.",
)
@click.option(
    "--assignment",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Take the exercises from this assignment.toml.",
)
@options.common
def release(
    session: Session, folder: Path, names: tuple[str, ...], seed: int, assignment: Path | None
) -> None:
    """Write the bundle for a class.

    DIR gets the texts, stubs and public tests of all exercises (or of NAME…), the quiz without its answers, and
    the program, to be installed from there. Solutions, checks and answers stay here.
    """
    from learnrnn.app.release import release as write
    from learnrnn.locale import say

    count = write(folder, names, seed, assignment)
    click.echo(say("release_done", session.lang, folder=folder, count=count, seed=seed))
