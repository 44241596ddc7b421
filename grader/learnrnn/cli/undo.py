"""`learnrnn undo NAME`: the last backup comes back."""

from __future__ import annotations

import click

from learnrnn.app.session import Session
from learnrnn.cli import options


@click.command()
@click.argument("name", type=options.EXERCISE)
@options.workspace
@options.common
def undo(session: Session, name: str) -> None:
    """Bring back your file as it was before the last reset.

    What is there now becomes the backup, so that a second undo takes the first one back.
    """
    from learnrnn.app.undo import undo as take_back

    click.echo(take_back(session, name).render(session.lang))
