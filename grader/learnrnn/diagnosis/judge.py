"""Grades one file of one exercise: runs it in a worker, has its answers judged, and says what is wrong."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from learnrnn.checking import AnyCheck, Property
from learnrnn.diagnosis.findings import Finding, call_of, clean, extra_of, left_out, load_failure, tell
from learnrnn.diagnosis.names import Named, name_mistakes
from learnrnn.diagnosis.parts import parts_of
from learnrnn.diagnosis.relations import relation_of
from learnrnn.diagnosis.run import run_checks
from learnrnn.engine.grade import Verdict, points_of, verdicts
from learnrnn.engine.plan import Plan
from learnrnn.locale import Message, Text
from learnrnn.result import (
    BLOCKED,
    CARRIED,
    ERROR,
    FAILED,
    MISSING,
    PASSED,
    TIMEOUT,
    CheckResult,
    ExerciseResult,
    status_of,
)
from learnrnn.sandbox import worker
from learnrnn.sandbox.pool import TIMED_OUT, UNRUN, Fault, Limits, Run, Sandbox
from learnrnn.sandbox.protocol import Answer
from learnrnn.submissions.source import Places, Source, script

JUDGING_S = 2.0  # of the grader's CPU for one file's answers; an honest one takes some milliseconds
LOOKS_A_TIME = 16  # at an answer, between two looks at the clock


class TooHeavy(Exception):
    """A file's answers take longer to judge than any honest ones do."""


class Metered(Sequence[Answer]):
    """A worker's answers, which may be looked at until so many seconds of CPU are used up. Raises TooHeavy."""

    def __init__(self, answers: Sequence[Answer], cpu_s: float):
        self._answers, self._looks = answers, 0
        self._end_s = time.thread_time() + cpu_s

    def __len__(self) -> int:
        return len(self._answers)

    def __getitem__(self, index: Any) -> Any:
        self._looks += 1
        if self._looks % LOOKS_A_TIME == 0 and time.thread_time() > self._end_s:
            raise TooHeavy(f"judging took more than {JUDGING_S:.0f} s of CPU")
        return self._answers[index]


def grade(
    plan: Plan,
    source: Source | None,
    sandbox: Sandbox,
    limits: Limits = Limits(),
    look: Callable[[Run, ExerciseResult], ExerciseResult] = lambda _, result: result,
    *,
    follow_through: bool = False,
) -> ExerciseResult:
    """The result of what was taken (None: nothing is there) under a plan. A fault of ours becomes `fault`.

    look: what more runs can tell is added by it.
    """
    name = plan.exercise.name
    if source is None:
        message = Message("file_missing", {"file": plan.exercise.filename})
        return ExerciseResult(name, MISSING, 0, points_of(plan.checks), message)
    try:
        run = run_checks(plan, source, sandbox, limits)
    except (Fault, OSError) as fault:
        return ExerciseResult(name, ERROR, None, points_of(plan.checks), Message("fault"), fault=str(fault))
    return look(run, judge(plan, run, limits, source, follow_through=follow_through))


def judge(
    plan: Plan,
    run: Run,
    limits: Limits = Limits(),
    source: Places | None = None,
    *,
    follow_through: bool = False,
) -> ExerciseResult:
    """The result of what a worker sent. Pure: the same bytes give the same result. Raises TooHeavy.

    `source` says where a line lies, where that is not the exercise's own file. follow_through: what is carried (a
    function rightly built on one that has a named mistake) gets its points.
    """
    source = source or script("", plan.exercise.filename)
    name, printed = plan.exercise.name, _printed(run.loading)
    if run.loading.kind != worker.LOADED:
        status = TIMEOUT if run.loading.kind in (TIMED_OUT, UNRUN) else ERROR
        checks = tuple(_unrun(check, status) for check in plan.checks)
        message = load_failure(run.loading, source, limits)
        return ExerciseResult(
            name, status, 0, points_of(plan.checks), message, checks=checks, printed=printed
        )
    answers = Metered(run.answers, JUDGING_S)
    found = verdicts(plan, answers)
    named = name_mistakes(plan, answers, failing_of(found))
    teller = _Teller(plan, answers, found, named, limits, source, follow_through=follow_through)
    checks = tuple(teller.result(i) for i in range(len(plan.checks)))
    score = sum(check.score for check in checks)
    return ExerciseResult(
        name,
        status_of(score, points_of(plan.checks)),
        score,
        points_of(plan.checks),
        left_out(run, source),
        checks=checks,
        printed=printed,
    )


