"""`learnrnn report`: a class in figures."""

from __future__ import annotations

import json
from pathlib import Path

import click

from learnrnn.app.session import Session
from learnrnn.cli import options


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--html",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where the page goes (default: DIR/report.html).",
)
@click.option("--csv", "as_csv", is_flag=True, help="Print a row a check as CSV, and write no page.")
@options.anonymise
@options.as_json
@options.common
def report(
    session: Session, folder: Path, file: Path | None, as_csv: bool, anonymise: bool, as_json: bool
) -> int:
    """Write a class's report as one HTML page that needs nothing else, and show its figures.

    DIR: the folder of `learnrnn grade --out`. With --json or --csv the figures alone are printed.
    """
    from learnrnn.app import report as app
    from learnrnn.gradebook.cells import csv_text
    from learnrnn.gradebook.figures import document, marks_rows
    from learnrnn.locale import say
    from learnrnn.views.report import show

    with app.opened(folder) as store:
        found = app.figures(store, anonymise=anonymise)
        if as_json:
            click.echo(json.dumps(document(found, session.lang), ensure_ascii=False, indent=2))
        elif as_csv:
            click.echo(csv_text(marks_rows(found)), nl=False)
        else:
            file = file or store.folder / app.REPORT
            app.write_report(store, found, file, session.lang)
            show(found, session.lang)
            click.echo(say("written", session.lang, files=file))
    return 0
