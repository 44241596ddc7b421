"""Slips in files that are written otherwise than the references: no name is false, and a line is the slip's own."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from learnrnn.diagnosis.judge import grade
from learnrnn.result import PASSED
from learnrnn.submissions.source import script
from tests.conftest import plan_of
from tests.diagnosis.conftest import Looked

FOLDER = Path(__file__).parent / "slips"
OTHERWISE = FOLDER / "otherwise"  # in yet another style: loops, scalars, einsum, classes
SLIPS = tomllib.loads((FOLDER / "slips.toml").read_text(encoding="utf-8"))
FILES = {file.stem: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.py")}
MORE = tomllib.loads((OTHERWISE / "slips.toml").read_text(encoding="utf-8"))
MORE_FILES = {file.stem: file.read_text(encoding="utf-8") for file in OTHERWISE.glob("*.py")}


def exercise_of(module: str) -> str:
    return module.replace("_", "-")


def slipped(name: str, files: dict[str, str] = FILES, slips: dict[str, Any] = SLIPS) -> str:
    right, slip = files[name.split("__")[0]], slips[name]
    assert right.count(slip["old"]) == 1
    return right.replace(slip["old"], slip["new"])


@pytest.mark.parametrize("module", FILES)
def test_the_file_without_a_slip_passes(zygote, module):
    source = script(FILES[module], f"{module}.py")
    assert grade(plan_of(exercise_of(module)), source, zygote).status == PASSED


@pytest.mark.parametrize("name", SLIPS)
def test_nothing_is_named_but_the_slip(zygote, name):
    module = name.split("__")[0]
    result = grade(plan_of(exercise_of(module)), script(slipped(name), f"{module}.py"), zygote)
    assert result.status != PASSED
    assert sorted({m for check in result.checks for m in check.mistakes}) == SLIPS[name]["names"]


@pytest.mark.parametrize("module", MORE_FILES)
def test_the_file_in_another_style_passes(zygote, module):
    source = script(MORE_FILES[module], f"{module}.py")
    assert grade(plan_of(exercise_of(module)), source, zygote).status == PASSED


@pytest.mark.external  # a long mode: each is searched for a second or two
@pytest.mark.parametrize("name", MORE)
def test_a_slip_in_another_style_is_named_or_placed(looked: Looked, name):
    slip, result = MORE[name], looked(exercise_of(name.split("__")[0]), slipped(name, MORE_FILES, MORE))
    assert sorted({m for check in result.checks for m in check.mistakes}) == slip["names"]
    lines = {check.place.line for check in result.checks if check.place and check.place.line}
    near = range(slip["line"] - 1, slip["line"] + slip.get("many", 1) + 1)
    assert slip["names"] or lines <= set(near)
    assert slip["names"] or lines or not slip.get("found", True)


@pytest.mark.external  # a long mode: each is searched for a second or two
@pytest.mark.parametrize("name", [name for name, slip in SLIPS.items() if "line" in slip])
def test_the_line_is_the_slips_own(looked: Looked, name):
    result = looked(exercise_of(name.split("__")[0]), slipped(name))
    assert {check.place.line for check in result.checks if check.place} == {SLIPS[name]["line"]}


@pytest.mark.parametrize("name", ["seq2seq__endless_eos", "hred__zero_forever"])
def test_a_name_beside_a_change_that_may_have_made_it_is_not_told(looked: Looked, name):
    result = looked(exercise_of(name.split("__")[0]), slipped(name))
    assert not any(check.mistakes for check in result.checks)


@pytest.mark.parametrize("name", ["clip__numpy_root", "clip__rate_of_numpy", "attention__numpy_root"])
def test_a_float32_result_that_one_scalar_widens_is_told_of_numpy_2(zygote, name):
    module = name.split("__")[0]
    result = grade(plan_of(exercise_of(module)), script(slipped(name), f"{module}.py"), zygote)
    said = [str(check["message"]) for check in result.document("en")["checks"] if check["status"] == "failed"]
    assert said
    assert all("float()" in words for words in said)
