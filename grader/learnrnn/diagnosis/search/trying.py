"""Has changes tried by the confined worker, as hostile as the file that they change: digests and proofs."""

from __future__ import annotations

import json
import struct
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from learnrnn.diagnosis.search import driver
from learnrnn.diagnosis.search.text import Change, Text
from learnrnn.engine.compare import Rule
from learnrnn.engine.grade import value_of
from learnrnn.engine.plan import Plan
from learnrnn.sandbox import wire, worker
from learnrnn.sandbox.pool import Limits, Run, Sandbox
from learnrnn.sandbox.protocol import Answer, Request

CHUNK = 200  # changes that one call of the worker tries
CHUNK_S = 0.4  # of its CPU: an endless loop costs no more
TRY_S = 2.5e-4  # of CPU to try a change, and for each character to be compiled
CHARACTER_S = 1.6e-7
RUN_S = 0.01  # of a worker that makes every call, or that starts trying
SHORTEST_S = 0.05  # of it that a portion has in any case
LONGEST_S = 3.0  # of the worker's CPU for one portion of changes
CPU_FACTOR = 1.15  # times the budget, of real CPU
PATIENCE = 4.0  # times the budget, on the wall: a machine may be busy
_DRIVER = Path(driver.__file__).read_text(encoding="utf-8")
_NAME = "_learnrnn_try_{}"

Target = tuple[int, float, float]  # code, sum, and how far from it is still equal


class Clock:
    """Seconds that are left of a budget. They are reckoned from what is tried, so that the same file always gives the
    same text on whatever machine; CPU and time themselves only end what takes far longer than reckoned.

    since_s: the thread's CPU when looking began, which all that this thread has done since counts against.
    """

    def __init__(self, budget_s: float, since_s: float | None = None):
        self._left_s = budget_s
        self._end_s = time.monotonic() + PATIENCE * budget_s
        self._cpu_s = CPU_FACTOR * budget_s + (time.thread_time() if since_s is None else since_s)

    def spend(self, seconds: float, cpu_s: float = 0.0) -> None:
        """Take seconds off, as reckoned; cpu_s: what a worker really used."""
        self._left_s -= seconds
        self._cpu_s -= cpu_s

    @property
    def cpu_left_s(self) -> float:
        """Seconds of real CPU, the worker's and this thread's, that are left."""
        return self._cpu_s - time.thread_time()

    @property
    def left_s(self) -> float:
        return min(self._left_s, self.cpu_left_s, self._end_s - time.monotonic())


