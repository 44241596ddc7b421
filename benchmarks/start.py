"""How long commands take to start, beside what they cannot do without.

    python benchmarks/start.py [--json FILE] [--turns 15]

Each turn runs every command once, in fresh processes, so that what else the machine does falls on all of them alike.
The ratio of two commands is the median over the turns of their ratio in one turn.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from learnrnn import catalog

LEARNRNN = [sys.executable, "-m", "learnrnn"]
COMMANDS = {
    "python": [sys.executable, "-c", "pass"],
    "import click": [sys.executable, "-c", "import click"],
    "import numpy": [sys.executable, "-c", "import numpy"],
    "learnrnn": LEARNRNN,
    "learnrnn --help": [*LEARNRNN, "--help"],
    "learnrnn exercise": [*LEARNRNN, "exercise"],
    "learnrnn check lstm": [*LEARNRNN, "check", "lstm"],
}
RATIOS = [
    ("learnrnn", "import click"),
    ("learnrnn --help", "import click"),
    ("learnrnn exercise", "import click"),
    ("learnrnn check lstm", "import numpy"),
]


def turn(folder: Path) -> dict[str, float]:
    """Milliseconds of each command."""
    environment = os.environ | {"XDG_DATA_HOME": str(folder / "data")}
    found: dict[str, float] = {}
    for name, words in COMMANDS.items():
        start = time.perf_counter()
        subprocess.run(words, cwd=folder, env=environment, capture_output=True, check=True)
        found[name] = 1e3 * (time.perf_counter() - start)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--turns", type=int, default=15)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        exercise = catalog.exercise("lstm")
        (folder / exercise.filename).write_bytes(exercise.solution.read_bytes())
        turn(folder)  # compiles what is not compiled yet, and makes the progress file
        turns = [turn(folder) for _ in range(options.turns)]
    found = {name: round(statistics.median(t[name] for t in turns), 1) for name in COMMANDS}
    ratios = {f"{a} / {b}": round(statistics.median(t[a] / t[b] for t in turns), 2) for a, b in RATIOS}
    for name, value in [*found.items(), *ratios.items()]:
        print(f"{name:36} {value:>8}{'' if name in ratios else ' ms'}")
    if options.json:
        options.json.write_text(json.dumps({"ms": found, "ratios": ratios}, indent=2))


if __name__ == "__main__":
    main()
