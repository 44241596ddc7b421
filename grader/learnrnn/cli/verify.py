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
@click.option(
    "--mistakes",
    is_flag=True,
    help="Show what each named mistake does, beside its sentence, and prove nothing.",
)
@click.option("--write-stubs", is_flag=True, help="First write each stub anew from its solution.")
@options.seed
@options.as_json
@options.common
def verify(
    session: Session,
    names: tuple[str, ...],
    mutants: bool,
    mistakes: bool,
    write_stubs: bool,
    seed: int,
    as_json: bool,
) -> int:
    """Prove that the course is well-formed.

    The checks accept every reference and reject every known mistake by its name.

    With NAME, of those exercises alone; without, of the whole course, quizzes included.
    """
    from learnrnn.app.verify import verify as prove
    from learnrnn.views import terminal

    lang = session.lang
    if mistakes:
        return _show_mistakes(names, seed, as_json, lang)
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


def _show_mistakes(names: tuple[str, ...], seed: int, as_json: bool, lang: str) -> int:
    """Print the smallest call that tells each named mistake from the reference, with both answers."""
    from learnrnn import catalog
    from learnrnn.authoring.mistakes import shown_mistakes
    from learnrnn.engine.plan import make_plan
    from learnrnn.views import terminal

    catalog.require_solutions()
    exercises = catalog.chosen(names) if names else catalog.exercises().values()
    found = [shown for exercise in exercises for shown in shown_mistakes(make_plan(exercise, seed))]
    if as_json:
        document = {"schema": "learnrnn/mistakes/1", "mistakes": [shown.document(lang) for shown in found]}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        terminal.show_mistakes(found, lang)
    return 0
