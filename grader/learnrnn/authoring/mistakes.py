"""Shows what each named mistake does: the smallest call that tells it from the reference, with both answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from learnrnn.checking import Property
from learnrnn.diagnosis.case import small_calls
from learnrnn.diagnosis.names import same, sentence
from learnrnn.diagnosis.words import argument_shown, shown
from learnrnn.engine.edit import edit_all
from learnrnn.engine.grade import names_of
from learnrnn.engine.plan import Answers, Plan, answers, functions_of
from learnrnn.locale import Text
from learnrnn.sandbox import worker
from learnrnn.sandbox.protocol import Answer, Request


@dataclass(frozen=True)
class MistakeShown:
    """A named mistake in one of its forms: its sentence, the call, and what the call gives with it and without."""

    exercise: str
    mistake: str
    says: Text
    call: str
    wrong: str
    right: str

    def document(self, lang: str) -> dict[str, Any]:
        """The entry of `verify --mistakes --json`."""
        return self.__dict__ | {"says": self.says.render(lang)}


def shown_mistakes(plan: Plan) -> Iterator[MistakeShown]:
    """Every named mistake of an exercise, in each of its forms."""
    for mistake in plan.mistakes:
        for form, case in enumerate(mistake.every_form()):
            call, names, right, wrong = _smallest(plan, case.edits, plan.mistaken[mistake.name][form])
            yield MistakeShown(
                plan.exercise.name,
                mistake.name,
                sentence(plan, mistake.name, form),
                _call_said(call, names),
                _said(wrong),
                _said(right),
            )


def _smallest(
    plan: Plan, edits: Sequence[tuple[str, str]], wrong: Answers
) -> tuple[Request, Sequence[str], Answer, Answer]:
    """The smallest call that is found in which the mistake shows: one made for it, or a check's."""
    file = plan.exercise.filename
    telling = [t for t in range(len(plan.trials)) if _tells(plan, t, plan.expected[t], wrong[t])]
    telling.sort(key=lambda t: (t not in plan.ordinary, len(plan.trials[t].request.data)))
    mistaken, rightly = functions_of(edit_all(plan.source, edits), file), functions_of(plan.source, file)
    for t in telling[:5]:
        trial = plan.trials[t]
        requests = small_calls(trial)
        pairs = zip(answers(rightly, file, requests), answers(mistaken, file, requests), strict=True)
        for request, (right, its) in zip(requests, pairs, strict=True):
            if right.kind == worker.VALUE and its.kind == wrong[t].kind and _tells(plan, t, right, its):
                return request, trial.names, right, its
    # What several calls have to show together (the same seed, a distribution) no single one tells.
    judged = [t for t, trial in enumerate(plan.trials) if isinstance(plan.checks[trial.check], Property)]
    first = (telling or judged or [0])[0]
    return plan.trials[first].request, plan.trials[first].names, plan.expected[first], wrong[first]


def _tells(plan: Plan, trial: int, right: Answer, wrong: Answer) -> bool:
    return not same(right, wrong, plan.trials[trial].rule)


def _call_said(request: Request, names: Sequence[str]) -> str:
    arguments = request.arguments()
    named = names or [""] * len(arguments)
    said = [
        f"{n}={argument_shown(a)}" if n else argument_shown(a) for n, a in zip(named, arguments, strict=True)
    ]
    again = " again" if request.again else ""
    return f"{request.function}({', '.join(said)}){again}"


def _said(answer: Answer) -> str:
    """An answer in words: its value, or what it raised; and that it changed an argument."""
    if answer.kind == worker.RAISED:
        return f"{names_of(answer)[0]}: {answer.side.get('text', '')}"
    if answer.kind != worker.VALUE:
        return "no data"
    changed = answer.side.get("changed")
    dtype = getattr(answer.value, "dtype", None)
    kind = f"  ({dtype})" if dtype is not None and dtype != "float64" else ""
    return (
        " ".join(shown(answer.value).split())
        + kind
        + ("" if changed is None else f"  (argument {changed + 1} changed)")
    )
