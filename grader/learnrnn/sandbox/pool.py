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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self

from learnrnn.sandbox import protocol
from learnrnn.sandbox import watch as watching
from learnrnn.sandbox.cells import Code, script
from learnrnn.sandbox.limits import Limits
from learnrnn.sandbox.protocol import LOADED, Answer, Request
from learnrnn.sandbox.start import LAYERS, Fault, Started, can_fork, launch, start
from learnrnn.sandbox.watch import DIED, START_TIMEOUT_S, TIMED_OUT, UNRUN, Pipes, Stream, Watch, cpu_of

__all__ = [
    "DIED",
    "TIMED_OUT",
    "UNRUN",
    "Doubtful",
    "Fault",
    "Fresh",
    "Limits",
    "Run",
    "Sandbox",
    "Zygote",
    "open_sandbox",
]

SECOND_TRY = 0.5  # of a case's time: what all other calls of a function get together when one has timed out
REPLY_PIPE_BYTES = 1 << 18


@dataclass
class Run:
    """What a student's file came to. `loading` is LOADED, LOAD_FAILED, DIED or TIMED_OUT with its facts.

    answers: one a request; kinds DIED (data: the signal or exit status), TIMED_OUT and UNRUN are ours.
    by_wall: something was stopped by the clock on the wall alone, as on a machine that is too busy.
    left_out_for: DIED or TIMED_OUT where that is what became of the code with what stands outside its functions.
    cpu_s: what the workers used of their CPU.
    """

    loading: Answer
    answers: list[Answer] = field(default_factory=list)
    by_wall: bool = False
    left_out_for: int | None = None
    cpu_s: float = 0.0

    @property
    def is_doubtful(self) -> bool:
        """Whether the machine may be why something did not end: it was too busy, or its memory ran out."""
        return self.by_wall or any(_is_killed(answer) for answer in (self.loading, *self.answers))


Turn = Literal["first", "last", "only"]


class Doubtful(Exception):
    """A run is doubtful, and others run beside it: it has to be run once more when none does."""


@dataclass(frozen=True)
class Ended:
    """How a worker ended, in words, and the seconds of CPU that it used, where both are known."""

    status: str = ""
    cpu_s: float | None = None


