"""The grader's end of the sandbox: has a student's file run by a worker, and keeps the clock.

Where the system can, workers are forked from a zygote; elsewhere each is an interpreter of its own.

Everything that a worker sends is bytes from a stranger: lengths are bounded before they are believed,
replies must come in order, and whatever is left unsaid counts as the worker's death.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import select
import signal
import socket
import struct
import subprocess
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from learnrnn.sandbox import worker
from learnrnn.sandbox.start import Fault, Started, can_fork, chosen_layers, launch, start
from learnrnn.sandbox.worker import Answer, Request

__all__ = ["Fault", "Fresh", "Limits", "Run", "Sandbox", "Zygote", "open_sandbox"]

START_TIMEOUT_S = 60.0  # for the zygote and for a worker to be ready: our time, not the student's
CASE_TIMEOUT_S = 2.0
EXERCISE_TIMEOUT_S = 10.0
LOOK_S = 0.05  # how often a slow worker is looked at, and so how exact a time limit is
REPLY_PIPE_BYTES = 1 << 18
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


class Sandbox(ABC):
    """Runs students' files. Use as a context manager, by open_sandbox()."""

    def __init__(self) -> None:
        self._loaded: object = None
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None:
        """End every process."""

    @abstractmethod
    def hello(self) -> dict[str, Any]:
        """`holding`, a list, and `lacking`, name to why: which layers this system has."""

    @abstractmethod
    def _load(self, module: str, requests: bytes, examples: bytes) -> None: ...

    @abstractmethod
    def _begin(self, source: bytes, start: int) -> _Pipes | _Stream:
        """Have a worker run the file and make the calls from `start` on."""

    @abstractmethod
    def _end(self, *, wait: bool) -> str:
        """End the worker; how it ended, or "" where nobody waits for it to be gone."""

    def load(
        self, module: str, requests: Sequence[Request], key: object = None, *, examples: bytes = b""
    ) -> None:
        """Have every later worker make these calls on a file of this module's name.

        With examples, a public test file, the calls are to its test functions.
        """
        if key is not None and key == self._loaded:
            return
        self._load(module, worker.pack_requests(requests), examples)
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
            watch = _Watch(self._begin(source, len(answers)), len(answers), self._count)
            ended = watch.follow(limits.case_s, left_s)
            status = self._end(wait=ended != worker.END)
            if watch.fault:
                raise Fault(f"a worker did not start: {status}")
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


def open_sandbox(started: Started | None = None) -> Sandbox:
    """The best sandbox that this system has; `started` is a zygote that start() has begun earlier."""
    return Zygote(started) if started or can_fork() else Fresh()


class Zygote(Sandbox):
    """Workers forked from a zygote: Linux."""

    def __init__(self, started: Started | None = None):
        super().__init__()
        started = started or start()
        self._process, self._control = started.process, started.control
        self._control.settimeout(START_TIMEOUT_S)
        self._hello: dict[str, Any] = {}
        self._owed = False

    def close(self) -> None:
        self._control.close()
        self._process.kill()
        self._process.wait()

    def hello(self) -> dict[str, Any]:
        if not self._hello:
            self._hello = json.loads(self._receive())
        return self._hello

    def _load(self, module: str, requests: bytes, examples: bytes) -> None:
        fds = [_memory_file(requests), _memory_file(examples)]
        self._ask(b"L" + module.encode(), fds)
        for fd in fds:
            os.close(fd)

    def _begin(self, source: bytes, start: int) -> _Pipes:
        source_fd = _memory_file(source)
        reply, reply_in = os.pipe()
        wake, wake_in = os.pipe()
        os.set_blocking(reply_in, False)
        os.set_blocking(reply, False)
        with contextlib.suppress(OSError):  # room for all replies saves waiting for each other
            import fcntl

            fcntl.fcntl(reply, fcntl.F_SETPIPE_SZ, REPLY_PIPE_BYTES)
        try:
            self._ask(b"R" + struct.pack("<I", start), [source_fd, reply_in, wake_in])
        finally:
            for fd in (source_fd, reply_in, wake_in):
                os.close(fd)
        return _Pipes(reply, wake)

    def _end(self, *, wait: bool) -> str:
        self._send(b"K")
        self._owed = not wait
        return _ending(os.waitstatus_to_exitcode(*struct.unpack("<i", self._receive()))) if wait else ""

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


