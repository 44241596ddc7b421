"""Grades submissions: in this process, or in several jobs, each a grader and its worker on a core of its own.

What a job hands back is the submission's document as JSON text and the few numbers that a gradebook takes,
so that a class of any size passes through the parent without staying in it.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from learnrnn.catalog import Exercise
from learnrnn.grader import Grader
from learnrnn.result import SubmissionResult
from learnrnn.sandbox.pool import Limits
from learnrnn.submissions.find import Submission

_CONTROL = re.compile(
    "[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)  # what a terminal obeys; JSON escapes the rest
CHUNK = 8  # submissions graded exercise by exercise, so that a worker's calls are set up once for all of them


@dataclass(frozen=True)
class Order:
    """What is to be graded, and how: the same for every submission."""

    exercises: Sequence[Exercise]
    seed: int
    limits: Limits
    lang: str


@dataclass(frozen=True)
class Graded:
    """One submission's outcome: its row of the gradebook, and its document as JSON text."""

    student: str
    score: int
    max_score: int
    scores: tuple[int | None, ...]  # an exercise each, in the order's order; None for a fault
    document: str


class Job:
    """Grades chunks of submissions, one after the other."""

    def __init__(self, order: Order):
        self.order = order
        self.grader = Grader(order.seed, order.limits)

    def grade(self, submissions: Sequence[Submission]) -> list[Graded]:
        """The submissions' outcomes; exercise by exercise, so that a worker is set up once for each."""
        found = [[self.grader.grade(e, s.read) for s in submissions] for e in self.order.exercises]
        return [
            self._row(SubmissionResult(s.student, tuple(row[i] for row in found)))
            for i, s in enumerate(submissions)
        ]

    def _row(self, result: SubmissionResult) -> Graded:
        text = json.dumps(result.document(self.order.lang), ensure_ascii=False, indent=2)
        text = _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
        scores = tuple(e.score for e in result.exercises)
        return Graded(result.student, result.score, result.max_score, scores, text)


@contextlib.contextmanager
def graded(submissions: Sequence[Submission], order: Order, jobs: int | None) -> Generator[Iterator[Graded]]:
    """Every submission's outcome, one by one, in the order given."""
    jobs = min(jobs or len(os.sched_getaffinity(0)), max(1, len(submissions)))
    size = max(1, min(CHUNK, len(submissions) // (2 * jobs)))
    chunks = [submissions[i : i + size] for i in range(0, len(submissions), size)]
    if jobs == 1:
        job = Job(order)
        with job.grader:
            yield (row for chunk in chunks for row in job.grade(chunk))
        return
    context = multiprocessing.get_context("spawn")
    with context.Pool(jobs, _start_job, (order, context.Value("i", 0))) as pool:
        yield (row for rows in pool.imap(_run_job, chunks) for row in rows)


_job: Job | None = None  # of this process, when it is a job


def _start_job(order: Order, started: Any) -> None:
    """Take a core, which the zygote and its workers inherit: they work in turn, never side by side."""
    global _job
    with started.get_lock():
        number, started.value = started.value, started.value + 1
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[number % len(cores)]})
    _job = Job(order)


def _run_job(submissions: Sequence[Submission]) -> list[Graded]:
    assert _job is not None
    return _job.grade(submissions)
