"""The Anki package, read as the SQLite database that it is."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import sys
import time
import zipfile
from pathlib import Path

import pytest

from learnrnn.bridges.quiz_formats import anki
from learnrnn.errors import LearnrnnError
from learnrnn.locale import LANGUAGES
from tests.bridges.quiz_formats.conftest import asked_parts, bank, items
from tests.bridges.quiz_formats.readers import meant, meant_options, meant_stem, page


def notes(content: bytes, folder: Path) -> list[list[str]]:
    """Every note: its guid, its tags and its fields, as the database of the package has them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        database = folder / "collection.anki2"
        database.write_bytes(archive.read("collection.anki2"))
    connection = sqlite3.connect(database)
    try:
        rows = connection.execute("select guid, tags, flds from notes order by id").fetchall()
        assert connection.execute("select count(*) from cards").fetchone() == (len(rows),)
    finally:
        connection.close()
    return [[guid, tags, *fields.split("\x1f")] for guid, tags, fields in rows]


def check_note(fields: list[str], lang: str) -> None:
    """The note shows the question, its options, its answer and every rationale."""
    name, question, options, answer, why = fields
    item = items()[name]
    assert page(question).startswith(meant_stem(item, lang))
    if item.choices:
        expected = meant_options(item, lang)
        assert entries(options) == [text for text, _, _ in expected]
        assert entries(answer) == [text for text, right, _ in expected if right]
        assert entries(why) == [f"{'✓' if right else '✗'} {reason}" for _, right, reason in expected]
        return
    assert options == ""
    assert item.answer is not None
    known = item.answer.text.render(lang)
    assert re.sub(r"\s+", " ", known.strip()) in page(answer).replace("\\$", "$")
    for expected in (item.answer, *item.wrong):
        assert meant(expected.why, lang) in page(why)
    assert meant(item.otherwise, lang) in page(why)


def entries(html: str) -> list[str]:
    return [page(entry).strip() for entry in re.findall(r"<li(?: value=\d)?>(.*?)</li>", html, re.S)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_anki_holds_every_question_as_it_was(lang, tmp_path):
    found = notes(anki.write(asked_parts(lang), lang), tmp_path)
    assert [name for _, _, name, *_ in found] == list(bank().questions)
    for _, tags, *fields in found:
        check_note(fields, lang)
        assert items()[fields[0]].question.section in tags.split()


def test_the_same_questions_give_the_same_package_at_another_time():
    first = anki.write(asked_parts("en"), "en")
    time.sleep(2.1)  # a zip file's clock has steps of two seconds
    assert anki.write(asked_parts("en"), "en") == first


def test_a_note_keeps_its_guid_in_the_other_language(tmp_path):
    of = {lang: notes(anki.write(asked_parts(lang), lang), tmp_path) for lang in LANGUAGES}
    guids = {lang: [note[0] for note in found] for lang, found in of.items()}
    assert guids["en"] == guids["ja"]
    assert len(set(guids["en"])) == len(items())


def test_a_missing_library_is_one_line_that_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "genanki", None)
    with pytest.raises(LearnrnnError, match=r"pip install 'learnrnn\[export\]'"):
        anki.write(asked_parts("en"), "en")


@pytest.mark.external
@pytest.mark.parametrize("lang", LANGUAGES)
def test_anki_itself_imports_every_question_once(lang, tmp_path):
    from anki.collection import Collection, ImportAnkiPackageRequest

    package = tmp_path / "quiz.apkg"
    package.write_bytes(anki.write(asked_parts(lang), lang))
    collection = Collection(str(tmp_path / "collection.anki2"))
    try:
        request = ImportAnkiPackageRequest(package_path=str(package))
        assert len(collection.import_anki_package(request).log.new) == len(items())
        again = collection.import_anki_package(request).log
        assert (len(again.new), len(again.duplicate)) == (0, len(items()))
        found = [collection.get_note(note) for note in collection.find_notes("")]
        assert {note["Id"] for note in found} == set(items())
        for note in found:
            check_note([note[name] for name in anki.FIELDS], lang)
            (card,) = note.cards()
            assert page_of_card(card.question()).startswith(meant_stem(items()[note["Id"]], lang))
        names = {deck.name for deck in collection.decks.all_names_and_ids()}
        assert {f"learnrnn::{s.note} {s.title.render(lang)}" for s in bank().sections[:-1]} <= names
    finally:
        collection.close()


def page_of_card(html: str) -> str:
    return page(re.sub(r"<style>.*?</style>|<ol>.*", "", html, flags=re.S))


def test_the_media_list_is_empty():
    with zipfile.ZipFile(io.BytesIO(anki.write(asked_parts("en"), "en"))) as archive:
        assert json.loads(archive.read("media")) == {}
