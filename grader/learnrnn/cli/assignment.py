"""`learnrnn assignment`: what a class has to hand in, as a file."""

from __future__ import annotations

import json
from pathlib import Path

import click

from learnrnn.cli import options


@click.group(no_args_is_help=False)
def assignment() -> None:
    """Write an assignment.toml, or say what one means."""


@assignment.command()
@click.argument("file", type=click.Path(path_type=Path))
@options.common
def new(file: Path, lang: str) -> int:
    """Write a commented assignment to FILE, to be edited."""
    from learnrnn.app.assignment import write_new
    from learnrnn.locale import say

    write_new(file, lang)
    click.echo(say("assignment_written", lang, file=file))
    return 0


@assignment.command()
@click.argument("file", type=click.Path(path_type=Path))
@options.as_json
@options.common
def show(file: Path, as_json: bool, lang: str) -> int:
    """Say what the assignment in FILE means, or what is wrong with it."""
    from learnrnn.gradebook.assignment import read
    from learnrnn.views.assignment import lines

    found = read(file)
    if as_json:
        click.echo(json.dumps(found.document(), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(lines(found, lang)))
    return 0
