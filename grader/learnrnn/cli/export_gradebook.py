"""`learnrnn export gradebook`: grades as a learning system imports them."""

from __future__ import annotations

from pathlib import Path

import click

from learnrnn.app.session import Session
from learnrnn.cli import options


@click.command()
@click.argument("form", type=click.Choice(["moodle", "canvas", "gradescope"]), metavar="SYSTEM")
@click.argument("results", type=click.Path(path_type=Path), metavar="RESULTS.json")
@click.argument("roster", type=click.Path(path_type=Path), metavar="ROSTER.csv")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--column", metavar="TITLE", help="The column for the grades (Canvas: the assignment).")
@click.option("--scale", is_flag=True, help="Convert the scores to the points that the roster says.")
@click.option("--missing-zero", is_flag=True, help="Give 0 to those who handed nothing in.")
@click.option(
    "--overwrite", is_flag=True, help="Replace grades that somebody filled in (else they are kept and named)."
)
@click.option(
    "--comments",
    is_flag=True,
    help="Moodle: fill the worksheet's feedback comments too, where nobody wrote one.",
)
@click.option(
    "--roster",
    "logins",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Whose login is whose, for repositories named <assignment>-<login>: a CSV of GitHub Classroom or Classroom 50.",
)
@options.common
def gradebook(
    session: Session,
    form: str,
    results: Path,
    roster: Path,
    file: Path,
    column: str | None,
    scale: bool,
    missing_zero: bool,
    overwrite: bool,
    comments: bool,
    logins: Path | None,
) -> int:
    """Write the grades of RESULTS.json to FILE, as SYSTEM imports them.

    SYSTEM is moodle, canvas or gradescope; ROSTER.csv is the list of people that it exports. Exit status 1:
    somebody could not be entered, and stderr says who.
    """
    from learnrnn.app import export as app

    if comments and form != "moodle":
        raise click.UsageError("--comments is for Moodle alone.", click.get_current_context())
    from learnrnn.bridges.gradebooks.write import Entering
    from learnrnn.views.gradebook import show_exported

    choice = Entering(column, scale, missing_zero, overwrite, logins, comments)
    written = app.export_gradebook(form, results, roster, choice, file)
    show_exported(written, file, session.lang)
    return 1 if written.unmatched or written.ungraded or written.kept else 0
