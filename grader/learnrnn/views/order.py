"""In what order a check's feedback is told, for all who show it: what holds, what was seen, its name, its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from learnrnn.locale import Message, Sayable, Text
from learnrnn.result import BLOCKED, PASSED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from learnrnn.result import CheckResult, ExerciseResult

SEEN, RELATION, MISTAKE, PLACE, SOURCE, PRINTED = "seen", "relation", "mistake", "place", "source", "printed"


@dataclass(frozen=True)
class ToldPart:
    """One thing that is said of a check, and what kind of thing it is."""

    kind: str
    said: Sayable


def parts_of(check: CheckResult, file: str, lines: Sequence[str] = ()) -> list[ToldPart]:
    """What is said below a check's sentence. file: what the student's file is called; lines: its text."""
    found = [ToldPart(SEEN, said) for said in check.findings]
    if check.relation:
        found.append(ToldPart(RELATION, check.relation.says))
    if check.mistake_text:
        found.append(ToldPart(MISTAKE, check.mistake_text))
    if check.place:
        found += _place(check, file, lines)
    elif check.trace:
        found.append(ToldPart(PLACE, check.trace[-1]))
        found += _source(lines, line_named_in(check.trace[-1], file))
    if check.status not in (PASSED, BLOCKED) and check.printed.strip():
        found.append(ToldPart(PRINTED, _as_it_is(check.printed)))
    return [part for part in found if part.said.render("en").strip()]


def _place(check: CheckResult, file: str, lines: Sequence[str]) -> list[ToldPart]:
    place = check.place
    assert place is not None
    found: list[ToldPart] = []
    if where := place.where or (place.line and Message("place_line", {"file": file, "line": place.line})):
        found.append(ToldPart(PLACE, where))
        found += [ToldPart(SOURCE, _as_it_is(place.text))] if place.text else _source(lines, place.line)
    return [*found, ToldPart(PLACE, place.says)] if place.says else found


def prints_of(result: ExerciseResult) -> str:
    """What the student's own code printed, each text once: while it was loaded, and in the checks that hold."""
    ran = [check.printed for check in result.checks if check.status == PASSED]
    texts = dict.fromkeys(text.rstrip("\n") for text in (result.printed, *ran) if text.strip())
    return "\n".join(texts)


def line_named_in(said: Sayable | None, file: str) -> int | None:
    """The line of this file that a sentence names, if it names one."""
    if not isinstance(said, Message):
        return None
    if said.key == "place_line" and said.values.get("file") == file:
        return said.values.get("line")
    return next((line for value in said.values.values() if (line := line_named_in(value, file))), None)


def _source(lines: Sequence[str], line: int | None) -> list[ToldPart]:
    if line is None or not 0 < line <= len(lines):
        return []
    return [ToldPart(SOURCE, _as_it_is(lines[line - 1].strip()))]


def _as_it_is(text: str) -> Text:
    return Text(text, text)
