"""What `learnrnn` and `python -m learnrnn` begin with, before the command line is loaded."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line; where it says `check`, a sandbox gets ready while all else is loaded here."""
    _open_what_is_closed()
    started = None
    if "check" in sys.argv[1:]:
        from learnrnn.sandbox.start import can_fork, start

        started = start() if can_fork() else None
    from learnrnn import cli

    cli.main(started=started)


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
