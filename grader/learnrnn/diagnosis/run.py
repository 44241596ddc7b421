"""Has code run by a worker: every call of a plan, or the calls that were loaded."""

from __future__ import annotations

from dataclasses import replace

from learnrnn.engine.plan import Plan
from learnrnn.sandbox import worker
from learnrnn.sandbox.pool import DIED, TIMED_OUT, UNRUN, Limits, Run, Sandbox
from learnrnn.submissions.source import Source


def run_checks(plan: Plan, source: Source, sandbox: Sandbox, limits: Limits = Limits()) -> Run:
    """What the code answers to every call of a plan. Raises Fault."""
    groups = [trial.check for trial in plan.trials]
    sandbox.load(plan.exercise.module, plan.requests, key=(plan.exercise.name, plan.seed), groups=groups)
    return run_code(sandbox, source, limits)


def run_code(sandbox: Sandbox, source: Source, limits: Limits) -> Run:
    """What the code answers. Where what stands outside functions hangs or ends the process, without that.

    Raises Fault.
    """
    run = sandbox.run(source.code(), limits)
    if run.loading.kind not in (TIMED_OUT, UNRUN, DIED):
        return run
    again = sandbox.run(source.code(loose=False), limits)
    return replace(again, left_out_for=run.loading.kind) if again.loading.kind == worker.LOADED else run
