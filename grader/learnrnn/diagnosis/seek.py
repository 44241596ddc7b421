"""Adds to a result what only more runs can tell: the line that one change mends, or the function that is wrong."""

from __future__ import annotations

import time
from collections.abc import Sequence, Set
from dataclasses import replace

from learnrnn.checking import Raises
from learnrnn.diagnosis.judge import failing_of
from learnrnn.diagnosis.names import name_mistakes, name_pairs
from learnrnn.diagnosis.relations import relation_of
from learnrnn.diagnosis.search.find import Found, Step, find
from learnrnn.engine.grade import verdicts
from learnrnn.engine.plan import Plan
from learnrnn.locale import Message, one_below_other
from learnrnn.result import BLOCKED, CARRIED, FAILED, PASSED, CheckResult, ExerciseResult, Place
from learnrnn.sandbox import worker
from learnrnn.sandbox.pool import Run, Sandbox
from learnrnn.sandbox.protocol import Answer
from learnrnn.submissions.source import Source

PAIRS_S = 0.15  # of CPU that looking for pairs of mistakes takes


def with_places(
    plan: Plan,
    source: Source,
    run: Run,
    result: ExerciseResult,
    sandbox: Sandbox,
    budget_s: float,
    *,
    secret: bool = False,
) -> ExerciseResult:
    """The result with the places that a search finds, where something fails that no mistake explains. Raises Fault.

    secret: no part of the reference may be seen by the file, as in a class.
    """
    if run.loading.kind != worker.LOADED or _is_unwritten(plan, run.answers):
        return result
    since_s = time.thread_time()
    result = with_pairs(plan, run, result)
    result = _with_deep_relations(plan, run, result)
    unknown = [c for c in result.checks if c.status not in (PASSED, BLOCKED, CARRIED) and not c.mistakes]
    if not unknown:
        return result
    budget_s -= PAIRS_S if len(unknown) else 0.0
    named = {i for i, check in enumerate(result.checks) if check.mistakes}
    found = find(plan, source, run.answers, sandbox, budget_s, named=named, secret=secret, since_s=since_s)
    seen = {i for i, c in enumerate(result.checks) if c.status not in (PASSED, BLOCKED)}
    checks = list(result.checks)
    if (
        len(found.steps) == 1 and not found.named
    ):  # one change explains all; that nothing was raised names little
        checks = [_unnamed(c) if isinstance(plan.checks[i], Raises) else c for i, c in enumerate(checks)]
    checks = [_placed(c, i, found, source, seen) for i, c in enumerate(checks)]
    return replace(result, checks=tuple(checks))


def _with_deep_relations(plan: Plan, run: Run, result: ExerciseResult) -> ExerciseResult:
    """The result with the relations for which the reference has to run with other arguments."""
    checks = list(result.checks)
    for i, (check, verdict) in enumerate(zip(checks, verdicts(plan, run.answers), strict=True)):
        unsaid = check.relation is None or check.relation.kind == "parts"
        if check.status == FAILED and not check.mistakes and unsaid:
            checks[i] = replace(check, relation=relation_of(plan, i, verdict, run.answers, deep=True))
    return replace(result, checks=tuple(checks))


def with_pairs(plan: Plan, run: Run, result: ExerciseResult) -> ExerciseResult:
    """The result with two mistakes named where together they explain a check."""
    failing = failing_of(verdicts(plan, run.answers))
    named = name_mistakes(plan, run.answers, failing)
    if failing.keys() <= named.keys():
        return result
    checks = list(result.checks)
    for index, (one, other) in name_pairs(plan, run.answers, failing, named).items():
        said = one_below_other([one.says, other.says])
        if not checks[index].mistakes:
            names = (one.mistake, other.mistake)
            checks[index] = replace(checks[index], mistakes=names, mistake_text=said)
    return replace(result, checks=tuple(checks))


def _is_unwritten(plan: Plan, answers: Sequence[Answer]) -> bool:
    """Whether no function is written yet: then there is nothing to search."""
    first = [answers[plan.trials_of(i)[0]] for i in range(len(plan.checks))]
    return all(a.kind == worker.MISSING or _is_stub(a) for a in first)


def _is_stub(answer: Answer) -> bool:
    return answer.kind == worker.RAISED and answer.value[:1] == ["NotImplementedError"]


def _placed(check: CheckResult, index: int, found: Found, source: Source, seen: Set[int]) -> CheckResult:
    """A check with its place. seen: the checks that wait for no other; one that waits is told what none of them is."""
    if check.status == PASSED or check.mistakes:
        return check
    if (named := found.named.get(index)) and (index in seen or not seen & found.named.keys()):
        check = replace(check, mistakes=(named.mistake,), mistake_text=named.says)
    for step in found.steps:
        if index in step.checks and (index in seen or not seen & step.checks):
            return replace(check, place=_line(step, len(found.steps) + len(found.named), source))
    if index in seen and (function := found.functions.get(index)):
        says = Message("place_function", {"function": function})
        return replace(check, place=Place(function, says=says))
    return check


def _unnamed(check: CheckResult) -> CheckResult:
    return replace(check, mistakes=(), mistake_text=None) if check.status != PASSED else check


def _line(step: Step, of: int, source: Source) -> Place:
    """Where a change is: the line, and what kind of thing to look at."""
    change, where = step.change, source.place(step.line)
    key = "place_one_change" if of == 1 else "place_two_changes"
    says = Message(key, {"look": Message(f"look_{change.kind}")})
    return Place(change.function, step.line, where, step.text, says)
