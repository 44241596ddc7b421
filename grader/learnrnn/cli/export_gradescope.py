"""`learnrnn export gradescope`: an autograder's zip."""

from __future__ import annotations

from pathlib import Path

import click

from learnrnn.bridges.gradescope.settings import VISIBILITIES, Settings
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
    file: Path,
    names: tuple[str, ...],
    visible_visibility: str,
    hidden_visibility: str,
    seed: int | None,
    seed_file: str | None,
    case_timeout: float,
    exercise_timeout: float,
    lang: str,
) -> int:
    """Write an autograder for Gradescope to ZIP.

    With NAME, of these exercises; without, of all. The zip holds solutions: never give it to students.
    """
    from learnrnn.bridges.gradescope.pack import chosen, pack, points
    from learnrnn.bridges.quiz_formats.write import put
    from learnrnn.locale import say

    exercises = chosen(names)
    settings = Settings(
        tuple(exercise.name for exercise in exercises),
        lang,
        options.seed_of(seed, seed_file),
        case_timeout,
        exercise_timeout,
        visible_visibility,
        hidden_visibility,
    )
    put(file, pack(exercises, settings))
    click.echo(say("gradescope_written", lang, file=file, count=len(exercises), points=points(exercises)))
    return 0
