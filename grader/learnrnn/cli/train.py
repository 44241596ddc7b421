"""`learnrnn train`: your own functions, put together, train a real model."""

from __future__ import annotations

from pathlib import Path

import click

from learnrnn.app.session import Session
from learnrnn.cli import options

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("name", type=options.TRAINING)
@click.option(
    "--reference",
    is_flag=True,
    help="The reference's functions stand in for those that you have not written.",
)
@options.workspace
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    help="What weights and examples are drawn from (default 0).",
)
@click.option(
    "--iterations", type=click.IntRange(min=1), help="How many updates; of gradients, how many steps."
)
@click.option(
    "--epochs", type=click.IntRange(min=1), help="How often the language model, or word2vec, sees its text."
)
@click.option("--batch", type=click.IntRange(min=1), help="Examples in an update.")
@click.option(
    "--activation",
    type=click.Choice(["sigmoid", "tanh", "relu"]),
    help="Of the plain network, in adder and gradients (default sigmoid).",
)
@click.option(
    "--cell", type=click.Choice(["rnn", "lstm", "gru"]), help="Of adder: what kind of network (default rnn)."
)
@click.option(
    "--rate", type=click.FloatRange(0, min_open=True), help="Of adder: the learning rate (default 0.1)."
)
@click.option("--hidden", type=click.IntRange(1, 256), help="Of adder: how many units (default 16).")
@click.option(
    "--init",
    type=click.Choice(["1", "xavier", "he"]),
    help="Of adder: standard deviation 1, or by the inputs.",
)
@click.option("--width", type=click.IntRange(2, 32), help="Of adder: how many bits a number has (default 8).")
@click.option("--beam", type=click.IntRange(1, 50), metavar="N", help="Of seq2seq: what a beam of N changes.")
@click.option("--phrase", metavar="TEXT", help="Words that the language model is to go on from.")
@click.option("--plot", type=FILE, metavar="FILE", help="Draw a picture too: FILE.png, .svg or .pdf.")
@click.option(
    "--model",
    type=FILE,
    metavar="FILE.npz",
    help="Where the model is kept (default NAME.npz in your folder).",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, and all else on stderr.")
@options.common
def train(
    session: Session,
    name: str,
    reference: bool,
    seed: int,
    iterations: int | None,
    epochs: int | None,
    batch: int | None,
    activation: str | None,
    cell: str | None,
    rate: float | None,
    hidden: int | None,
    init: str | None,
    width: int | None,
    beam: int | None,
    phrase: str | None,
    plot: Path | None,
    model: Path | None,
    as_json: bool,
) -> int:
    """Train a real model with the functions in your folder.

    Ctrl-C stops it and keeps the model so far.
    """
    from learnrnn.training import use_one_thread

    use_one_thread()  # before numpy is imported

    from learnrnn.app import train as app
    from learnrnn.training.parts import Options

    settings = Options(
        seed, iterations, epochs, batch, activation, phrase, cell, rate, hidden, init, width, beam
    )
    return app.train(session, app.ToTrain(name, settings, reference, model, plot), as_json=as_json)
