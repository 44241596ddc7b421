"""`learnrnn gradebook`: one term's gradebook over several assignments."""

from __future__ import annotations

import json
from pathlib import Path

import click

from learnrnn.app.session import Session
from learnrnn.cli import options


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="DIR...", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.csv",
    help="Where the gradebook goes.",
)
@click.option("--anonymise", is_flag=True, help="Pseudonyms in place of names, as the first DIR has them.")
@options.as_json
@options.common
def gradebook(
    session: Session, paths: tuple[Path, ...], out: Path | None, anonymise: bool, as_json: bool
) -> int:
    """Put several assignments into one gradebook.

    DIR: a folder of `learnrnn grade --out`, or a file with what `learnrnn quiz --answers FILE --json` printed.
    """
    if out is None and not as_json:
        raise click.UsageError(
            "Say where the gradebook goes: --out FILE (or --json).", click.get_current_context()
        )
    from learnrnn.app.report import pseudonyms_of
    from learnrnn.files import put_private
    from learnrnn.gradebook import term
    from learnrnn.gradebook.cells import csv_text
    from learnrnn.locale import say

    assignments = [term.read_assignment(path) for path in paths]
    found = term.lines(assignments, pseudonyms_of(paths[0]) if anonymise else str)
    if out:
        put_private(out, csv_text(term.rows(assignments, found)).encode("utf-8", "replace"))
    if as_json:
        click.echo(json.dumps(term.document(assignments, found), ensure_ascii=False, indent=2))
    else:
        click.echo(
            say("term_written", session.lang, students=len(found), assignments=len(assignments), path=out)
        )
    return 0
