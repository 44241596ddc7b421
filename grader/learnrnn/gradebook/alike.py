"""Which answers are alike beyond what the task itself makes alike: for a person to judge, never a penalty.

Of every answer the lines are taken away that are in the stub, in the reference, or in a good part of the class: two who
write the same formula are no news. What remains is compared pair by pair, once as it is written and once with the
answer's own names counted through, so that renaming hides nothing. The comparing itself is rapidfuzz's: an edit distance
over sequences in compiled code, for a whole class at once, kept up by many; tools made for plagiarism (copydetect, JPlag,
MOSS) are either no longer kept up, or services and programs of their own.
"""

from __future__ import annotations

import io
import keyword
import tokenize
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from learnrnn.catalog import Exercise
from learnrnn.errors import complain
from learnrnn.gradebook.store import Store
from learnrnn.locale import LANGUAGES

SCHEMA = "learnrnn/alike/1"
HABIT_SHARE, HABIT_LEAST = 0.05, 3  # a line that more than so many of a class write is a habit
LEAST_TOKENS = 25  # of what remains; less says nothing
LEAST_LINES = 3  # in common
LIKENESS = {"text": 0.95, "form": 0.85}  # as written the habits are compared too: only the whole is no chance
ROWS_AT_ONCE = 500
TEXT, FORM = "text", "form"

Line = tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    """Two answers. kind: `text`, alike as they are written; `form`, alike but for names. lines: that they share."""

    exercise: str
    one: str
    other: str
    kind: str
    likeness: float
    lines: int


def alike(store: Store, exercises: Sequence[Exercise]) -> list[Pair]:
    """The pairs of a class, the most alike first. Raises LearnrnnError where rapidfuzz is not installed."""
    found: dict[tuple[str, str, str], Pair] = {}
    for exercise in exercises:
        sources = store.sources(exercise.name)
        known = [*map(exercise.stub_in, LANGUAGES), exercise.solution.read_text(encoding="utf-8")]
        for kind, lines_of in ((TEXT, lines_as_written), (FORM, lines_in_form)):
            for pair in _pairs(exercise.name, kind, sources, known, lines_of):
                place = pair.exercise, pair.one, pair.other
                if place not in found or pair.likeness > found[place].likeness:
                    found[place] = pair
    return sorted(found.values(), key=lambda p: (-p.likeness, p.exercise, p.one, p.other))


def document(pairs: Iterable[Pair]) -> dict[str, Any]:
    """As docs/documents.md says."""
    return {
        "schema": SCHEMA,
        "pairs": [
            {
                "students": [p.one, p.other],
                "exercise": p.exercise,
                "kind": p.kind,
                "likeness": p.likeness,
                "lines": p.lines,
            }
            for p in pairs
        ],
    }


def _pairs(
    exercise: str,
    kind: str,
    sources: dict[str, str],
    known: Sequence[str],
    lines_of: Callable[[str], list[Line]],
) -> list[Pair]:
    answers = {student: lines_of(source) for student, source in sources.items()}
    everybodys = {line for text in known for line in lines_of(text)}
    counts = Counter(line for lines in answers.values() for line in set(lines))
    habit = max(HABIT_LEAST, HABIT_SHARE * len(answers))
    own = {
        student: [l for l in lines if l not in everybodys and (kind == TEXT or counts[l] <= habit)]
        for student, lines in answers.items()
    }
    students = [student for student, lines in own.items() if sum(map(len, lines)) >= LEAST_TOKENS]
    letters: dict[str, str] = {}
    texts = [
        "".join(_letter(word, letters) for line in own[student] for word in line) for student in students
    ]
    found: list[Pair] = []
    for i, j, likeness in _compared(texts, LIKENESS[kind]):
        one, other = students[i], students[j]
        lines = len(set(own[one]) & set(own[other]))
        if lines >= LEAST_LINES:
            found.append(Pair(exercise, one, other, kind, likeness, lines))
    alike_to = Counter(student for pair in found for student in (pair.one, pair.other))
    return [p for p in found if max(alike_to[p.one], alike_to[p.other]) < habit]


def _compared(texts: Sequence[str], least: float) -> list[tuple[int, int, float]]:
    """The pairs of texts that are alike, by their numbers."""
    try:
        from rapidfuzz import process
        from rapidfuzz.distance import Indel
    except ImportError:
        raise complain("needs_extra", extra="alike") from None
    found: list[tuple[int, int, float]] = []
    for start in range(0, len(texts), ROWS_AT_ONCE):
        rows = texts[start : start + ROWS_AT_ONCE]
        table = process.cdist(rows, texts, scorer=Indel.normalized_similarity, score_cutoff=least)
        for row, column in zip(*table.nonzero(), strict=True):
            i, j = start + int(row), int(column)
            if i < j:
                found.append((i, j, round(float(table[row, column]), 2)))
    return found


def _letter(word: str, letters: dict[str, str]) -> str:
    """A word as one letter, the same for the same word: rapidfuzz compares texts letter by letter."""
    return letters.setdefault(word, chr(0x100 + len(letters) if len(letters) < 0xD000 else 0x10FFFF))


def lines_as_written(source: str) -> list[Line]:
    """Every line as words, with its comments; blanks do not count."""
    return [tuple(line.split()) for line in source.splitlines() if line.strip()]


def lines_in_form(source: str) -> list[Line]:
    """Every line as tokens, names that are nobody's but the answer's own as one; comments as their words."""
    lines: list[Line] = []
    line: list[str] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type in (tokenize.NEWLINE, tokenize.NL):
                lines += [tuple(line)] if line else []
                line = []
            elif token.type == tokenize.COMMENT:
                line += token.string.split()
            elif token.type == tokenize.NAME and not keyword.iskeyword(token.string) and line[-1:] != ["."]:
                line.append("name")
            elif token.string.strip():
                line.append(token.string)
    except (tokenize.TokenError, SyntaxError):
        pass  # what comes before the fault is compared all the same
    return lines
