"""`learnrnn` alone: where you are, and what is next."""

from __future__ import annotations

from pathlib import Path

from learnrnn import locale


def home(lang: str | None, workspace: str | None) -> None:
    """Say how far the learner is and which command comes next."""
    from learnrnn import catalog
    from learnrnn.learner.progress import Progress
    from learnrnn.views import terminal

    lang = lang or locale.of_environment()
    progress = Progress.open()
    terminal.warn(progress.warning, lang)
    terminal.show_home(list(catalog.exercises().values()), progress, Path(workspace or "."), lang)
