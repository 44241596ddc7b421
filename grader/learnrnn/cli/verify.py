"""`learnrnn verify`: proof that the course is well-formed."""

from __future__ import annotations

import json

import click

from learnrnn.cli import options


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@options.seed
@options.as_json
@options.common
def verify(names: tuple[str, ...], seed: int, as_json: bool, lang: str) -> int:
    """Prove that the checks accept every reference and reject every known mistake by name.

    With NAME, of those exercises alone; without, of the whole course, quizzes included.
    """
    from learnrnn import catalog
    from learnrnn.authoring.verify import verify_all
    from learnrnn.quiz import check_bank
    from learnrnn.views import terminal

    exercises = [catalog.exercise(name) for name in names] or list(catalog.exercises().values())
    with terminal.progress(len(exercises), lang, key="verifying") as advance:
        proofs = verify_all(exercises, seed, advance)
    failures = [failure for proof in proofs for failure in proof.failures] + ([] if names else check_bank())
    if as_json:
        document = {
            "schema": "learnrnn/verify/1",
            "exercises": [proof.document() for proof in proofs],
            "failures": failures,
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        terminal.show_proofs(proofs, failures, lang)
    return 1 if failures else 0
