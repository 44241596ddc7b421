"""The autograder's zip, unpacked into a folder laid out as Gradescope's container and run as there.

The Python there has numpy and nothing else: no learnrnn but the zip's, no click, no YAML.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from markdown_it import MarkdownIt

from learnrnn.bridges.gradescope.report import code, plain
from learnrnn.engine.seed import read_seed
from tests.cli.test_documents import hold
from tests.conftest import Command, mistaken, solution

SECRET = "a secret of at least sixteen characters"


class Container:
    """/autograder, elsewhere."""

    def __init__(self, root: Path, zipped: Path):
        self.root = root
        for name in ("source", "submission", "results", "packages"):
            (root / name).mkdir(parents=True)
        with zipfile.ZipFile(zipped) as archive:
            for entry in archive.infolist():
                Path(archive.extract(entry, root / "source")).chmod(entry.external_attr >> 16)
        shutil.copy(root / "source" / "run_autograder", root / "run_autograder")  # as Gradescope does
        site = Path(np.__file__).parents[1]
        for name in ("numpy", "numpy.libs"):
            if (site / name).exists():
                (root / "packages" / name).symlink_to(site / name)
        self.python = root / "python"
        self.python.write_text(
            f'#!/bin/sh\nPYTHONPATH="$PYTHONPATH:{root}/packages" exec {sys.executable} -S "$@"\n'
        )
        self.python.chmod(0o755)
        self.environment = {
            "PATH": os.environ["PATH"],
            "AUTOGRADER_ROOT": str(root),
            "AUTOGRADER_PYTHON": str(self.python),
        }

    def submit(self, **files: str) -> None:
        for name, content in files.items():
            (self.root / "submission" / f"{name}.py").write_text(content)

    def run(self, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.root / "run_autograder")],
            cwd=self.root,
            env=self.environment | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
        )

    def results(self) -> dict[str, Any]:
        document = json.loads((self.root / "results" / "results.json").read_text())
        hold(document, "gradescope.json")
        return document

    def grade(self, **files: str) -> dict[str, Any]:
        self.submit(**files)
        done = self.run()
        assert done.returncode == 0, done.stdout
        return self.results()


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """The zip that `learnrnn export gradescope` writes with these words; written once."""

    @functools.cache
    def export(*words: str) -> Path:
        command = Command(tmp_path_factory.mktemp("export"))
        command.write("seed.txt", SECRET)
        done = command("export", "gradescope", "autograder.zip", *words)
        assert (done.returncode, done.stderr) == (0, "")
        return command.work / "autograder.zip"

    return export


@pytest.fixture
def container(exported: Callable[..., Path], tmp_path: Path) -> Callable[..., Container]:
    return lambda *words: Container(tmp_path / "autograder", exported(*words))


def by_name(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {test["name"]: test for test in document["tests"]}


def total(document: dict[str, Any]) -> tuple[int, int]:
    return sum(t["score"] for t in document["tests"]), sum(t["max_score"] for t in document["tests"])


def test_nothing_of_ours_is_importable_there_but_what_the_zip_holds(container):
    made = container("clip")
    code = "import numpy, importlib.util as u; print([u.find_spec(n) for n in ('learnrnn', 'click', 'yaml')])"
    done = subprocess.run([made.python, "-P", "-c", code], capture_output=True, text=True, env={})
    assert done.stdout == "[None, None, None]\n", done.stderr


def test_the_scripts_can_be_run_where_they_are_unpacked(exported):
    with zipfile.ZipFile(exported("clip")) as archive:
        modes = {e.filename: e.external_attr >> 16 for e in archive.infolist()}
        for name in ("setup.sh", "run_autograder", "prove"):
            assert modes[name] == 0o100755
            assert archive.read(name).startswith(b"#!/usr/bin/env bash\n")
            assert b"\r" not in archive.read(name)
    assert not any("__pycache__" in name or "/quizzes/" in name for name in modes)
    assert not any("solutions/lstm/" in name for name in modes)


def test_a_right_submission_has_all_points(container):
    made = container("clip", "lstm")
    document = made.grade(lstm=solution("lstm"), clip=solution("clip"))
    assert total(document) == (20, 20)
    assert {test["status"] for test in document["tests"]} == {"passed"}
    assert "output" not in document
    assert document["stdout_visibility"] == "hidden"
    step = by_name(document)["lstm: step_gives_h_and_c"]
    assert step["max_score"] == 3
    assert step["tags"] == ["lstm", "S2", "lstm_step", "visible"]
    assert step["output_format"] == "md"


def test_a_wrong_one_is_told_its_mistake_and_no_hidden_value(container):
    made = container("lstm")
    document = made.grade(lstm=mistaken("lstm", "gates_in_pytorch_order"))
    tests = by_name(document)
    visible = tests["lstm: step_gives_h_and_c"]
    assert (visible["score"], visible["status"], visible["visibility"]) == (0, "failed", "visible")
    assert "expected" in visible["output"]
    assert "PyTorch's order i, f, g, o" in visible["output"]
    hidden = [t for t in document["tests"] if "hidden" in t["tags"] and t["status"] == "failed"]
    assert hidden
    for test in hidden:
        assert test["visibility"] == "after_published"
        assert "expected" not in test["output"]


def test_the_instructor_chooses_what_students_see(container):
    made = container("clip", "--visible-visibility", "after_due_date", "--hidden-visibility", "hidden")
    document = made.grade(clip=solution("clip"))
    seen = {(t["tags"][-1], t["visibility"]) for t in document["tests"]}
    assert seen == {("visible", "after_due_date"), ("hidden", "hidden")}


def test_what_is_missing_or_cannot_be_read_is_said(container):
    made = container("clip", "lstm")
    document = made.grade(lstm="def (")
    tests = by_name(document)
    assert total(document) == (0, 20)
    assert tests["clip"]["output"] == plain("There is no clip.py; here are: lstm.py.")
    assert "Python cannot read the file" in tests["lstm"]["output"]
    assert tests["lstm"]["status"] == tests["clip"]["status"] == "failed"


def test_a_folder_around_the_files_is_passed_through_and_japanese_is_spoken(container):
    made = container("clip", "--lang", "ja")
    (made.root / "submission" / "work").mkdir()
    (made.root / "submission" / "work" / "clip.py").write_text("x = 1\n")
    assert made.run().returncode == 0
    assert "関数 clip_gradient がありません" in made.results()["tests"][0]["output"]


NASTY = (
    "\n\n# PASSED 10/10\n\n<script>alert(1)</script> [grade](http://evil.example) ![x](http://evil.example/x.png)"
    "\n```\n~~~\n**all hidden checks passed**\n    \n</pre></code>\n| a | b |\n|---|---|\nhttp://evil.example\r\u2028# HI"
)


def test_a_students_text_stays_text(container):
    made = container("clip")
    source = (
        f"def clip_gradient(gradient, threshold):\n    print({NASTY!r})\n    raise RuntimeError({NASTY!r})\n"
    )
    document = made.grade(clip=source)
    nasty = [t for t in document["tests"] if "evil" in t["output"]]
    assert nasty
    for test in document["tests"]:
        assert test["status"] == "failed"
        tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(test["output"])
        assert {token.type for token in tokens} <= {
            "paragraph_open",
            "inline",
            "paragraph_close",
            "code_block",
        }
        for token in tokens:
            for word in ("evil", "script", "PASSED", "all hidden"):
                assert word not in token.content or token.type == "code_block"
    hidden = [t["output"] for t in document["tests"] if "hidden" in t["tags"]]
    assert not any("evil" in output for output in hidden)


def test_what_stops_the_loading_is_text_too(container):
    entry, *_ = container("clip").grade(clip=f"raise RuntimeError({NASTY!r})\n")["tests"]
    assert entry["output"] == entry["output"].strip()
    assert "RuntimeError" in entry["output"]
    tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(entry["output"])
    assert {token.type for token in tokens} == {"paragraph_open", "inline", "paragraph_close"}
    inside = {child.type for token in tokens for child in token.children or ()}
    assert inside <= {"text", "text_special"}


@pytest.mark.parametrize(
    "text", [NASTY, "1. one", "- one", "a_b_c *d*", "x < y > z & w", "`code`", "www.a.example a@b.example"]
)
def test_any_text_is_one_paragraph_or_one_block_of_code(text):
    parser = MarkdownIt("gfm-like", {"linkify": False, "html": True})
    paragraph, block = parser.parse(plain(text)), parser.parse(code(text))
    assert [token.type for token in paragraph] == ["paragraph_open", "inline", "paragraph_close"]
    children = paragraph[1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    assert "".join(child.content for child in children) == " ".join(text.split())
    assert [token.type for token in block] == ["code_block"]


def test_a_container_that_is_killed_shows_what_was_graded(container):
    made = container("clip", "lstm", "--case-timeout", "60", "--exercise-timeout", "60")
    made.submit(clip=solution("clip"), lstm=solution("lstm") + "\nwhile True: pass\n")
    running = subprocess.Popen(
        [str(made.root / "run_autograder")],
        cwd=made.root,
        env=made.environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    file = made.root / "results" / "results.json"
    until = time.monotonic() + 30
    while not (file.exists() and "clip: " in file.read_text()):
        assert time.monotonic() < until
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    document = made.results()
    assert total(document) == (10, 20)
    waiting = by_name(document)["lstm"]
    assert "Not graded yet" in waiting["output"]
    assert "status" not in waiting
    assert "lstm" in document["output"]


def test_a_fault_of_the_grader_is_no_grade_and_says_so(container):
    made = container("clip")
    made.submit(clip=solution("clip"))
    (made.root / "source" / "learnrnn" / "sandbox" / "zygote.py").write_text("raise SystemExit(3)\n")
    done = made.run()
    assert done.returncode == 1
    assert "the sandbox ended" in done.stdout
    document = made.results()
    assert "not your fault" in document["output"]
    (entry,) = document["tests"]
    assert "status" not in entry
    assert entry["tags"][-1] == "fault"
    assert "the sandbox ended" not in json.dumps(document)


def test_the_instructor_alone_is_told_that_the_sandbox_does_not_hold(container):
    made = container("clip")
    made.submit(clip=solution("clip"))
    start = made.root / "source" / "learnrnn" / "sandbox" / "start.py"
    every = "Sequence[str] = LAYERS) -> Started"
    assert every in start.read_text()
    start.write_text(start.read_text().replace(every, 'Sequence[str] = ("limits",)) -> Started'))
    done = made.run()
    assert done.returncode == 0
    assert "Sandbox: not safe for a class; not held: seccomp, reading" in done.stdout
    assert "andbox" not in json.dumps(made.results())


def test_a_secret_seed_is_in_nothing_that_students_see(container, exported):
    made = container("lstm", "--seed-file", "seed.txt")
    made.submit(lstm=mistaken("lstm", "nothing_forgotten"))
    done = made.run()
    seed = str(read_seed(exported("lstm", "--seed-file", "seed.txt").with_name("seed.txt")))
    assert seed in (made.root / "source" / "autograder.json").read_text()
    for shown in (json.dumps(made.results()), done.stdout):
        assert seed not in shown
        assert SECRET not in shown


def test_the_zip_proves_itself(container):
    made = container("clip")
    prove = [str(made.root / "source" / "prove")]
    done = subprocess.run(prove, env=made.environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout
    assert done.stdout == (
        "full-marks: 10 of 10 points, as it should be.\nfailing: 0 of 10 points, as it should be.\n"
    )
    sample = made.root / "source" / "samples" / "full-marks" / "clip.py"
    sample.write_text("x = 1\n")
    done = subprocess.run(prove, env=made.environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "full-marks: 0 of 10 points. This is not as it should be" in done.stdout


def test_the_same_choice_gives_the_same_bytes(exported, learnrnn):
    learnrnn("export", "gradescope", "again.zip", "clip", "--seed", "5")
    assert (learnrnn.work / "again.zip").read_bytes() == exported("clip", "--seed", "5").read_bytes()


def test_without_a_seed_a_secret_one_is_drawn_for_each_zip(exported, learnrnn):
    learnrnn("export", "gradescope", "again.zip", "clip")
    seeds = set()
    for file in (learnrnn.work / "again.zip", exported("clip")):
        with zipfile.ZipFile(file) as archive:
            seeds.add(json.loads(archive.read("autograder.json"))["seed"])
    assert len(seeds) == 2
    assert min(seeds) > 2**64


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["no/a.zip", "lstm"], "no/a.zip cannot be written"),
        (["a.zip", "lstn"], "Did you mean 'lstm'?"),
        (["a.zip", "--hidden-visibility", "never"], "'never' is not one of"),
        (["a.zip", "--seed", "1", "--seed-file", "x"], "--seed or --seed-file"),
        (["a.zip", "--seed-file", "x"], "x cannot be read as a seed"),
        ([], "Missing argument 'ZIP'"),
    ],
    ids=" ".join,
)
def test_wrong_use_is_one_line_and_writes_nothing(learnrnn, words, said):
    done = learnrnn("export", "gradescope", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert said in done.stderr
    assert list(learnrnn.work.iterdir()) == []


def test_a_classs_bundle_cannot_grade(learnrnn, tmp_path):
    from learnrnn import catalog

    shutil.copytree(catalog.root() / "exercises" / "clip", tmp_path / "bundle" / "exercises" / "clip")
    done = learnrnn("export", "gradescope", "a.zip", LEARNRNN_COURSE=str(tmp_path / "bundle"))
    assert done.returncode == 2
    assert "no hidden checks here" in done.stderr


@pytest.mark.external
def test_setup_installs_what_the_autograder_needs(container):
    made = container("lstm")
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV", "AUTOGRADER"))
    }
    environment |= {"AUTOGRADER_ROOT": str(made.root)}
    setup = ["bash", str(made.root / "source" / "setup.sh")]
    subprocess.run(setup, env=environment, check=True, timeout=300)
    made.environment = environment
    assert total(made.grade(lstm=solution("lstm"))) == (10, 10)
    assert not (made.root / "source").stat().st_mode & 0o077
