"""The wheel works outside the repository, content included; an editable install shows edits at once."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

import learnrnn
from tests.conftest import REPOSITORY, solution, wheel_of


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


FILES_WITH_IT = ("CITATION.cff", ".github/ISSUE_TEMPLATE/config.yml", "pyproject.toml")


def test_the_address_is_one_everywhere():
    urls = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]["urls"]
    home = urls["Homepage"]
    assert all(url.startswith(home) for url in urls.values())
    for name in FILES_WITH_IT:
        assert home in (REPOSITORY / name).read_text(encoding="utf-8"), name


def test_the_version_is_one_everywhere():
    citation = (REPOSITORY / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {learnrnn.__version__}\n" in citation
    changelog = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[{re.escape(learnrnn.__version__)}\] - \d{{4}}-\d\d-\d\d$", changelog, re.M)


@pytest.mark.external
def test_a_release_is_whole_and_clean(tmp_path):
    """Source distribution and wheel as they would be uploaded."""
    build = [sys.executable, "-m", "build", "--no-isolation", "-o", str(tmp_path), str(REPOSITORY)]
    subprocess.run(build, check=True, capture_output=True)
    made = sorted(tmp_path.iterdir())
    checked = subprocess.run(
        [sys.executable, "-m", "twine", "check", "--strict", *map(str, made)], capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout
    (sdist,) = (path for path in made if path.name.endswith(".tar.gz"))
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
        readme = archive.extractfile(f"{sdist.name.removesuffix('.tar.gz')}/PKG-INFO")
        assert readme is not None
        text = readme.read().decode()
    expected = {"CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "NOTICE", "SECURITY.md", "docs/speed.md"}
    assert expected <= names
    assert not re.search(r"\]\((?!https?:|#)", text), "a link that does not work on a package's page"


FLOOR_COMMANDS = (
    (("--help",), ""),
    ((), ""),
    (("exercise",), ""),
    (("check", "lstm"), ""),
    (("quiz",), "1\n2\n"),
    (("grade", ".", "--only", "lstm", "--json"), ""),
)


@pytest.mark.external
def test_the_oldest_versions_that_are_allowed_work(tmp_path):
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    oldest = [line.replace(">=", "==") for line in project["dependencies"]]
    assert all("==" in line for line in oldest)
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    wheel = wheel_of(REPOSITORY, tmp_path)
    for words in (oldest, ["--no-deps", str(wheel)]):
        subprocess.run([python, "-m", "pip", "install", "-q", *words], check=True, capture_output=True)
    work = tmp_path / "work"
    work.mkdir()
    (work / "lstm.py").write_text(solution("lstm"), encoding="utf-8")
    environment = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    output = ""
    for words, typed in FLOOR_COMMANDS:
        done = subprocess.run(
            [python, "-m", "learnrnn", *words],
            cwd=work,
            env=environment,
            input=typed,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, (words, done.stderr)
        assert "Traceback" not in done.stderr
        output = done.stdout
    assert json.loads(output)["submissions"][0]["score"] == 10
