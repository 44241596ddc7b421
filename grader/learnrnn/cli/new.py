"""`learnrnn new`: the two folders of a new exercise."""

from __future__ import annotations

import click

from learnrnn.app.session import Session
from learnrnn.cli import options


@click.command()
@click.argument("name")
@options.common
def new(session: Session, name: str) -> int:
    """Begin a new exercise.

    NAME: as it is to be typed. Both its folders get commented files that hold as they are.
    """
    from learnrnn import catalog
    from learnrnn.authoring.new import new_exercise
    from learnrnn.locale import say

    catalog.require_solutions()
    for path in new_exercise(name):
        click.echo(path.relative_to(catalog.root()))
    click.echo(say("new_written", session.lang, name=catalog.exercise(name).name))
    return 0
