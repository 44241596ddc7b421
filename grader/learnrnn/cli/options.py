"""Options that several commands share. What was said before the command holds where it says nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from learnrnn import locale
from learnrnn.app.session import Session, folder
from learnrnn.errors import complain

Command = Callable[..., Any]


def session_of(context: click.Context) -> Session:
    """The session that the group has made; where a command runs by itself, that of the environment."""
    return context.find_object(Session) or Session(locale.of_environment(), folder("."))


def _lang(context: click.Context, _: click.Parameter, value: str | None) -> str:
    return value or session_of(context).lang


def _workspace(context: click.Context, _: click.Parameter, value: str | None) -> str:
    return str(session_of(context).workspace if value is None else folder(value))


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


EXERCISE, SECTION, TRAINING = _OneOf(_exercises), _OneOf(_sections), _OneOf(_trainings)

# --lang, given to the function as `lang`, "en" or "ja".
common = click.option(
    "--lang",
    type=click.Choice(locale.LANGUAGES),
    callback=_lang,
    help="Language of the texts (default: LEARNRNN_LANG, else the locale).",
)

workspace = click.option(
    "--workspace",
    type=click.Path(file_okay=False),
    callback=_workspace,
    help="The folder with your files (default: LEARNRNN_WORKSPACE, else this one).",
)


def _no_pager(context: click.Context, _: click.Parameter, value: bool) -> bool:
    return value or not session_of(context).pager


no_pager = click.option("--no-pager", is_flag=True, callback=_no_pager, help="Print long texts as they are.")

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


as_json = click.option("--json", "as_json", is_flag=True, help="Print the document, and nothing else.")


def limits(function: Command) -> Command:
    """--case-timeout and --exercise-timeout, in seconds."""
    positive = click.FloatRange(min=0, min_open=True)
    for name, default, what in (("exercise", 10.0, "an exercise"), ("case", 2.0, "a case")):
        function = click.option(
            f"--{name}-timeout",
            type=positive,
            default=default,
            help=f"Seconds that {what} may take ({default:g}).",
        )(function)
    return function
