"""What `learnrnn` and `python -m learnrnn` begin with, before the command line is loaded."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line; where it says `check`, a sandbox gets ready while all else is loaded here."""
    _open_what_is_closed()
    if _says_nothing() and _show_home():
        return
    started = None
    if "check" in sys.argv[1:]:
        from learnrnn.sandbox.start import can_fork, start

        started = start() if can_fork() else None
    from learnrnn import cli

    cli.main(started=started)


def _says_nothing() -> bool:
    """Whether it is `learnrnn` alone, of which click, half of its time, has nothing to read."""
    from learnrnn.locale import ENGLISH, LANGUAGES

    spoken = os.environ.get("LEARNRNN_LANG", ENGLISH) in LANGUAGES
    return len(sys.argv) == 1 and spoken and "_LEARNRNN_COMPLETE" not in os.environ


def _show_home() -> bool:
    """Whether it could be shown; else the command line tries again, and says why."""
    from learnrnn.app.home import show_home
    from learnrnn.app.session import folder
    from learnrnn.errors import LearnrnnError
    from learnrnn.locale import of_environment
    from learnrnn.streams import show_what_can_be_shown

    show_what_can_be_shown()
    try:
        show_home(folder(os.environ.get("LEARNRNN_WORKSPACE") or "."), of_environment())
        sys.stdout.flush()
    except (LearnrnnError, OSError):
        return False
    return True


def _open_what_is_closed() -> None:
    """A standard stream that was closed leads nowhere: else the next file to be opened took its place."""
    while (fd := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(fd, True)
    os.close(fd)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115


if __name__ == "__main__":
    main()
