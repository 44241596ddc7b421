"""`learnrnn solution NAME`: the reference, after a pass or with --give-up."""

from __future__ import annotations

import click

from learnrnn.app.session import Session
from learnrnn.cli import options


@click.command()
@click.argument("name", type=options.EXERCISE)
@click.option("--give-up", is_flag=True, help="Show it though you have not passed.")
@options.no_pager
@options.common
def solution(session: Session, name: str, give_up: bool) -> int:
    """Show a reference solution.

    Once you have passed the exercise, or with --give-up.
    """
    from learnrnn import catalog
    from learnrnn.app.solution import may_see
    from learnrnn.views import terminal

    exercise = catalog.exercise(name)
    seen, warning = may_see(exercise, give_up=give_up)
    terminal.warn(warning, session.lang)
    if not seen:
        terminal.warn_not_passed(exercise, session.lang)
        return 1
    terminal.show_solution(exercise, pager=session.pager)
    return 0
