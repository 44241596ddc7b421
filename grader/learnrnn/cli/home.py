"""`learnrnn` alone: where you are, and what is next."""

from __future__ import annotations

import click

from learnrnn.app.session import Session
from learnrnn.cli import options


@click.command(hidden=True)
@options.workspace
@options.common
def home(session: Session) -> None:
    """Say how far you are and which command comes next."""
    from learnrnn.app.home import show_home

    show_home(session.workspace, session.lang)
