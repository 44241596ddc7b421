"""Grades one file of one exercise: runs it in a worker, judges every answer, names mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from learnrnn.checking import AnyCheck, Property
from learnrnn.engine.diagnose import diagnose, value_of
from learnrnn.engine.plan import Plan
from learnrnn.engine.tell import Finding, call_of, clean, extra_of, left_out, load_failure, tell
from learnrnn.locale import Message, Sayable, Text
from learnrnn.result import (
    BLOCKED,
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
from learnrnn.sandbox.pool import DIED, TIMED_OUT, UNRUN, Fault, Limits, Run, Sandbox
from learnrnn.sandbox.protocol import Answer
from learnrnn.submissions.source import Places, Source, script


@dataclass(frozen=True)
class Verdict:
    """One check's trials judged: which fail, and what the first of them did."""

    status: str
    failing: tuple[int, ...] = ()
    finding: Finding | None = None


def grade(plan: Plan, source: Source | None, sandbox: Sandbox, limits: Limits = Limits()) -> ExerciseResult:
    """The result of what was taken (None: nothing is there) under a plan. A fault of ours becomes `fault`."""
    name = plan.exercise.name
    if source is None:
        message = Message("file_missing", {"file": plan.exercise.filename})
        return ExerciseResult(name, MISSING, 0, points_of(plan.checks), message)
    try:
        sandbox.load(
            plan.exercise.module,
            plan.requests,
            key=(name, plan.seed),
            groups=[trial.check for trial in plan.trials],
        )
        run = run_code(sandbox, source, limits)
    except (Fault, OSError) as fault:
        return ExerciseResult(name, ERROR, None, points_of(plan.checks), Message("fault"), fault=str(fault))
    return judge(plan, run, limits, source)


def run_code(sandbox: Sandbox, source: Source, limits: Limits) -> Run:
    """What the code answers. Where what stands outside functions hangs or ends the process, without that.

    Raises Fault.
    """
    run = sandbox.run(source.code(), limits)
    if run.loading.kind not in (TIMED_OUT, UNRUN, DIED):
        return run
    again = sandbox.run(source.code(loose=False), limits)
    return replace(again, left_out_for=run.loading.kind) if again.loading.kind == worker.LOADED else run


def points_of(checks: Sequence[AnyCheck]) -> int:
    """The points of an exercise's checks together."""
    return sum(check.points for check in checks)


def judge(plan: Plan, run: Run, limits: Limits = Limits(), source: Places | None = None) -> ExerciseResult:
    """The result of what a worker sent. Pure: the same bytes give the same result.

    `source` says where a line lies, where that is not the exercise's own file.
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
    verdicts = [_judge_check(plan, i, run.answers, limits, source) for i in range(len(plan.checks))]
    failing = {i: v.failing for i, v in enumerate(verdicts) if v.status != PASSED}
    mistakes = diagnose(plan, run.answers, failing)
    passed = {c.name for c, v in zip(plan.checks, verdicts, strict=True) if v.status == PASSED}
    checks = tuple(
        _check_result(plan, i, verdict, run.answers, mistakes.get(i), passed)
        for i, verdict in enumerate(verdicts)
    )
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


def is_killed(plan: Plan, run: Run) -> bool:
    """Whether any check fails: what judge() says, without asking which mistake it is."""
    if run.loading.kind != worker.LOADED:
        return True
    return any(
        _judge_check(plan, i, run.answers, Limits(), script("")).status != PASSED
        for i in range(len(plan.checks))
    )


def _judge_check(
    plan: Plan, index: int, answers: Sequence[Answer], limits: Limits, source: Places
) -> Verdict:
    check, trials = plan.checks[index], plan.trials_of(index)
    judged = {t: _judge_trial(plan, t, answers[t], limits, source) for t in trials}
    findings = {t: found for t, found in judged.items() if found is not None}
    if findings:
        at, first = next(iter(findings.items()))
        return Verdict(first.status, tuple(findings), replace(first, call=call_of(plan.trials[at])))
    if isinstance(check, Property):
        told = _judge_property(check, plan.calls[index], [answers[t] for t in trials])
        if told:
            return Verdict(FAILED, tuple(trials), Finding(FAILED, told))
    return Verdict(PASSED)


def _judge_trial(plan: Plan, index: int, answer: Answer, limits: Limits, source: Places) -> Finding | None:
    trial, expected = plan.trials[index], plan.expected[index]
    same_bytes = answer.structure == expected.structure and answer.data == expected.data
    if same_bytes and answer.kind == expected.kind and (trial.must_raise or not answer.extra):
        return None
    judged_by_value = not isinstance(plan.checks[trial.check], Property)
    return tell(trial, expected, answer, source, limits, judged_by_value=judged_by_value)


def _judge_property(check: Property, calls: list, answers: Sequence[Answer]) -> Sayable | None:
    """What a property's judge finds wrong; one that stumbles over a strange answer does so too."""
    try:
        said = check.judge(calls, [value_of(a) for a in answers])
    except Exception:
        said = False
    if isinstance(said, Text):
        return said
    return None if said else Message("property_fails")


def _check_result(
    plan: Plan, index: int, verdict: Verdict, answers: Sequence[Answer], mistake: str | None, passed: set[str]
) -> CheckResult:
    check = plan.checks[index]
    says = Text(check.en, check.ja)
    if verdict.status == PASSED:
        return CheckResult(
            check.name, check.function, check.visible, PASSED, check.points, check.points, says,
            printed=_printed(answers[plan.trials_of(index)[0]]),
        )  # fmt: skip
    roots = [need for need in check.needs if need not in passed]
    if roots:
        root = next(c for c in plan.checks if c.name == roots[0])
        told = (Message("blocked", {"check": Text(root.en.rstrip("."), root.ja.rstrip("。"))}),)
        return CheckResult(
            check.name, check.function, check.visible, BLOCKED, 0, check.points, says, told, told
        )
    first = answers[verdict.failing[0]]
    assert verdict.finding is not None
    text = next((Text(m.en, m.ja) for m in plan.mistakes if m.name == mistake), None)
    return CheckResult(
        check.name,
        check.function,
        check.visible,
        verdict.status,
        0,
        check.points,
        says,
        verdict.finding.full,
        (verdict.finding.hidden,),
        () if mistake is None else (mistake,),
        text,
        _printed(first),
        verdict.finding.trace,
    )


def _unrun(check: AnyCheck, status: str) -> CheckResult:
    says = Text(check.en, check.ja)
    return CheckResult(check.name, check.function, check.visible, status, 0, check.points, says)


def _printed(answer: Answer) -> str:
    return clean(extra_of(answer).get("printed", ""), worker.PRINTED_LIMIT)
