"""`learnrnn.check` and `%%check`: a learner's functions checked in the notebook that holds them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from learnrnn import catalog
from learnrnn.catalog import Exercise
from learnrnn.errors import LearnrnnError, complain, near
from learnrnn.locale import LANGUAGES, Message, Sayable, of_environment, say
from learnrnn.result import PASSED, ExerciseResult


@dataclass(frozen=True)
class Feedback:
    """What a check came to, shown as HTML where that can be shown; or a sentence on why nothing was checked."""

    lang: str
    said: Sayable | None = None
    exercise: Exercise | None = None
    result: ExerciseResult | None = None
    notes: tuple[Sayable, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every check holds."""
        return self.result is not None and self.result.status == PASSED

    def _repr_html_(self) -> str:
        from learnrnn.views import html

        if self.exercise is None or self.result is None:
            return html.message(self.said or Message("interrupted"), self.lang)
        ran = self.exercise.has_checks
        return html.result(self.exercise, self.result, self.notes, self.lang, hidden_ran=ran)

    def __repr__(self) -> str:
        if self.exercise is None or self.result is None:
            return (self.said or Message("interrupted")).render(self.lang)
        return "\n".join(_lines(self.exercise, self.result, self.notes, self.lang))


def check(
    exercise: str = "", /, *, lang: str | None = None, seed: int = 0, **functions: Callable[..., Any]
) -> Feedback:
    """Check functions of an exercise: `learnrnn.check("lstm", lstm_step=lstm_step)`.

    They are called here, for you; the grade comes from the file that you hand in. lang: "en" or "ja" (else
    LEARNRNN_LANG, else the locale). seed: what the inputs are drawn from.
    """
    spoken = lang if lang in LANGUAGES else of_environment()
    try:
        if lang not in (None, *LANGUAGES):
            raise complain("check_lang")
        return _check(exercise, functions, spoken, seed)
    except LearnrnnError as error:
        return Feedback(spoken, error.said)
    except Exception as error:  # ours, and a learner can do nothing with its traceback
        return Feedback(spoken, Message("check_fault", {"why": f"{type(error).__name__}: {error}"}))


def _check(name: Any, functions: Mapping[str, Any], lang: str, seed: Any) -> Feedback:
    if not isinstance(name, str):
        raise complain("check_not_a_name")
    if not name:
        raise complain("check_no_exercise")
    if not isinstance(seed, int) or seed < 0:
        raise complain("check_seed")
    exercise = catalog.exercise(name)
    names = exercise.functions
    _refuse_strangers(exercise, functions, names)
    if not functions:
        raise complain("check_nothing_given", call=f'"{exercise.name}", {_call(names)}')
    from learnrnn.diagnosis.in_process import Interrupted, check_here

    try:
        result = check_here(exercise, functions, seed, _cell_of)
    except Interrupted:
        raise complain("interrupted") from None
    missing = [each for each in names if each not in functions]
    values = {"names": ", ".join(missing), "call": _call(missing)}
    notes = (Message("not_given_note", values),) if missing else ()
    return Feedback(lang, None, exercise, result, notes)


def _refuse_strangers(exercise: Exercise, functions: Mapping[str, Any], names: Sequence[str]) -> None:
    for name, function in functions.items():
        if name not in names:
            if (meant := near(name, names)) is not None:
                raise complain("check_unknown_function_near", exercise=exercise.name, name=name, near=meant)
            raise complain(
                "check_unknown_function", exercise=exercise.name, name=name, names=", ".join(names)
            )
        if not callable(function):
            raise complain("check_not_callable", name=name, kind=type(function).__name__)


def _call(names: Sequence[str]) -> str:
    return ", ".join(f"{name}={name}" for name in names)


def _lines(exercise: Exercise, result: ExerciseResult, notes: Sequence[Sayable], lang: str) -> list[str]:
    """The same as plain text."""
    from learnrnn.views.html import after
    from learnrnn.views.order import parts_of, prints_of
    from learnrnn.views.result import MARKS

    points = (
        say("points", lang, score=result.score, max_score=result.max_score) if exercise.has_checks else ""
    )
    lines = [f"{exercise.name}  {exercise.title.render(lang)}  {points}".rstrip()]
    lines += [note.render(lang) for note in (*notes, *([result.message] if result.message else []))]
    for each in result.checks:
        score = f"{each.score}/{each.max_score} " if each.max_score else ""
        lines.append(f"{MARKS[each.status][0]} {score}{each.says.render(lang)}")
        lines += [f"    {part.said.render(lang)}" for part in parts_of(each, exercise.filename)]
    if result.status == PASSED and (printed := prints_of(result)):
        lines += [say("printed_title", lang), *(f"    {line}" for line in printed.splitlines())]
    return [*lines, after(exercise, result, lang)] if exercise.has_checks else lines


# ------------------------------------------------------------------ in IPython


def register() -> None:
    """Have `%%check` in the IPython that runs here, if one does."""
    shell = _shell()
    if shell is not None:
        shell.register_magic_function(check_cell, magic_kind="cell", magic_name="check")


def check_cell(line: str, cell: str) -> Feedback | None:
    """`%%check lstm`: run the cell, then check the exercise's functions that are defined by now."""
    shell, lang = _shell(), of_environment()
    match line.split():
        case [name]:
            pass
        case [name, "--lang", chosen] if chosen in LANGUAGES:
            lang = chosen
        case _:
            return Feedback(lang, Message("check_magic_use"))
    try:
        exercise = catalog.exercise(name)
    except LearnrnnError as error:
        return Feedback(lang, error.said)
    if not shell.run_cell(cell).success:  # it has shown the learner's own traceback
        return Feedback(lang, Message("check_cell_failed"))
    functions = {each: shell.user_ns[each] for each in exercise.functions if each in shell.user_ns}
    if not functions:
        return Feedback(lang, Message("check_nothing_defined", {"names": ", ".join(exercise.functions)}))
    return check(name, lang=lang, **functions)


def _shell() -> Any:
    """The running IPython shell; None where there is none. It is never imported for this."""
    module = sys.modules.get("IPython")
    return module.get_ipython() if module is not None else None


def _cell_of(file: str) -> int:
    """Which cell, by its execution count, a code file's name stands for; 0 for none."""
    try:
        kind, label = _shell().compile.format_code_name(file)
        return int(label.removeprefix("In[").removesuffix("]")) if kind == "Cell" else 0
    except (AttributeError, TypeError, ValueError):
        return 0
