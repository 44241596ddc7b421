"""`learnrnn exercise`: the list, or one exercise shown and put into the workspace."""

from __future__ import annotations

from pathlib import Path

import click

from learnrnn.cli import options


@click.command()
@click.argument("name", required=False)
@click.option("--reset", is_flag=True, help="Begin the file anew; yours is kept as a backup.")
@click.option("--notebook", is_flag=True, help="As a Jupyter notebook, with the text in it.")
@options.workspace
@options.common
def exercise(name: str | None, workspace: str, reset: bool, notebook: bool, lang: str) -> None:
    """List the exercises, or begin one.

    With NAME: shows the task and puts its two files into your folder. Your work is never overwritten.
    """
    from learnrnn import catalog
    from learnrnn.learner.progress import Progress
    from learnrnn.views import terminal

    if name is None and (reset or notebook):
        word = "--reset" if reset else "--notebook"
        raise click.UsageError(f"{word} needs the NAME of an exercise.", click.get_current_context())
    chosen = catalog.exercise(name) if name else None
    progress = Progress.open()
    terminal.warn(progress.warning, lang)
    if chosen is None:
        terminal.show_exercises(catalog.exercises().values(), progress, Path(workspace), lang)
        return
    from learnrnn.learner import workspace as folder

    if notebook:
        from learnrnn.bridges.notebook import notebook_of

        content = notebook_of(chosen, lang)
        placed = folder.place_notebook(chosen, content, lang, Path(workspace), progress, reset=reset)
        terminal.show_placed(chosen, placed.notes, placed.file, lang)
    else:
        placed = folder.place(chosen, Path(workspace), progress, reset=reset)
        terminal.show_task(chosen, placed.notes, placed.file, lang)
