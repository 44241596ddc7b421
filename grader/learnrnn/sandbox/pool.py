"""The grader's end of the sandbox: has a student's file run by a worker, and keeps the clock.

Where the system can, workers are forked from a zygote; elsewhere each is an interpreter of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import struct
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from learnrnn.sandbox import watch as watching
from learnrnn.sandbox import worker
from learnrnn.sandbox.start import LAYERS, Fault, Started, can_fork, launch, start
from learnrnn.sandbox.watch import DIED, START_TIMEOUT_S, TIMED_OUT, UNRUN, Pipes, Stream, Watch
from learnrnn.sandbox.worker import Answer, Request

__all__ = [
    "DIED",
    "TIMED_OUT",
    "UNRUN",
    "Fault",
    "Fresh",
    "Limits",
    "Run",
    "Sandbox",
    "Zygote",
    "open_sandbox",
]

CASE_TIMEOUT_S = 2.0
EXERCISE_TIMEOUT_S = 10.0
REPLY_PIPE_BYTES = 1 << 18


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
    def _begin(self, source: bytes, start: int) -> Pipes | Stream:
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
        left_s, room = limits.exercise_s, watching.MAX_REPLY_BYTES
        while len(answers) < self._count or loading is None:
            if left_s <= 0 or room <= 0:
                answers += [Answer(UNRUN, b"", b"")] * (self._count - len(answers))
                break
            watch = Watch(self._begin(source, len(answers)), len(answers), self._count, room)
            ended = watch.follow(limits.case_s, left_s)
            status = self._end(wait=ended != worker.END)
            if watch.fault:
                raise Fault(f"a worker did not start: {status}")
            left_s -= watch.spent_s
            room -= watch.received
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

    def _begin(self, source: bytes, start: int) -> Pipes:
        source_fd = _memory_file(source)
        reply, reply_in = os.pipe()
        wake, wake_in = os.pipe()
        os.set_blocking(reply_in, False)
        os.set_blocking(reply, False)
        with contextlib.suppress(OSError):  # room for all replies saves waiting for each other
            import fcntl

            fcntl.fcntl(reply, fcntl.F_SETPIPE_SZ, REPLY_PIPE_BYTES)
        try:
            self._send(b"R" + struct.pack("<I", start), [source_fd, reply_in, wake_in])
        finally:
            for fd in (source_fd, reply_in, wake_in):
                os.close(fd)
        return Pipes(reply, wake)

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

    def __init__(self, layers: Sequence[str] = LAYERS) -> None:
        super().__init__()
        self._config: dict[str, Any] = {"layers": list(layers)}
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

    def _begin(self, source: bytes, start: int) -> Stream:
        config = {**self._config, "start": start}
        self._process = launch(config, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return Stream(self._process, [*self._input, source])

    def _end(self, *, wait: bool) -> str:
        assert self._process is not None
        self._process.kill()
        code = self._process.wait()
        self._process = None
        return _ending(code)


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
