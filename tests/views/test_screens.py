"""Whole screens at a fixed width, in both languages, as a learner and an instructor see them.

After a change that is meant, `UPDATE_SCREENS=1 pytest tests/views` writes them anew; read the diff.
"""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from tests.conftest import mistaken, solution

SCREENS = Path(__file__).parent / "screens"
WIDTH = 80

# The name of a screen: the command, and the files that are there.
CASES: dict[str, tuple[list[str], dict[str, str]]] = {
    "home": ([], {}),
    "list": (["exercise"], {"lstm.py": "begun"}),
    "task": (["exercise", "clip"], {}),
    "check_passed": (["check", "clip"], {"clip.py": solution("clip")}),
    "check_mistake": (["check", "lstm"], {"lstm.py": mistaken("lstm", "nothing_forgotten")}),
    "check_raises": (
        ["check", "backprop"],
        {"backprop.py": "def forward(x, y):\n    print('here')\n    return x.z\n"},
    ),
    "check_syntax": (["check", "lstm"], {"lstm.py": "def lstm_step(x) return x\n"}),
    "hint": (["hint", "lstm", "--all"], {}),
    "grade": (
        ["grade", "class", "--only", "lstm,clip", "--out", "out"],
        {"class/ann/lstm.py": solution("lstm"), "class/田中/clip.py": solution("clip")},
    ),
}


def width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("name", CASES)
def test_a_screen_is_as_it_was(learnrnn, name, lang):
    words, files = CASES[name]
    for path, content in files.items():
        learnrnn.write(path, content)
    done = learnrnn(*words, "--lang", lang, COLUMNS=str(WIDTH))
    assert done.returncode in (0, 1), done.stderr
    shown = "".join(line.rstrip() + "\n" for line in done.stdout.splitlines())
    kept = SCREENS / f"{name}.{lang}.txt"
    if os.environ.get("UPDATE_SCREENS"):
        kept.write_text(shown, encoding="utf-8")
    assert shown == kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(SCREENS.glob("*.txt")), ids=lambda p: p.stem)
def test_no_line_runs_over_the_edge(path):
    over = [line for line in path.read_text(encoding="utf-8").splitlines() if width(line) > WIDTH]
    assert over == []
