"""Which of a submission's files is the answer to an exercise, and what is said of the choice.

What is unmistakable is taken. Of two a file equal to the released stub counts as absent, and so does one that lies
where a bundle has it; else the newer one is taken where they differ by more than a moment, else the one with the
plain name.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from learnrnn.catalog import Exercise
from learnrnn.locale import LANGUAGES, Message, Sayable
from learnrnn.submissions.disk import Content
from learnrnn.submissions.encoding import decode, tidied
from learnrnn.submissions.names import EXACT, NEAR, defines, is_given_out, is_put_aside
from learnrnn.submissions.opened import Entry
from learnrnn.submissions.source import Unreadable

SAME_TIME_S = 2.0  # a zip's clock goes by twos, and a copy of a folder takes a moment
NAMED_LIMIT = 4  # files that are named in a note


@dataclass(frozen=True)
class Candidate:
    """A file that may be an exercise's, by its name."""

    entry: Entry
    nearness: int  # names.EXACT, RENAMED or NEAR


@dataclass(frozen=True)
class Looked:
    """A file that was looked into: its text, when it was changed, its bytes' digest, and what is said of it."""

    text: str
    time: float
    digest: str
    notes: tuple[Sayable, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """What was taken. notes: what is said of the choice and of the file."""

    entry: Entry
    text: str
    digest: str
    notes: tuple[Sayable, ...]
    is_stub: bool


def choose(
    exercise: Exercise, candidates: Sequence[Candidate], look: Callable[[Entry], Looked]
) -> Chosen | None:
    """The one that counts; None where none does. Raises Unreadable where all that there are cannot be read."""
    found: list[tuple[Candidate, Looked]] = []
    problem: Unreadable | None = None
    for candidate in sorted(_without_put_aside(candidates), key=_plainness):
        try:
            looked = look(candidate.entry)
        except Unreadable as wrong:
            problem = problem or (wrong if candidate.nearness != NEAR else None)
            continue
        if is_given_out(candidate.entry.parts, exercise.module) and _is_untouched(looked.text, exercise):
            continue
        if candidate.nearness != NEAR or defines(looked.text, exercise):
            found.append((candidate, looked))
    if not found:
        if problem:
            raise problem
        return None
    written = [each for each in found if not _is_stub(each[1].text, exercise)]
    counting = written or found
    newest = max(looked.time for _, looked in counting)
    latest = [each for each in counting if newest - each[1].time <= SAME_TIME_S]
    candidate, looked = latest[0]
    said = _said(exercise, candidate, [c for c, _ in found], newer=len(latest) < len(counting))
    return Chosen(candidate.entry, looked.text, looked.digest, (*said, *looked.notes), not written)


def look_into_script(entry: Entry, content: Content) -> Looked:
    """A script's text; it is said when its encoding was guessed."""
    text, guessed = decode(content.bytes)
    said = [Message("decoded", {"file": entry.name, "encoding": guessed})] if guessed else []
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if (tidy := tidied(text)) != text:
        said.append(Message("tidied", {"file": entry.name}))
    return Looked(tidy, content.time, hashlib.sha256(content.bytes).hexdigest(), tuple(said))


def _said(
    exercise: Exercise, taken: Candidate, candidates: Sequence[Candidate], *, newer: bool
) -> list[Sayable]:
    file = taken.entry.name
    others = [c.entry.name for c in candidates if c.entry is not taken.entry]
    if others:
        shown = ", ".join(others[:NAMED_LIMIT]) + (", …" if len(others) > NAMED_LIMIT else "")
        key = "chosen_newer" if newer else "chosen"
        return [Message(key, {"file": file, "others": shown, "name": exercise.name})]
    if taken.nearness != EXACT:
        return [Message("taken_for", {"file": file, "name": exercise.filename})]
    return []


def _plainness(candidate: Candidate) -> tuple[int, int, tuple[str, ...]]:
    return candidate.nearness, len(candidate.entry.parts), candidate.entry.parts


def _without_put_aside(candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    return [c for c in candidates if not is_put_aside(c.entry.parts)] or candidates


def _is_stub(text: str, exercise: Exercise) -> bool:
    """Whether this is what was given out: every line that stands for what is to be written is still there."""
    lines = {line.strip() for line in text.split("\n")}
    return all(line.strip() in lines for line in _to_be_written(exercise))


def _is_untouched(text: str, exercise: Exercise) -> bool:
    """Whether nothing stands in it but what was given out, in whichever language."""
    given = {line.rstrip() for lang in LANGUAGES for line in exercise.stub_in(lang).split("\n")}
    return all(line.rstrip() in given for line in text.split("\n"))


@functools.cache
def _to_be_written(exercise: Exercise) -> list[str]:
    stub = exercise.stub.read_text(encoding="utf-8")
    return [line for line in stub.split("\n") if "NotImplementedError" in line] or stub.split("\n")
