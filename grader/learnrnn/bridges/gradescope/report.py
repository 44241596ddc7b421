"""Gradescope's results.json: an entry a check, with feedback in Markdown that no student's text can break out of.

The format is docs/schemas/gradescope.json. Instructors see every entry, students what its visibility lets them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from learnrnn.bridges.gradescope.settings import Settings
from learnrnn.catalog import Exercise
from learnrnn.engine.grade import points_of
from learnrnn.files import write_whole
from learnrnn.locale import say
from learnrnn.result import ERROR, MISSING, PASSED, TIMEOUT, CheckResult, ExerciseResult
from learnrnn.text import visible

PRINTED_LINES = 20
READABLE = 0o644  # by whoever takes the results out of the container
BACKSLASHED = re.compile(r"([\\`*_{}\[\]()#+.!-])")  # what a backslash makes plain in every Markdown
AS_ENTITIES = str.maketrans({c: f"&#{ord(c)};" for c in "&<>|~@:$"})  # the rest that some Markdown reads


@dataclass
class Report:
    """The results so far. What was not graded yet has an entry too, which says so."""

    settings: Settings
    exercises: Sequence[Exercise]
    results: dict[str, ExerciseResult] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Replace the file by a whole one: whenever the container is stopped, what is there can be read."""
        text = json.dumps(self.document(), ensure_ascii=False, indent=2)
        write_whole(path, text.encode("utf-8", "backslashreplace"), READABLE)

    def document(self) -> dict[str, Any]:
        """As Gradescope's documentation says."""
        found = {
            "stdout_visibility": "hidden",  # it tells about the grader
            "visibility": "visible",
            "output_format": "md",
            "tests": [entry for i, e in enumerate(self.exercises, 1) for entry in self._entries(i, e)],
        }
        return found | ({"output": "\n\n".join(notes)} if (notes := self._notes()) else {})

    def faults(self) -> list[str]:
        return [name for name, result in self.results.items() if result.fault is not None]

    def _notes(self) -> list[str]:
        """What stands above everything: that points are missing which nobody lost."""
        lang = self.settings.lang
        waiting = [e.name for e in self.exercises if e.name not in self.results]
        notes = [("gradescope_faults", self.faults()), ("gradescope_waiting", waiting)]
        return [f"**{plain(say(key, lang, names=', '.join(names)))}**" for key, names in notes if names]

    def _entries(self, number: int, exercise: Exercise) -> list[dict[str, Any]]:
        lang, result = self.settings.lang, self.results.get(exercise.name)
        if result is None:
            told = plain(say("gradescope_not_graded", lang))
            return [self._whole(number, exercise, points_of(exercise.checks().checks), told, "not-graded")]
        if result.fault is not None:
            told = plain(say("gradescope_fault", lang))
            return [self._whole(number, exercise, result.max_score, told, "fault")]
        lines = result.message.render(lang).splitlines() if result.message else ()
        told = "\n\n".join(plain(line) for line in lines)
        if result.status in (MISSING, ERROR, TIMEOUT):
            entry = self._whole(number, exercise, result.max_score, told, result.status)
            return [entry | {"status": "failed"}]
        note = [self._whole(number, exercise, 0, told, "note")] if told else []
        return note + [self._check(f"{number}.{i}", exercise, c) for i, c in enumerate(result.checks, 1)]

    def _whole(self, number: int, exercise: Exercise, points: int, told: str, tag: str) -> dict[str, Any]:
        """An entry without a verdict: no `status`, unless it is the student's doing."""
        return {
            "name": exercise.name,
            "number": str(number),
            "score": 0,
            "max_score": points,
            "visibility": "visible",
            "tags": [exercise.name, exercise.section, tag],
            "output": told,
            "output_format": "md",
        }

    def _check(self, number: str, exercise: Exercise, check: CheckResult) -> dict[str, Any]:
        return {
            "name": f"{exercise.name}: {check.name}",
            "number": number,
            "score": check.score,
            "max_score": check.max_score,
            "status": "passed" if check.status == PASSED else "failed",
            "visibility": self.settings.shown if check.visible else self.settings.hidden,
            "tags": [exercise.name, exercise.section, check.function, check.visibility],
            "output": feedback(check, self.settings.lang),
            "output_format": "md",
        }


def feedback(check: CheckResult, lang: str) -> str:
    """What a student of a class may read of a check: our sentences as text, all else as code.

    A sentence of ours comes first: were blanks cut off at the beginning, code there would be code no more.
    """
    blocks = [plain(check.says.render(lang))]
    findings = check.findings if check.visible else check.findings_hidden
    if told := "\n".join(finding.render(lang) for finding in findings):
        blocks.append(code(told))
    if check.mistake_text:
        blocks.append(plain(check.mistake_text.render(lang)))
    if check.visible and check.status != PASSED and check.printed.strip():
        lines = check.printed.rstrip("\n").splitlines()[:PRINTED_LINES]
        blocks += [plain(say("printed_title", lang)), code("\n".join(lines))]
    return "\n\n".join(blocks)


def plain(text: str) -> str:
    """A text on one line that every Markdown shows as it is: no mark-up, no HTML, no link."""
    return BACKSLASHED.sub(r"\\\1", " ".join(text.split())).translate(AS_ENTITIES)


def code(text: str) -> str:
    """An indented block: unlike a fence, it has no end that a text could hold."""
    shown = visible(text.expandtabs(4), lines=True)
    return "\n".join(f"    {line}" for line in shown.split("\n"))