class Sandbox(ABC):
    """Runs students' files. Use as a context manager, by open_sandbox().

    turn: "first" where others run beside this one, so that what is doubtful cannot be told here; "last" for what was
    doubtful there, when none does; "only" where it is both.
    """

    STARTS_COUNT = False  # whether starting a worker anew takes so long that it counts as the student's time

    def __init__(self) -> None:
        self.turn: Turn = "only"
        self._loaded: object = None
        self._requests: Sequence[Request] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None:
        """End every process."""

    @abstractmethod
    def hello(self) -> dict[str, Any]:
        """`holding`, a list, and `lacking`, name to why: which layers this system has; `pid`, the zygote's."""

    @abstractmethod
    def _load(self, module: str, heads: bytes, block: bytes, examples: bytes) -> None: ...

    @abstractmethod
    def _begin(self, source: bytes, calls: Sequence[int]) -> Pipes | Stream:
        """Have a worker run the file and make these calls."""

    @abstractmethod
    def _used_s(self) -> float | None:
        """Seconds of CPU that the worker has used."""

    @abstractmethod
    def _arguments(self) -> bytes | None:
        """All arguments' data as the worker has left it; None where that cannot be seen."""

    @abstractmethod
    def _end(self, *, wait: bool) -> Ended:
        """End the worker; nothing is known of it where nobody waits for it to be gone."""

    def load(
        self,
        module: str,
        requests: Sequence[Request],
        key: object = None,
        *,
        groups: Sequence[int] = (),
        examples: bytes = b"",
    ) -> None:
        """Have every later worker make these calls on a file of this module's name.

        groups: a number for each call; when one times out, the others of its group are not tried any more.
        With examples, a public test file, the calls are to its test functions.
        """
        if key is not None and key == self._loaded:
            return
        heads, self._block = protocol.pack_requests(requests)
        self._load(module, heads, self._block, examples)
        self._requests = requests
        self._groups = groups or range(len(requests))
        self._loaded = key

    def run(self, code: Code | str | bytes, limits: Limits = Limits()) -> Run:
        """Run a student's code, or a script of nothing but a text. A call that hangs costs its group, one that kills its worker costs itself.

        When a call has timed out, the others of that function have a shorter time together. What the code may have
        no part in is run once more, with twice the time on the wall: a stop by that clock alone, and a SIGKILL,
        which the system sends to a worker where memory runs out, whoever used it up. In the first of two turns it
        raises Doubtful instead.
        """
        source = (code if isinstance(code, Code) else script(code)).pack()
        if self.turn != "last":
            run = self._run(source, limits, watching.WALL_FACTOR)
            if not run.is_doubtful:
                return run
            if self.turn == "first":
                raise Doubtful
        return self._run(source, limits, 2 * watching.WALL_FACTOR)

    def _run(self, source: bytes, limits: Limits, wall: float) -> Run:
        found: dict[int, Answer] = {}
        loading: Answer | None = None
        slow: dict[str, float] = {}  # by function that timed out: seconds that its other calls still have
        calls = list(range(len(self._requests)))
        left_s, room, by_wall = limits.exercise_s, watching.MAX_REPLY_BYTES, False
        while calls or loading is None:
            if left_s <= 0 or room <= 0:
                found |= dict.fromkeys(calls, Answer(UNRUN, b"", b""))
                break
            call_s = [slow.get(self._function(i), 2 * limits.case_s) / 2 for i in calls]
            watch = Watch(self._begin(source, calls), calls, call_s, self._used_s, room, wall)
            ended = watch.follow(left_s, limits.case_s)
            answered, left = calls[: len(watch.answers)], calls[len(watch.answers) :]
            found |= zip(answered, self._seen(answered, watch.answers), strict=True)
            end = self._end(wait=ended != protocol.END)
            if watch.fault:
                raise Fault(f"a worker did not start: {end.status}")
            left_s -= watch.spent_s if end.cpu_s is None else end.cpu_s
            if self.STARTS_COUNT and loading is not None:
                left_s -= watch.start_s
            room -= watch.received
            by_wall |= watch.by_wall
            lost = _lost(ended, end.status)
            loading = loading or watch.loading or lost
            if loading.kind != LOADED:
                break
            if watch.loading is None or watch.loading.kind != LOADED or ended == protocol.END:
                # It loaded before and now does not, or it left calls out.
                found |= dict.fromkeys(left, lost)
                break
            calls = left[1:]
            if left:
                found[left[0]] = lost
            if left and ended == TIMED_OUT:
                name = self._function(left[0])
                slow[name] = slow[name] / 2 if name in slow else limits.case_s * SECOND_TRY
                given_up = [i for i in calls if self._is_given_up(i, left[0], slow)]
                found |= dict.fromkeys(given_up, lost)
                calls = [i for i in calls if i not in given_up]
        assert loading is not None
        return Run(loading, [found[i] for i in sorted(found)], by_wall, cpu_s=limits.exercise_s - left_s)

    def _is_given_up(self, call: int, timed_out: int, slow: Mapping[str, float]) -> bool:
        """Whether a call is not tried any more, after another one has timed out."""
        if self._groups[call] == self._groups[timed_out]:
            return True
        return slow.get(self._function(call), watching.LOOK_S) < watching.LOOK_S

    def _function(self, call: int) -> str:
        return self._requests[call].function

    def _seen(self, calls: Sequence[int], answers: Sequence[Answer]) -> list[Answer]:
        """The answers, each with the argument that its call changed, as we see it and not as the worker says."""
        now = self._arguments() if calls else None
        if now is None or now == self._block:
            return list(answers)
        at = protocol.places(self._requests)
        found: list[Answer] = []
        for call, answer in zip(calls, answers, strict=True):
            begin, end = at[call]
            request, data = self._requests[call], now[begin:end]
            if data != request.data and "changed" not in answer.side:
                changed = protocol.changed_argument(request, replace(request, data=data).arguments())
                answer = protocol.with_extra(answer, {"changed": changed or 0})
            found.append(answer)
        return found


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
        self._shared = -1  # a file in memory in which the worker's arguments lie
        self._owed = False

    def close(self) -> None:
        self._forget()
        self._control.close()
        self._process.kill()
        self._process.wait()

    def hello(self) -> dict[str, Any]:
        if not self._hello:
            self._hello = json.loads(self._receive())
        return self._hello

    def _load(self, module: str, heads: bytes, block: bytes, examples: bytes) -> None:
        fds = [_memory_file(content) for content in (heads, block, examples)]
        self._ask(b"L" + module.encode(), fds)
        for fd in fds:
            os.close(fd)

    def _begin(self, source: bytes, calls: Sequence[int]) -> Pipes:
        source_fd = _memory_file(source)
        self._forget()
        self._shared = _memory_file(self._block)
        reply, reply_in = os.pipe()
        wake, wake_in = os.pipe()
        os.set_blocking(reply_in, False)
        os.set_blocking(reply, False)
        with contextlib.suppress(OSError):  # room for all replies saves waiting for each other
            import fcntl

            fcntl.fcntl(reply, fcntl.F_SETPIPE_SZ, REPLY_PIPE_BYTES)
        try:
            wanted = b"" if len(calls) == len(self._requests) else struct.pack(f"<{len(calls)}I", *calls)
            self._send(b"R" + wanted, [source_fd, reply_in, wake_in, self._shared])
        finally:
            for fd in (source_fd, reply_in, wake_in):
                os.close(fd)
        return Pipes(reply, wake)

    def _used_s(self) -> float | None:
        (used_s,) = struct.unpack("<d", self._ask(b"C"))
        return None if used_s < 0 else used_s

    def _arguments(self) -> bytes:
        return os.pread(self._shared, len(self._block), 0)

    def _end(self, *, wait: bool) -> Ended:
        self._send(b"K")
        self._owed = not wait
        if not wait:
            return Ended()
        status, cpu_s = struct.unpack("<id", self._receive())
        return Ended(_ending(os.waitstatus_to_exitcode(status)), cpu_s)

    def _forget(self) -> None:
        if self._shared >= 0:
            os.close(self._shared)
            self._shared = -1

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

    STARTS_COUNT = True

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

    def _load(self, module: str, heads: bytes, block: bytes, examples: bytes) -> None:
        self._config |= {"module": module}
        self._input = [heads, block, examples]

    def _begin(self, source: bytes, calls: Sequence[int]) -> Stream:
        config = {**self._config, "calls": list(calls)}
        self._process = launch(config, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return Stream(self._process, [*self._input, source])

    def _used_s(self) -> float | None:
        assert self._process is not None
        return cpu_of(self._process.pid)

    def _arguments(self) -> None:
        return None

    def _end(self, *, wait: bool) -> Ended:
        assert self._process is not None
        self._process.kill()
        code = self._process.wait()
        self._process = None
        return Ended(_ending(code))


def _lost(ended: int, status: str) -> Answer:
    """The answer in place of the one that never came."""
    kind = ended if ended in (TIMED_OUT, UNRUN) else DIED
    return Answer(kind, b"", status.encode() if kind == DIED else b"")


def _is_killed(answer: Answer) -> bool:
    return answer.kind == DIED and answer.data == b"SIGKILL"


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
