"""The grader's end of a zygote: starts it, has it run a student's file, and keeps the clock.

Everything that a worker sends is bytes from a stranger: lengths are bounded before they are believed,
replies must come in order, and whatever is left unsaid counts as the worker's death.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from learnrnn.sandbox import worker
from learnrnn.sandbox.start import Fault, Started, start
from learnrnn.sandbox.worker import Answer, Request

__all__ = ["Fault", "Limits", "Run", "Zygote"]

START_TIMEOUT_S = 60.0  # for the zygote and for a worker to be ready: our time, not the student's
CASE_TIMEOUT_S = 2.0
EXERCISE_TIMEOUT_S = 10.0
LOOK_S = 0.05  # how often a slow worker is looked at, and so how exact a time limit is
MAX_REPLY_BYTES = 64 << 20  # of one worker

DIED, TIMED_OUT, UNRUN = 100, 101, 102  # kinds of Answer that only the grader gives


@dataclass(frozen=True)
class Limits:
    """Seconds that a case and an exercise may take."""

    case_s: float = CASE_TIMEOUT_S
    exercise_s: float = EXERCISE_TIMEOUT_S


@dataclass
class Run:
    """What a student's file came to. `loading` is LOADED, LOAD_FAILED, DIED or TIMED_OUT with its facts.

    answers: one a request; kinds DIED (data: the signal or exit status), TIMED_OUT and UNRUN are ours.
    """

    loading: Answer
    answers: list[Answer] = field(default_factory=list)


class Zygote:
    """A zygote process and the requests it was last loaded with. Use as a context manager.

    `started`: one that start() has begun earlier, so that it gets ready while the grader imports.
    """

    def __init__(self, started: Started | None = None):
        started = started or start()
        self._process, self._control = started.process, started.control
        self._control.settimeout(START_TIMEOUT_S)
        self._loaded: object = None
        self._hello: dict[str, Any] = {}
        self._owed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the zygote and any worker."""
        self._control.close()
        self._process.kill()
        self._process.wait()

    def hello(self) -> dict[str, Any]:
        """`holding` and `lacking`: which layers this system has. Waits for the zygote to be there."""
        if not self._hello:
            self._hello = json.loads(self._receive())
        return self._hello

    def load(
        self, module: str, requests: Sequence[Request], key: object = None, *, examples: bytes = b""
    ) -> None:
        """Have every later worker make these calls on a file of this module's name.

        With examples, a public test file, the calls are to its test functions.
        """
        if key is not None and key == self._loaded:
            return
        fds = [_memory_file(worker.pack_requests(requests)), _memory_file(examples)]
        self._ask(b"L" + module.encode(), fds)
        for fd in fds:
            os.close(fd)
        self._count = len(requests)
        self._loaded = key

    def run(self, source: bytes, limits: Limits = Limits()) -> Run:
        """Run a student's file. A call that hangs or kills its worker costs that call alone."""
        answers: list[Answer] = []
        loading: Answer | None = None
        left_s = limits.exercise_s
        while len(answers) < self._count or loading is None:
            if left_s <= 0:
                answers += [Answer(UNRUN, b"", b"")] * (self._count - len(answers))
                break
            watch = _Watch(self._fork(source, len(answers)), len(answers), self._count)
            ended = watch.follow(limits.case_s, left_s)
            status = self._kill(wait=ended != worker.END)
            if watch.fault:
                raise Fault(f"a worker did not start: {_status_text(status)}")
            left_s -= watch.spent_s
            answers += watch.answers
            lost = _lost(ended, status)
            loading = loading or watch.loading or lost
            if loading.kind != worker.LOADED:
                break
            if watch.loading is None or watch.loading.kind != worker.LOADED or ended == worker.END:
                # It loaded before and now does not, or it left calls out.
                answers += [lost] * (self._count - len(answers))
            elif len(answers) < self._count:
                answers.append(lost)
        assert loading is not None
        return Run(loading, answers)

    def _fork(self, source: bytes, start: int) -> tuple[int, int]:
        source_fd = _memory_file(source)
        reply, reply_in = os.pipe()
        wake, wake_in = os.pipe()
        os.set_blocking(reply_in, False)
        os.set_blocking(reply, False)
        try:
            self._ask(b"R" + struct.pack("<I", start), [source_fd, reply_in, wake_in])
        finally:
            for fd in (source_fd, reply_in, wake_in):
                os.close(fd)
        return reply, wake

    def _kill(self, *, wait: bool) -> int:
        """End the worker; its wait status, or 0 where nobody waits for it to be gone."""
        self._send(b"K")
        self._owed = not wait
        return struct.unpack("<i", self._receive())[0] if wait else 0

    def _ask(self, message: bytes, fds: Sequence[int] = ()) -> bytes:
        self._send(message, fds)
        return self._receive()

    def _send(self, message: bytes, fds: Sequence[int] = ()) -> None:
        self.hello()
        try:
            socket.send_fds(self._control, [message], fds)
        except OSError as error:
            raise Fault(f"the sandbox ended: {error}") from error
        if self._owed:  # the answer to a K that was not waited for
            self._owed = False
            self._receive()

    def _receive(self) -> bytes:
        try:
            message = self._control.recv(1 << 16)
        except OSError as error:
            raise Fault(f"the sandbox did not answer: {error}") from error
        if not message:
            raise Fault("the sandbox ended unexpectedly")
        return message


