"""What a person asked for once, whichever command they use: language, folder, limits, pager."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from learnrnn.sandbox.limits import Limits

if TYPE_CHECKING:
    from learnrnn.sandbox.start import Started


@dataclass(frozen=True)
class Session:
    """Made once, before the command's own options, which may name another language, folder or limit.

    limits: of a student's code. pager: whether a text longer than the screen may go through one.
    started: a sandbox that gets ready.
    """

    lang: str
    workspace: Path
    limits: Limits = Limits()
    pager: bool = True
    started: Started | None = None


def folder(path: str) -> Path:
    """A folder that a person named; `~` is the home folder, as in a shell."""
    try:
        return Path(path).expanduser()
    except RuntimeError:  # ~somebody, who has no home here
        return Path(path)
