"""Runs a page of documentation: every `sh` block, in order, in one folder, as a reader would."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.M | re.S)

RunPage = Callable[[str], tuple[Path, str]]


@pytest.fixture
def run_page(tmp_path: Path) -> RunPage:
    """Run docs/PAGE.md; the folder it was run in, and all that it printed."""

    def run(page: str) -> tuple[Path, str]:
        text = (REPOSITORY / "docs" / f"{page}.md").read_text(encoding="utf-8")
        blocks = BLOCK.findall(text)
        assert blocks
        home, work = tmp_path / "home", tmp_path / "work"
        home.mkdir()
        work.mkdir()
        done = subprocess.run(
            ["bash", "-euxo", "pipefail", "-c", "\n".join(blocks)],
            cwd=work,
            env=os.environ
            | {
                "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
                "HOME": str(home),
                "XDG_DATA_HOME": str(home / "data"),
                "XDG_CACHE_HOME": str(home / "cache"),
                "LEARNRNN_LANG": "en",
                "COLUMNS": "200",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, done.stdout
        return work, done.stdout

    return run
