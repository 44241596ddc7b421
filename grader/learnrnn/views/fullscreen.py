"""The whole terminal: a screen of its own that is left as it was found, keys one at a time, and its size.

Events come from a queue that other threads may put into; waiting for one also watches the keyboard.
"""

from __future__ import annotations

import contextlib
import os
import queue
import select
import shutil
import signal
import sys
from collections.abc import Generator
from typing import Any

from learnrnn.views.quiz.keys import is_terminal, read_key

ENTER, LEAVE = "\x1b[?1049h\x1b[?25l", "\x1b[?1049l\x1b[?25h"
HOME, LINE_END, BELOW = "\x1b[H", "\x1b[K", "\x1b[J"
RESIZED = "resized"


def can_fill() -> bool:
    """Whether there is a terminal on both ends that knows a cursor."""
    if os.name != "posix" or os.environ.get("TERM", "dumb") == "dumb":
        return False
    return is_terminal(sys.stdin) and is_terminal(sys.stdout)


class Fullscreen:
    """Use as a context manager; `put` is for other threads, `wait` for the one that draws."""

    def __init__(self) -> None:
        self._events: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._wake, self._waker = os.pipe()
        os.set_blocking(self._waker, False)

    def __enter__(self) -> Fullscreen:
        import termios

        for name in (
            "COLUMNS",
            "LINES",
        ):  # of a shell that exports them, and then they do not follow a resize
            os.environ.pop(name, None)
        self._before = termios.tcgetattr(sys.stdin)
        self._handler = signal.signal(signal.SIGWINCH, lambda *_: self.put(RESIZED))
        self._enter()
        return self

    def __exit__(self, *_: object) -> None:
        self._leave()
        signal.signal(signal.SIGWINCH, self._handler)
        os.close(self._wake)

    def put(self, event: Any) -> None:
        """Have `wait` return this."""
        self._events.put(event)
        with contextlib.suppress(OSError):  # full: it is awake already; closed: nobody waits any more
            os.write(self._waker, b"!")

    def wait(self) -> Any:
        """The next event: what was put, or a key's name as a text. Raises KeyboardInterrupt, EOFError."""
        while True:
            with contextlib.suppress(queue.Empty):
                return self._events.get_nowait()
            ready = select.select([sys.stdin, self._wake], [], [])[0]
            if self._wake in ready:
                os.read(self._wake, 1 << 10)
            elif key := read_key():
                return key

    def draw(self, lines: list[str]) -> None:
        """Show these lines and nothing else."""
        rows = shutil.get_terminal_size().lines
        text = "\n".join(line + LINE_END for line in lines[:rows])
        sys.stdout.write(HOME + text + BELOW)
        sys.stdout.flush()

    @contextlib.contextmanager
    def left(self) -> Generator[None]:
        """Meanwhile the terminal is as it was, for another program."""
        self._leave()
        try:
            yield
        finally:
            self._enter()

    def _enter(self) -> None:
        import tty

        tty.setcbreak(sys.stdin)
        sys.stdout.write(ENTER)
        sys.stdout.flush()

    def _leave(self) -> None:
        import termios

        sys.stdout.write(LEAVE)
        sys.stdout.flush()
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, self._before)
