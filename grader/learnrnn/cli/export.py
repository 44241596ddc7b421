"""`learnrnn export`: what other systems can read."""

from __future__ import annotations

from pathlib import Path

import click

from learnrnn.app.session import Session
from learnrnn.bridges.quiz_formats.write import FORMATS
from learnrnn.cli import options
from learnrnn.cli.export_gradebook import gradebook
from learnrnn.cli.export_gradescope import gradescope
from learnrnn.cli.export_otter import otter


@click.group(no_args_is_help=False)
def export() -> None:
    """Write files for other systems."""


export.add_command(gradebook)
export.add_command(gradescope)
export.add_command(otter)


@export.command()
@click.argument("form", type=click.Choice(list(FORMATS)), metavar="FORMAT")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--section", "sections", multiple=True, metavar="NAME", help="Only this section: lstm, or S2. Repeatable."
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    help="What numbers and the options' order are drawn from (default 0).",
)
@click.option("--student", is_flag=True, help="Without the answers: markdown alone can.")
@options.common
def quiz(session: Session, form: str, file: Path, sections: tuple[str, ...], seed: int, student: bool) -> int:
    """Write the quiz's questions to FILE.

    FORMAT is moodle-xml, gift, qti (1.2, for Canvas), anki, jupyterquiz or markdown.
    """
    from learnrnn.app.export import export_quiz
    from learnrnn.locale import say

    count = export_quiz(session, form, file, sections, seed, student=student)
    click.echo(say("export_written", session.lang, count=count, file=file))
    return 0