def failing_of(found: Sequence[Verdict]) -> dict[int, tuple[int, ...]]:
    """The failing trials of each check that fails."""
    return {i: verdict.failing for i, verdict in enumerate(found) if verdict.status != PASSED}


class _Teller:
    """Makes results of verdicts: what is shown of each check, and only that, is put into words."""

    def __init__(
        self,
        plan: Plan,
        answers: Sequence[Answer],
        found: Sequence[Verdict],
        named: Mapping[int, Named],
        limits: Limits,
        source: Places,
        *,
        follow_through: bool,
    ):
        self.follow_through = follow_through
        self.plan, self.answers, self.found, self.named = plan, answers, found, named
        self.limits, self.source = limits, source
        self.passed = {c.name for c, v in zip(plan.checks, found, strict=True) if v.status == PASSED}

    def result(self, index: int) -> CheckResult:
        """One check's result."""
        plan, check, verdict = self.plan, self.plan.checks[index], self.found[index]
        says = check.says
        if verdict.status == PASSED:
            return CheckResult(
                check.name, check.function, check.visible, PASSED, check.points, check.points, says,
                printed=_printed(self.answers[plan.trials_of(index)[0]]),
            )  # fmt: skip
        roots = [need for need in check.needs if need not in self.passed]
        if roots:
            if carried := self._carried(index, roots):
                return carried
            root = next(c for c in plan.checks if c.name == roots[0])
            bare = {lang: said.rstrip(".。") for lang, said in root.says.by_language.items()}
            told = (Message("blocked", {"check": Text.of(bare)}),)
            return CheckResult(
                check.name, check.function, check.visible, BLOCKED, 0, check.points, says, told, told
            )
        finding, named = self._finding(index), self.named.get(index)
        return CheckResult(
            check.name,
            check.function,
            check.visible,
            verdict.status,
            0,
            check.points,
            says,
            finding.full,
            (finding.hidden,),
            (named.mistake,) if named else (),
            named.says if named else None,
            _printed(self.answers[verdict.failing[0]]),
            finding.trace,
            relation=None if named else relation_of(plan, index, verdict, self.answers),
        )

    def _carried(self, index: int, roots: Sequence[str]) -> CheckResult | None:
        """The result of a check that fails only because of a named mistake in another function, on which it is built
        rightly."""
        check, named = self.plan.checks[index], self.named.get(index)
        if named is None:
            return None
        wrong = next(
            (
                c.function
                for i, c in enumerate(self.plan.checks)
                if c.name in self._failing_below(roots)
                and c.function != check.function
                and (root := self.named.get(i))
                and root.mistake == named.mistake
            ),
            None,
        )
        if wrong is None:
            return None
        told = (Message("carried", {"function": wrong}),)
        score = check.points if self.follow_through else 0
        return CheckResult(
            check.name,
            check.function,
            check.visible,
            CARRIED,
            score,
            check.points,
            check.says,
            told,
            told,
            (named.mistake,),
        )

    def _failing_below(self, roots: Sequence[str]) -> set[str]:
        """The failing checks that these names stand on, and they themselves: what is carried carries on."""
        needs = {check.name: check.needs for check in self.plan.checks}
        found: set[str] = set()
        waiting = list(roots)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += [need for need in needs[name] if need not in self.passed]
        return found

    def _finding(self, index: int) -> Finding:
        """What the first failing call of a check did instead."""
        plan, verdict, at = self.plan, self.found[index], self.found[index].failing[0]
        trial = plan.trials[at]
        by_value = not isinstance(plan.checks[index], Property)
        told = tell(
            trial,
            plan.expected[at],
            self.answers[at],
            self.source,
            self.limits,
            judged_by_value=by_value,
            parts=parts_of(plan, trial.request.function),
        )
        if told is None:  # each call is right by itself
            return Finding(FAILED, verdict.demand or Message("property_fails"))
        return Finding(verdict.status, told.told, call_of(trial), told.hidden_told, told.trace)


def _unrun(check: AnyCheck, status: str) -> CheckResult:
    says = check.says
    return CheckResult(check.name, check.function, check.visible, status, 0, check.points, says)


def _printed(answer: Answer) -> str:
    return clean(extra_of(answer).get("printed", ""), worker.PRINTED_LIMIT)
