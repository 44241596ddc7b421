"""What a question is, as its file says it; and the bank of all of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from learnrnn.locale import Text

BLANK = "____"  # what an answer fills, in a stem or a listing
DEFAULT_PLACES = 4

# The space that YAML puts where a Japanese text goes on in the next line.
NO_SPACE = re.compile(
    r"(?<=[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef])[ \n](?=[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef])"
    r"|(?<=[、。」])[ \n](?=\S)"
)


@dataclass(frozen=True)
class Option:
    """One option; just one of text, code and value is there."""

    id: str  # made from the content: it tells neither place nor key
    why: Text
    right: bool = False
    last: bool = False
    text: Text | None = None
    code: str | None = None
    value: str | None = None  # an expression
    mistake: str | None = None


@dataclass(frozen=True)
class Wrong:
    """A wrong answer that a known mistake gives."""

    answer: str
    why: Text
    mistake: str | None = None


@dataclass(frozen=True)
class Truth:
    """What proves a key by running it."""

    setup: str = ""
    value: str | None = None
    expect: str | None = None


@dataclass(frozen=True, eq=False)
class Question:
    """One question of a file, its numbers not yet drawn."""

    id: str
    section: str
    kind: str
    source: str
    difficulty: int
    stem: Text
    tags: tuple[str, ...] = ()
    code: str | None = None  # the listing
    convention: Text | None = None
    exercise: str | None = None
    options: tuple[Option, ...] = ()
    answer: Text | None = None  # an expression, a text or code, by kind
    accept: tuple[str, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    why: Text | None = None
    otherwise: Text | None = None
    tolerance_abs: float = 0.0
    tolerance_rel: float = 0.0
    places: int = DEFAULT_PLACES
    params: Mapping[str, Mapping[str, Any]] | None = None
    let: Mapping[str, str] | None = None
    require: tuple[str, ...] = ()
    truth: Truth | None = None

    @property
    def parametrised(self) -> bool:
        return bool(self.params)

    @property
    def by_choice(self) -> bool:
        return bool(self.options)

    @property
    def rights(self) -> frozenset[str]:
        """The ids of the right options."""
        return frozenset(option.id for option in self.options if option.right)


@dataclass(frozen=True, eq=False)
class Section:
    """One section of the course, with the ids of its questions in the file's order."""

    name: str  # "lstm"
    note: str  # "S2"
    title: Text
    ids: tuple[str, ...]


class Questions(Mapping[str, Question]):
    """Every question by its id, in course order; each is built when it is first looked at, for a quick start."""

    def __init__(self, files: Iterable[Mapping[str, Any]]):
        self._data = {data["id"]: (data, file) for file in files for data in file["questions"]}
        self._built: dict[str, Question] = {}

    def __getitem__(self, name: str) -> Question:
        if name not in self._built:
            data, file = self._data[name]
            self._built[name] = build_question(data, file["section"], file.get("listings", {}))
        return self._built[name]

    def as_read(self, name: str) -> Mapping[str, Any]:
        """A question as its file has it."""
        return self._data[name][0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)


@dataclass(frozen=True, eq=False)
class Bank:
    """All sections, in the note's order, and their questions."""

    sections: tuple[Section, ...]
    questions: Questions
    cut: bool = False  # the keys are not here: a class's bundle
    seed: int = 0  # what a bundle's numbers were drawn from

    def section(self, name: str) -> Section | None:
        """The section called `lstm`, `S2` or `2`."""
        for section in self.sections:
            if name.lower() in (section.name, section.note.lower(), section.note[1:]):
                return section
        return None


def build_bank(files: Iterable[Mapping[str, Any]]) -> Bank:
    """The bank that valid files' data describe."""
    ordered = sorted(files, key=lambda file: file["note"])
    cut = any(file.get("cut", False) for file in ordered)
    seed = next((file["seed"] for file in ordered if "seed" in file), 0)
    return Bank(tuple(_section(file) for file in ordered), Questions(ordered), cut, seed)


def _section(file: Mapping[str, Any]) -> Section:
    ids = tuple(question["id"] for question in file["questions"])
    return Section(file["section"], file["note"], text_of(file["title"]), ids)


def build_question(data: Mapping[str, Any], section: str, listings: Mapping[str, str]) -> Question:
    """The question that valid data describe."""
    tolerance = data.get("tolerance", {})
    listing = listings[data["listing"]] if "listing" in data else data.get("code")
    return Question(
        id=data["id"],
        section=section,
        kind=data["kind"],
        source=data["source"],
        difficulty=data["difficulty"],
        stem=text_of(data["stem"]),
        tags=tuple(data.get("tags", ())),
        code=listing.rstrip("\n") if listing else None,
        convention=_maybe_text(data.get("convention")),
        exercise=data.get("exercise"),
        options=tuple(_option(option, data["id"]) for option in data.get("options", ())),
        answer=_maybe_text(data.get("answer")),
        accept=_strings(data.get("accept", ())),
        wrong=tuple(_wrong(entry) for entry in data.get("wrong", ())),
        why=_maybe_text(data.get("why")),
        otherwise=_maybe_text(data.get("otherwise")),
        tolerance_abs=float(tolerance.get("abs", 0)),
        tolerance_rel=float(tolerance.get("rel", 0)),
        places=data.get("places", DEFAULT_PLACES),
        params=data.get("params"),
        let={name: str(expression) for name, expression in data.get("let", {}).items()},
        require=_strings(data.get("require", ())),
        truth=Truth(**data["truth"]) if "truth" in data else None,
    )


def text_of(entry: Any) -> Text:
    """A text of a file: `{en, ja}`, or one string (or number) that serves for both."""
    if isinstance(entry, Mapping):
        return Text.of({lang: NO_SPACE.sub("", said.strip()) for lang, said in entry.items()})
    return Text(en=str(entry).strip(), ja=str(entry).strip())


def _maybe_text(entry: Any) -> Text | None:
    return None if entry is None else text_of(entry)


def _strings(entries: Iterable[Any]) -> tuple[str, ...]:
    return tuple(str(entry) for entry in entries)


def _option(data: Mapping[str, Any], question: str) -> Option:
    return Option(
        id=data["id"] if "id" in data else option_id(question, content_of(data)),
        why=text_of(data["why"]) if "why" in data else Text("", ""),
        right=data.get("right", False),
        last=data.get("last", False),
        text=_maybe_text(data.get("text")),
        code=data["code"].strip() if "code" in data else None,
        value=str(data["value"]) if "value" in data else None,
        mistake=data.get("mistake"),
    )


def _wrong(data: Mapping[str, Any]) -> Wrong:
    return Wrong(str(data["answer"]), text_of(data["why"]), data.get("mistake"))


def content_of(option: Mapping[str, Any]) -> str:
    """What tells an option from the others of its question."""
    if "text" in option:
        return text_of(option["text"]).en
    return str(option.get("code", option.get("value"))).strip()


def option_id(question: str, content: str) -> str:
    """Six hexadecimal digits that stay while the content does, and tell nothing to who has only them."""
    return hashlib.sha256(f"{question}\n{content}".encode()).hexdigest()[:6]
