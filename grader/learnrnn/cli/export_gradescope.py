"""`learnrnn export gradescope`: an autograder's zip."""

from __future__ import annotations

from pathlib import Path

import click

from learnrnn.app.session import Session
from learnrnn.bridges.gradescope.settings import VISIBILITIES
from learnrnn.cli import options


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="ZIP")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--visible-visibility",
    type=click.Choice(VISIBILITIES),
    default="visible",
    help="When students see the visible checks (default: visible).",
)
@click.option(
    "--hidden-visibility",
    type=click.Choice(VISIBILITIES),
    default="after_published",
    help="When students see the hidden checks (default: after_published).",
)
@options.secret_seed
@options.seed_file
@options.limits
@options.common
def gradescope(
    session: Session,
    file: Path,
    names: tuple[str, ...],
    visible_visibility: str,
    hidden_visibility: str,
    seed: int | None,
    seed_file: str | None,
) -> int:
    """Write an autograder for Gradescope to ZIP.

    With NAME, of these exercises; without, of all. The zip holds solutions: never give it to students.
    """
    from learnrnn.app import export as app
    from learnrnn.locale import say

    seen = app.Visibilities(visible_visibility, hidden_visibility)
    count, points = app.export_gradescope(session, file, names, options.seed_of(seed, seed_file), seen)
    click.echo(say("gradescope_written", session.lang, file=file, count=count, points=points))
    return 0
