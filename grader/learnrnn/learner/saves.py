"""Tells when a file of the workspace is saved."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

QUIET_MS = 5  # without a change: then a save is over
LONGEST_MS = 40  # that a run of changes is waited for


class Saves:
    """Calls `saved` with the names of what changed in a folder. Use as a context manager."""

    def __init__(self, folder: Path, saved: Callable[[set[str]], object]):
        self._folder, self._saved = folder, saved
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Saves:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        from watchfiles import watch

        changes = watch(
            self._folder, recursive=False, step=QUIET_MS, debounce=LONGEST_MS, rust_timeout=200,
            stop_event=self._stop, watch_filter=None, raise_interrupt=False,
        )  # fmt: skip
        for found in changes:
            self._saved({Path(path).name for _, path in found})
