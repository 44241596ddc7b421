"""Judges a learner's files as they are saved: one warm grader in a thread of its own, and the newest save counts."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from learnrnn.app.check import lines_of
from learnrnn.catalog import Exercise
from learnrnn.grader import Grader
from learnrnn.learner.progress import Progress
from learnrnn.learner.workspace import begun, read_answer
from learnrnn.result import ERROR, MISSING, PASSED, ExerciseResult
from learnrnn.sandbox.pool import Limits

HALF_SAVED_S = 0.3  # an editor that saves in two steps has done the second by then
HANGS_S = 0.5  # a judgement that takes longer is given up when the file is saved again


@dataclass(frozen=True)
class Judged:
    """What exercises came to, the lines of their files, when the judging was asked for and what it took."""

    exercises: tuple[Exercise, ...]
    results: tuple[ExerciseResult, ...]
    sources: tuple[Sequence[str], ...]
    at: float  # seconds since the epoch
    took_s: float


class Judge:
    """Judges what was asked for last. Use as a context manager.

    done: is called, in the judge's thread, with each judgement that still holds when it is reached.
    """

    def __init__(self, workspace: Path, seed: int, limits: Limits, done: Callable[[Judged], object]):
        self._workspace, self._done = workspace, done
        self._grader = Grader(seed, limits)
        self._changed = threading.Condition()
        self._wanted: tuple[Exercise, ...] | None = None
        self._asked, self._begun, self._ended = 0, 0.0, False
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Judge:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._ended = True
            self._changed.notify()
        self._grader.close()
        self._thread.join()
        self._grader.close()

    @property
    def is_busy(self) -> bool:
        """Whether something is being judged."""
        return self._begun > 0

    def ask(self, exercises: Sequence[Exercise]) -> None:
        """Judge these files as they are now; what is being judged is judged anew."""
        with self._changed:
            self._wanted = tuple(exercises)
            self._asked += 1
            hangs = self._begun and time.monotonic() - self._begun > HANGS_S
            self._changed.notify()
        if hangs:
            self._grader.close()  # the next one starts a sandbox of its own

    def _run(self) -> None:
        progress = Progress.open()
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._ended or self._wanted is not None)
                if self._ended:
                    return
                wanted, self._wanted = self._wanted, None
                asked, self._begun = self._asked, time.monotonic()
            judged = self._judge(wanted or (), asked)
            self._begun = 0.0
            if judged is not None:
                _note(judged, progress)
                self._done(judged)

    def _judge(self, exercises: tuple[Exercise, ...], asked: int) -> Judged | None:
        """The judgement, or None where something else was asked for meanwhile."""
        at, start = time.time(), time.monotonic()
        while True:
            before = self._stamps(exercises)
            sources = tuple(lines_of(e, self._workspace) for e in exercises)
            results = tuple(self._grade(e) for e in exercises)
            took_s = time.monotonic() - start
            if any(result.status in (ERROR, MISSING) for result in results):
                self._wait_for_another(asked)
            if self._asked != asked or self._ended:
                return None
            if before == self._stamps(exercises):
                return Judged(exercises, results, sources, at, took_s)

    def _grade(self, exercise: Exercise) -> ExerciseResult:
        return self._grader.grade(exercise, lambda each: read_answer(each, self._workspace))

    def _wait_for_another(self, asked: int) -> None:
        """What cannot be read may be half saved: give the other half its time."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended or self._asked != asked, HALF_SAVED_S)

    def _stamps(self, exercises: Sequence[Exercise]) -> list[tuple[int, ...]]:
        return [stamp(begun(e, self._workspace)) for e in exercises]


def stamp(file: Path | None) -> tuple[int, ...]:
    """What tells one state of a file from another."""
    with contextlib.suppress(OSError):
        if file is not None:
            found = file.stat()
            return found.st_mtime_ns, found.st_size, found.st_ino
    return ()


def _note(judged: Judged, progress: Progress) -> None:
    """Keep the scores; where the file is locked for long, that costs the note and not the watching."""
    for exercise, result in zip(judged.exercises, judged.results, strict=True):
        if result.score is not None and exercise.has_checks:
            with contextlib.suppress(sqlite3.Error):
                progress.record(exercise.name, result.score, passed=result.status == PASSED)
