"""An Anki deck (.apkg), written by genanki: a subdeck for each section, a note for each question.

A note's guid comes from the question's id alone, so that a later export (another language, other numbers) renews the notes
of an earlier one and keeps their schedule.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import zipfile
from typing import Any

from learnrnn.bridges.quiz_formats import markup
from learnrnn.bridges.quiz_formats.asked import AskedQuestion, AskedSection
from learnrnn.errors import complain
from learnrnn.files import archive
from learnrnn.locale import say

WRITTEN_AT_S = 1_700_000_000  # the notes' date: a fixed one, so that equal questions give equal files
FIELDS = ("Id", "Question", "Options", "Answer", "Why")
FRONT = "{{Question}}{{Options}}"
BACK = "{{FrontSide}}<hr id=answer><div class=answer>{{Answer}}</div><div class=why>{{Why}}</div>"
CSS = """\
.card { font-family: sans-serif; font-size: 18px; text-align: left; max-width: 45em; margin: 0 auto; padding: 0 1em; }
pre { background: rgba(127, 127, 127, 0.15); padding: 0.6em; overflow-x: auto; }
.answer { font-weight: bold; }
"""


def write(parts: tuple[AskedSection, ...], lang: str) -> bytes:
    """The package to import. Raises LearnrnnError where genanki is not installed."""
    genanki = _genanki()
    model: Any = genanki.Model(
        _number("model"),
        "learnrnn",
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Question", "qfmt": FRONT, "afmt": BACK}],
        css=CSS,
    )
    decks = [_deck(genanki, model, part, lang) for part in parts]
    package = io.BytesIO()
    genanki.Package(decks).write_to_file(package, timestamp=WRITTEN_AT_S)
    with zipfile.ZipFile(package) as written:  # anew, for its entries carry the time of day
        return archive((entry.filename, written.read(entry)) for entry in written.infolist())


def guid(genanki: Any, question: str) -> str:
    """What Anki knows a question's note by."""
    return genanki.guid_for("learnrnn", question)


def _genanki() -> Any:
    try:
        return importlib.import_module("genanki")
    except ImportError:
        raise complain("export_needs_extra", format="anki") from None


def _number(name: str) -> int:
    """A number that stays, as Anki tells decks and models apart by numbers."""
    return int.from_bytes(hashlib.sha256(f"learnrnn {name}".encode()).digest()[:4]) | 1 << 30


def _deck(genanki: Any, model: Any, part: AskedSection, lang: str) -> Any:
    deck = genanki.Deck(_number(f"deck {part.name}"), f"learnrnn::{part.note} {part.title}")
    for asked in part.questions:
        fields = _fields(asked, lang)
        tags = ["learnrnn", part.name, asked.kind, *asked.tags]
        deck.add_note(genanki.Note(model, list(fields), guid=guid(genanki, asked.id), tags=tags))
    return deck


def _fields(asked: AskedQuestion, lang: str) -> tuple[str, ...]:
    """What stands in FIELDS."""
    if not asked.options:
        return asked.id, markup.stem(asked), "", _answer_of_typed(asked), _why_of_typed(asked)
    question = markup.stem(asked) + (f"<p>{say('export_several', lang)}</p>" if asked.several else "")
    options = "".join(f"<li>{markup.option(option)}</li>" for option in asked.options)
    rights = "".join(
        f"<li value={i}>{markup.option(option)}</li>"
        for i, option in enumerate(asked.options, 1)
        if option.right
    )
    reasons = "".join(
        f"<li>{'✓' if option.right else '✗'} {markup.phrase(option.why)}</li>" for option in asked.options
    )
    return asked.id, question, f"<ol>{options}</ol>", f"<ol>{rights}</ol>", f"<ol>{reasons}</ol>"


def _answer_of_typed(asked: AskedQuestion) -> str:
    return "".join(f"<p>{markup.answer(asked, right)}</p>" for right in asked.rights)


def _why_of_typed(asked: AskedQuestion) -> str:
    shown = markup.prose(asked.rights[0].why or "")
    for wrong in asked.wrongs:
        shown += markup.prose(wrong.why or "", label=f"{markup.answer(asked, wrong)} ✗ ")
    return shown + (markup.prose(asked.otherwise) if asked.otherwise else "")
