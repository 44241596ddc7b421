"""`learnrnn completion`: the Tab key knows commands, options, exercises, trainings and sections."""

from __future__ import annotations

from pathlib import Path

import click

from learnrnn.app.session import Session
from learnrnn.cli import options

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS), required=False)
@click.option("--install", is_flag=True, help="Install it for your shell; new terminals have it.")
@options.common
@click.pass_context
def completion(context: click.Context, session: Session, shell: str | None, install: bool) -> None:
    """Complete words with the Tab key.

    Prints the script for SHELL (bash, zsh or fish; default: yours), or puts it in its place with --install.
    """
    from learnrnn.app.completion import install_for, script_for, shell_of_environment

    chosen = shell or shell_of_environment(SHELLS)
    script = script_for(chosen, context.find_root().command)
    if install:
        click.echo(install_for(chosen, script, Path.home()).render(session.lang))
    else:
        click.echo(script)
