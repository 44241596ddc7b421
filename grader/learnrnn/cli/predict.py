"""`learnrnn predict NAME`: a few questions before the code."""

from __future__ import annotations

import click

from learnrnn.app.session import Session
from learnrnn.cli import options


@click.command()
@click.argument("name", type=options.EXERCISE)
@click.option("--after", is_flag=True, help="Ask those for after a pass.")
@click.option(
    "--seed", type=click.IntRange(min=0), help="What numbers and the options' order are drawn from."
)
@click.option(
    "--plain", is_flag=True, help="Numbered lines, no keys, no colour: for screen readers and pipes."
)
@options.workspace
@options.common
def predict(session: Session, name: str, after: bool, seed: int | None, plain: bool) -> int:
    """Guess before you write.

    Asks two or three short questions about an exercise: a shape, a number, what happens if. Nothing is noted.
    With --after two more, for who has passed.
    """
    from learnrnn import catalog
    from learnrnn.app.predict import predict as ask
    from learnrnn.app.quiz import INTERRUPTED
    from learnrnn.learner.workspace import name_of
    from learnrnn.quiz.ask import Ending
    from learnrnn.views.plain import typed

    exercise = catalog.exercise(name_of(name))
    then = typed("solution" if after else "exercise", exercise.name, session.workspace)
    ending = ask(exercise, session.lang, after=after, seed=seed, plain=plain, then=then)
    return INTERRUPTED if ending is Ending.INTERRUPTED else 0
