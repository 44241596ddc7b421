"""Pictures of exercises: what is said is drawn, in Unicode and as SVG, and each text holds what is drawn."""

from __future__ import annotations

import re
import unicodedata
import xml.etree.ElementTree as ET

import pytest

from learnrnn import catalog
from learnrnn.locale import LANGUAGES
from learnrnn.views.diagrams import Picture, draw, lay_out, picture_of, svg

EXERCISES = list(catalog.exercises().values())
EACH = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
COLUMNS = 78  # of a fenced line: a terminal has 80, and rich indents by one
SVG = "{http://www.w3.org/2000/svg}"


def picture(rows: list[str], arrows: list[str]) -> Picture:
    return lay_out({"rows": rows, "arrows": arrows, "en": "Two boxes.", "ja": "2つの箱です。"})


def test_boxes_and_arrows_stand_where_they_are_said_to():
    drawn = draw(picture(["a | b2=b", ". | ~c"], ["a -> b2 : W", "c -> b2", "c -- a"]))
    assert drawn.splitlines() == [
        "┌───┐ W ┌───┐",
        "│ a │──→│ b │",
        "└───┘   └───┘",
        "  │       ↑",
        "  └───────c",
    ]


def test_lines_that_meet_are_joined():
    drawn = draw(picture([". | b", "a | .", ". | c"], ["a -> b : up", "a -> c : x"]))
    assert "│ a │─────┤" in drawn
    assert "│ up" in drawn
    assert "│ x" in drawn
    assert drawn.count("↑") == drawn.count("↓") == 1


def test_an_arrow_that_leads_nowhere_is_refused():
    with pytest.raises(KeyError):
        picture(["a | b"], ["a -> d"])
    with pytest.raises(ValueError, match="a > b"):
        picture(["a | b"], ["a > b"])


def test_svg_has_the_cells_the_arrows_and_the_words():
    root = ET.fromstring(svg(picture(["a | b & c"], ["a -> b & c : W"]), "ja"))
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "2つの箱です。"
    assert [text.text for text in root.iter(f"{SVG}text")] == ["W", "a", "b & c"]
    assert len(root.findall(f"{SVG}rect")) == 2
    assert len(root.findall(f"{SVG}polyline")) == len(root.findall(f"{SVG}polygon")) == 1


@EACH
def test_every_text_holds_its_picture_as_it_is_drawn_and_says_it_in_words(exercise):
    found = picture_of(exercise)
    assert found is not None
    for lang in LANGUAGES:
        text = exercise.readme(lang).read_text(encoding="utf-8")
        assert re.findall(r"^```picture\n(.*?)\n```$", text, re.M | re.S) == [draw(found)]
        joined = "" if lang == "ja" else " "
        assert found.says.render(lang) in re.sub(r"\s*\n", joined, text)
        ET.fromstring(svg(found, lang))


@EACH
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_fenced_line_is_wider_than_a_terminal(exercise, lang):
    text = exercise.readme(lang).read_text(encoding="utf-8")
    lines = "\n".join(re.findall(r"^```\w*\n(.*?)^```", text, re.M | re.S)).splitlines()
    assert [line for line in lines if width(line) > COLUMNS] == []


def width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else not unicodedata.combining(c) for c in line)
