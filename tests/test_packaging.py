"""The wheel works outside the repository, content included; an editable install shows edits at once."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, wheel_of


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return wheel_of(REPOSITORY, tmp_path_factory.mktemp("wheel"))


def test_the_wheel_holds_the_course(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for path in ("exercises/lstm/README.ja.md", "solutions/lstm/checks.py", "locale/ja.json"):
        assert f"learnrnn/{path}" in names
    assert any(name.startswith("learnrnn/quizzes/") for name in names)
    assert not any("__pycache__" in name for name in names)


def test_the_wheel_works_outside_the_repository(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    (tmp_path / "work").mkdir()
    environment = {"PYTHONPATH": str(tmp_path / "site"), "HOME": str(tmp_path), "COLUMNS": "100"}

    def learnrnn(*words: str) -> subprocess.CompletedProcess[str]:
        code = (
            "import sys, learnrnn; assert 'site' in learnrnn.__file__; from learnrnn.cli import main; main()"
        )
        return subprocess.run(
            [sys.executable, "-c", code, *words],
            cwd=tmp_path / "work",
            env=environment,
            capture_output=True,
            text=True,
        )

    assert "lstm_step" in learnrnn("exercise", "lstm").stdout
    solution = tmp_path / "site" / "learnrnn" / "solutions" / "lstm" / "lstm.py"
    (tmp_path / "work" / "lstm.py").write_text(solution.read_text(encoding="utf-8"), encoding="utf-8")
    done = learnrnn("check", "lstm")
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_edit_of_an_exercise_shows_at_once():
    from learnrnn import catalog

    assert catalog.root() == REPOSITORY
