"""Which formats of the quiz there are, and what a file of each holds."""

from __future__ import annotations

import importlib
from typing import Any

from learnrnn.bridges.quiz_formats.asked import AskedSection, by_choice
from learnrnn.errors import complain

FORMATS = {  # name: module beside this one
    "moodle-xml": "moodle",
    "gift": "gift",
    "qti": "qti",
    "anki": "anki",
    "jupyterquiz": "jupyterquiz",
    "markdown": "markdown",
}
COMPARED = ("moodle-xml", "gift", "qti", "jupyterquiz")  # where a typed answer is compared letter by letter
WITHOUT_KEY = ("markdown",)  # the formats that make sense without one


def written(form: str, found: tuple[AskedSection, ...], lang: str, *, student: bool) -> bytes:
    """The file's content. Raises LearnrnnError for a format that cannot do without the key."""
    bridge: Any = importlib.import_module(f"learnrnn.bridges.quiz_formats.{FORMATS[form]}")
    if student:
        if form not in WITHOUT_KEY:
            raise complain("export_has_key", format=form, formats=", ".join(WITHOUT_KEY))
        return bridge.write(found, lang, key=False)
    if form in COMPARED:
        found = tuple(by_choice(part, lang) for part in found)
    return bridge.write(found, lang)
