"""`learnrnn undo NAME`: the last backup comes back."""

from __future__ import annotations

from pathlib import Path

import click

from learnrnn.cli import options


@click.command()
@click.argument("name", type=options.EXERCISE)
@options.workspace
@options.common
def undo(name: str, workspace: str, lang: str) -> None:
    """Bring back your file as it was before the last reset.

    What is there now becomes the backup, so that a second undo takes the first one back.
    """
    from learnrnn import catalog
    from learnrnn.learner.workspace import bring_back

    click.echo(bring_back(catalog.exercise(name), Path(workspace)).render(lang))
