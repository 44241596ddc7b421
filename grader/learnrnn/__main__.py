"""What `learnrnn` and `python -m learnrnn` begin with, before the command line is loaded."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; where it says `check`, a sandbox gets ready while all else is loaded here."""
    started = None
    if "check" in sys.argv[1:]:
        from learnrnn.sandbox.start import can_fork, start

        started = start() if can_fork() else None
    from learnrnn import cli

    cli.main(started=started)


if __name__ == "__main__":
    main()
