"""How long a student's code may run."""

from __future__ import annotations

from dataclasses import dataclass

CASE_TIMEOUT_S = 2.0
EXERCISE_TIMEOUT_S = 10.0


@dataclass(frozen=True)
class Limits:
    """Seconds of a worker's CPU that a case and an exercise may take."""

    case_s: float = CASE_TIMEOUT_S
    exercise_s: float = EXERCISE_TIMEOUT_S
