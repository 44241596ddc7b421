"""`learnrnn` alone: where the learner is, and what is next."""

from __future__ import annotations

from pathlib import Path

from learnrnn.learner.course import look
from learnrnn.views import course
from learnrnn.views.plain import warn


def show_home(workspace: Path, lang: str) -> None:
    """Say how far the learner is and which command comes next. Raises LearnrnnError."""
    seen = look(workspace)
    warn(seen.warning, lang)
    course.show_home(seen, workspace, lang)
