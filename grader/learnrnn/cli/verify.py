"""`learnrnn verify`: proof that the course is well-formed."""

from __future__ import annotations

import json

import click

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
    names: tuple[str, ...], mutants: bool, write_stubs: bool, seed: int, as_json: bool, lang: str
) -> int:
    """Prove that the course is well-formed.

    The checks accept every reference and reject every known mistake by its name.

    With NAME, of those exercises alone; without, of the whole course, quizzes included.
    """
    from learnrnn import catalog
    from learnrnn.authoring import stub
    from learnrnn.authoring.mutants import hunt_all
    from learnrnn.authoring.verify import verify_all
    from learnrnn.quiz import check_bank
    from learnrnn.views import terminal

    catalog.require_solutions()
    if write_stubs:
        stub.write_stubs(catalog.chosen(names))
    count = len(names) or len(catalog.folders())
    with terminal.progress(count * (1 + mutants), lang, key="verifying") as advance:
        proofs, failures = verify_all(names, seed, advance)
        hunts = hunt_all(catalog.chosen(names), advance) if mutants and not failures else []
    failures += [failure for found in (*proofs, *hunts) for failure in found.failures]
    failures += [] if names else check_bank()
    if as_json:
        document = {
            "schema": "learnrnn/verify/1",
            "exercises": [proof.document() for proof in proofs],
            "failures": failures,
        }
        if mutants:
            document["mutants"] = [hunt.document() for hunt in hunts]
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        terminal.show_proofs(proofs, failures, lang)
        terminal.show_hunts(hunts, lang)
    return 1 if failures else 0
