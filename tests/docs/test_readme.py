"""What the READMEs say that the tool prints is what it prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

WRONG = Path(__file__).with_name("blocks_in_pytorchs_order.py")


@pytest.mark.parametrize("name", ["README.md", "README.ja.md"])
def test_the_first_screen_is_what_check_prints(learnrnn, name):
    learnrnn.write("lstm.py", WRONG.read_text(encoding="utf-8"))
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    block = re.search(r"```text\n\$ learnrnn (.*?)\n(.*?)```", text, re.S)
    assert block is not None
    done = learnrnn(*block[1].split(), COLUMNS="80")
    assert done.stdout.rstrip() == block[2].rstrip()


@pytest.mark.parametrize(
    "name", ["README.md", "README.ja.md", "docs/README.md", "CONTRIBUTING.md", "SECURITY.md"]
)
def test_every_link_leads_somewhere(name):
    page = REPOSITORY / name
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
