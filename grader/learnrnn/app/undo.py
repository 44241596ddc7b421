"""Takes a reset back."""

from __future__ import annotations

from learnrnn import catalog
from learnrnn.app.session import Session
from learnrnn.learner.workspace import bring_back
from learnrnn.locale import Sayable


def undo(session: Session, name: str) -> Sayable:
    """Bring the newest backup of an exercise's file back; what was done. Raises LearnrnnError."""
    return bring_back(catalog.exercise(name), session.workspace)
