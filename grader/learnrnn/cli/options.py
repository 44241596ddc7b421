"""Options that several commands share. What was said before the command holds where it says nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from learnrnn import locale
from learnrnn.app.session import Session, folder
from learnrnn.cli.language import Language
from learnrnn.errors import complain
from learnrnn.sandbox.limits import Limits

Command = Callable[..., Any]


def session_of(context: click.Context) -> Session:
    """The session that the group has made; where a command runs by itself, that of the environment."""
    return context.find_object(Session) or Session(locale.of_environment(), folder("."))


def _into_session(change: Callable[[Session, Any], Session]) -> Callable[..., Any]:
    """What an option does whose value the session keeps; where it is not given, the session stays as it is."""

    def keep(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
        session = session_of(context)
        context.obj = session if value is None else change(session, value)
        return getattr(context.obj, parameter.name or "", None)

    return keep


class _OneOf(click.ParamType):
    """A text of which the course knows which there are; Tab offers them."""

    name = "text"

    def __init__(self, known: Callable[[], Iterable[str]]):
        self.known = known

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        return [CompletionItem(name) for name in self.known() if name.startswith(incomplete)]


def _exercises() -> Iterable[str]:
    from learnrnn import catalog

    return catalog.exercises()


def _sections() -> Iterable[str]:
    from learnrnn.quiz.load import load_bank

    return [word for section in load_bank().sections for word in (section.name, section.note)]


def _trainings() -> Iterable[str]:
    from learnrnn.training.start import offered

    return offered()


class _Exercise(_OneOf):
    """An exercise's name, which may be typed as its file's: lstm.py, work/lstm.py, LSTM."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from learnrnn.learner.workspace import name_of

        return name_of(value)


class _Training(_OneOf):
    """The name of a training; the help says which the course names."""

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        from learnrnn import catalog

        return "|".join(catalog.course().trainings or ("NAME",))


EXERCISE, SECTION, TRAINING = _Exercise(_exercises), _OneOf(_sections), _Training(_trainings)

# Of every command: its function gets the session, with what these options say, as its first argument.
_lang = click.option(
    "--lang",
    type=Language(),
    callback=_into_session(lambda session, value: replace(session, lang=value)),
    expose_value=False,
    help="Language of the texts (default: LEARNRNN_LANG, else the locale).",
)


def common(function: Command) -> Command:
    """--lang, and the session."""
    return _lang(click.make_pass_decorator(Session)(function))


workspace = click.option(
    "--workspace",
    type=click.Path(file_okay=False),
    callback=_into_session(lambda session, value: replace(session, workspace=folder(value))),
    expose_value=False,
    help="The folder with your files (default: LEARNRNN_WORKSPACE, else this one).",
)

no_pager = click.option(
    "--no-pager",
    is_flag=True,
    default=None,
    callback=_into_session(lambda session, value: replace(session, pager=session.pager and not value)),
    expose_value=False,
    help="Print long texts as they are.",
)

seed = click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    help="What the checks' inputs are drawn from (default 0).",
)

seed_file = click.option(
    "--seed-file",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Draw the inputs from this file's secret text instead, so that nobody can guess them.",
)


def one_seed(seed_file: object) -> None:
    """Complain where --seed and --seed-file are both given. Raises LearnrnnError."""
    if seed_file and click.get_current_context().get_parameter_source("seed") is ParameterSource.COMMANDLINE:
        raise complain("seed_and_seed_file")


secret_seed = click.option(
    "--seed",
    type=click.IntRange(min=0),
    help="What the checks' inputs are drawn from (default: a secret, drawn now).",
)


def seed_of(seed: int | None, seed_file: str | None) -> int:
    """The seed of `--seed` or `--seed-file`, else a secret one. Raises LearnrnnError where both are given."""
    from learnrnn.engine.seed import draw_seed, read_seed

    one_seed(seed_file)
    if seed_file:
        return read_seed(Path(seed_file))
    return draw_seed() if seed is None else seed


def named(only: str | None) -> list[str]:
    """The names in `--only a,b`; none where it was not given. Raises LearnrnnError where it holds no name."""
    names = [name.strip() for name in (only or "").split(",") if name.strip()]
    if only is not None and not names:
        raise complain("only_is_empty")
    return names


anonymise = click.option(
    "--anonymise", is_flag=True, help="Pseudonyms in place of names, the same ones each time."
)

as_json = click.option("--json", "as_json", is_flag=True, help="Print the document, and nothing else.")


def limits(function: Command) -> Command:
    """--case-timeout and --exercise-timeout, in seconds."""
    positive = click.FloatRange(min=0, min_open=True)
    for name, what in (("exercise", "an exercise"), ("case", "a case")):
        function = click.option(
            f"--{name}-timeout",
            type=positive,
            callback=_into_session(partial(_limited, f"{name}_s")),
            expose_value=False,
            help=f"Seconds that {what} may take ({getattr(Limits(), f'{name}_s'):g}).",
        )(function)
    return function


def _limited(which: str, session: Session, seconds: float) -> Session:
    return replace(session, limits=replace(session.limits, **{which: seconds}))
