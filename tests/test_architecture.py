"""Imports go one way, and starting is light."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from learnrnn.cli import COMMANDS
from tests.conftest import REPOSITORY

PACKAGE = REPOSITORY / "grader" / "learnrnn"
# What may import what: each only what stands below it.
ORDER = [
    "cli", "app", "views", "bridges", "gradebook", "learner", "training", "quiz", "authoring", "grader", "doctor", "diagnosis",
    "engine",
    "submissions", "sandbox", "catalog", "checking", "showing", "result", "files", "streams", "errors", "locale",
    "text",
]  # fmt: skip
HEAVY = {"numpy", "pytest", "otter", "pydantic", "dask", "matplotlib", "nbformat", "IPython", "lxml"}


def imports(path: Path) -> set[str]:
    """The parts of the package that a module imports, at any depth, but for type checking."""
    found = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "learnrnn":
            parts = node.module.split(".")
            found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("learnrnn.")}
    return found


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_down_the_list_only(path):
    part = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if part not in ORDER:
        return
    allowed = set(ORDER[ORDER.index(part) :]) | {"__version__"}
    assert imports(path) <= allowed


@pytest.mark.parametrize(
    "words", [["--help"], ["exercise"], ["quiz", "--help"], ["exercise", "--help"], []], ids=str
)
def test_start_up_imports_nothing_heavy(words, learnrnn):
    code = f"""
import sys
from learnrnn.cli import main
try:
    main({words!r})
except SystemExit as end:
    assert not end.code, end.code
print("HEAVY", sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)
"""
    done = learnrnn.python(code)
    assert done.stderr.strip().endswith("HEAVY []"), done.stderr


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_greeting_takes_no_command_line(lang, learnrnn):
    code = """
import sys
from learnrnn.__main__ import main
sys.argv = ["learnrnn"]
main()
print("loaded", sorted({"click", "rich", "shutil", "platformdirs", "fsrs"} & set(sys.modules)), file=sys.stderr)
"""
    done = learnrnn._run("-c", code, LEARNRNN_LANG=lang)
    assert done.stderr.splitlines() == ["loaded []"]
    assert "learnrnn exercise backprop" in done.stdout
    assert done.stdout == learnrnn("--lang", lang).stdout  # by the command line


def test_help_says_of_a_command_what_the_command_says():
    for name, said in COMMANDS.items():
        assert getattr(importlib.import_module(f"learnrnn.cli.{name}"), name).get_short_help_str(200) == said


def test_importing_the_package_loads_nothing_of_it_and_nothing_heavy():
    code = f"""
import sys
before = set(sys.modules)
import learnrnn
new = set(sys.modules) - before
assert not {HEAVY!r} & new, new
assert [name for name in new if name.startswith("learnrnn")] == ["learnrnn"], new
assert callable(learnrnn.check)
assert "IPython" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_check_begins_its_sandbox_before_the_command_line_is_loaded(learnrnn):
    code = """
import sys
from learnrnn.__main__ import main
from learnrnn.sandbox import start
begin = start.start
def seen():
    print("loaded", sorted({"click", "numpy"} & set(sys.modules)), file=sys.stderr)
    return begin()
start.start = seen
sys.argv = ["learnrnn", "--lang", "ja", "check", "clip"]
main()
"""
    done = learnrnn.python(code)
    assert done.stderr.splitlines() == ["loaded []"]
    assert done.returncode == 1


def test_the_sandbox_imports_nothing_else_of_ours():
    found = {path.name: imports(path) - {"sandbox"} for path in (PACKAGE / "sandbox").glob("*.py")}
    assert {name: others for name, others in found.items() if others} == {}


# Names that still stand for two things. The list gets shorter; nothing is added to it.
STILL_TWICE = {
    "Arrow", "Assignment", "Cell", "Change", "Clock", "Entry", "Found", "Function", "Named", "Pair", "Part", "Place",
    "Plane", "Row", "Step", "Table", "Text", "TookTooLong", "Work", "_Reader", "_Siblings",
}  # fmt: skip


def test_a_class_name_means_one_thing():
    names = [
        node.name
        for path in MODULES
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    ]
    assert {name for name in names if names.count(name) > 1} == STILL_TWICE
