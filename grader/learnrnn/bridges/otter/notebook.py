"""The master notebook of Otter Assign: an exercise's text, stub, solution, examples, and its checks' points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from learnrnn.authoring.stub import make_stub
from learnrnn.bridges.otter.tests import examples
from learnrnn.catalog import Exercise
from learnrnn.engine.edit import REGION

PLUGIN = "learnrnn.bridges.otter.plugin.LearnrnnPlugin"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}

# Otter's own summary of public tests would say "All test cases passed!" of an exercise whose hidden checks
# fail: it is left out, and the plugin says at once what the visible checks say.
CONFIG = f"""\
# ASSIGNMENT CONFIG
init_cell: true
export_cell:
    pdf: false
    instructions: {{instructions}}
tests:
    files: false
    ok_format: false
requirements: requirements.txt
generate:
    plugins: [{PLUGIN}]
    show_hidden: true
    force_public_test_summary: false
"""

# A check of ours is there for its points alone: should the plugin be lost, nobody gets any.
CHECK = '''\
""" # BEGIN TEST CONFIG
hidden: true
points: {points}
""" # END TEST CONFIG
def check_{name}():
    raise AssertionError("Only learnrnn's plugin runs this check.")
'''
EXAMPLE = '''\
""" # BEGIN TEST CONFIG
points: 0
failure_message: {sentence}
""" # END TEST CONFIG
{code}
'''

Cell = dict[str, Any]


def master(exercises: Sequence[Exercise], lang: str, instructions: str) -> dict[str, Any]:
    """The notebook, as JSON holds it."""
    cells = [_raw(CONFIG.format(instructions=repr(instructions)))]
    for exercise in exercises:
        cells += _question(exercise, lang)
    return {"cells": cells, "metadata": {"kernelspec": KERNEL}, "nbformat": 4, "nbformat_minor": 4}


def _question(exercise: Exercise, lang: str) -> Iterator[Cell]:
    yield _raw(f"# BEGIN QUESTION\nname: {exercise.name}")
    yield _cell("markdown", exercise.readme(lang).read_text(encoding="utf-8"))
    yield _raw("# BEGIN SOLUTION")
    yield _code(solution(exercise), learnrnn={"exercise": exercise.name})
    yield _raw("# END SOLUTION")
    yield _raw("# BEGIN TESTS")
    for example in examples(exercise):
        yield _code(EXAMPLE.format(sentence=example.sentence, code=example.code))
    for check in exercise.checks().checks:
        yield _code(CHECK.format(name=check.name, points=check.points))
    yield _raw("# END TESTS")
    yield _raw("# END QUESTION")


def solution(exercise: Exercise) -> str:
    """The reference with Otter's marks, such that Otter cuts the exercise's very stub out of it."""
    stubs = iter(re.findall(r"^ *raise NotImplementedError\(.*\)$", stub(exercise), re.M))

    def mark(region: re.Match[str]) -> str:
        indent = region["indent"]
        return (
            f"{indent}# BEGIN SOLUTION NO PROMPT\n{region['body']}{indent}# END SOLUTION\n"
            f'{indent}""" # BEGIN PROMPT\n{next(stubs)}\n{indent}""" # END PROMPT\n'
        )

    return REGION.sub(mark, exercise.solution.read_text(encoding="utf-8")).rstrip("\n")


def stub(exercise: Exercise) -> str:
    """What the student finds in the cell."""
    readme = exercise.readme("en").read_text(encoding="utf-8")
    return make_stub(exercise.solution.read_text(encoding="utf-8"), readme)


def _raw(text: str) -> Cell:
    return _cell("raw", text)


def _code(text: str, **metadata: Any) -> Cell:
    return {**_cell("code", text.rstrip("\n")), "metadata": metadata, "execution_count": None, "outputs": []}


def _cell(kind: str, text: str) -> Cell:
    return {"cell_type": kind, "metadata": {}, "source": text}
