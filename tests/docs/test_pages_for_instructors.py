"""The pages on Gradescope, learning systems and GitHub Classroom lead to a graded class, as typed."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from tests.cli.test_documents import hold
from tests.conftest import REPOSITORY


def table(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.reader(opened))


def test_the_page_on_gradescope_leads_from_nothing_to_results(run_page):
    work, said = run_page("gradescope")
    assert "Give the Gradescope assignment 20 points" in said
    assert "full-marks: 20 of 20 points, as it should be." in said
    document = json.loads((work / "box" / "results" / "results.json").read_text())
    hold(document, "gradescope.json")
    assert {test["tags"][0] for test in document["tests"]} == {"lstm", "gru"}


def test_the_page_on_learning_systems_leads_from_a_download_to_each_gradebook(run_page):
    work, said = run_page("lms")
    assert "Not entered" not in said
    moodle = {row[1]: row[4] for row in table(work / "upload.csv")}
    assert moodle == {"Full name": "Grade", "Ann Lee": "0", "山田 太郎": "0", "Bo Neil": ""}
    assert [row[-1] for row in table(work / "upload-canvas.csv")] == ["LSTM (12)", "10.0", "0", "0"]
    assert [row[6] for row in table(work / "upload-gradescope.csv")] == ["Status", "Graded", "Missing"]


def test_the_page_on_repositories_leads_from_a_template_to_a_gradebook(run_page, monkeypatch):
    monkeypatch.setenv("KIT", str(REPOSITORY))
    work, said = run_page("github-classroom")
    assert "hidden checks run when the work is handed in" in " ".join(said.split())
    assert (work / "week-1-ann-lee" / ".github" / "workflows" / "classroom.yml").is_file()
    for place in ("template", "classroom50"):
        assert not [*(work / place).rglob("solutions/lstm*"), *(work / place).rglob("lstm/checks.py")]
    # The stub that lies in kit/ is no answer to clip.
    assert table(work / "results" / "gradebook.csv")[1] == [
        "week-1-ann-lee",
        "0",
        "20",
        "0",
        "0",
        "clip: missing",
    ]
    assert table(work / "upload.csv")[1][4] == "0"
    result = json.loads((work / "week-1-ann-lee" / "result.json").read_text())
    assert (result["schema"], result["classroom"], result["assignment"]) == (
        "classroom50/result/v1",
        "rnn",
        "week-1",
    )
    assert result["score"] == 0 < result["max-score"] == len(result["tests"])
    assert {test["test-name"].split(":")[0] for test in result["tests"]} == {"lstm", "clip"}


def test_the_page_on_a_class_leads_through_a_term(run_page):
    work, said = run_page("class")
    ann, bob = table(work / "week-1" / "gradebook.csv")[1:]
    assert ann == ["ann", "0", "10", "0", "", "lstm: excused"]
    assert bob == ["bob", "6.5", "20", "6.5", "0", "clip: adjusted"]
    assert "0 marks would change" in said
    assert "bob has until 2026-05-04 23:59 UTC+09:00." in said
    # Who handed in nothing but stubs loses nothing of it.
    assert table(work / "week-3" / "gradebook.csv")[1:] == [
        ["ann", "0", "30", "0", "0", "graded", "1", "0"],
        ["bob", "0", "30", "0", "0", "clip: missing", "0", "0"],
    ]
    assert {path.name for path in (work / "for-students" / "exercises").iterdir()} == {"clip", "lstm"}
    assert (work / "week-1" / "report.html").is_file()
    assert sorted(path.name for path in (work / "week-1" / "feedback").iterdir()) == [
        "ann.html", "ann.md", "bob.html", "bob.md",
    ]  # fmt: skip
    assert table(work / "term.csv")[1:] == [
        ["ann", "0", "20", "0", "", "week-2: missing"],
        ["bob", "6.5", "30", "6.5", "0", "graded"],
    ]
