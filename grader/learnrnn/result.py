"""What grading comes to. One type; every output is a view of it.

Results hold no language: texts are Sayables (learnrnn.locale), rendered when shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from learnrnn.locale import Message, Sayable, Text

PASSED, FAILED, PARTIAL = "passed", "failed", "partial"
RELATIONS = (
    "factor", "sign", "transpose", "order", "shift", "until_step", "same_steps", "argument", "digits", "parts", "demand",
)  # fmt: skip
MISSING, ERROR, TIMEOUT, BLOCKED, CARRIED = "missing", "error", "timeout", "blocked", "carried"


@dataclass(frozen=True)
class Place:
    """Where a fault is in the student's file: the function, and the line where one change makes all checks pass
    (None where only the function is known).

    where: the line's place for a reader. text: the line itself. says: what to look at there.
    """

    function: str
    line: int | None = None
    where: Sayable | None = None
    text: str = ""
    says: Sayable | None = None

    @property
    def told(self) -> Sayable | None:
        """What is said of it, after where it is."""
        if self.where is None or self.says is None:
            return self.says
        return Message("place_at", {"at": self.where, "says": self.says})


@dataclass(frozen=True)
class Relation:
    """How the answers stand to the right ones. kind: one of RELATIONS. part: of which part of the result."""

    kind: str
    part: str
    says: Sayable


@dataclass(frozen=True)
class CheckResult:
    """One check's verdict.

    says: what a correct answer does. findings: what the answer did instead, with values.
    findings_hidden: the same for those who may not see a hidden check's values.
    mistakes and mistake_text: the named mistakes (one, or two that explain it together), and their sentence.
    place and relation: where the fault is, and how the answers stand to the right ones, as far as is known.
    printed and trace: the student's own prints, and lines of their own file, innermost last.
    """

    name: str
    function: str
    visible: bool
    status: str
    score: int
    max_score: int
    says: Text
    findings: tuple[Sayable, ...] = ()
    findings_hidden: tuple[Sayable, ...] = ()
    mistakes: tuple[str, ...] = ()
    mistake_text: Text | None = None
    printed: str = ""
    trace: tuple[Sayable, ...] = ()
    place: Place | None = None
    relation: Relation | None = None

    @property
    def mistake(self) -> str | None:
        """The first of the named mistakes."""
        return self.mistakes[0] if self.mistakes else None

    @property
    def visibility(self) -> str:
        return "visible" if self.visible else "hidden"

    def lines(self, *, for_student: bool = False) -> list[Sayable]:
        """The feedback in its fixed order; for a student of a class without a hidden check's values."""
        findings = self.findings_hidden if for_student and not self.visible else self.findings
        relation = [self.relation.says] if self.relation else []
        mistake = [self.mistake_text] if self.mistake_text else []
        place = [self.place.told] if self.place and self.place.told else []
        return [self.says, *findings, *relation, *mistake, *place]

    def document(self, lang: str, *, for_student: bool = False) -> dict[str, Any]:
        """As INTERFACE's document of a check."""
        lines = self.lines(for_student=for_student)
        return {
            "name": self.name,
            "function": self.function,
            "visibility": self.visibility,
            "status": self.status,
            "score": self.score,
            "max_score": self.max_score,
            "message": "\n".join(_as_one(line.render(lang)) for line in lines),
            "mistake": self.mistake,
            "mistakes": list(self.mistakes),
            "place": self.place and {"function": self.place.function, "line": self.place.line},
            "relation": self.relation and {"kind": self.relation.kind, "part": self.relation.part},
        }


@dataclass(frozen=True)
class ExerciseResult:
    """One exercise of one submission. `fault`: what went wrong in the grader; then score is None.

    found: the path within the submission that was taken. digest: SHA-256 of its bytes, as hexadecimal digits.
    """

    name: str
    status: str
    score: int | None
    max_score: int
    message: Sayable | None = None
    fault: str | None = None
    checks: tuple[CheckResult, ...] = ()
    printed: str = ""  # while the file was loaded
    found: str | None = None
    digest: str | None = None

    def document(self, lang: str, *, for_student: bool = False) -> dict[str, Any]:
        """As INTERFACE's document of an exercise."""
        return {
            "name": self.name,
            "status": self.status,
            "score": self.score,
            "max_score": self.max_score,
            "message": self.message.render(lang) if self.message else "",
            "fault": self.fault,
            "found": self.found,
            "digest": self.digest,
            "checks": [check.document(lang, for_student=for_student) for check in self.checks],
        }


@dataclass(frozen=True)
class SubmissionResult:
    """One student's exercises, in course order."""

    student: str
    exercises: Sequence[ExerciseResult] = field(default_factory=tuple)

    @property
    def score(self) -> int:
        return sum(e.score for e in self.exercises if e.score is not None)

    @property
    def max_score(self) -> int:
        return sum(e.max_score for e in self.exercises if e.score is not None)

    def document(self, lang: str) -> dict[str, Any]:
        """As INTERFACE's entry of `submissions`."""
        return {
            "student": self.student,
            "score": self.score,
            "max_score": self.max_score,
            "exercises": [e.document(lang) for e in self.exercises],
        }


def _as_one(text: str) -> str:
    """A text whose further lines are indented, so that a student's line ends begin no line of ours."""
    return text.replace("\n", "\n    ")


def status_of(score: int, max_score: int) -> str:
    """passed for full marks, failed for none, partial between."""
    if score == max_score:
        return PASSED
    return PARTIAL if score else FAILED
