"""`learnrnn hint NAME`: the next hint each time."""

from __future__ import annotations

import click

from learnrnn.cli import options


@click.command()
@click.argument("name")
@click.option("--all", "show_all", is_flag=True, help="Show all of them.")
@options.common
def hint(name: str, show_all: bool, lang: str) -> None:
    """Show an exercise's next hint.

    There are three, from a nudge to nearly the answer.
    """
    from learnrnn import catalog
    from learnrnn.learner.progress import Progress
    from learnrnn.views import terminal

    exercise = catalog.exercise(name)
    progress = Progress.open()
    terminal.warn(progress.warning, lang)
    count = len(exercise.hints) if show_all else progress.next_hint(exercise.name, len(exercise.hints))
    terminal.show_hints(exercise, count, lang)
