"""Trains a model with the learner's functions, keeps it, and says what came of it."""

from __future__ import annotations

import contextlib
import json
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from learnrnn.app.session import Session
from learnrnn.errors import LearnrnnError
from learnrnn.locale import say
from learnrnn.training import save
from learnrnn.training.functions import Functions, LearnerFault
from learnrnn.training.language_model import PHRASE, LanguageModel
from learnrnn.training.parts import Options, Training
from learnrnn.training.start import choose, functions_for, option_refused
from learnrnn.views import picture, terminal
from learnrnn.views import training as view

SCHEMA = 1
FULL_SCORE = 10  # of every exercise
PIPE_WAIT_S = 0.2  # for a phrase on a pipe that is open and silent
FAULT, INTERRUPTED = 1, 130


@dataclass(frozen=True)
class ToTrain:
    """What to train, and where results go. reference: it may stand in for functions that are not written yet."""

    name: str
    options: Options
    reference: bool = False
    model: Path | None = None
    plot: Path | None = None


def train(session: Session, wanted: ToTrain, *, as_json: bool) -> int:
    """Train, show it, keep the model; the exit status. Raises LearnrnnError for wrong use."""
    stdout = sys.stdout
    with contextlib.redirect_stdout(sys.stderr) if as_json else contextlib.nullcontext():
        try:
            document, status = _train(session, wanted, may_ask=not as_json)
        except LearnerFault as fault:
            terminal.warn(fault.said, session.lang)
            return FAULT
    if as_json:
        print(json.dumps(document, ensure_ascii=False, allow_nan=False), file=stdout)
    return status


def _train(session: Session, wanted: ToTrain, *, may_ask: bool) -> tuple[Any, int]:
    options, lang = wanted.options, session.lang
    chosen = choose(wanted.name, options)
    model = _model_path(chosen, session.workspace, wanted)
    if wanted.plot:
        picture.refuse_early(wanted.plot)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is not a number is said, with its function
        functions = functions_for(chosen, options, session.workspace, reference=wanted.reference)
        unproven = _unproven(functions)
        training = chosen(functions, options)
        view.introduce(training, functions, unproven, lang)
        stopped = _run(training, lang)
        kept = _keep(training, model, lang, asked_for=wanted.model is not None)
        outcome = training.outcome()
        view.show(outcome, unproven, lang)
        if wanted.plot:
            picture.save_picture(outcome.figures, wanted.plot, lang)
            print(say("train_plotted", lang, path=wanted.plot))
        spoken = _phrases(training, options, lang, may_ask=may_ask and not stopped)
    document = {
        "schema": SCHEMA,
        "name": training.name,
        "iterations": outcome.iterations,
        "loss": outcome.loss,
        "accuracy": outcome.accuracy,
        "stopped": stopped,
        "seed": options.seed,
        "functions": {
            "yours": functions.names(learners=True),
            "reference": functions.names(learners=False),
            "not_passed": unproven,
        },
        "model": str(kept) if kept else None,
        "plot": str(wanted.plot) if wanted.plot else None,
        **outcome.details,
        **spoken,
    }
    return document, INTERRUPTED if stopped else 0


def _model_path(chosen: type[Training], workspace: Path, wanted: ToTrain) -> Path | None:
    if "model" not in chosen.takes:
        if wanted.model:
            raise option_refused("model", chosen.name)
        return None
    path = wanted.model or workspace / f"{chosen.name}.npz"
    if wanted.model or workspace.is_dir():
        save.refuse_foreign(path, chosen.name)
    return path


def _unproven(functions: Functions) -> list[str]:
    """The learner's exercises whose check did not pass the last time, or never ran; none where that is not known."""
    from learnrnn.learner.progress import Progress

    progress = Progress.open()
    if progress.warning is not None:
        return []
    return [name for name in functions.exercises(learners=True) if progress.of(name)["score"] < FULL_SCORE]


def _run(training: Training, lang: str) -> bool:
    """Run all steps; whether a Ctrl-C stopped them."""
    try:
        with view.bar(training.total, lang) as bar:
            for step in training.steps():
                bar.show(step)
    except KeyboardInterrupt:
        print(say("train_stopped", lang), file=sys.stderr)
        return True
    return False


def _keep(training: Training, path: Path | None, lang: str, *, asked_for: bool) -> Path | None:
    """Save the model and say so. A default place that cannot be written is only said."""
    arrays = training.model()
    if path is None or not arrays:
        return None
    key = "train_kept_anew" if path.exists() else "train_kept"
    try:
        save.save(path, training.name, arrays)
    except LearnrnnError as error:
        if asked_for:
            raise
        terminal.warn(error.said, lang)
        return None
    print(say(key, lang, path=path))
    return path


def _phrases(training: Training, options: Options, lang: str, *, may_ask: bool) -> Mapping[str, Any]:
    """The language model's next words for the learner's phrase; what of it belongs in the document."""
    if not isinstance(training, LanguageModel):
        return {}
    phrase = options.phrase if options.phrase is not None else _piped_line()
    shown = _go_on(training, phrase or PHRASE, lang)
    if phrase is None and may_ask and sys.stdin.isatty():
        print(say("train_ask", lang))
        with contextlib.suppress(EOFError):
            while asked := input("> ").strip():
                _go_on(training, asked, lang)
    return shown


def _go_on(training: LanguageModel, phrase: str, lang: str) -> Mapping[str, Any]:
    found = training.next_words(phrase)
    view.show_next_words(phrase, training.unknown(phrase), found, lang)
    return {"phrase": phrase, "next_words": [{"word": word, "probability": p} for word, p in found]}


def _piped_line() -> str | None:
    """The line that a pipe or a file gives on stdin, if it gives one."""
    if sys.stdin is None or sys.stdin.closed or sys.stdin.isatty():
        return None
    import select

    try:
        ready = select.select([sys.stdin], [], [], PIPE_WAIT_S)[0]
        return (sys.stdin.readline().strip() or None) if ready else None
    except (OSError, ValueError):  # not a real file, or a system whose pipes cannot be asked
        return None
