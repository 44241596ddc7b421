"""Stubs are made from their solutions: each marked region becomes a NotImplementedError."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from learnrnn import catalog
from learnrnn.engine.edit import REGION

_DEF = re.compile(r"^def (\w+)", re.M)


def make_stub(solution: str, readme: str) -> str:
    """The solution with its marked regions cut out.

    Each error names the README's part: its one heading that has the function's name in backticks.
    """

    def replace(region: re.Match[str]) -> str:
        function = _DEF.findall(solution, 0, region.start())[-1]
        return f'{region["indent"]}raise NotImplementedError("{part_of(function, readme)}")\n'

    return REGION.sub(replace, solution)


def part_of(function: str, readme: str) -> str:
    """Which part of the README to read for a function."""
    headings = re.findall(rf"^### (.*`{function}`.*)$", readme, re.M)
    if len(headings) != 1:
        return f"{function} is yours to write: read the README"
    return "Read the README, part " + headings[0].replace("`", "").replace('"', "'")


def stub_of(exercise: catalog.Exercise) -> str:
    """What the exercise's stub has to be."""
    return make_stub(
        exercise.solution.read_text(encoding="utf-8"), exercise.readme("en").read_text(encoding="utf-8")
    )


def write_stub(exercise: catalog.Exercise) -> Path:
    """Write the exercise's stub beside its README."""
    exercise.stub.write_text(stub_of(exercise), encoding="utf-8")
    return exercise.stub


def write_stubs(exercises: Iterable[catalog.Exercise]) -> None:
    """Write the stub of each exercise that has a solution and a README to make it of."""
    for exercise in exercises:
        if exercise.solution.is_file() and exercise.readme("en").is_file():
            write_stub(exercise)
