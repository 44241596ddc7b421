"""Chooses a training, refuses options that mean nothing to it, and sets it up."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from learnrnn import catalog
from learnrnn.errors import LearnrnnError, complain, near
from learnrnn.training.adder import Adder
from learnrnn.training.functions import Functions, find
from learnrnn.training.gradients import Gradients
from learnrnn.training.language_model import LanguageModel
from learnrnn.training.parts import Needs, Options, Training
from learnrnn.training.seq2seq import Seq2seq
from learnrnn.training.vae import Vae
from learnrnn.training.word2vec import Word2vec

TRAININGS: dict[str, type[Training]] = {
    each.name: each for each in (Adder, LanguageModel, Seq2seq, Word2vec, Vae, Gradients)
}


def offered() -> dict[str, type[Training]]:
    """The trainings of this course, by name."""
    names = catalog.course().trainings
    return {name: each for name, each in TRAININGS.items() if names is None or name in names}


def choose(name: str, options: Options) -> type[Training]:
    """The training of this name. Raises LearnrnnError for an unknown one, and for options that it has not."""
    known = offered()
    chosen = known.get(name.replace("_", "-"))
    if chosen is None:
        if (meant := near(name, known)) is not None:
            raise complain("train_unknown_near", name=name, near=meant)
        raise complain("train_unknown", name=name, known=", ".join(known) or "–")
    given = [field.name for field in fields(options) if getattr(options, field.name) is not None]
    for option in given:
        if option != "seed" and option not in chosen.takes:
            raise option_refused(option, chosen.name)
    if options.iterations is not None and options.epochs is not None:
        raise complain("train_two_lengths")
    return chosen


def option_refused(option: str, name: str) -> LearnrnnError:
    """The complaint that a training has no such option, with those that have."""
    takers = ", ".join(each.name for each in TRAININGS.values() if option in each.takes)
    return complain("train_option", option=f"--{option}", name=name, takers=takers)


def functions_for(chosen: type[Training], options: Options, workspace: Path, *, reference: bool) -> Functions:
    """The functions that the training needs with these options; see `find`."""
    return find(needs_of(chosen, options), workspace, reference=reference)


def needs_of(chosen: type[Training], options: Options) -> Needs:
    """What a training calls; of some it depends on the options."""
    return chosen.needs_with(options) if issubclass(chosen, Adder | Seq2seq) else chosen.needs
