"""`learnrnn show NAME`: the learner's own function runs on a tiny input, and is drawn."""

from __future__ import annotations

from pathlib import Path

import click

from learnrnn.app.session import Session
from learnrnn.cli import options


@click.command()
@click.argument("name", type=options.EXERCISE)
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write it to FILE, an .svg.")
@click.option(
    "--f",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="How much of the cell a step keeps, from 0 to 1.",
)
@click.option(
    "--threshold", type=click.FloatRange(min=0, min_open=True), help="The norm that a gradient is held to."
)
@click.option("--beam", type=click.IntRange(1, 9), help="How many beginnings the beam keeps.")
@options.workspace
@options.no_pager
@options.common
def show(
    session: Session, name: str, out: Path | None, f: float | None, threshold: float | None, beam: int | None
) -> int:
    """Draw what your function does.

    Runs it on a tiny input, right or wrong, and says what looks odd. Exit status 1 where nothing could be drawn.
    """
    from learnrnn import catalog
    from learnrnn.app.show import draw_exercise
    from learnrnn.learner.workspace import name_of
    from learnrnn.views import show as view

    if out is not None:
        view.refuse_early(out)
    given = {"f": f, "threshold": threshold, "beam": beam}
    drawing = draw_exercise(catalog.exercise(name_of(name)), session.workspace, session.lang, given)
    if out is None:
        view.show(drawing, pager=session.pager)
    else:
        view.save(drawing, out)
        view.say_below(drawing)
    return 0 if drawing.figures else 1
