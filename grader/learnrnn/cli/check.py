"""`learnrnn check`: what holds, what does not, and which mistake it looks like."""

from __future__ import annotations

import gc
import json
from pathlib import Path

import click

from learnrnn.app.session import Session
from learnrnn.cli import options


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...", type=options.EXERCISE)
@options.workspace
@options.seed
@options.limits
@click.option("--case", is_flag=True, help="Write the failing call to NAME_case.py, to run in a debugger.")
@click.option("--no-search", is_flag=True, help="Do not look for the line that is wrong.")
@click.option(
    "--junit",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the results to FILE as JUnit XML too.",
)
@click.option(
    "--gradient",
    is_flag=True,
    help="Hold the gradients of your own bptt against your own gradient-check.",
)
@click.option(
    "--all", "everything", is_flag=True, help="Show every check in full, not the first fault alone."
)
@options.as_json
@options.common
def check(
    session: Session,
    names: tuple[str, ...],
    seed: int,
    case: bool,
    no_search: bool,
    junit: Path | None,
    gradient: bool,
    everything: bool,
    as_json: bool,
) -> int:
    """Check your files.

    With NAME, of these exercises; without, all that are in your folder. Exit status 0: all passed.
    """
    gc.disable()  # a fraction of a second leaves nothing to collect
    from learnrnn.training import use_one_thread

    use_one_thread()  # more would take the core from the sandbox, which gets ready meanwhile

    if gradient:
        return _check_gradient(session, names, seed, as_json=as_json)
    if case:
        return _write_case(session, names, seed)

    from learnrnn import catalog
    from learnrnn.learner.workspace import chosen

    exercises = chosen(names, session.workspace)
    if junit and not names and not catalog.has_solutions():
        exercises = list(catalog.exercises().values())  # of a class's bundle, one not handed in is red too

    from learnrnn.app.check import check_exercises
    from learnrnn.views.result import Shown, show_many, show_result

    outcome = check_exercises(exercises, session, seed, search=not no_search)
    if outcome.warning:
        from learnrnn.views.terminal import warn

        warn(outcome.warning, session.lang)
    if junit:
        from learnrnn.bridges.junit import write
        from learnrnn.files import put

        put(junit, write(exercises, outcome.results, session.lang))
    if as_json:
        documents = [result.document(session.lang) for result in outcome.results]
        click.echo(json.dumps(documents[0] if len(names) == 1 else documents, ensure_ascii=False, indent=2))
    elif not exercises:
        from learnrnn.views.terminal import warn_no_files

        warn_no_files(session.workspace, session.lang)
    elif len(exercises) > 1 and not everything:
        show_many(list(zip(exercises, outcome.results, strict=True)), session.lang)
    else:
        for each, result, source in zip(exercises, outcome.results, outcome.sources, strict=True):
            ran, alone = each.has_checks, len(exercises) == 1
            show_result(
                each, result, Shown(session.lang, everything), hidden_ran=ran, show_next=alone, source=source
            )
    gc.freeze()  # nor does the end
    return 0 if outcome.all_passed else 1


def _write_case(session: Session, names: tuple[str, ...], seed: int) -> int:
    from learnrnn.errors import complain

    if len(names) != 1:
        raise complain("case_names")
    from learnrnn import catalog
    from learnrnn.app.case import write_case
    from learnrnn.locale import Message

    file, passes = write_case(catalog.exercise(names[0]), session, seed)
    said = Message("case_written", {"file": file}) if file else Message("case_none", {"name": names[0]})
    click.echo(said.render(session.lang))
    return 0 if passes else 1


def _check_gradient(session: Session, names: tuple[str, ...], seed: int, *, as_json: bool) -> int:
    if names:
        from learnrnn.errors import complain

        raise complain("gradient_names")
    from learnrnn.learner.gradient import compare_gradients
    from learnrnn.training.functions import LearnerFault
    from learnrnn.views import gradient

    try:
        compared = compare_gradients(session.workspace, seed)
    except LearnerFault as fault:
        from learnrnn.views.terminal import warn

        warn(fault.said, session.lang)
        return 1
    if as_json:
        click.echo(gradient.document(compared))
    else:
        gradient.show(compared, session.lang)
    return 0 if all(each.fits for each in compared) else 1
