"""With --anonymise no output of a class holds a name, and a student has the same pseudonym in all of them."""

from __future__ import annotations

import json
import re

from tests.conftest import mistaken, solution

NAMES = ("Ann Lee", "Bo Neil")
OWN = """
def report(values, width=7):
    lines = []
    for at, value in enumerate(sorted(values, key=lambda v: -abs(v))):
        if at > 2 * width and value < 1e-3:
            break
        lines.append(f"{at:>3}: {value:+.4f} " + "#" * int(width * value ** 2))
    while lines and not lines[-1].strip("#: "):
        lines.pop()
    total = sum(map(len, lines)) / max(1, len(lines) - 1)
    return chr(10).join(lines[::-1]), total % (width or 3)
"""
PSEUDONYM = re.compile(r"student-[0-9a-f]{8}")


def test_a_student_has_one_pseudonym_in_every_output(learnrnn):
    for name in NAMES:
        learnrnn.write(f"class/{name}/lstm.py", mistaken("lstm", "nothing_forgotten") + OWN)
    for i in range(6):
        learnrnn.write(f"class/other {i}/lstm.py", solution("lstm"))
    assert learnrnn("grade", "class", "--only", "lstm", "--out", "out").returncode == 0
    learnrnn("adjust", "out", "Ann Lee", "lstm", "--points", "3", "--by", "Sato")
    learnrnn.write("class/Bo Neil/lstm.py", solution("lstm"))
    outputs = {
        words[0]: learnrnn(*words, "--anonymise", "--json").stdout
        for words in (
            ("alike", "out"), ("report", "out"), ("adjust", "out", "--list"), ("regrade", "out", "--dry-run"),
            ("gradebook", "out"),
        )
    }  # fmt: skip
    assert learnrnn("feedback", "out", "--out", "fb", "--anonymise").returncode == 0
    outputs["feedback"] = "".join(f"{p.name} {p.read_text()}" for p in (learnrnn.work / "fb").iterdir())
    found = {command: set(PSEUDONYM.findall(text)) for command, text in outputs.items()}
    assert len(found["gradebook"]) == 8
    assert all(students and students <= found["gradebook"] for students in found.values()), found
    assert not [command for command, text in outputs.items() if any(name in text for name in NAMES)]
    assert json.loads(outputs["adjust"])["adjustments"][0]["points"] == 3
    refused = learnrnn("feedback", "out", "--moodle", "fb.zip", "--anonymise")
    assert refused.returncode == 2
