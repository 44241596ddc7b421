"""The page on Otter does what it says, command by command."""

from __future__ import annotations

import json

import pytest


@pytest.mark.external
def test_the_page_on_otter_leads_from_an_export_to_a_graded_class(run_page):
    work, said = run_page("otter")
    scores = {
        path.parent.name: [(t["name"], t["score"]) for t in json.loads(path.read_text())["tests"]]
        for path in (work / "graded").glob("*/results.json")
    }
    assert scores == {
        "ann.ipynb": [("clip", 10), ("lstm", 10)],
        "bob.ipynb": [("clip", 0), ("lstm", 0)],
        "cem.py": [("clip", 0), ("lstm", 10)],
    }
    table = (work / "results" / "gradebook.csv").read_text().splitlines()
    assert table == [
        '"student","score","max_score","clip","lstm","status"',
        '"ann","20","20","10","10","graded"',
        '"bob","0","20","0","0","graded"',
    ]
    assert said.count("10/10") >= 5
