"""`learnrnn watch [NAME]`: the verdict at each save."""

from __future__ import annotations

from pathlib import Path

import click

from learnrnn.cli import options


@click.command()
@click.argument("name", required=False, type=options.EXERCISE)
@click.option("--plain", is_flag=True, help="A line a verdict, no keys: for screen readers and logs.")
@options.workspace
@options.seed
@options.limits
@options.common
def watch(
    name: str | None,
    plain: bool,
    workspace: str,
    seed: int,
    case_timeout: float,
    exercise_timeout: float,
    lang: str,
) -> None:
    """Check your file each time you save it.

    With NAME, that exercise; without, the one you have begun or the next. Keys move through the course; q ends it.
    """
    from learnrnn.training import use_one_thread

    use_one_thread()  # before numpy is imported

    from learnrnn import catalog
    from learnrnn.app import watch as app
    from learnrnn.learner.course import look
    from learnrnn.sandbox.pool import Limits
    from learnrnn.views import terminal
    from learnrnn.views.fullscreen import can_fill

    seen = look(Path(workspace))
    terminal.warn(seen.warning, lang)
    exercise = catalog.exercise(name) if name else app.first_of(seen)
    run = app.watch_plainly if plain or not can_fill() else app.watch_on_screen
    run(exercise, Path(workspace), seed, Limits(case_timeout, exercise_timeout), lang)
