"""`learnrnn exercise`: the list, or one exercise shown and put into the workspace."""

from __future__ import annotations

import click

from learnrnn.app.session import Session
from learnrnn.cli import options


@click.command()
@click.argument("name", required=False, type=options.EXERCISE)
@click.option("--reset", is_flag=True, help="Begin the file anew; yours is kept as a backup.")
@click.option("--notebook", is_flag=True, help="As a Jupyter notebook, with the text in it.")
@options.workspace
@options.no_pager
@options.common
def exercise(session: Session, name: str | None, reset: bool, notebook: bool) -> None:
    """List the exercises, or begin one.

    With NAME: shows the task and puts its files into your folder. Your work is never overwritten.
    """
    from learnrnn import catalog
    from learnrnn.views.plain import warn

    if name is None and (reset or notebook):
        word = "--reset" if reset else "--notebook"
        raise click.UsageError(f"{word} needs the NAME of an exercise.", click.get_current_context())
    if name is None:
        from learnrnn.learner.course import look
        from learnrnn.views import course

        seen = look(session.workspace)
        warn(seen.warning, session.lang)
        course.show_list(seen, session.lang)
        return
    from learnrnn.app.exercise import begin
    from learnrnn.views import terminal

    begun = begin(catalog.exercise(name), session, reset=reset, notebook=notebook)
    warn(begun.warning, session.lang)
    if not notebook and not reset:
        terminal.show_task(begun.exercise, session.lang, pager=session.pager)
    terminal.show_placed(begun.exercise, begun.notes, begun.file, session.workspace, session.lang)
