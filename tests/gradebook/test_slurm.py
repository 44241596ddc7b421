"""docs/scale/slurm.py grades a class with workers that come from `sbatch`; here one that starts them on this machine."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import REPOSITORY, mistaken, solution

pytest.importorskip("dask_jobqueue")
pytestmark = pytest.mark.external

SCRIPT = REPOSITORY / "docs" / "scale" / "slurm.py"
SBATCH = """#!/bin/bash
cp "$1" "$JOBS_FOLDER/job-$$.sh"
setsid bash "$JOBS_FOLDER/job-$$.sh" > "$JOBS_FOLDER/job-$$.log" 2>&1 &
echo "Submitted batch job $!"
"""
SCANCEL = '#!/bin/bash\nkill -- -"$1"\n'


def test_the_page_holds_the_script_whole():
    assert f"```python\n{SCRIPT.read_text()}```" in (REPOSITORY / "docs" / "scale.md").read_text()


def test_workers_from_slurm_give_the_same_results(learnrnn):
    for name, text in (("sbatch", SBATCH), ("scancel", SCANCEL)):
        learnrnn.write(f"../bin/{name}", text).chmod(0o755)
    for i in range(24):
        source = solution("lstm") if i % 3 else mistaken("lstm", "nothing_forgotten")
        learnrnn.write(f"class/s{i:02}/lstm.py", f"{source}# {i}\n")
    (learnrnn.folder / "jobs").mkdir()
    words = ("class", "--only", "lstm", "--seed", "1", "--out")
    assert learnrnn("grade", *words, "here").returncode == 0
    environment = learnrnn.environment | {
        "PATH": f"{learnrnn.folder / 'bin'}:{learnrnn.environment['PATH']}",
        "JOBS": "2",
        "JOBS_FOLDER": str(learnrnn.folder / "jobs"),
    }
    command = [sys.executable, str(SCRIPT), *words, "there"]
    done = subprocess.run(
        command, cwd=learnrnn.work, env=environment, capture_output=True, text=True, timeout=200
    )
    assert done.returncode == 0, done.stderr
    scripts = [path.read_text() for path in (learnrnn.folder / "jobs").glob("job-*.sh")]
    assert len(scripts) == 2
    assert all("#SBATCH --cpus-per-task=1" in script or "#SBATCH -n 1" in script for script in scripts)
    for name in ("results.json", "gradebook.csv"):
        assert (learnrnn.work / "there" / name).read_bytes() == (learnrnn.work / "here" / name).read_bytes()
