"""Plain pytest in a learner's folder: in a clone, in a project of their own, with and without plugins."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from learnrnn import catalog
from tests.conftest import REPOSITORY, solution, some

PASSES = "5 passed"


def run(folder, *words, environment=None):
    """pytest as a learner types it there: `python -m pytest` would put the folder on the path by itself."""
    return subprocess.run(
        [str(Path(sys.executable).with_name("pytest")), "-q", *words],
        cwd=folder, capture_output=True, text=True, check=False,
        env=environment, timeout=120,
    )  # fmt: skip


@pytest.fixture
def project(learnrnn):
    """A folder with a right lstm, in a project whose settings a test may write beside it."""
    assert learnrnn("exercise", "lstm").returncode == 0
    learnrnn.write("lstm.py", solution("lstm"))
    return learnrnn


@pytest.mark.parametrize("mode", ["prepend", pytest.param("append", marks=pytest.mark.external), "importlib"])
@pytest.mark.parametrize(
    "words", some([(), ("-p", "no:xdist"), ("-n", "2")], lambda words: not words), ids=" ".join
)
def test_it_passes_in_a_project_of_ones_own(project, mode, words):
    settings = f'[tool.pytest.ini_options]\naddopts = "--import-mode={mode}"\n'
    (project.folder / "pyproject.toml").write_text(settings)
    done = run(project.work, *words, environment=project.environment)
    assert PASSES in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("words", [(), ("-p", "no:xdist")], ids=" ".join)
def test_it_passes_under_the_repositorys_own_settings(project, words):
    shutil.copy(REPOSITORY / "pyproject.toml", project.folder)
    done = run(project.work, *words, environment=project.environment)
    assert PASSES in done.stdout, done.stdout + done.stderr


def test_it_passes_from_the_folder_above(project):
    (project.folder / "pyproject.toml").write_text(
        '[tool.pytest.ini_options]\naddopts = "--import-mode=importlib"\n'
    )
    assert PASSES in run(project.folder, "work", environment=project.environment).stdout


# What VS Code's Python extension puts before pytest: a plugin of its own, by name, from a folder on PYTHONPATH, that
# sends what was collected, what could not be, and how each test went.
EDITORS_PLUGIN = """
import json, os

def pytest_configure(config):
    config.seen = {"tests": [], "errors": [], "outcomes": {}}

def pytest_collection_finish(session):
    session.config.seen["tests"] = [[item.nodeid, str(item.path)] for item in session.items]

def pytest_collectreport(report):
    if report.failed:
        SEEN.append(str(report.longrepr))

def pytest_runtest_logreport(report):
    if report.when == "call":
        OUTCOMES[report.nodeid] = report.outcome

def pytest_sessionfinish(session):
    session.config.seen |= {"errors": SEEN, "outcomes": OUTCOMES}
    with open(os.environ["TEST_RUN_PIPE"], "w") as pipe:
        json.dump(session.config.seen, pipe)

SEEN, OUTCOMES = [], {}
"""


@pytest.fixture
def editor(project, tmp_path):
    """Runs pytest as VS Code does: `python -m pytest -p vscode_pytest …` in the folder that is open."""
    extension = tmp_path / "extension"
    extension.mkdir()
    (extension / "vscode_pytest.py").write_text(EDITORS_PLUGIN)
    sent = tmp_path / "sent.json"
    environment = project.environment | {"PYTHONPATH": str(extension), "TEST_RUN_PIPE": str(sent)}

    def ask(folder, *words):
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "vscode_pytest", *words],
            cwd=folder, capture_output=True, text=True, check=False, env=environment, timeout=120,
        )  # fmt: skip
        assert done.stderr == ""  # the editor takes any for a failure
        return done.returncode, json.loads(sent.read_text())

    return ask


@pytest.mark.parametrize("opened", ["work", "."])
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_an_editors_test_explorer_finds_the_tests_and_runs_one(editor, project, lang, opened):
    (project.work / "test_lstm.py").unlink()
    (project.work / "lstm.py").unlink()
    assert project("exercise", "lstm", "--lang", lang).returncode == 0
    project.write("lstm.py", solution("lstm"))
    folder = project.folder / opened
    status, seen = editor(folder, "--collect-only", "--rootdir", str(folder), ".")
    assert status == 0
    assert seen["errors"] == []
    assert {path for _, path in seen["tests"]} == {str(project.work / "test_lstm.py")}
    names = [node for node, _ in seen["tests"]]
    assert len(names) == 5
    one = next(name for name in names if name.endswith("::test_a_sequence_is_its_steps"))
    status, seen = editor(folder, "--rootdir", str(folder), one)
    assert (status, seen["outcomes"]) == (0, {one: "passed"})


def test_an_editors_test_explorer_finds_the_tests_of_a_stub_too(editor, project):
    project.write("lstm.py", catalog.exercise("lstm").stub_in("en"))
    status, seen = editor(project.work, "--collect-only")
    assert (status, seen["errors"], len(seen["tests"])) == (0, [], 5)


def test_a_wrong_file_fails(project):
    project.write("lstm.py", solution("lstm").replace("i * a + f * c_prev", "i * a"))
    assert run(project.work, environment=project.environment).returncode == 1


def test_other_projects_are_left_alone(project):
    project.write("other/test_shapes.py", "def test_it():\n    import shapes\n")
    project.write("other/shapes.py", "")
    (project.folder / "pyproject.toml").write_text(
        '[tool.pytest.ini_options]\naddopts = "--import-mode=importlib"\n'
    )
    done = run(project.work / "other", environment=project.environment)
    assert "No module named 'shapes'" in done.stdout
