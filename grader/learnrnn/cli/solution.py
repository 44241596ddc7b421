"""`learnrnn solution NAME`: the reference, after a pass or with --give-up."""

from __future__ import annotations

import click

from learnrnn.cli import options


@click.command()
@click.argument("name", type=options.EXERCISE)
@click.option("--give-up", is_flag=True, help="Show it though you have not passed.")
@options.no_pager
@options.common
def solution(name: str, give_up: bool, no_pager: bool, lang: str) -> int:
    """Show a reference solution.

    Once you have passed the exercise, or with --give-up.
    """
    from learnrnn import catalog
    from learnrnn.app.hint import has_passed
    from learnrnn.errors import complain
    from learnrnn.views import terminal

    exercise = catalog.exercise(name)
    if not exercise.solution.is_file():
        raise complain("no_solution_here", name=exercise.name)
    passed, warning = has_passed(exercise)
    terminal.warn(warning, lang)
    if not give_up and not passed:
        terminal.warn_not_passed(exercise, lang)
        return 1
    terminal.show_solution(exercise, pager=not no_pager)
    return 0
