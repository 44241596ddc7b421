"""What the tests share: the real worker, the real command, an empty home folder."""

from __future__ import annotations

import functools
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from learnrnn import catalog
from learnrnn.engine.edit import edit_all
from learnrnn.engine.plan import Plan, make_plan
from learnrnn.sandbox.pool import Zygote

REPOSITORY = Path(__file__).parents[1]
NO_FORK = "no-fork"  # among layers: a system without fork
CORE = ("bptt", "clip", "lstm", "bidirectional", "embedding", "attention")


def some(values: Iterable[Any], quick: Callable[[Any], bool]) -> list[Any]:
    """Parameters of which only the quick ones run by default; the others are the long mode."""
    return [v if quick(v) else pytest.param(v, marks=pytest.mark.external) for v in values]


def pytest_configure() -> None:
    """Have Ctrl-C reach what the tests start, also where they run in the background, as a shell's script has them."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    with Zygote() as started:
        yield started


@functools.cache
def plan_of(name: str, seed: int = 0) -> Plan:
    return make_plan(catalog.exercise(name), seed)


def solution(name: str) -> str:
    return catalog.exercise(name).solution.read_text(encoding="utf-8")


def mistaken(name: str, mistake: str) -> str:
    """A learner's file with one named mistake."""
    found = next(m for m in catalog.exercise(name).checks().mistakes if m.name == mistake)
    return edit_all(solution(name), found.every_form()[0].edits)


def fewer_layers(layers: str, path: str = "") -> dict[str, str]:
    """The environment in which commands run their workers with these layers alone, separated by commas.

    path: what is on Python's path already."""
    folders = [str(REPOSITORY / "tests" / "fewer_layers"), *filter(None, [path])]
    return {"FEWER_LAYERS": layers, "PYTHONPATH": os.pathsep.join(folders)}


def wheel_of(project: Path, out: Path) -> Path:
    """The wheel that pip makes of a project, in the folder `out`."""
    options = ["-q", "--no-deps", "--no-build-isolation", "-w", str(out)]
    command = [sys.executable, "-m", "pip", "wheel", *options, str(project)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (found,) = out.glob("*.whl")
    return found


class Command:
    """`learnrnn …` as a user runs it: a process of its own, in a folder of its own, with an empty home."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder / "home"),
            "XDG_DATA_HOME": str(folder / "home" / "data"),
            "COLUMNS": "100",
            "LANG": "C.UTF-8",
            "TERM": "dumb",
        }
        (folder / "home").mkdir()
        self.work = folder / "work"
        self.work.mkdir()

    def __call__(self, *words: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        return self._run("-m", "learnrnn", *words, stdin=stdin, **environment)

    def python(self, code: str) -> subprocess.CompletedProcess[str]:
        """Code that calls into the package, run in the same place."""
        return self._run("-c", code)

    def _run(self, *words: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words],
            cwd=self.work,
            env=self.environment | environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def json(self, *words: str, **environment: str) -> Any:
        done = self(*words, **environment)
        try:
            return json.loads(done.stdout)
        except ValueError:
            raise AssertionError(f"no JSON: {done.stdout!r} {done.stderr!r}") from None

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path


@pytest.fixture
def learnrnn(tmp_path: Path) -> Command:
    return Command(tmp_path)


Grade = Callable[..., dict[str, Any]]
