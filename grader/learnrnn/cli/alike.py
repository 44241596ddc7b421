"""`learnrnn alike`: answers that are alike, for a person to judge."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import click

from learnrnn.app.session import Session
from learnrnn.cli import options


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@options.anonymise
@options.as_json
@options.common
def alike(session: Session, folder: Path, anonymise: bool, as_json: bool) -> int:
    """List pairs of answers that are alike beyond the stub, the solution and the class's habits.

    DIR: the folder of `learnrnn grade --out`. A pair is a question, not an answer: look at both, and ask.
    """
    from learnrnn import catalog
    from learnrnn.app.report import opened
    from learnrnn.gradebook.alike import alike as find
    from learnrnn.gradebook.alike import document
    from learnrnn.gradebook.figures import pseudonyms
    from learnrnn.views.gradebook import show_pairs

    catalog.require_solutions()
    with opened(folder) as store:
        known = catalog.exercises()
        pairs = find(store, [known[name] for name in store.exercises() if name in known])
        if anonymise:
            name = pseudonyms(store)
            pairs = [replace(pair, one=name(pair.one), other=name(pair.other)) for pair in pairs]
    if as_json:
        click.echo(json.dumps(document(pairs), ensure_ascii=False, indent=2))
    else:
        show_pairs(pairs, session.lang)
    return 0