class Fresh(Sandbox):
    """A new interpreter for each worker, where there is no fork: slower, and fewer layers hold."""

    def __init__(self, layers: Sequence[str] | None = None) -> None:
        super().__init__()
        self._config: dict[str, Any] = {"layers": chosen_layers() if layers is None else list(layers)}
        self._process: subprocess.Popen[bytes] | None = None
        self._hello: dict[str, Any] = {}

    def close(self) -> None:
        if self._process:
            self._end(wait=True)

    def hello(self) -> dict[str, Any]:
        if not self._hello:
            process = launch({**self._config, "hello": True}, stdout=subprocess.PIPE)
            said, _ = process.communicate(timeout=START_TIMEOUT_S)
            if not said:
                raise Fault("the sandbox ended unexpectedly")
            self._hello = json.loads(said)
        return self._hello

    def _load(self, module: str, requests: bytes, examples: bytes) -> None:
        self._config |= {"module": module}
        self._input = [requests, examples]

    def _begin(self, source: bytes, start: int) -> _Stream:
        config = {**self._config, "start": start}
        self._process = launch(config, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return _Stream(self._process, [*self._input, source])

    def _end(self, *, wait: bool) -> str:
        assert self._process is not None
        self._process.kill()
        code = self._process.wait()
        self._process = None
        return _ending(code)


class _Pipes:
    """A forked worker's answers: a pipe that nobody waits on, and one that wakes."""

    PIECES = 64  # read at a time, so that a flood is noticed

    def __init__(self, reply: int, wake: int):
        self.reply, self.wake = reply, wake
        self.poll = select.poll()
        self.poll.register(wake, select.POLLIN | select.POLLHUP)

    def read(self, wait_s: float) -> tuple[bytes, bool]:
        """What has come, after a wake or the wait; and whether no more will."""
        events = self.poll.poll(wait_s * 1000)
        closed = any(event & select.POLLHUP for _, event in events)
        if events and not closed:
            os.read(self.wake, 64)
        pieces: list[bytes] = []
        while len(pieces) < self.PIECES:
            try:
                piece = os.read(self.reply, 1 << 20)
            except BlockingIOError:
                break
            if not piece:
                break
            pieces.append(piece)
        return b"".join(pieces), closed and len(pieces) < self.PIECES

    def close(self) -> None:
        os.close(self.reply)
        os.close(self.wake)


class _Stream:
    """A fresh interpreter's answers, by threads: works where pipes cannot be polled."""

    def __init__(self, process: subprocess.Popen[bytes], given: Sequence[bytes]):
        self.pieces: queue.Queue[bytes] = queue.Queue(maxsize=64)
        self.process = process
        self.closing = False
        threading.Thread(target=self._give, args=(given,), daemon=True).start()
        threading.Thread(target=self._take, daemon=True).start()

    def _give(self, given: Sequence[bytes]) -> None:
        assert self.process.stdin is not None
        with contextlib.suppress(OSError), self.process.stdin as stdin:
            for part in given:
                stdin.write(struct.pack("<I", len(part)) + part)

    def _take(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as stdout:
            while not self.closing:
                piece = os.read(stdout.fileno(), 1 << 20)
                with contextlib.suppress(queue.Full):
                    self.pieces.put(piece, timeout=START_TIMEOUT_S)
                if not piece:
                    return

    def read(self, wait_s: float) -> tuple[bytes, bool]:
        """What has come; and whether no more will."""
        try:
            piece = self.pieces.get(timeout=wait_s)
        except queue.Empty:
            return b"", False
        return piece, not piece

    def close(self) -> None:
        self.closing = True


class _Watch:
    """Follows one worker: collects replies, keeps the clock."""

    def __init__(self, pipe: _Pipes | _Stream, next_index: int, count: int):
        self.pipe = pipe
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
        try:
            while self.ended is None:
                piece, closed = self.pipe.read(LOOK_S)
                self.feed(piece)
                self._look(closed, case_s, exercise_s)
        finally:
            self.pipe.close()
        if self.ready_at is not None:
            self.spent_s = time.monotonic() - self.ready_at
        return self.ended

    def feed(self, piece: bytes) -> None:
        """Bytes of a worker, in any portions."""
        self.received += len(piece)
        self.buffer += piece
        self._take_frames()
        if self.ended is None and self.received > MAX_REPLY_BYTES:
            self.ended = DIED

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


def _lost(ended: int, status: str) -> Answer:
    """The answer in place of the one that never came."""
    kind = ended if ended in (TIMED_OUT, UNRUN) else DIED
    return Answer(kind, b"", status.encode() if kind == DIED else b"")


def _ending(code: int) -> str:
    """How a process ended, from its exit code: a signal's name, or the status."""
    if code >= 0:
        return f"exit status {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def _memory_file(content: bytes) -> int:
    fd = os.memfd_create("learnrnn")
    view = memoryview(content)
    while view:
        view = view[os.write(fd, view) :]
    return fd
