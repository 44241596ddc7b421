"""`learnrnn hint NAME`: the next hint each time."""

from __future__ import annotations

import click

from learnrnn.app.session import Session
from learnrnn.cli import options


@click.command()
@click.argument("name", type=options.EXERCISE)
@click.option("--all", "show_all", is_flag=True, help="Show all of them.")
@options.common
def hint(session: Session, name: str, show_all: bool) -> None:
    """Show an exercise's next hint.

    There are three, from a nudge to nearly the answer.
    """
    from learnrnn import catalog
    from learnrnn.app.hint import next_hints
    from learnrnn.views import terminal

    exercise = catalog.exercise(name)
    count, warning = next_hints(exercise, show_all=show_all)
    terminal.warn(warning, session.lang)
    terminal.show_hints(exercise, count, session.lang)
