"""A notebook's cells become one source: what of them counts, and what a stranger's file cannot do."""

from __future__ import annotations

import json

import pytest

from learnrnn import catalog
from learnrnn.diagnosis.judge import grade
from learnrnn.sandbox import worker
from learnrnn.submissions.notebook import CODE_LIMIT_BYTES, read_notebook
from learnrnn.submissions.source import Source, Unreadable
from tests.conftest import mistaken, plan_of, solution
from tests.notebooks import code, notebook, text


def graded(zygote, content, exercise="clip"):
    return grade(plan_of(exercise), source_of(content, exercise), zygote)


def source_of(content, exercise="clip"):
    return Source("hw.ipynb", read_notebook(content.encode(), "hw.ipynb").parts(catalog.exercise(exercise)))


def said(result):
    return result.message.render("en") if result.message else ""


def names_after(*texts):
    """What the cells define, loaded as a worker loads them; and where something was left out."""
    source = source_of(notebook(*texts))
    found, problems = worker.load(source.code(), "clip")
    places = [source.place(line).values for line, _ in problems]
    return found.__dict__, [(place["cell"], place["line"]) for place in places]


def test_the_reference_in_a_notebook_passes(zygote):
    assert graded(zygote, notebook(text("# Clip"), solution("clip"))).score == 10


def test_an_older_notebook_is_read_too(zygote):
    assert graded(zygote, notebook(solution("clip"), version=3)).score == 10


def test_a_mistake_in_a_notebook_has_its_name_and_its_cell(zygote):
    mistake = plan_of("lstm").mistakes[3].name
    result = graded(zygote, notebook(text("hi"), mistaken("lstm", mistake)), "lstm")
    assert {c.mistake for c in result.checks if c.mistake} == {mistake}
    broken = solution("lstm").replace("return i * a", "return nowhere * a")
    first = graded(zygote, notebook(text("hi"), broken), "lstm").checks[0]
    assert "cell 2, line" in first.findings[1].render("en")


@pytest.mark.parametrize(
    "bad",
    [
        "def broken(:\n    pass",
        "import matplotlib.pyplot as plt\nplt.plot([1])",
        "raise SystemExit(3)\nx = 1 / 0",
        "import sys\nx = sys.exit(3)",
        "while True:\n    n = 1",
        "x = next(i for i in iter(int, 1))",
        "history = [1]\nfor x in history:\n    history.append(x)",
        "class Broken(Nowhere):\n    pass",
        "print('x' * 10)\ntrain()",
        "x = '\udcff'",
        "(" * 500 + ")" * 500,
        "\0",
    ],
)
def test_a_cell_that_fails_takes_no_other_down(zygote, bad):
    assert graded(zygote, notebook(bad, solution("clip"), bad)).score == 10


def test_what_was_left_out_is_said(zygote):
    bad = "import matplotlib\ndef f(:\n"
    assert said(graded(zygote, notebook(solution("clip")))) == ""
    passed = graded(zygote, notebook(bad, solution("clip")))
    assert passed.score == 10
    assert said(passed) == "Left out (cell 1, line 2): Python cannot read it."
    result = graded(zygote, notebook("1 +", "x = 5\nimport torch\n", "x = 1 / 0", "while True: y = 1"))
    lines = said(result).splitlines()
    assert "(cell 1, line 1)" in lines[0]
    assert "(cell 2, line 2)" in lines[1]
    assert "import torch" in lines[1]
    assert "ZeroDivisionError" in lines[2]
    assert lines[3] == "Left out besides: 1 more."


def test_magics_and_shell_lines_are_left_out_and_lines_keep_their_numbers():
    source = (
        "%matplotlib inline\n!pip install x\nfiles = !ls\nt = %timeit 1\nf?\n?f\nif True:\n    !ls\nx = nope"
    )
    namespace, places = names_after(source, "y = (7\n % 4)")
    assert namespace["y"] == 3
    assert places == [(1, 9)]


def test_cells_of_other_languages_are_left_out_whole():
    namespace, places = names_after("%%bash\nx=1", "%%html\n<b>", "%%check lstm\ny = 2", "\n%%time\nz = 3")
    assert ("x" in namespace, namespace["y"], namespace["z"]) == (False, 2, 3)
    assert places == []


def test_bare_calls_run_as_far_as_they_can():
    namespace, places = names_after(
        "seen = []", "seen.append(1)\nassert not seen\nlearnrnn.check('clip')\nseen.append(2)"
    )
    assert namespace["seen"] == [1, 2]
    assert places == [(2, 2)]


def test_what_defines_is_run_in_loops_and_branches_too():
    namespace, places = names_after(
        "import learnrnn\ntable = {}\nfor i in range(3):\n    table[i] = i * i\n"
        "try:\n    import torch\nexcept ImportError:\n    torch = None\n"
        "if __name__ == '__main__':\n    x = 1 / 0"
    )
    assert namespace["table"] == {0: 0, 1: 1, 2: 4}
    assert namespace["torch"] is None
    assert places == []


def test_constants_after_an_endless_loop_are_still_there():
    namespace, places = names_after("while True:\n    x = 1", "EPS = 1e-3\nA = [i for i in range(9)]")
    assert (namespace["EPS"], len(namespace["A"])) == (1e-3, 9)
    assert [cell for cell, _ in places] == [1]


def test_cells_made_for_another_exercise_are_left_out():
    book = read_notebook(
        notebook("a = 1", code("b = 2", "clip"), code("c = 3", "lstm-backward")).encode(), "n.ipynb"
    )
    texts = [part.text for part in book.parts(catalog.exercise("clip"))]
    assert texts == ["a = 1", "b = 2"]
    texts = [part.text for part in book.parts(catalog.exercise("lstm-backward"))]
    assert texts == ["a = 1", "c = 3"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not a notebook"),
        (b"\xff\xfe", "not a notebook"),
        (b"[1]", "not a notebook"),
        (b"{}", "not a notebook"),
        (b'{"nbformat": "4", "cells": []}', "not a notebook"),
        (b'{"nbformat": 4, "cells": 3}', "not a notebook"),
        (b'{"nbformat": 4, "cells": [3]}', "not a notebook"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": 3}]}', "not a notebook"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "", "metadata": 3}]}', "not a notebook"),
        (b'{"nbformat": 3}', "not a notebook"),
        (b'{"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code"}]}]}', "not a notebook"),
        (b'{"nbformat": -1, "cells": []}', "not a notebook"),
        (b"[" * 100_000, "nested too deep"),
        (json.dumps({"nbformat": 4, "cells": [code("")] * 6000}).encode(), "too much code"),
    ],
)
def test_a_malformed_notebook_is_one_clear_line(content, says, capfd):
    with pytest.raises(Unreadable, match=says) as raised:
        read_notebook(content, "x.ipynb")
    assert "\n" not in str(raised.value)
    assert capfd.readouterr() == ("", "")


def test_too_much_code_is_said():
    with pytest.raises(Unreadable, match="too much code"):
        read_notebook(notebook("#" * (CODE_LIMIT_BYTES + 1)).encode(), "x.ipynb")


def test_every_check_is_of_a_function_that_the_stub_leaves_to_write():
    for exercise in catalog.exercises().values():
        assert {check.function for check in exercise.checks().checks} <= set(exercise.functions)
