"""`learnrnn export gradebook`: grades as a learning system imports them."""

from __future__ import annotations

from pathlib import Path

import click

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
    "--roster",
    "logins",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Whose login is whose, for repositories named <assignment>-<login>: a CSV of GitHub Classroom or Classroom 50.",
)
@options.common
def gradebook(
    form: str,
    results: Path,
    roster: Path,
    file: Path,
    column: str | None,
    scale: bool,
    missing_zero: bool,
    overwrite: bool,
    logins: Path | None,
    lang: str,
) -> int:
    """Write the grades of RESULTS.json to FILE, as SYSTEM imports them.

    SYSTEM is moodle, canvas or gradescope; ROSTER.csv is the list of people that it exports. Exit status 1:
    somebody could not be entered, and stderr says who.
    """
    from learnrnn.bridges.gradebooks.write import Choice, write
    from learnrnn.bridges.quiz_formats.write import put
    from learnrnn.locale import Message, say
    from learnrnn.views import terminal

    written = write(form, results, roster, Choice(column, scale, missing_zero, overwrite, logins))
    put(file, written.content)
    click.echo(say("gradebook_written", lang, file=file, graded=written.graded, missing=written.missing))
    for key, students in (
        ("gradebook_unmatched", written.unmatched),
        ("gradebook_ungraded", written.ungraded),
    ):
        for student in students:
            terminal.warn(Message(key, {"student": terminal.visible(student)}), lang)
    for kept in written.kept:
        values = {
            "who": terminal.visible(kept.who),
            "theirs": terminal.visible(kept.theirs),
            "ours": kept.ours,
        }
        terminal.warn(Message("gradebook_kept", values), lang)
    if written.no_zeros:
        terminal.warn(Message("gradebook_no_zeros", {"count": len(written.unmatched)}), lang)
    return 1 if written.unmatched or written.ungraded or written.kept else 0
