"""`learnrnn` alone: where you are, and what is next."""

from __future__ import annotations

from pathlib import Path

import click

from learnrnn.cli import options


@click.command(hidden=True)
@options.workspace
@options.common
def home(workspace: str, lang: str) -> None:
    """Say how far you are and which command comes next."""
    from learnrnn.app.home import show_home

    show_home(Path(workspace), lang)
