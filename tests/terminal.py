"""A real pseudo-terminal and what is to be seen on it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import pexpect
import pyte

from tests.conftest import Command

PATIENCE_S = 20.0


class Terminal:
    """A program that runs in a pseudo-terminal; `raw` is all that it wrote."""

    def __init__(
        self, words: list[str], command: Command, *, rows: int = 24, columns: int = 80, **environment: str
    ):
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self.screen)
        self.raw = ""
        kept = {k: v for k, v in command.environment.items() if k != "COLUMNS"}
        self._child = pexpect.spawn(
            words[0], words[1:], cwd=str(command.work), env=kept | {"TERM": "xterm-256color"} | environment,
            dimensions=(rows, columns), encoding="utf-8", codec_errors="replace",
        )  # fmt: skip

    def lines(self) -> list[str]:
        """What is on the screen now."""
        return [line.rstrip() for line in self.screen.display]

    def text(self) -> str:
        """The same as one text with single blanks."""
        return " ".join(" ".join(self.lines()).split())

    def read(self, seconds: float) -> None:
        """Take what the program writes for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                written = self._child.read_nonblocking(1 << 16, timeout=min(left, 0.05))
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                return
            self.raw += written
            self._stream.feed(written)

    def wait(self, seen: str | Callable[[str], Any]) -> str:
        """The screen's text once it holds the words, or once `seen` says so of it; fails after some patience."""
        holds: Callable[[str], Any] = seen if callable(seen) else lambda text: seen in text
        end = time.monotonic() + PATIENCE_S
        while not holds(self.text()):
            assert time.monotonic() < end, f"not seen: {seen}\n" + "\n".join(self.lines())
            self.read(0.02)
        return self.text()

    def type(self, keys: str) -> None:
        self._child.send(keys)

    def resize(self, rows: int, columns: int) -> None:
        self.screen.resize(rows, columns)
        self._child.setwinsize(rows, columns)

    def end(self) -> int | None:
        """The exit status, once the program has ended by itself."""
        end = time.monotonic() + PATIENCE_S
        while self._child.isalive():
            assert time.monotonic() < end, "it did not end\n" + "\n".join(self.lines())
            self.read(0.05)
        self.read(0.1)
        return self._child.exitstatus

    def close(self) -> None:
        self._child.close(force=True)


def learnrnn_in(command: Command, *words: str, **how: Any) -> Terminal:
    """`learnrnn …` in a terminal, in the command's folder."""
    return Terminal([sys.executable, "-m", "learnrnn", *words], command, **how)
