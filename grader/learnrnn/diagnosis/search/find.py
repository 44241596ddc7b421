"""Finds the one change of a learner's file that makes every check pass; or two, one after the other.

Nothing is said that was not run: what makes a failing call come out right is proved by a run of every check.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from learnrnn.checking import Property
from learnrnn.diagnosis.names import Named, name_mistakes, same
from learnrnn.diagnosis.run import run_checks
from learnrnn.diagnosis.search.changes import changes_of
from learnrnn.diagnosis.search.text import Change, Text
from learnrnn.diagnosis.search.trying import RUN_S, TRY_S, Clock, Trying, target_of
from learnrnn.engine.grade import Verdict, changed_argument, verdicts
from learnrnn.engine.plan import Plan
from learnrnn.locale import Text as Said
from learnrnn.result import PASSED
from learnrnn.sandbox import worker
from learnrnn.sandbox.pool import Limits, Run, Sandbox
from learnrnn.sandbox.protocol import Answer
from learnrnn.submissions.source import Source

BUDGET_S = 2.0  # of CPU
PROOFS = 10  # changes that come out right in a few calls and are tried on all of them
LIKELY = 2  # the rank of changes that are tried beside a named mistake
OVERTIME_S = 0.1  # for the proof of what was found
PORTION = 600  # changes that are tried first
JUDGED = 300  # changes that a property's own judge looks at
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
    while set(_failing(found)) - set(named) and len(steps) < MOST_STEPS and clock.left_s > 0:
        search = _Search(plan, text, answers, found, named, sandbox, clock, secret=secret)
        better = search.run()
        if better is None:
            break
        change, changed, answers, after = better
        gained = frozenset(_failing(found)) - frozenset(_failing(after)) or frozenset(_failing(found))
        line = change.line - sum(_lines_added(s.change) for s in steps if s.change.line < change.line)
        steps.append(Step(change, line, begun.line(line), gained))
        found, text = after, Text(changed)
        if _explained(plan, found, names_after := _names(plan, answers, found)):
            told = {i: name for i, name in names_after.items() if _is_sure(plan, begun_with, steps, i)}
            return Found(tuple(steps), named=told)
    return Found() if secret else Found((), exchanged(plan, begun, before, sandbox))


def _is_sure(plan: Plan, answers: Sequence[Answer], steps: Sequence[Step], check: int) -> bool:
    """Whether what is named beside changes may be told of the file as it was.

    A change that adds a statement may have made the mistake that is named, and one answer for all calls, or texts and
    whole numbers, which come about in many ways, are no evidence beside it.
    """
    given = [answers[t].value for t in plan.trials_of(check) if answers[t].kind == worker.VALUE]
    rows = [row for row in map(_numbers, given) if row is not None]
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


def _names(plan: Plan, answers: Sequence[Answer], found: Sequence[Verdict]) -> dict[int, Named]:
    return name_mistakes(plan, answers, {i: found[i].failing for i in _failing(found)})


def _lines_added(change: Change) -> int:
    return sum(new.count("\n") for _, _, new in change.edits)


def _explained(plan: Plan, found: Sequence[Verdict], named: Collection[int]) -> bool:
    """Whether what fails is explained by a named mistake, or waits for what is."""
    failing = {plan.checks[i].name for i in _failing(found)}
    return all(i in named or failing & set(plan.checks[i].needs) for i in _failing(found))


def exchanged(plan: Plan, text: Text, found: Sequence[Verdict], sandbox: Sandbox) -> dict[int, str]:
    """The smallest set of functions whose exchange with the reference's makes every check pass, by failing check."""
    failing = _failing(found)
    functions = [f for f in dict.fromkeys(plan.checks[i].function for i in failing) if f in text.functions]
    for size in (1, 2):
        for chosen in itertools.combinations(functions, size):
            more = _EXCHANGE.format(names=", ".join(chosen))
            run = _run(plan, text.with_text(text.source, more, {"_learnrnn_right": plan.source}), sandbox)
            if run.loading.kind == worker.LOADED and not _failing(verdicts(plan, run.answers)):
                return {
                    i: next((f for f in chosen if f == plan.checks[i].function), chosen[0]) for i in failing
                }
    return {}


_EXCHANGE = "from _learnrnn_right import {names}\n"


def _run(plan: Plan, source: Source, sandbox: Sandbox, exercise_s: float = 2.0) -> Run:
    return run_checks(plan, source, sandbox, Limits(min(0.5, exercise_s), exercise_s))


def _failing(found: Sequence[Verdict]) -> list[int]:
    return [i for i, verdict in enumerate(found) if verdict.status != PASSED]


Better = tuple[Change, Source, list[Answer], list[Verdict]]


