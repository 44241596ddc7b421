"""`learnrnn watch [NAME]`: the verdict at each save."""

from __future__ import annotations

import click

from learnrnn.app.session import Session
from learnrnn.cli import options


@click.command()
@click.argument("name", required=False, type=options.EXERCISE)
@click.option("--plain", is_flag=True, help="A line a verdict, no keys: for screen readers and logs.")
@options.workspace
@options.seed
@options.limits
@options.common
def watch(session: Session, name: str | None, plain: bool, seed: int) -> None:
    """Check your file each time you save it.

    With NAME, that exercise; without, the one you have begun or the next. Keys move through the course; q ends it.
    """
    from learnrnn.training import use_one_thread

    use_one_thread()  # before numpy is imported

    from learnrnn import catalog
    from learnrnn.app import watch as app
    from learnrnn.learner.course import look
    from learnrnn.views import terminal
    from learnrnn.views.fullscreen import can_fill

    seen = look(session.workspace)
    terminal.warn(seen.warning, session.lang)
    exercise = catalog.exercise(name) if name else app.first_of(seen)
    run = app.watch_plainly if plain or not can_fill() else app.watch_on_screen
    run(exercise, session, seed)
