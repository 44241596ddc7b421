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
    from learnrnn.learner.course import look
    from learnrnn.views import course
    from learnrnn.views.plain import warn

    seen = look(Path(workspace))
    warn(seen.warning, lang)
    course.show_home(seen, Path(workspace), lang)
