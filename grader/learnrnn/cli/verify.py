"""`learnrnn verify`: proof that the course is well-formed."""

from __future__ import annotations

import json

import click

from learnrnn.app.session import Session
from learnrnn.cli import options


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--mutants", is_flag=True, help="Also make mutants of every reference, and see that the checks kill them."
)
@click.option("--write-stubs", is_flag=True, help="First write each stub anew from its solution.")
@options.seed
@options.as_json
@options.common
def verify(
    session: Session, names: tuple[str, ...], mutants: bool, write_stubs: bool, seed: int, as_json: bool
) -> int:
    """Prove that the course is well-formed.

    The checks accept every reference and reject every known mistake by its name.

    With NAME, of those exercises alone; without, of the whole course, quizzes included.
    """
    from learnrnn.app.verify import verify as prove
    from learnrnn.views import terminal

    lang = session.lang
    found = prove(
        names,
        seed,
        lambda total: terminal.progress(total, lang, key="verifying"),
        mutants=mutants,
        write_stubs=write_stubs,
    )
    if as_json:
        click.echo(json.dumps(found.document(mutants=mutants), ensure_ascii=False, indent=2))
    else:
        terminal.show_proofs(found.proofs, found.failures, lang)
        terminal.show_hunts(found.hunts, lang)
    return 1 if found.failures else 0
