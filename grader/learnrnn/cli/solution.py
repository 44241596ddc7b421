"""`learnrnn solution NAME`: after a pass your code beside the reference; with --give-up the reference alone."""

from __future__ import annotations

import click

from learnrnn.app.session import Session
from learnrnn.cli import options


@click.command()
@click.argument("name", type=options.EXERCISE)
@click.option("--give-up", is_flag=True, help="Show the reference alone, whether you have passed or not.")
@options.workspace
@options.no_pager
@options.common
def solution(session: Session, name: str, give_up: bool) -> int:
    """Show a reference solution.

    Once you have passed the exercise, beside your own code, with one more right way; or alone, with --give-up.
    """
    from learnrnn import catalog
    from learnrnn.app.beside import page_beside
    from learnrnn.app.solution import may_see
    from learnrnn.views import terminal
    from learnrnn.views.plain import put_paged

    exercise = catalog.exercise(name)
    seen, warning = may_see(exercise, give_up=give_up)
    terminal.warn(warning, session.lang)
    if not seen:
        terminal.warn_not_passed(exercise, session.lang)
        return 1
    page = None if give_up else page_beside(exercise, session)
    if page is None:
        terminal.show_solution(exercise, pager=session.pager)
    else:
        put_paged(page, pager=session.pager)
    return 0
