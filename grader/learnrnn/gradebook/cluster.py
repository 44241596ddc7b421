"""Has submissions graded by a Dask cluster: the same chunks, the same rows; a worker that dies costs only time.

The workers need learnrnn with the course, and the class's folder under the same path. A secret seed travels to them
and nowhere else; who can listen in between is the cluster's matter (Dask speaks TLS).
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from learnrnn import catalog
from learnrnn.errors import complain
from learnrnn.gradebook.job import Graded, Job, Order, Task, lost
from learnrnn.sandbox.pool import Turn

AHEAD = 3  # chunks a thread of the cluster that are under way or wait for it
CONNECT_S = 10

_grading = threading.Lock()  # a worker with several threads grades one chunk after the other


def graded(chunks: Iterator[list[Task]], order: Order, address: str) -> Iterator[Graded]:
    """Every task's outcome, as it comes. Raises LearnrnnError where there is no cluster."""
    try:
        from distributed import Client, as_completed
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise complain("needs_extra", extra="dask") from None
    try:
        client = Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise complain("no_scheduler", address=address, why=error) from None
    with client:
        under_way = as_completed(loop=client.loop)
        order = replace(order, exercises=tuple(order.exercises))
        tasks: dict[Any, list[Task]] = {}
        doubtful: list[Task] = []  # to be graded when no other is

        def submit(chunk: list[Task], *, turn: Turn = "first") -> None:
            future = client.submit(run, order, chunk, turn, pure=False)
            tasks[future.key] = chunk
            under_way.add(future)

        def fill() -> None:
            """Keep every worker busy that is there by now."""
            threads: Any = client.nthreads()
            while len(tasks) < max(1, sum(threads.values())) * AHEAD and (chunk := next(chunks, None)):
                submit(chunk)

        fill()
        for future in under_way:
            chunk = tasks.pop(future.key)
            try:
                found = future.result()
                yield from filter(None, found)
                doubtful += [task for task, each in zip(chunk, found, strict=True) if each is None]
            except KilledWorker as error:
                if len(chunk) > 1:  # one of them is why, or none: each by itself
                    for task in chunk:
                        submit([task])
                else:
                    yield lost(chunk[0], order.exercises, str(error))
            fill()
            if not tasks and doubtful:
                submit([doubtful.pop()], turn="last")


def run(order: Order, chunk: list[Task], turn: Turn) -> list[Graded | None]:
    """On a worker: grade a chunk; None for what has to be graded again when no other is."""
    with _grading:
        return _job_for(order, turn).grade(chunk)


@functools.lru_cache(maxsize=2)
def _job_for(order: Order, turn: Turn) -> Job:
    """This process's job; its exercises lie where this machine has them."""
    here = replace(order, exercises=tuple(catalog.exercise(e.name) for e in order.exercises))
    return Job(here, turn=turn)
