"""The verdicts: which trials of which check fail. Pure, yes or no: no sentence is made here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from learnrnn.checking import AnyCheck, Property
from learnrnn.engine.compare import equal
from learnrnn.engine.plan import Plan
from learnrnn.locale import Text
from learnrnn.result import ERROR, FAILED, PASSED, TIMEOUT
from learnrnn.sandbox import wire, worker
from learnrnn.sandbox.pool import DIED, TIMED_OUT, UNRUN, Run
from learnrnn.sandbox.protocol import Answer


@dataclass(frozen=True)
class Verdict:
    """One check's trials judged. failing: those that fail. demand: what a property's judge found wrong."""

    status: str
    failing: tuple[int, ...] = ()
    demand: Text | None = None


def points_of(checks: Sequence[AnyCheck]) -> int:
    """The points of an exercise's checks together."""
    return sum(check.points for check in checks)


def verdicts(plan: Plan, answers: Sequence[Answer]) -> list[Verdict]:
    """Each check's verdict on a worker's answers."""
    return [verdict(plan, index, answers) for index in range(len(plan.checks))]


def verdict(plan: Plan, index: int, answers: Sequence[Answer]) -> Verdict:
    """One check's verdict."""
    check, trials = plan.checks[index], plan.trials_of(index)
    status = {t: found for t in trials if (found := fails(plan, t, answers[t]))}
    if status:
        return Verdict(next(iter(status.values())), tuple(status))
    if isinstance(check, Property):
        holds = judged(check, plan.calls[index], [answers[t] for t in trials])
        if holds is not True:
            return Verdict(FAILED, tuple(trials), holds if isinstance(holds, Text) else None)
    return Verdict(PASSED)


def is_killed(plan: Plan, run: Run) -> bool:
    """Whether any check fails."""
    if run.loading.kind != worker.LOADED:
        return True
    return any(verdict(plan, i, run.answers).status != PASSED for i in range(len(plan.checks)))


def fails(plan: Plan, index: int, answer: Answer) -> str | None:
    """The status that an answer gives its check; None where it is right."""
    trial, expected = plan.trials[index], plan.expected[index]
    same_bytes = answer.structure == expected.structure and answer.data == expected.data
    if same_bytes and answer.kind == expected.kind and (trial.must_raise or not answer.extra):
        return None
    if answer.kind in (TIMED_OUT, UNRUN):
        return TIMEOUT
    if answer.kind in (worker.MISSING, DIED, worker.NOT_DATA):
        return ERROR
    try:
        value = value_of(answer)
        if answer.kind == worker.RAISED:
            return None if trial.must_raise and "ValueError" in names_of(answer) else ERROR
        if trial.must_raise:
            return FAILED
        by_value = not isinstance(plan.checks[trial.check], Property)
        if by_value and not equal(value_of(expected), value, trial.rule):
            return FAILED
    except wire.Malformed:
        return ERROR
    return None if changed_argument(answer) is None else FAILED


def judged(check: Property, calls: list[Any], answers: Sequence[Answer]) -> bool | Text:
    """What a property's judge says; one that stumbles over a strange answer finds it wrong."""
    try:
        said = check.judge(calls, [value_of(a) for a in answers])
    except Exception:
        return False
    return said if isinstance(said, Text) else bool(said)


def value_of(answer: Answer) -> Any:
    """The answer's value, or its exception's class names. Raises wire.Malformed."""
    if isinstance(answer.value, wire.Malformed):
        raise answer.value
    return answer.value


def names_of(answer: Answer) -> list[str]:
    """An exception's class names as the worker says them, nearest first; none where it says no such thing."""
    names = answer.value if isinstance(answer.value, list) else []
    return [name for name in names[: worker.NAMES_LIMIT] if isinstance(name, str)]


def changed_argument(answer: Answer) -> int | None:
    """The index of the argument that the call changed; None where it changed none."""
    changed = answer.side.get("changed") if answer.extra else None
    return changed if isinstance(changed, int) else None
