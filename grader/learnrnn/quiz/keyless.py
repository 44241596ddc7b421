"""A question without its key, as a class's bundle holds it: drawn once, and only what has to be seen to answer.

A file of such questions says `cut: true` at its top. No answer, no explanation, no tolerance, no expression and
no order of the author's is in it. An option keeps its id, so that the full bank can score what was chosen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from learnrnn.locale import Text
from learnrnn.quiz.draw import draw
from learnrnn.quiz.item import Choice, Item
from learnrnn.quiz.question import Bank, Section

SCHEMA = 1
FINGERPRINT_LETTERS = 16


def cut_files(bank: Bank, seed: int) -> dict[str, str]:
    """The bank without its keys: a file's name and its YAML."""
    import yaml

    files = {}
    for section in bank.sections:
        data = _section(section, [cut(draw(bank.questions[name], seed)) for name in section.ids], seed)
        files[f"{section.name}.yaml"] = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)
    return files


def _section(section: Section, questions: list[dict[str, Any]], seed: int) -> dict[str, Any]:
    head = {"schema": SCHEMA, "section": section.name, "note": section.note, "title": _both(section.title)}
    return head | {"cut": True, "seed": seed, "questions": questions}


def fingerprint(questions: Iterable[Mapping[str, Any]]) -> str:
    """What tells one set of cut questions from another: a word, a number or an option more makes another one."""
    whole = json.dumps(list(questions), sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(whole.encode()).hexdigest()[:FINGERPRINT_LETTERS]


def cut(item: Item) -> dict[str, Any]:
    """What of a drawn question may be seen by who has not answered it yet."""
    question = item.question
    seen: dict[str, Any] = {
        "id": question.id,
        "kind": question.kind,
        "source": question.source,
        "difficulty": question.difficulty,
        "stem": _both(item.stem),
        "code": item.code,
        "convention": _both(item.convention) if item.convention else None,
        "tags": list(question.tags) or None,
        "exercise": question.exercise,
        "options": [_option(choice) for choice in item.choices] or None,
    }
    return {key: value for key, value in seen.items() if value is not None}


def _option(choice: Choice) -> dict[str, Any]:
    shown = {"code": choice.text.en} if choice.is_code else {"text": _both(choice.text)}
    return {"id": choice.id, **shown} | ({"last": True} if choice.last else {})


def _both(text: Text) -> dict[str, str]:
    return text.by_language
