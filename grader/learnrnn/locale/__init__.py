"""Texts in English and Japanese: those of the content, and the program's own.

A `Text` carries both languages. A `Message` is a key into en.json and ja.json beside this file, with
the values to put in. Both render in a language only when they are shown, so results hold no language.
"""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "ja")


@dataclass(frozen=True)
class Text:
    """A sentence of the content, in both languages."""

    en: str
    ja: str

    def render(self, lang: str) -> str:
        return self.ja if lang == "ja" else self.en


@dataclass(frozen=True)
class Message:
    """A sentence of the program: a key of the locale files and its values."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def render(self, lang: str) -> str:
        values = {k: v.render(lang) if isinstance(v, Text | Message) else v for k, v in self.values.items()}
        return messages(lang)[self.key].format(**values)


Sayable = Text | Message


def one_below_other(lines: Sequence[Sayable]) -> Text:
    """Several sentences, a line each."""
    return Text(*("\n".join(line.render(lang) for line in lines) for lang in LANGUAGES))


def say(key: str, lang: str, **values: Any) -> str:
    """The message `key` in a language."""
    return Message(key, values).render(lang)


@functools.cache
def messages(lang: str) -> dict[str, str]:
    """Every message of a language, by key."""
    found: dict[str, str] = {}
    for path in sorted(Path(__file__).parent.glob(f"{lang}*.json")):
        found |= json.loads(path.read_text(encoding="utf-8"))
    return found


def of_environment() -> str:
    """The language that LEARNRNN_LANG or else the locale asks for; English otherwise."""
    for name in ("LEARNRNN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "ja" if value.lower().startswith("ja") else "en"
    return "en"