class Trying:
    """Tries changes of one file."""

    def __init__(self, plan: Plan, text: Text, sandbox: Sandbox, clock: Clock):
        self.plan, self.text, self.sandbox, self.clock = plan, text, sandbox, clock

    def matching(self, changes: Sequence[Change], trial: int, targets: Sequence[Target]) -> dict[int, int]:
        """The changes under which a trial's call gives one of the targets: a change's place to a target's."""
        if not changes or self.clock.left_s <= 0:
            return {}
        request = self.plan.trials[trial].request
        of = [list(path) for path in self.plan.trials[trial].rule.of]
        requests = [
            Request(
                _NAME.format(at // CHUNK),
                *_packed(
                    [np.arange(at, min(at + CHUNK, len(changes))), request.function, request.quiet, of],
                    [request],
                ),
            )
            for at in range(0, len(changes), CHUNK)
        ]
        found: dict[int, int] = {}
        answers = self._run(changes, requests, "digests").answers
        for chunk, answer in enumerate(answers):
            codes, totals = _digests(answer)
            for target, (code, total, near) in enumerate(targets):
                hits = np.flatnonzero((codes == code) & (np.abs(totals - total) <= near))
                for hit in hits.tolist():
                    found.setdefault(chunk * CHUNK + hit, target)
        return found

    def affordable(self, changes: Sequence[Change], kept_s: float) -> int:
        """How many of the changes there is time for, with so much kept for what comes after."""
        left_s = self.clock.left_s - RUN_S - kept_s
        for place, change in enumerate(changes):
            left_s -= self._cost_s(change)
            if left_s < 0:
                return place
        return len(changes)

    def _cost_s(self, change: Change) -> float:
        begin, end = self.text.span(self.text.units[change.function])
        return TRY_S + CHARACTER_S * (end - begin)

    def values(self, changes: Sequence[Change], trials: Sequence[int]) -> list[list[Any] | None]:
        """What these trials' calls give under each change; None where one raises."""
        requests = [self.plan.trials[t].request for t in trials]
        functions = [r.function for r in requests]
        asked = [Request(_NAME.format(i), *_packed([i, functions], requests)) for i in range(len(changes))]
        found: list[list[Any] | None] = []
        for answer in self._run(changes, asked, "values").answers:
            value = answer.value if answer.kind == worker.VALUE else None
            found.append(value if isinstance(value, list) and len(value) == len(trials) else None)
        return found

    def _run(self, changes: Sequence[Change], requests: Sequence[Request], method: str) -> Run:
        functions = sorted({change.function for change in changes})
        texts = {name: self.text.of(self.text.units[name]) for name in functions}
        packed = json.dumps({"texts": texts, "changes": [[c.function, c.edits] for c in changes]})
        names = " = ".join(request.function for request in requests)
        more = (
            "import _learnrnn_driver\n"
            f"_learnrnn_trier = _learnrnn_driver.Trier(globals(), {packed!r})\n"
            f"{names} = _learnrnn_trier.{method}\n"
        )
        counted = driver.counted(self.text.source.decode()).encode()
        source = self.text.with_text(counted, more, {"_learnrnn_driver": _DRIVER})
        self.sandbox.load(self.plan.exercise.module, requests)
        longest_s = max(SHORTEST_S, min(LONGEST_S, self.clock.cpu_left_s))
        run = self.sandbox.run(source.code(), Limits(min(CHUNK_S, longest_s), longest_s))
        self.clock.spend(RUN_S + sum(map(self._cost_s, changes)), run.cpu_s)
        return run


def target_of(answer: Answer, rule: Rule, *, must_raise: bool = False) -> Target | None:
    """The digest that an answer has, and how near to it is equal; None where there is none."""
    if must_raise:
        return driver.RAISED_VALUE_ERROR, 0.0, 0.0
    try:
        if answer.kind != worker.VALUE or answer.side.get("changed") is not None:
            return None
        value = value_of(answer)
        with np.errstate(all="ignore"):
            code, total = driver.digest(value, rule.of)
    except (wire.Malformed, ValueError, TypeError):
        return None
    if not np.isfinite(total):
        return None
    return code, total, 2 * _room(value, rule)


def _room(value: Any, rule: Rule) -> float:
    if isinstance(value, dict):
        return sum(_room(item, rule) for item in value.values())
    if isinstance(value, list | tuple):
        return sum(_room(item, rule) for item in value)
    if isinstance(value, np.ndarray | np.floating | float):
        return float(np.sum(rule.atol + rule.rtol * np.abs(np.asarray(value, np.float64))))
    return 0.0


def _digests(answer: Answer) -> tuple[np.ndarray, np.ndarray]:
    nothing = np.zeros(0, np.int64), np.zeros(0)
    if answer.kind != worker.VALUE or isinstance(answer.value, wire.Malformed):
        return nothing
    match answer.value:
        case [np.ndarray() as codes, np.ndarray() as totals] if (
            codes.dtype == np.int64
            and totals.dtype == np.float64
            and codes.ndim == 1
            and codes.shape == totals.shape
        ):
            return codes, totals
        case (np.ndarray() as codes, np.ndarray() as totals) if (
            codes.dtype == np.int64
            and totals.dtype == np.float64
            and codes.ndim == 1
            and codes.shape == totals.shape
        ):
            return codes, totals
        case _:
            return nothing


def _packed(head: Sequence[Any], *lists: Sequence[Request]) -> tuple[bytes, bytes]:
    """The wire bytes of a list of values, then of requests' arguments as they are: a Generator stays its seed."""
    structure, data = wire.encode(list(head))
    structure = _list_of(len(head) + len(lists), structure[5:])
    for requests in lists:
        structure += _list_of(len(requests), b"".join(r.structure for r in requests))
        data += b"".join(bytes(r.data) for r in requests)
    return structure, data


def _list_of(count: int, items: bytes) -> bytes:
    return b"l" + struct.pack("<I", count) + items