class _Watch:
    """Follows one worker by its pipes: collects replies, keeps the clock."""

    def __init__(self, pipes: tuple[int, int], next_index: int, count: int):
        self.reply, self.wake = pipes
        self.next, self.count = next_index, count
        self.buffer = bytearray()
        self.received = 0
        self.answers: list[Answer] = []
        self.loading: Answer | None = None
        self.ready_at: float | None = None
        self.moved_at = self.started_at = time.monotonic()
        self.spent_s = 0.0
        self.fault = False
        self.ended: int | None = None

    def follow(self, case_s: float, exercise_s: float) -> int:
        """Until the end: END, DIED (or it broke the protocol), TIMED_OUT or UNRUN (the exercise's time)."""
        poll = select.poll()
        poll.register(self.wake, select.POLLIN | select.POLLHUP)
        try:
            while self.ended is None:
                events = poll.poll(LOOK_S * 1000)
                closed = any(event & select.POLLHUP for _, event in events)
                if events and not closed:
                    os.read(self.wake, 64)
                self._drain()
                self._look(closed, case_s, exercise_s)
        finally:
            os.close(self.reply)
            os.close(self.wake)
        if self.ready_at is not None:
            self.spent_s = time.monotonic() - self.ready_at
        return self.ended

    def _look(self, closed: bool, case_s: float, exercise_s: float) -> None:
        now = time.monotonic()
        if self.ended is not None:
            return
        if closed:
            self.fault = self.ready_at is None
            self.ended = DIED
        elif self.ready_at is None:
            if now - self.started_at > START_TIMEOUT_S:
                self.fault, self.ended = True, DIED
        elif now - self.moved_at > case_s:
            self.ended = TIMED_OUT
        elif now - self.ready_at > exercise_s:
            self.ended = UNRUN

    def _drain(self) -> None:
        while self.ended is None:
            try:
                piece = os.read(self.reply, 1 << 20)
            except BlockingIOError:
                return
            if not piece:
                return
            self.received += len(piece)
            self.buffer += piece
            self._take_frames()
            if self.received > MAX_REPLY_BYTES:
                self.ended = DIED

    def _take_frames(self) -> None:
        at, size = 0, worker.REPLY.size
        while self.ended is None and len(self.buffer) - at >= size:
            index, kind, *lengths = worker.REPLY.unpack_from(self.buffer, at)
            total = size + sum(lengths)
            if total > MAX_REPLY_BYTES:
                self.ended = DIED
                break
            if len(self.buffer) - at < total:
                break
            body = bytes(self.buffer[at + size : at + total])
            a, b = lengths[0], lengths[0] + lengths[1]
            self._take(index, Answer(kind, body[:a], body[a:b], body[b:]))
            at += total
        del self.buffer[:at]

    def _take(self, index: int, found: Answer) -> None:
        self.moved_at = time.monotonic()
        if found.kind == worker.READY and self.ready_at is None:
            self.ready_at = self.moved_at
        elif found.kind in (worker.LOADED, worker.LOAD_FAILED) and self.ready_at and self.loading is None:
            self.loading = found
        elif found.kind <= worker.MISSING and index == self.next < self.count and self.loading is not None:
            self.answers.append(found)
            self.next += 1
        elif found.kind == worker.END:
            self.ended = worker.END
        else:  # no worker of ours says this
            self.ended = DIED


def _lost(ended: int, status: int) -> Answer:
    """The answer in place of the one that never came."""
    kind = ended if ended in (TIMED_OUT, UNRUN) else DIED
    return Answer(kind, b"", _status_text(status).encode() if kind == DIED else b"")


def _status_text(status: int) -> str:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        try:
            return signal.Signals(number).name
        except ValueError:
            return f"signal {number}"
    return f"exit status {os.WEXITSTATUS(status)}"


def _memory_file(content: bytes) -> int:
    fd = os.memfd_create("learnrnn")
    view = memoryview(content)
    while view:
        view = view[os.write(fd, view) :]
    return fd
