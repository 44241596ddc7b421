"""Checks hold under any seed, for a class's is drawn: what is right passes, and every mistake has its name.

What fails here is a check to mend, not a seed to avoid. LEARNRNN_SEEDS=200 is the long mode.
"""

from __future__ import annotations

import os

import pytest

from learnrnn import catalog
from learnrnn.diagnosis.judge import judge
from learnrnn.engine.edit import edit
from learnrnn.engine.plan import Answers, Plan, make_plan
from learnrnn.result import PASSED, ExerciseResult
from learnrnn.sandbox import worker
from learnrnn.sandbox.pool import Run
from learnrnn.sandbox.protocol import Answer

SEEDS = int(os.environ.get("LEARNRNN_SEEDS", "2"))
FIRST = 1_000  # the seeds are drawn by nobody, and are none that an author looked at


def judged(plan: Plan, source: str) -> ExerciseResult:
    """The result of code of ours, run here."""
    answers = list(Answers(source, plan.exercise.filename, plan.requests))
    return judge(plan, Run(Answer(worker.LOADED, b"", b""), answers))


def wrong_under(plan: Plan) -> list[str]:
    """What does not hold of the exercise's checks as this plan has drawn them."""
    right = {"the reference": plan.source} | {
        also.name: edit(plan.source, also.was, also.now) for also in plan.exercise.checks().also
    }
    wrong = [f"{name} does not pass" for name, code in right.items() if judged(plan, code).status != PASSED]
    for mistake in plan.mistakes:
        for number, form in enumerate(plan.mistaken[mistake.name]):
            result = judge(plan, Run(Answer(worker.LOADED, b"", b""), list(form)))
            names = {check.mistake for check in result.checks if check.mistake}
            if result.status == PASSED:
                wrong.append(f"{mistake.name} passes in its form {number}")
            elif names != {mistake.name}:
                wrong.append(f"{mistake.name} in its form {number} is called {sorted(names)}")
    return wrong


@pytest.mark.external
@pytest.mark.parametrize("exercise", catalog.exercises().values(), ids=lambda e: e.name)
def test_checks_hold_under_any_seed(exercise):
    wrong = {seed: wrong_under(make_plan(exercise, seed)) for seed in range(FIRST, FIRST + SEEDS)}
    assert {seed: found for seed, found in wrong.items() if found} == {}
