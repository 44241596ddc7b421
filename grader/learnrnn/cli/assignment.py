"""`learnrnn assignment`: what a class has to hand in, as a file."""

from __future__ import annotations

import json
from pathlib import Path

import click

from learnrnn.app.session import Session
from learnrnn.cli import options


@click.group(no_args_is_help=False)
def assignment() -> None:
    """Write an assignment.toml, or say what one means."""


@assignment.command()
@click.argument("file", type=click.Path(path_type=Path))
@options.common
def new(session: Session, file: Path) -> int:
    """Write a commented assignment to FILE, to be edited."""
    from learnrnn.app.assignment import write_new
    from learnrnn.locale import say

    write_new(file, session.lang)
    click.echo(say("assignment_written", session.lang, file=file))
    return 0


@assignment.command()
@click.argument("file", type=click.Path(path_type=Path))
@options.as_json
@options.common
def show(session: Session, file: Path, as_json: bool) -> int:
    """Say what the assignment in FILE means, or what is wrong with it."""
    from learnrnn.gradebook.assignment import read
    from learnrnn.views.assignment import lines

    found = read(file)
    if as_json:
        click.echo(json.dumps(found.document(), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(lines(found, session.lang)))
    return 0
