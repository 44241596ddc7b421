"""Writes the failing call of a learner's file beside it, to be run in a debugger."""

from __future__ import annotations

from pathlib import Path

from learnrnn.app.session import Session
from learnrnn.catalog import Exercise
from learnrnn.diagnosis.case import failing_call, text_of
from learnrnn.diagnosis.run import run_checks
from learnrnn.engine.grade import is_killed
from learnrnn.engine.plan import make_plan
from learnrnn.errors import complain
from learnrnn.learner.workspace import read_answer
from learnrnn.sandbox.pool import open_sandbox


def write_case(exercise: Exercise, session: Session, seed: int) -> tuple[Path | None, bool]:
    """The file NAME_case.py in the workspace, None where no call alone fails; and whether every check passes.

    Raises LearnrnnError and Fault.
    """
    if not exercise.has_checks:
        raise complain("case_needs_checks")
    source, plan = read_answer(exercise, session.workspace), make_plan(exercise, seed)
    with open_sandbox(session.started) as sandbox:
        run = run_checks(plan, source, sandbox, session.limits)
        passes = not is_killed(plan, run)
        call = failing_call(plan, source, run, sandbox)
    if call is None:
        return None, passes
    file = session.workspace / f"{exercise.module}_case.py"
    file.write_text(text_of(call, exercise.module), encoding="utf-8")
    return file, passes
