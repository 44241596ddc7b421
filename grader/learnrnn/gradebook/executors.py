"""Has submissions graded side by side: in this process, or in several, each a grader with a sandbox of its own.

Whoever ends a process from outside (the system does, where memory runs out) costs time, never the class: what it
had at hand is graded again by a new one, each submission by itself; one that ends its process even then is a fault
of ours, which costs no points. What was stopped by the clock on the wall alone, or for want of memory, is graded
again in the same way, when no other job is at work: a class gets the same marks from many jobs as from one.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait as wait_for

from learnrnn.gradebook.job import Graded, Job, Key, Order, Task, lost
from learnrnn.sandbox.pool import Turn
from learnrnn.submissions.find import Submission

CHUNK = 8  # submissions graded exercise by exercise, so that a worker's calls are set up once for all of them
AHEAD = 3  # chunks a job that are under way or wait for it
CLUSTER_JOBS = 64  # by which a class is cut for a cluster of unknown size
TRIES_ALONE = 2  # of a submission whose process was ended from outside

Chunk = list[Task]
Known = Callable[[str], Mapping[str, frozenset[Key]]]  # by student: the results that are at hand, by exercise


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not on macOS and Windows
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def graded(
    submissions: Sequence[Submission],
    order: Order,
    jobs: int | None,
    known: Known,
    scheduler: str | None = None,
) -> Iterator[Graded]:
    """Every submission's outcome, as it comes. scheduler: the address of a Dask cluster that does the work."""
    if scheduler:
        from learnrnn.gradebook import cluster

        yield from cluster.graded(chunks_of(submissions, CLUSTER_JOBS, known), order, scheduler)
        return
    jobs = min(jobs or cores(), max(1, len(submissions)))
    chunks = chunks_of(submissions, jobs, known)
    if jobs > 1:
        yield from _Side(order, jobs).graded(chunks)
        return
    with Job(order) as job:
        for chunk in chunks:
            yield from filter(None, job.grade(chunk))


def chunks_of(submissions: Sequence[Submission], jobs: int, known: Known) -> Iterator[Chunk]:
    """The submissions in portions, with what is known of each when its turn comes."""
    size = max(1, min(CHUNK, len(submissions) // (2 * jobs)))
    for i in range(0, len(submissions), size):
        yield [Task(s, known(s.student)) for s in submissions[i : i + size]]


class _Side:
    """Several jobs side by side, replaced where they are ended from outside."""

    def __init__(self, order: Order, jobs: int):
        self.order, self.jobs = order, jobs

    def graded(self, chunks: Iterator[Chunk]) -> Iterator[Graded]:
        again: Chunk = []  # under way when a process was ended: one of them may be why; and what is doubtful
        pool = self._pool(self.jobs, "first")
        try:
            under_way: dict[Future[list[Graded | None]], Chunk] = {}
            while True:
                while len(under_way) < self.jobs * AHEAD and (chunk := next(chunks, None)):
                    try:
                        under_way[pool.submit(_run, chunk)] = chunk
                    except BrokenProcessPool:
                        again += chunk
                        break
                if not under_way and not again:
                    return
                if under_way:
                    for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                        chunk = under_way.pop(future)
                        try:
                            found = future.result()
                        except BrokenProcessPool:
                            again += chunk
                        else:
                            yield from filter(None, found)
                            again += [task for task, each in zip(chunk, found, strict=True) if each is None]
                elif again:
                    pool.shutdown(cancel_futures=True)
                    yield from self._alone(again)
                    again, pool = [], self._pool(self.jobs, "first")
        finally:
            pool.shutdown(cancel_futures=True)

    def _alone(self, tasks: Chunk) -> Iterator[Graded]:
        """Each task in a process of its own, so that it is known which of them ends it."""
        pool = self._pool(1, "last")
        try:
            for task in tasks:
                for _ in range(TRIES_ALONE):
                    try:
                        yield from filter(None, pool.submit(_run, [task]).result())
                        break
                    except BrokenProcessPool:
                        pool = self._pool(1, "last")
                else:
                    yield lost(
                        task, self.order.exercises, "the process that graded it was ended from outside"
                    )
        finally:
            pool.shutdown(cancel_futures=True)

    def _pool(self, jobs: int, turn: Turn) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _start, (self.order, turn))


_job: Job | None = None  # of this process, when it is a job


def _start(order: Order, turn: Turn) -> None:
    global _job
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _job = Job(order, turn=turn)


def _end_with_parent() -> None:
    """Nobody waits for a job whose parent was killed."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait_for([parent.sentinel])
    os._exit(1)


def _run(chunk: Chunk) -> list[Graded | None]:
    assert _job is not None
    return _job.grade(chunk)