def _portions(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """The changes in portions that grow: what is likely is found early."""
    at, size = 0, PORTION
    while at < len(changes):
        yield list(changes[at : at + size])
        at += size
        size *= 2


def leanings(plan: Plan, answers: Sequence[Answer], failing: Sequence[int]) -> tuple[str, ...]:
    """The kinds of change that the answers speak for: a factor, a dtype, an argument that was changed."""
    if any(changed_argument(answers[t]) is not None for t in failing):
        return ("copy", "in_place")
    if any(plan.trials[t].must_raise and answers[t].kind == worker.VALUE for t in failing):
        return ("statement_missing", "condition", "comparison")
    pairs = [(plan.expected[t].value, answers[t].value) for t in failing if answers[t].kind == worker.VALUE]
    if len(pairs) < len(failing) or not pairs:
        return ()
    if all(_differ_in_length(expected, actual) for expected, actual in pairs):
        return ("index", "statement_missing", "condition", "comparison")
    if all(_differ_in_dtype(expected, actual) for expected, actual in pairs):
        return ("dtype",)
    return (
        ("scale", "term", "operator", "constant")
        if all(_is_factor(expected, actual) for expected, actual in pairs)
        else ()
    )


def _numbers(value: Any) -> np.ndarray | None:
    """All numbers of a result in one row; None where there is anything else."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        rows = [_numbers(item) for item in value]
        return (
            None
            if not rows or any(row is None for row in rows)
            else np.concatenate([r for r in rows if r is not None])
        )
    if isinstance(value, np.ndarray | np.generic | float | int) and np.asarray(value).dtype.kind in "fiu":
        return np.asarray(value, np.float64).ravel()
    return None


def _differ_in_length(expected: Any, actual: Any) -> bool:
    return isinstance(expected, list) and isinstance(actual, list) and len(expected) != len(actual)


def _differ_in_dtype(expected: Any, actual: Any) -> bool:
    a, b = _numbers(expected), _numbers(actual)
    return a is not None and b is not None and a.shape == b.shape and bool(np.allclose(a, b, 1e-4, 1e-6))


def _is_factor(expected: Any, actual: Any) -> bool:
    """Whether some numbers are right and all others wrong by one factor."""
    a, b = _numbers(expected), _numbers(actual)
    if a is None or b is None or a.shape != b.shape or not np.isfinite(b).all():
        return False
    wrong = ~np.isclose(a, b) & (np.abs(a) > 1e-9)
    if not wrong.any() or (np.abs(b[np.abs(a) <= 1e-9]) > 1e-6).any():
        return False
    ratios = b[wrong] / a[wrong]
    return bool(np.allclose(ratios, ratios[0], 1e-5))


class _Search:
    """One round: the best change of a file, which makes all checks pass or, failing that, more than before."""

    def __init__(
        self,
        plan: Plan,
        text: Text,
        answers: Sequence[Answer],
        found: Sequence[Verdict],
        named: Collection[int],
        sandbox: Sandbox,
        clock: Clock,
        *,
        secret: bool,
    ):
        self.plan, self.text, self.answers, self.found, self.named = plan, text, answers, found, named
        self.sandbox, self.clock, self.secret = sandbox, clock, secret
        self.trying = Trying(plan, text, sandbox, clock)
        self.failing = _failing(found)
        self.partial: Better | None = None

    def run(self) -> Better | None:
        for root in self._roots():
            better = self._for(root)
            if better or self.partial:
                return better or self.partial
        for root in self._roots():
            if better := self._beside_a_mistake(root):
                return better
        return None

    def _beside_a_mistake(self, root: int) -> Better | None:
        """A likely change after which a named mistake explains what still fails."""
        plan, failing = self.plan, [t for t in self.found[root].failing if t in self.plan.ordinary]
        if not failing or isinstance(plan.checks[root], Property):
            return None
        trial = min(failing, key=lambda t: len(plan.trials[t].request.data))
        rule = plan.trials[trial].rule
        wrong = [forms[0][trial] for forms in plan.mistaken.values()]
        targets = [
            t for t in (target_of(a, rule) for a in wrong if not same(plan.expected[trial], a, rule)) if t
        ]
        usual = changes_of(self.text, self._functions(plan.checks[root].function), None)
        likely = [c for c in usual if c.rank <= LIKELY and c.kind not in ("order", "swapped", "arguments")]
        likely = likely[: self.trying.affordable(likely)]
        for hit in sorted(self.trying.matching(likely, trial, targets))[:PROOFS]:
            source = self.text.with_text(self.text.changed(likely[hit]))
            run = _run(plan, source, self.sandbox)
            self.clock.spend(RUN_S, run.cpu_s)
            if run.loading.kind != worker.LOADED:
                continue
            after = verdicts(plan, run.answers)
            explained = _explained(plan, after, _names(plan, run.answers, after))
            if explained and set(_failing(after)) <= set(self.failing):
                return likely[hit], source, run.answers, after
        return None

    def _roots(self) -> list[int]:
        """The failing checks that wait for no other, the first two functions of them."""
        names = {self.plan.checks[i].name for i in self.failing}
        roots = [
            i for i in self.failing if i not in self.named and not names & set(self.plan.checks[i].needs)
        ]
        by_function: dict[str, int] = {}
        for i in roots:
            by_function.setdefault(self.plan.checks[i].function, i)
        return list(by_function.values())[:3]

    def _for(self, root: int) -> Better | None:
        functions = self._functions(self.plan.checks[root].function)
        reference = None if self.secret else ast.parse(self.plan.source)
        asked = self._asked(root)
        first = leanings(self.plan, self.answers, self.found[root].failing)
        usual = changes_of(self.text, functions, reference)
        for changes in self._stages(usual, functions, reference, first):
            if isinstance(self.plan.checks[root], Property):
                better = self._proved(self._judged(changes[:JUDGED], root), root)
                if better or self.partial:
                    return better
            for portion in _portions(changes) if asked else ():
                portion = portion[: self.trying.affordable(portion)]
                for trial, target in asked:
                    hits = self.trying.matching(portion, trial, [target])
                    portion = [portion[hit] for hit in sorted(hits)]
                if better := self._proved(portion, root):
                    return better
                if self.clock.left_s <= 0:
                    return None
        return None

    def _stages(
        self, usual: list[Change], functions: list[str], reference: ast.Module | None, first: Collection[str]
    ) -> Iterator[list[Change]]:
        """The usual changes and then the rare ones; of kinds that the answers speak for, both before all others."""
        yield [c for c in usual if c.kind in first]
        rare = changes_of(self.text, functions, reference, rare=True) if first else []
        yield [c for c in rare if c.kind in first]
        yield [c for c in usual if c.kind not in first]
        rare = rare or changes_of(self.text, functions, reference, rare=True)
        yield [c for c in rare if c.kind not in first]

    def _is_named(self, root: int, answers: Sequence[Answer], after: Sequence[Verdict]) -> bool:
        """Whether a check passes now, and named mistakes explain all that still fails."""
        return after[root].status == PASSED and _explained(
            self.plan, after, _names(self.plan, answers, after)
        )

    def _functions(self, first: str) -> list[str]:
        """A function and what it calls, nearest first, as far as the file defines them."""
        found = [first]
        for name in found:
            node = self.text.functions.get(name)
            for inner in ast.walk(node) if node else ():
                if isinstance(inner, ast.Name) and inner.id in self.text.functions and inner.id not in found:
                    found.append(inner.id)
                if isinstance(inner, ast.Name):  # a table of functions at the top of the file
                    for statement in self.text.tree.body:
                        if isinstance(statement, ast.Assign) and any(
                            isinstance(t, ast.Name) and t.id == inner.id for t in statement.targets
                        ):
                            for n in ast.walk(statement.value):
                                if (
                                    isinstance(n, ast.Name)
                                    and n.id in self.text.functions
                                    and n.id not in found
                                ):
                                    found.append(n.id)
        return found

    def _asked(self, root: int) -> list[tuple[int, tuple[int, float, float]]]:
        """The calls that are tried, with what they should give: a failing one first, then others of each kind."""
        plan = self.plan
        failing = [t for t in self.found[root].failing if not plan.trials[t].request.again]
        usual = [t for t in failing if t in plan.ordinary] or failing
        usual.sort(key=lambda t: len(plan.trials[t].request.data))  # a short call is tried sooner
        passing = [t for t in plan.trials_of(root) if t not in self.found[root].failing][:1]
        chosen = dict.fromkeys([*usual[:1], *failing[-1:], *passing, *usual[1:3]])
        asked = []
        for t in chosen:
            trial = plan.trials[t]
            if target := target_of(plan.expected[t], trial.rule, must_raise=trial.must_raise):
                asked.append((t, target))
        return asked

    def _judged(self, changes: Sequence[Change], root: int) -> list[Change]:
        """The changes under which a property's judge is content."""
        check = self.plan.checks[root]
        assert isinstance(check, Property)
        trials = list(self.plan.trials_of(root))
        found: list[Change] = []
        size = max(2, 200 // len(trials))
        for at in range(0, len(changes), size):
            if self.clock.left_s <= 0 or found:
                break
            some = changes[at : at + size]
            self.clock.spend(RUN_S + len(trials) * len(some) * TRY_S / 4)
            for change, values in zip(some, self.trying.values(some, trials), strict=False):
                if values is not None and self._is_content(check, root, values):
                    found.append(change)
        return found

    def _is_content(self, check: Property, root: int, values: list[object]) -> bool:
        try:
            said = check.judge(self.plan.calls[root], values)
        except Exception:
            return False
        return not isinstance(said, Said) and bool(said)

    def _proved(self, changes: Sequence[Change], root: int) -> Better | None:
        """The first change that makes every check pass; one that makes some pass and breaks none is remembered."""
        plan = self.plan
        for change in changes[:PROOFS]:
            if self.clock.left_s <= -OVERTIME_S:
                return None
            source = self.text.with_text(self.text.changed(change))
            run = _run(plan, source, self.sandbox)
            self.clock.spend(RUN_S, run.cpu_s)
            if run.loading.kind != worker.LOADED:
                continue
            after = verdicts(plan, run.answers)
            failing = _failing(after)
            if not failing or (set(failing) < set(self.failing) and self._is_named(root, run.answers, after)):
                return change, source, run.answers, after
            if root not in failing and set(failing) < set(self.failing):
                best = len(_failing(self.partial[3])) if self.partial else len(self.failing)
                if len(failing) < best:
                    self.partial = (change, source, run.answers, after)
        return None
