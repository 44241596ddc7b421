"""Finds the one change of a learner's file that makes every check pass; or two, one after the other.

Nothing is said that was not run: what makes a failing call come out right is proved by a run of every check.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from learnrnn.diagnosis.names import Named
from learnrnn.diagnosis.search.in_place import copied_arguments
from learnrnn.diagnosis.search.leanings import numbers_of
from learnrnn.diagnosis.search.rounds import Better, Round, failing_in, is_explained, names_in, run_all
from learnrnn.diagnosis.search.scope import Scope
from learnrnn.diagnosis.search.text import Change, Text
from learnrnn.diagnosis.search.trying import RUN_S, Clock
from learnrnn.engine.grade import Verdict, changed_argument, verdicts
from learnrnn.engine.plan import Plan
from learnrnn.sandbox import worker
from learnrnn.sandbox.pool import Sandbox
from learnrnn.sandbox.protocol import Answer
from learnrnn.submissions.source import Source

BUDGET_S = 2.0  # of CPU
MOST_STEPS = 2  # slips in one file that are told apart


@dataclass(frozen=True)
class Step:
    """A change that is proved: with it, and those before it, these checks pass that failed before."""

    change: Change
    line: int  # of the learner's code as it was, and its text
    text: str
    checks: frozenset[int]


@dataclass(frozen=True)
class Found:
    """What was found. steps: changes after which every check passes, but for those that a named mistake explains.
    functions: of each failing check's index, the function whose exchange with a right one makes all checks pass.
    named: of the checks that still fail after the steps, the named mistake.
    """

    steps: tuple[Step, ...] = ()
    functions: Mapping[int, str] = field(default_factory=dict)
    named: Mapping[int, Named] = field(default_factory=dict)


def find(
    plan: Plan,
    source: Source,
    answers: Sequence[Answer],
    sandbox: Sandbox,
    budget_s: float = BUDGET_S,
    *,
    named: Collection[int] = (),
    secret: bool = False,
    since_s: float | None = None,
) -> Found:
    """The change, or the two changes, that make every check pass. Raises Fault.

    named: the checks that a named mistake explains already. secret: no part of the reference may be seen by the
    file, as in a class. since_s: as in Clock.
    """
    try:
        text = Text(source)
    except ValueError:
        return Found()
    clock = Clock(budget_s, since_s)
    begun, begun_with = text, answers
    steps: list[Step] = []
    found = before = verdicts(plan, answers)
    if (guarded := _guarded(plan, text, answers, found, sandbox, clock)) is not None:
        change, changed, answers, found = guarded
        steps.append(Step(change, change.line, begun.line(change.line), frozenset(failing_in(before)[:1])))
        text = Text(changed)
        if not failing_in(found):
            return Found((replace(steps[0], checks=frozenset(failing_in(before))),))
    while set(failing_in(found)) - set(named) and len(steps) < MOST_STEPS and clock.left_s > 0:
        search = Round(plan, text, answers, found, named, sandbox, clock, secret=secret)
        better = search.run()
        if better is None:
            break
        change, changed, answers, after = better
        passing = frozenset(failing_in(found)) - frozenset(failing_in(after))
        gained = passing or frozenset(failing_in(found))
        line = change.line - sum(_lines_added(s.change) for s in steps if s.change.line < change.line)
        steps.append(Step(change, line, begun.line(line), gained))
        found, text = after, Text(changed)
        if is_explained(plan, found, names := names_in(plan, answers, found)):
            known = {name.mistake for name in names_in(plan, begun_with, before).values()}
            fresh = {i for i, name in names.items() if name.mistake not in known}
            if plan.checks[min(gained)].function in {plan.checks[i].function for i in fresh}:
                again = Round(plan, text, answers, found, (), sandbox, clock, secret=secret)
                if not _is_elsewhere(
                    change, again.run()
                ):  # the change may have made of the slip what is named
                    if not passing:
                        break
                    names = {i: name for i, name in names.items() if i not in fresh}
            told = {i: name for i, name in names.items() if _is_sure(plan, begun_with, steps, i)}
            return Found(tuple(steps), named=told)
    return Found() if secret else Found((), exchanged(plan, begun, before, sandbox))


def _is_elsewhere(change: Change, other: Better | None) -> bool:
    """Whether another change makes every check pass after this one, and on another line: then there are two slips."""
    if other is None or failing_in(other[3]):
        return False
    return abs(other[0].line - change.line) > 1 or other[0].function != change.function


def _guarded(
    plan: Plan,
    text: Text,
    answers: Sequence[Answer],
    found: Sequence[Verdict],
    sandbox: Sandbox,
    clock: Clock,
) -> Better | None:
    """The file with a copy of the argument that it changes; None where it changes none, or that is not enough."""
    changing = [
        t for i in failing_in(found) for t in found[i].failing if changed_argument(answers[t]) is not None
    ]
    functions = dict.fromkeys(plan.trials[t].request.function for t in changing)
    for function in functions:
        for change in copied_arguments(Scope(text, function, None)) if function in text.units else ():
            source = text.with_text(text.changed(change))
            run = run_all(plan, source, sandbox)
            clock.spend(RUN_S, run.cpu_s)
            same = run.loading.kind == worker.LOADED and all(
                changed_argument(run.answers[t]) is None for t in changing
            )
            if same:
                return change, source, run.answers, verdicts(plan, run.answers)
    return None


def _is_sure(plan: Plan, answers: Sequence[Answer], steps: Sequence[Step], check: int) -> bool:
    """Whether what is named beside changes may be told of the file as it was.

    A change that adds a statement may have made the mistake that is named, and one answer for all calls, or texts and
    whole numbers, which come about in many ways, are no evidence beside it.
    """
    given = [answers[t].value for t in plan.trials_of(check) if answers[t].kind == worker.VALUE]
    rows = [row for row in map(numbers_of, given) if row is not None]
    constant = bool(rows) and all(len(np.unique(row)) < 2 for row in rows)
    adding = any(step.change.kind == "statement_missing" for step in steps)
    return not constant and not (adding and not any(map(_has_floats, given)))


def _has_floats(value: Any) -> bool:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return any(map(_has_floats, value))
    return isinstance(value, float) or (
        isinstance(value, np.ndarray | np.generic) and value.dtype.kind == "f"
    )


def _lines_added(change: Change) -> int:
    return sum(new.count("\n") for _, _, new in change.edits)


def exchanged(plan: Plan, text: Text, found: Sequence[Verdict], sandbox: Sandbox) -> dict[int, str]:
    """The smallest set of functions whose exchange with the reference's makes every check pass, by failing check."""
    failing = failing_in(found)
    functions = [f for f in dict.fromkeys(plan.checks[i].function for i in failing) if f in text.functions]
    for size in (1, 2):
        for chosen in itertools.combinations(functions, size):
            more = _EXCHANGE.format(names=", ".join(chosen))
            run = run_all(plan, text.with_text(text.source, more, {"_learnrnn_right": plan.source}), sandbox)
            if run.loading.kind == worker.LOADED and not failing_in(verdicts(plan, run.answers)):
                return {
                    i: next((f for f in chosen if f == plan.checks[i].function), chosen[0]) for i in failing
                }
    return {}


_EXCHANGE = "from _learnrnn_right import {names}\n"
