"""Options, of which one is right."""

from __future__ import annotations

from learnrnn.quiz.kind import Kind

KIND = Kind()
