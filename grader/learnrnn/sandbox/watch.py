"""Follows one worker: reads what it says, keeps the clock, and believes nothing.

Everything that a worker sends is bytes from a stranger: lengths are bounded before they are believed,
replies must come in order and be of the kinds that ours are, and whatever is left unsaid counts as the worker's
death.

Limits are of the worker's own CPU time, so that a busy machine costs nobody a point; a worker that sleeps is
stopped by the clock on the wall, which is generous.
"""

from __future__ import annotations

import contextlib
import os
import queue
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence

from learnrnn.sandbox import protocol
from learnrnn.sandbox.protocol import Answer

START_TIMEOUT_S = 60.0  # for a zygote and for a worker to be ready: our time, not the student's
LOOK_S = 0.05  # how often a slow worker is looked at, and so how exact a time limit is
WALL_FACTOR = 5.0  # seconds on the wall for one of CPU
MAX_REPLY_BYTES = 16 << 20  # of one file's workers together; the largest honest file says 500 KB

DIED, TIMED_OUT, UNRUN = 100, 101, 102  # kinds of Answer that only the grader gives


class Pipes:
    """A forked worker's answers: a pipe that nobody waits on, and one that wakes."""

    PIECES = 64  # read at a time, so that a flood is noticed
    PIECE_BYTES = 1 << 16  # a larger buffer would be mapped anew for each

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
                piece = os.read(self.reply, self.PIECE_BYTES)
            except BlockingIOError:
                break
            if not piece:
                break
            pieces.append(piece)
        return b"".join(pieces), closed and len(pieces) < self.PIECES

    def close(self) -> None:
        os.close(self.reply)
        os.close(self.wake)


class Stream:
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


def cpu_of(pid: int) -> float | None:
    """The seconds of CPU that a process has used; None where the system does not say."""
    with contextlib.suppress(OSError, AttributeError, OverflowError):
        return (
            time.clock_gettime(~pid << 3 | 2) if sys.platform == "linux" else None
        )  # as glibc makes the clock
    return None


class Watch:
    """Follows one worker: collects replies, keeps the clock.

    calls: the calls that it is to answer, in order. limits: the seconds of CPU that each of them may take. used_s:
    the CPU that the worker has used so far; None where the system does not say, and then the clock on the wall
    counts. room: bytes that it may say. wall: seconds on that clock for one of CPU.
    """

    def __init__(
        self,
        pipe: Pipes | Stream,
        calls: Sequence[int],
        limits: Sequence[float],
        used_s: Callable[[], float | None],
        room: int = MAX_REPLY_BYTES,
        wall: float = WALL_FACTOR,
    ):
        self.pipe = pipe
        self.room, self.wall = room, wall
        self.calls, self.limits, self.used_s = calls, limits, used_s
        self.buffer = bytearray()
        self.received = 0
        self.answers: list[Answer] = []
        self.loading: Answer | None = None
        self.ready_at: float | None = None
        self.moved_at = self.looked_at = self.started_at = time.monotonic()
        self.moved_s = 0.0  # CPU when it last said something
        self.moved = True
        self.spent_s = 0.0
        self.start_s = 0.0  # on the wall, until it was ready
        self.by_wall = False  # stopped for what the clock on the wall says, alone
        self.fault = False
        self.ended: int | None = None

    def follow(self, exercise_s: float, load_s: float) -> int:
        """Until the end: END, DIED (or it broke the protocol), TIMED_OUT or UNRUN (the exercise's time)."""
        try:
            while self.ended is None:
                piece, closed = self.pipe.read(LOOK_S)
                self.feed(piece)
                self._look(closed, exercise_s, load_s)
        finally:
            self.pipe.close()
        now = time.monotonic()
        self.start_s = (self.ready_at or now) - self.started_at
        if self.ready_at is not None and not self.spent_s:
            self.spent_s = now - self.ready_at
        return self.ended

    def feed(self, piece: bytes) -> None:
        """Bytes of a worker, in any portions."""
        self.received += len(piece)
        self.buffer += piece
        self._take_frames()
        if self.ended is None and self.received > self.room:
            self.ended = DIED

    def _look(self, closed: bool, exercise_s: float, load_s: float) -> None:
        now = self.looked_at = time.monotonic()
        if self.ended is not None:
            return
        if closed:
            self.fault = self.ready_at is None
            self.ended = DIED
        elif self.ready_at is None:
            if now - self.started_at > START_TIMEOUT_S:
                self.fault, self.ended = True, DIED
        elif now - self.ready_at > LOOK_S:
            self._keep_time(now, exercise_s, load_s)

    def _keep_time(self, now: float, exercise_s: float, load_s: float) -> None:
        """End the worker where its CPU time is up, or far more time on the wall."""
        assert self.ready_at is not None
        used_s = self.used_s()
        counts = used_s is not None
        if used_s is None:
            used_s = now - self.ready_at
        if self.moved:
            self.moved, self.moved_s = False, used_s
        waiting = self.loading is not None and len(self.answers) < len(self.calls)
        call_s = self.limits[len(self.answers)] if waiting else load_s
        self.spent_s = used_s
        wall = self.wall if counts else 1.0
        if used_s - self.moved_s > call_s or now - self.moved_at > wall * call_s:
            self.ended = TIMED_OUT
            self.by_wall = used_s - self.moved_s <= call_s
        elif used_s > exercise_s or now - self.ready_at > wall * exercise_s:
            self.ended = UNRUN
            self.by_wall = used_s <= exercise_s

    def _take_frames(self) -> None:
        at, size = 0, protocol.REPLY.size
        with memoryview(self.buffer) as whole:
            while self.ended is None and len(whole) - at >= size:
                index, kind, structure, data, extra = protocol.REPLY.unpack_from(whole, at)
                end = at + size + structure + data + extra
                if end - at > self.room:
                    self.ended = DIED
                    break
                if end > len(whole):
                    break
                body = bytes(whole[at + size : end])
                a, b = structure, structure + data
                self._take(index, Answer(kind, body[:a], body[a:b], body[b:]))
                at = end
        if at:
            self.moved_at, self.moved = time.monotonic(), True
            del self.buffer[:at]

    def _is_next(self, index: int) -> bool:
        return len(self.answers) < len(self.calls) and index == self.calls[len(self.answers)]

    def _take(self, index: int, found: Answer) -> None:
        kind = found.kind
        if (found.extra or kind != protocol.VALUE) and not protocol.is_ours(found):
            self.ended = DIED
        elif kind == protocol.READY and self.ready_at is None:
            # Nobody is woken for it: it came after the last look, if that is not longer ago than it should be.
            self.ready_at = max(self.looked_at, time.monotonic() - LOOK_S)
        elif kind in (protocol.LOADED, protocol.LOAD_FAILED) and self.ready_at and self.loading is None:
            self.loading = found
        elif kind <= protocol.MISSING and self.loading is not None and self._is_next(index):
            self.answers.append(found)
        elif kind == protocol.END:
            self.ended = protocol.END
        else:  # no worker of ours says this
            self.ended = DIED
