"""One key at a time from a real terminal: termios on POSIX, msvcrt on Windows; no library that answers on a pipe."""

from __future__ import annotations

import contextlib
import os
import sys
import time
import unicodedata
from collections.abc import Generator
from typing import TextIO

ESCAPE_WAIT_S = 0.05  # after a lone Escape nothing more comes within this time
ARROWS = {"A": "up", "B": "down", "C": "right", "D": "left"}
NAMED = {"\r": "enter", "\n": "enter", " ": "space", "\x1b": "escape", "\x03": "interrupt", "\x04": "end"}


class NoKeyInTime(Exception):
    """The deadline passed before a key was pressed."""


def can_read_keys() -> bool:
    """Whether both ends are a terminal that knows keys and a cursor."""
    if os.environ.get("TERM") == "dumb":
        return False
    return is_terminal(sys.stdin) and is_terminal(sys.stdout)


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a stream, which may be absent or closed, is a terminal."""
    with contextlib.suppress(ValueError, AttributeError):
        return stream is not None and stream.isatty()
    return False


def read_key(deadline: float | None = None) -> str:
    """The next key: a character, or `up`, `down`, `enter`, `space`, `escape`.

    deadline: of time.monotonic. Raises NoKeyInTime, KeyboardInterrupt, EOFError.
    """
    key = _windows_key(deadline) if os.name == "nt" else _posix_key(deadline)
    if key == "interrupt":
        raise KeyboardInterrupt
    if key == "end":
        raise EOFError
    return key


def wait_for_line(deadline: float | None) -> None:
    """Returns when a terminal has a line to read. Raises NoKeyInTime; Windows cannot wait so, and never does."""
    if deadline is None or os.name == "nt" or not is_terminal(sys.stdin):
        return
    if not _ready(sys.stdin.fileno(), max(0.0, deadline - time.monotonic())):
        raise NoKeyInTime


def _posix_key(deadline: float | None) -> str:
    fd = sys.stdin.fileno()
    with _one_key_mode(fd):
        if not _ready(fd, None if deadline is None else max(0.0, deadline - time.monotonic())):
            raise NoKeyInTime
        letter = _letter(fd)
        if letter == "\x1b" and _ready(fd, ESCAPE_WAIT_S):
            return _escape_sequence(fd)
    return _named(letter)


@contextlib.contextmanager
def _one_key_mode(fd: int) -> Generator[None]:
    """Keys arrive at once and are not echoed; Ctrl-C still interrupts."""
    import termios
    import tty

    before = termios.tcgetattr(fd)
    try:
        tty.setcbreak(fd, termios.TCSADRAIN)
        yield
    finally:
        termios.tcsetattr(fd, termios.TCSADRAIN, before)


def _ready(fd: int, seconds: float | None) -> bool:
    import select

    return bool(select.select([fd], [], [], seconds)[0])


def _letter(fd: int) -> str:
    """One character, read byte by byte so that nothing typed ahead is lost."""
    data = os.read(fd, 1)
    if not data:
        raise EOFError
    while len(data) < 4:
        try:
            return data.decode()
        except UnicodeDecodeError:
            data += os.read(fd, 1)
    return "\N{REPLACEMENT CHARACTER}"


def _escape_sequence(fd: int) -> str:
    """An arrow key, or "" for any other key that sends an escape sequence."""
    if os.read(fd, 1) not in b"[O":
        return ""
    sequence = ""
    while _ready(fd, ESCAPE_WAIT_S) and not ((sequence and sequence[-1].isalpha()) or sequence.endswith("~")):
        sequence += os.read(fd, 1).decode("ascii", "replace")
    return ARROWS.get(sequence, "")


def _windows_key(deadline: float | None) -> str:
    import msvcrt

    while not msvcrt.kbhit():  # type: ignore[attr-defined]
        if deadline is not None and time.monotonic() > deadline:
            raise NoKeyInTime
        time.sleep(0.02)
    letter: str = msvcrt.getwch()  # type: ignore[attr-defined]
    if letter in "\x00\xe0":
        code: str = msvcrt.getwch()  # type: ignore[attr-defined]
        return {"H": "up", "P": "down", "M": "right", "K": "left"}.get(code, "")
    return "end" if letter == "\x1a" else _named(letter)


def _named(letter: str) -> str:
    return NAMED.get(letter) or unicodedata.normalize("NFKC", letter)
