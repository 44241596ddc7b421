"""Texts in every language: those of the content, and the program's own.

A `Text` carries its languages. A `Message` is a key into en.json, ja.json and what else lies beside this file,
with the values to put in. Both render in a language only when they are shown, so results hold no language. What a
language lacks is said in English.
"""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ENGLISH = "en"
# The languages that the program speaks: one file each.
LANGUAGES = tuple(sorted(path.stem for path in HERE.glob("*.json") if "." not in path.stem))


@dataclass(frozen=True)
class Text:
    """A sentence of the content. more: in further languages than the kit's own two."""

    en: str
    ja: str
    more: Mapping[str, str] = field(default_factory=dict, hash=False)

    @classmethod
    def of(cls, entry: Mapping[str, str]) -> Text:
        """The text that a file of the content has by language."""
        further = {lang: said for lang, said in entry.items() if lang not in ("en", "ja")}
        return cls(entry["en"], entry["ja"], further)

    @classmethod
    def same(cls, text: str) -> Text:
        """What needs no translation: code, a number."""
        return cls(text, text)

    @property
    def by_language(self) -> dict[str, str]:
        return {"en": self.en, "ja": self.ja, **self.more}

    def render(self, lang: str) -> str:
        return self.by_language.get(lang, self.en)


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
    return Text.of({lang: "\n".join(line.render(lang) for line in lines) for lang in LANGUAGES})


def say(key: str, lang: str, **values: Any) -> str:
    """The message `key` in a language."""
    return Message(key, values).render(lang)


@functools.cache
def messages(lang: str) -> dict[str, str]:
    """Every message of a language, by key."""
    found = {} if lang == ENGLISH else dict(messages(ENGLISH))
    for path in sorted(HERE.glob(f"{lang}*.json")):
        found |= json.loads(path.read_text(encoding="utf-8"))
    return found


def named(name: str, lang: str) -> Path:
    """A file of the kit in a language, "class.{lang}.md", or the English one where there is none."""
    file = HERE / name.format(lang=lang)
    return file if file.is_file() else HERE / name.format(lang=ENGLISH)


def of_environment(known: Collection[str] = LANGUAGES) -> str:
    """The language that LEARNRNN_LANG or else the locale asks for, "ja" or "ja_JP.UTF-8"; English otherwise."""
    for name in ("LEARNRNN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            asked = value.lower()[:2]
            return asked if asked in known else ENGLISH
    return ENGLISH
