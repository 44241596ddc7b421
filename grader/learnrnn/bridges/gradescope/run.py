"""Grades the submission in Gradescope's container: `python -m learnrnn.bridges.gradescope.run`.

Exit status 1 where a fault of the grader left an exercise ungraded; results.json then says so at its top.
What this prints is for instructors alone.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from learnrnn import catalog
from learnrnn.bridges.gradescope.report import Report
from learnrnn.bridges.gradescope.settings import read
from learnrnn.doctor import examine, is_safe, verdict
from learnrnn.grader import Grader
from learnrnn.sandbox.pool import Limits
from learnrnn.submissions.find import submission_of


def run(root: Path) -> int:
    """Grade root/submission by root/source into root/results/results.json, rewritten after each exercise."""
    settings = read(root / "source")
    exercises = [catalog.exercise(name) for name in settings.exercises]
    report, file = Report(settings, exercises), root / "results" / "results.json"
    file.parent.mkdir(exist_ok=True)
    report.write(file)
    _say_how_safe(settings.lang)
    submission = submission_of(root / "submission")
    with Grader(settings.seed, Limits(settings.case_s, settings.exercise_s), own_inputs=True) as grader:
        for exercise in exercises:
            result = grader.grade(exercise, submission.read)
            if result.fault is not None:  # once more, in a new sandbox
                print(f"{exercise.name}: {result.fault}", flush=True)
                result = grader.grade(exercise, submission.read)
            report.results[exercise.name] = result
            report.write(file)
            print(f"{exercise.name}: {result.status} {result.score}/{result.max_score}", flush=True)
    return 1 if report.faults() else 0


def _say_how_safe(lang: str) -> None:
    try:
        layers = examine()
    except Exception as error:  # the grading will meet the same, and say it of each exercise
        print(f"{type(error).__name__}: {error}", flush=True)
        return
    print(verdict(layers).render(lang), flush=True)
    for layer in layers if not is_safe(layers) else ():
        print(f"  {layer.name}: {'+' if layer.holds else '-'} {layer.detail}", flush=True)


if __name__ == "__main__":
    sys.exit(run(Path(os.environ.get("AUTOGRADER_ROOT", "/autograder"))))
