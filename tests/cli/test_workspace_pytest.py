"""Plain pytest in a learner's folder: in a clone, in a project of their own, with and without plugins."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, solution

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


@pytest.mark.parametrize("mode", ["prepend", "append", "importlib"])
@pytest.mark.parametrize("words", [(), ("-p", "no:xdist"), ("-n", "2")], ids=" ".join)
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


def test_an_editor_finds_the_tests(project):
    done = run(
        project.work, "--collect-only", "--rootdir", str(project.work), environment=project.environment
    )
    assert "test_lstm.py::test_a_sequence_is_its_steps" in done.stdout
    assert "5 tests collected" in done.stdout


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
