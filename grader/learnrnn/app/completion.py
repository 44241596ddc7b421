"""Puts a shell's completion script where the shell finds it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from learnrnn.errors import complain
from learnrnn.locale import Message, Sayable

VARIABLE = "_LEARNRNN_COMPLETE"  # by which click is asked
RC = {"bash": ".bashrc", "zsh": ".zshrc"}


def shell_of_environment(known: Sequence[str]) -> str:
    """The shell that $SHELL names. Raises LearnrnnError for one that has no completion."""
    name = Path(os.environ.get("SHELL", "")).name
    if name not in known:
        raise complain("completion_shell", known=", ".join(known))
    return name


def script_for(shell: str, command: click.Command) -> str:
    """The script that the shell is to read."""
    found = get_completion_class(shell)
    assert found is not None
    maker = found(command, {}, "learnrnn", VARIABLE)
    return maker.source_template % maker.source_vars()  # without asking bash for its version, which runs it


def install_for(shell: str, script: str, home: Path) -> Sayable:
    """Write the script, and where the shell does not look by itself, one line that reads it."""
    try:
        if shell == "fish":
            file = home / ".config" / "fish" / "completions" / "learnrnn.fish"
            _write(file, script)
            return Message("completion_installed", {"file": file})
        file = home / ".local" / "share" / "learnrnn" / f"completion.{shell}"
        _write(file, script)
        rc, line = home / RC[shell], f'[ -r "{file}" ] && . "{file}"  # learnrnn\n'
        before = rc.read_text(encoding="utf-8", errors="surrogateescape") if rc.exists() else ""
        if line not in before:
            ends = "" if before.endswith("\n") or not before else "\n"
            with rc.open("a", encoding="utf-8") as opened:
                opened.write(ends + line)
        return Message("completion_installed_by", {"file": file, "rc": rc})
    except OSError as error:
        raise complain("completion_unwritable", path=error.filename, why=error.strerror or error) from None


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text + "\n", encoding="utf-8")
