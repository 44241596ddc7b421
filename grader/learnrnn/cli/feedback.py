"""`learnrnn feedback`: a file a student."""

from __future__ import annotations

import json
from pathlib import Path

import click

from learnrnn.app.session import Session
from learnrnn.cli import options


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Where the files go (default: DIR/feedback).",
)
@click.option(
    "--moodle",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.zip",
    help="Write the zip that Moodle takes as feedback files instead.",
)
@click.option(
    "--canvas",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.zip",
    help="Write the zip that Canvas takes as comments instead.",
)
@click.option("--reveal", is_flag=True, help="Show the values of hidden checks too.")
@options.anonymise
@options.as_json
@options.common
def feedback(
    session: Session,
    folder: Path,
    out: Path | None,
    moodle: Path | None,
    canvas: Path | None,
    reveal: bool,
    anonymise: bool,
    as_json: bool,
) -> int:
    """Write what each student may read of their work, as Markdown and as a page.

    DIR: the folder of `learnrnn grade --out`. What a hidden check's values were stays hidden without --reveal,
    and until the assignment reveals it.
    """
    if anonymise and (moodle or canvas):
        raise click.UsageError(
            "A system's zip needs its names: --anonymise is for --out alone.", click.get_current_context()
        )
    from learnrnn.app import report as app
    from learnrnn.locale import say

    with app.opened(folder) as store:
        place = canvas or moodle or out or store.folder / "feedback"
        reveal = reveal or app.is_revealed(store)
        if canvas:
            count = app.write_canvas_zip(store, canvas, session.lang, reveal=reveal)
        elif moodle:
            count = app.write_moodle_zip(store, moodle, session.lang, reveal=reveal)
        else:
            count = app.write_feedback(store, place, session.lang, reveal=reveal, anonymise=anonymise)
    if as_json:
        document = {"schema": "learnrnn/feedback/1", "students": count, "path": str(place)}
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        click.echo(say("feedback_written", session.lang, count=count, path=place))
    return 0
