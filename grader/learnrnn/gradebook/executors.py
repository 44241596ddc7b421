"""Grades submissions: in this process, or on several cores, each with a grader and a worker of its own."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator, Sequence

from learnrnn.catalog import Exercise
from learnrnn.engine.grade import grade, points_of, refuse
from learnrnn.engine.plan import Plan, make_plan
from learnrnn.engine.source import Unreadable
from learnrnn.gradebook.submissions import Submission
from learnrnn.locale import Message
from learnrnn.result import ERROR, ExerciseResult, SubmissionResult
from learnrnn.sandbox.pool import Fault, Limits, Zygote

CHUNK = 8  # submissions handed to a job at a time


class Grader:
    """One job: a plan an exercise, made when first needed, and a zygote that is replaced when it fails."""

    def __init__(self, exercises: Sequence[Exercise], seed: int, limits: Limits):
        self.exercises, self.seed, self.limits = list(exercises), seed, limits
        self._plans: dict[str, Plan] = {}
        self._zygote: Zygote | None = None

    def grade(self, submissions: Sequence[Submission]) -> list[SubmissionResult]:
        """The submissions' results; exercise by exercise, so that the worker is set up once for each."""
        found = [[self._grade_one(e, s) for s in submissions] for e in self.exercises]
        return [
            SubmissionResult(s.student, tuple(row[i] for row in found)) for i, s in enumerate(submissions)
        ]

    def close(self) -> None:
        if self._zygote:
            self._zygote.close()
            self._zygote = None

    def _grade_one(self, exercise: Exercise, submission: Submission) -> ExerciseResult:
        plan = self._plan(exercise)
        try:
            source = submission.read(exercise)
        except Unreadable as problem:
            return refuse(exercise, points_of(plan.checks), problem.said)
        try:
            if self._zygote is None:
                self._zygote = Zygote()
            result = grade(plan, source, self._zygote, self.limits)
        except (Fault, OSError) as error:
            result = ExerciseResult(
                exercise.name, ERROR, None, points_of(plan.checks), Message("fault"), fault=str(error)
            )
        if result.fault:
            self.close()
        return result

    def _plan(self, exercise: Exercise) -> Plan:
        if exercise.name not in self._plans:
            self._plans[exercise.name] = make_plan(exercise, self.seed)
        return self._plans[exercise.name]


def grade_all(
    submissions: Sequence[Submission],
    exercises: Sequence[Exercise],
    seed: int,
    limits: Limits,
    jobs: int | None,
    advance: Callable[[], object] = lambda: None,
) -> list[SubmissionResult]:
    """Every submission's result, in the order given. `advance` is called once a submission."""
    jobs = min(jobs or len(os.sched_getaffinity(0)), max(1, len(submissions)))
    results: list[SubmissionResult] = []
    for result in _results(submissions, Grader(exercises, seed, limits), jobs):
        results.append(result)
        advance()
    return results


def _results(submissions: Sequence[Submission], grader: Grader, jobs: int) -> Iterator[SubmissionResult]:
    if jobs == 1:
        try:
            for submission in submissions:
                yield from grader.grade([submission])
        finally:
            grader.close()
        return
    import multiprocessing

    chunk = max(1, min(CHUNK, len(submissions) // jobs))
    chunks = [submissions[i : i + chunk] for i in range(0, len(submissions), chunk)]
    start = functools.partial(_start_job, grader.exercises, grader.seed, grader.limits)
    with multiprocessing.get_context("spawn").Pool(jobs, start) as pool:
        for results in pool.imap(_run_job, chunks):
            yield from results


_job: Grader | None = None  # of this process, when it is a job


def _start_job(exercises: Sequence[Exercise], seed: int, limits: Limits) -> None:
    global _job
    _job = Grader(exercises, seed, limits)


def _run_job(submissions: Sequence[Submission]) -> list[SubmissionResult]:
    assert _job is not None
    return _job.grade(submissions)
