"""`learnrnn check --junit`: XML that any reader takes, whatever a student's file says."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from learnrnn import catalog
from tests.conftest import REPOSITORY, mistaken, solution

WORKFLOW = REPOSITORY / "docs" / "github-classroom" / "classroom.yml"


def report(learnrnn, *words: str, **environment: str):
    done = learnrnn("check", *words, "--junit", "report.xml", **environment)
    return done, ElementTree.fromstring((learnrnn.work / "report.xml").read_bytes())


def test_a_case_a_check_and_a_suite_an_exercise(learnrnn):
    learnrnn.write("lstm.py", mistaken("lstm", "nothing_forgotten"))
    learnrnn.write("clip.py", solution("clip"))
    done, root = report(learnrnn)
    assert done.returncode == 1
    assert {s.get("name"): (s.get("failures"), s.get("errors")) for s in root} == {
        "clip": ("0", "0"), "lstm": ("1", "0"),
    }  # fmt: skip
    cases = {case.get("name"): case for case in root.iter("testcase")}
    assert len(cases) == int(root.get("tests") or 0) == sum(int(s.get("tests") or 0) for s in root)
    failure = cases["cell_writes_and_keeps"].find("failure")
    assert failure is not None
    assert failure.get("message") == "The cell adds what is written to what is kept."
    assert "Multiply c_prev by f." in (failure.text or "")
    assert cases["step_gives_h_and_c"].find("skipped") is not None


def test_no_hidden_value_is_in_it(learnrnn):
    learnrnn.write("lstm.py", mistaken("lstm", "gates_in_pytorch_order"))
    _, root = report(learnrnn)
    visible = {c.name for c in catalog.exercise("lstm").checks().checks if c.visible}
    told = {c.get("name"): "".join(c.itertext()) for c in root.iter("testcase")}
    assert any("expected" in text for name, text in told.items() if name in visible)
    assert not any("expected" in text for name, text in told.items() if name not in visible)


def test_what_could_not_be_loaded_is_an_error(learnrnn):
    learnrnn.write("lstm.py", "def (")
    done, root = report(learnrnn, "lstm", "clip")
    assert done.returncode == 1
    errors = {s.get("name"): s[0][0] for s in root}
    assert [(e.tag, e.get("type")) for e in errors.values()] == [("error", "error"), ("error", "missing")]
    assert "Python cannot read the file" in (errors["lstm"].text or "")


NASTY = "]]></failure><testcase name='forged'/>&amp;\x00\x1b[31m\x08\ud800\ufffe\uffff\r\n<!-- 花 🌸"


def test_a_students_text_cannot_break_or_forge_it(learnrnn):
    source = (
        f"def clip_gradient(gradient, threshold):\n    print({NASTY!r})\n    raise RuntimeError({NASTY!r})\n"
    )
    learnrnn.write("clip.py", source)
    _, root = report(learnrnn)
    assert not [c for c in root.iter("testcase") if c.get("name") == "forged"]
    assert {c.tag for c in root.iter("testcase") for c in c} <= {"failure", "error", "skipped", "system-out"}
    assert any("花 🌸" in "".join(case.itertext()) for case in root.iter("testcase"))


def test_a_bundle_reports_its_public_examples(learnrnn, tmp_path):
    shutil.copytree(catalog.root() / "exercises" / "clip", tmp_path / "bundle" / "exercises" / "clip")
    learnrnn.write("clip.py", solution("clip"))
    done, root = report(learnrnn, LEARNRNN_COURSE=str(tmp_path / "bundle"), LEARNRNN_LANG="ja")
    assert done.returncode == 0
    assert int(root.get("tests") or 0) > 0
    assert "非公開のチェックは提出後" in "".join(root[0].itertext())


def test_json_and_junit_can_be_had_together(learnrnn):
    learnrnn.write("clip.py", solution("clip"))
    assert learnrnn.json("check", "clip", "--json", "--junit", "report.xml")["score"] == 10
    assert (learnrnn.work / "report.xml").exists()


def test_a_file_that_cannot_be_written_is_one_line(learnrnn):
    learnrnn.write("clip.py", solution("clip"))
    done = learnrnn("check", "clip", "--junit", "no/report.xml")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "no/report.xml cannot be written" in done.stderr


def steps() -> list[dict]:
    workflow = yaml.safe_load(WORKFLOW.read_text())
    assert workflow[True] == ["push", "workflow_dispatch"]  # YAML 1.1 reads `on` so
    assert workflow["permissions"] == {"contents": "read"}
    return workflow["jobs"]["check"]["steps"]


def test_the_workflow_checks_and_keeps_what_it_says_it_does(learnrnn, tmp_path):
    shutil.copytree(catalog.root() / "exercises" / "clip", tmp_path / "kit" / "exercises" / "clip")
    learnrnn.write(
        "clip.py", mistaken("clip", next(m.name for m in catalog.exercise("clip").checks().mistakes))
    )
    check = next(step["run"] for step in steps() if step.get("name") == "Check")
    keep = next(step for step in steps() if step.get("name") == "Keep the report")
    environment = learnrnn.environment | {
        "PATH": f"{Path(sys.executable).parent}:{learnrnn.environment['PATH']}",
        "LEARNRNN_COURSE": str(tmp_path / "kit"),
    }
    done = subprocess.run(["bash", "-e", "-c", check], cwd=learnrnn.work, env=environment, check=False)
    assert done.returncode in (0, 1)
    assert keep["if"] == "always()"
    ElementTree.parse(learnrnn.work / keep["with"]["path"])


@pytest.mark.external
def test_every_line_of_the_workflow_runs_in_a_students_repository(learnrnn, tmp_path):
    learnrnn("release", "kit", "clip")
    learnrnn.write("clip.py", solution("clip"))
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "runner")], check=True)
    environment = learnrnn.environment | {
        "PATH": f"{tmp_path / 'runner' / 'bin'}:{learnrnn.environment['PATH']}"
    }
    lines = [step["run"] for step in steps() if "run" in step]
    assert len(lines) == 2
    for line in lines:
        subprocess.run(
            ["bash", "-e", "-c", line], cwd=learnrnn.work, env=environment, check=True, timeout=300
        )
    root = ElementTree.parse(learnrnn.work / "report.xml").getroot()
    assert (root.get("failures"), root.get("errors")) == ("0", "0")
    assert not list((tmp_path / "runner").rglob("solutions"))
