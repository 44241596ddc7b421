"""How much is said of a file that fails: a name, a line, a function, a relation, an error, or next to nothing."""

from __future__ import annotations

from learnrnn.result import ERROR, TIMEOUT, ExerciseResult

NAMED, LINE, FUNCTION, RELATION, MESSAGE, DEAD_END = (
    "named",
    "line",
    "function",
    "relation",
    "message",
    "dead",
)


def told_of(result: ExerciseResult) -> str:
    """The surest thing that is said of a result."""
    checks = result.checks
    if any(check.mistakes for check in checks):
        return NAMED
    if any(check.place and check.place.line for check in checks):
        return LINE
    if any(check.place for check in checks):
        return FUNCTION
    if any(check.relation for check in checks):
        return RELATION
    return MESSAGE if any(check.status in (ERROR, TIMEOUT) for check in checks) else DEAD_END
