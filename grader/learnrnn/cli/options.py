"""Options that several commands share."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from learnrnn import locale
from learnrnn.errors import complain

Command = Callable[..., Any]


def common(function: Command) -> Command:
    """--lang, given to the function as `lang`, "en" or "ja"."""

    @click.option(
        "--lang",
        type=click.Choice(locale.LANGUAGES),
        envvar="LEARNRNN_LANG",
        show_envvar=True,
        help="Language of the texts (default: LEARNRNN_LANG, else the locale).",
    )
    @functools.wraps(function)
    def wrapped(*args: Any, lang: str | None, **kwargs: Any) -> Any:
        return function(*args, lang=lang or locale.of_environment(), **kwargs)

    return wrapped


workspace = click.option(
    "--workspace",
    type=click.Path(file_okay=False),
    envvar="LEARNRNN_WORKSPACE",
    show_envvar=True,
    default=".",
    help="The folder with your files (default: LEARNRNN_WORKSPACE, else this one).",
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


def one_seed(seed_file: str | None) -> None:
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
