"""Runs a learner's own functions on a tiny input, in a worker, and makes of the values what is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from learnrnn import catalog
from learnrnn.catalog import Exercise
from learnrnn.diagnosis.findings import clean, extra_of, load_failure, names_of, raised
from learnrnn.diagnosis.run import run_code
from learnrnn.diagnosis.words import shown
from learnrnn.engine.plan import request_for
from learnrnn.errors import LearnrnnError, complain
from learnrnn.learner.workspace import read_answer
from learnrnn.locale import LANGUAGES, Message, Sayable, Text, of_environment
from learnrnn.sandbox import wire, worker
from learnrnn.sandbox.pool import DIED, TIMED_OUT, UNRUN, Limits, Sandbox, open_sandbox
from learnrnn.sandbox.protocol import Answer
from learnrnn.showing import Ask, Expect, Figure, Part, Settings, Show, odd
from learnrnn.submissions.source import NotThere, Source
from learnrnn.views.show import Drawing

VALUE_LIMIT = 120  # characters of a value that could not be drawn


class _Undrawn(Exception):
    """A call gave nothing that can be drawn; `said` says what became of it."""

    def __init__(self, said: Sayable):
        super().__init__(said.render("en"))
        self.said = said


def draw_exercise(
    exercise: Exercise,
    workspace: Path,
    lang: str,
    given: Mapping[str, float | None],
    limits: Limits = Limits(),
) -> Drawing:
    """The drawings of the learner's file in the workspace; `given` are settings of the command line.

    Raises LearnrnnError where there is nothing to draw: no file, no show.py, a setting that means nothing here.
    """
    show = show_of(exercise)
    settings = _settings(exercise, show, given)
    try:
        source = read_answer(exercise, workspace)
    except NotThere as problem:
        values = {"why": problem.said, "name": exercise.name}
        raise LearnrnnError(Message("show_no_file", values)) from None
    with open_sandbox() as sandbox:
        return draw_source(exercise, show, settings, source, sandbox, lang, limits)


def show_of(exercise: Exercise) -> Show:
    """What the exercise's show.py says. Raises LearnrnnError where it has none."""
    file = exercise.folder / "show.py"
    if not file.is_file():
        raise complain("show_none", name=exercise.name)
    return catalog.load(file, f"learnrnn_show_{exercise.module}").SHOW


def _settings(exercise: Exercise, show: Show, given: Mapping[str, float | None]) -> Settings:
    asked = {name: value for name, value in given.items() if value is not None}
    for name in asked:
        if name not in show.settings:
            raise complain("show_setting", option=f"--{name}", name=exercise.name)
    return {**show.settings, **asked}


def show(
    exercise: str, /, *, workspace: str | Path = ".", lang: str | None = None, **settings: float
) -> Drawing | None:
    """Draw what the saved file or notebook of an exercise does: `learnrnn.show("lstm", f=0.5)`.

    Prints one line where there is nothing to draw.
    """
    spoken = lang if lang in LANGUAGES else of_environment()
    try:
        return draw_exercise(catalog.exercise(exercise), Path(workspace), spoken, settings)
    except LearnrnnError as error:
        print(error.said.render(spoken))
        return None


def draw_source(
    exercise: Exercise,
    show: Show,
    settings: Settings,
    source: Source,
    sandbox: Sandbox,
    lang: str,
    limits: Limits = Limits(),
) -> Drawing:
    """The drawings of this code, run in that sandbox."""
    figures, strange, failed = _figures(exercise, show, settings, source, sandbox, limits)
    return Drawing(exercise, figures, Text(show.en, show.ja), _once(strange), _once(failed), lang)


def _figures(
    exercise: Exercise, show: Show, settings: Settings, source: Source, sandbox: Sandbox, limits: Limits
) -> tuple[list[Figure], list[Sayable], list[Sayable]]:
    """What is drawn, what is odd about it, and why something is not."""
    asks = [list(part.calls(settings)) for part in show.parts]
    calls = [ask for part in asks for ask in part]
    sandbox.load(exercise.module, [request_for(ask.function, ask.arguments) for ask in calls])
    run = run_code(sandbox, source, limits)
    if run.loading.kind != worker.LOADED:
        return [], [], [load_failure(run.loading, source, limits)]
    figures: list[Figure] = []
    strange: list[Sayable] = []
    failed: list[Sayable] = []
    answers = iter(run.answers)
    for part, its in zip(show.parts, asks, strict=True):
        found = [(ask, next(answers)) for ask in its]
        try:
            for each in _drawn(part, settings, found, source, limits, strange):
                if not isinstance(each, Expect):
                    figures.append(each)
                    strange += odd(each)
                elif not each.holds:
                    strange.append(Text(each.en, each.ja))
        except _Undrawn as problem:
            failed.append(problem.said)
    return figures, strange, failed if figures else failed[:1]


