"""What the documentation tells a reader to type works, in that order, and does what it says."""

from __future__ import annotations

import json

import pytest


@pytest.mark.external
def test_the_page_on_notebooks_leads_from_a_notebook_to_a_grade(run_page):
    work, said = run_page("notebooks")
    assert "Not written yet" in (work / "ann" / "lstm.html").read_text(encoding="utf-8")
    assert "not yet" in said
    table = (work / "results" / "gradebook.csv").read_text().splitlines()
    assert [row.split(",")[1:4] for row in table[1:]] == [['"0"', '"10"', '"0"']] * 2


@pytest.mark.external
def test_the_page_on_releases_leads_from_a_bundle_to_a_scored_quiz(run_page):
    work, said = run_page("release")
    assert "hidden checks run when the work is handed in" in " ".join(said.split())
    assert (work / "ann" / "gru.ipynb").is_file()
    (entry,) = json.loads((work / "ann" / "quiz-answers.json").read_text())
    assert len(entry["answers"]) == 3
    assert any(line.startswith("ann") for line in said.splitlines())
    installed = list((work / "student").rglob("solutions"))
    assert installed == []
