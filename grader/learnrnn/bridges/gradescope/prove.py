"""Proves an unpacked zip with its two samples, each run as in Gradescope's container.

`python -m learnrnn.bridges.gradescope.prove FOLDER`; exit status 0 where full marks are full and the other fails.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from learnrnn.bridges.gradescope.settings import read
from learnrnn.locale import say

SAMPLES = Path("samples")
FULL, FAILING = "full-marks", "failing"


def prove(source: Path) -> bool:
    """Run both samples and print what came of each."""
    lang = read(source).lang
    held = True
    for sample, holds in ((FULL, _is_full), (FAILING, _is_failing)):
        document, log = _run(source, source / SAMPLES / sample)
        tests = document.get("tests", [])
        score, of = (sum(test[key] for test in tests) for key in ("score", "max_score"))
        right = bool(tests) and "output" not in document and holds(tests)
        held = held and right
        print(
            say(
                "gradescope_proof" if right else "gradescope_no_proof",
                lang,
                sample=sample,
                score=score,
                of=of,
            )
        )
        if not right:
            print(log)
    return held


def _is_full(tests: list[dict[str, Any]]) -> bool:
    return all(test.get("status") == "passed" and test["score"] == test["max_score"] for test in tests)


def _is_failing(tests: list[dict[str, Any]]) -> bool:
    """No exercise has all its points."""
    lost = {test["tags"][0] for test in tests if test["score"] < test["max_score"]}
    return lost == {test["tags"][0] for test in tests}


def _run(source: Path, sample: Path) -> tuple[dict[str, Any], str]:
    with tempfile.TemporaryDirectory(prefix="learnrnn-gradescope-") as folder:
        root = Path(folder)
        (root / "source").symlink_to(source)
        shutil.copytree(sample, root / "submission")
        (root / "results").mkdir()
        environment = os.environ | {"AUTOGRADER_ROOT": folder, "AUTOGRADER_PYTHON": sys.executable}
        done = subprocess.run(
            ["bash", str(source / "run_autograder")],
            cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        try:
            return json.loads((root / "results" / "results.json").read_text(encoding="utf-8")), done.stdout
        except (OSError, ValueError):
            return {}, done.stdout


if __name__ == "__main__":
    sys.exit(0 if prove(Path(sys.argv[1]).resolve()) else 1)