def _drawn(
    part: Part,
    settings: Settings,
    found: Sequence[tuple[Ask, Answer]],
    source: Source,
    limits: Limits,
    strange: list[Sayable],
) -> Sequence[Figure | Expect]:
    """A part's figures; what is strange in the values' form is added. Raises _Undrawn."""
    values = []
    for ask, answer in found:
        value, said = _fitted(_value(ask, answer, source, limits), ask.gives, ask.function)
        values.append(value)
        strange += said
    try:
        with np.errstate(all="ignore"):
            return list(part.draw(settings, *values))
    except Exception:  # values of a form that nobody thought of
        ask, answer = found[0]
        raise _Undrawn(_cannot(ask.function, answer.value)) from None


def _value(ask: Ask, answer: Answer, source: Source, limits: Limits) -> Any:
    """What a call gave. Raises _Undrawn."""
    kind = answer.kind
    if kind == worker.VALUE and not isinstance(answer.value, wire.Malformed):
        return answer.value
    if kind == worker.RAISED:
        extra = extra_of(answer)
        said = raised(names_of(answer), str(extra.get("text", "")), extra, source)
    elif kind == worker.MISSING:
        said = Message("function_missing", {"function": ask.function, "file": source.file})
    elif kind == DIED:
        said = Message("died", {"how": answer.data.decode("latin-1")})
    elif kind in (TIMED_OUT, UNRUN):
        key, seconds = ("timed_out", limits.case_s) if kind == TIMED_OUT else ("unrun", limits.exercise_s)
        said = Message(key, {"seconds": f"{seconds:g}"})
    else:
        what = clean(answer.value) if kind == worker.NOT_DATA else "?"
        said = Message("not_data", {"what": what})
    raise _Undrawn(Message("show_in", {"function": ask.function, "said": said}))


def _fitted(value: Any, gives: Any, function: str) -> tuple[Any, list[Sayable]]:
    """The value in the form that is drawn, and what was strange about its own. Raises _Undrawn."""
    if gives is None:
        return value, []
    if isinstance(gives, list | dict):
        keys: Sequence[Any] = list(gives) if isinstance(gives, dict) else range(len(gives))
        form = isinstance(value, dict) if isinstance(gives, dict) else isinstance(value, list | tuple)
        if not form or len(value) != len(gives) or (isinstance(gives, dict) and set(value) != set(gives)):
            raise _Undrawn(_cannot(function, value))
        parts = [_fitted(value[key], gives[key], function) for key in keys]
        fitted = [part for part, _ in parts]
        said = [each for _, more in parts for each in more]
        return (dict(zip(keys, fitted, strict=True)) if isinstance(gives, dict) else fitted), said
    if isinstance(gives, type):
        if isinstance(value, gives):
            return value, []
        raise _Undrawn(_cannot(function, value))
    return _array(value, gives, function)


def _array(value: Any, shape: tuple[int, ...], function: str) -> tuple[Any, list[Sayable]]:
    try:
        array = np.asarray(value, np.float64)
    except (TypeError, ValueError):
        raise _Undrawn(_cannot(function, value)) from None
    if array.shape == shape:
        return array, []
    said = Message("show_shape", {"function": function, "shape": array.shape, "should": shape})
    if array.size != np.prod(shape, dtype=int):
        raise _Undrawn(said)
    return array.reshape(shape), [said]


def _cannot(function: str, value: Any) -> Sayable:
    return Message("show_cannot", {"function": function, "value": _line(value)})


def _line(value: Any) -> str:
    text = " ".join(clean(shown(value), 10 * VALUE_LIMIT).split())
    return text if len(text) <= VALUE_LIMIT else text[: VALUE_LIMIT - 1] + "…"


def _once(said: Sequence[Sayable]) -> tuple[Sayable, ...]:
    return tuple({each.render("en"): each for each in said}.values())
