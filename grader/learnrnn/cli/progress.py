"""`learnrnn progress`: to another machine as one small file."""

from __future__ import annotations

from pathlib import Path

import click

from learnrnn.app.session import Session
from learnrnn.cli import options

FILE = click.Path(dir_okay=False, path_type=Path)


@click.group(no_args_is_help=False)
def progress() -> None:
    """Take your progress to another machine."""


@progress.command("export")
@click.argument("file", type=FILE)
@options.common
def export_progress(session: Session, file: Path) -> None:
    """Write your progress to FILE."""
    from learnrnn.app.progress import export_to

    click.echo(export_to(file).render(session.lang))


@progress.command("import")
@click.argument("file", type=FILE)
@options.common
def import_progress(session: Session, file: Path) -> None:
    """Add the progress in FILE to yours; nothing that you have is lost."""
    from learnrnn.app.progress import import_from

    click.echo(import_from(file).render(session.lang))
