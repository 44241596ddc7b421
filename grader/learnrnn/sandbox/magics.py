"""Makes Python of what Jupyter takes for it: magics, shell lines, questions and prompts.

Only a line that Python stumbles over is taken for one of these: `% 3` may go on from the line before.
The forms are those that IPython's own input transformer knows.
"""

from __future__ import annotations

import ast
import re
import textwrap

_RUNS = re.compile(r"\s*%(?:time|prun)\s+(?!-)(?P<code>\S.*)")  # magics whose code stays
_RUN_FILE = re.compile(r"\s*%run\s+(?:-\w+\s+)*['\"]?(?P<path>[\w./ -]+?)(?:\.py)?['\"]?\s*$")
_ESCAPED = re.compile(r"\s*(?:[%!?]|[,;/]\w)")  # %magic, !shell, ?help; and IPython's quoting calls
_ASSIGNED = re.compile(r"(?P<before>\s*[\w.\[\]'\", *()]+?\s*)=\s*[%!]")  # files = !ls
_AFTER_COLON = re.compile(r"(?P<before>[^#!%]*:\s*)[%!]\s*\S")  # if colab: !pip install x
_HELP = re.compile(r"\s*[%\w.*\[\]()'\"= ]+\?{1,2}\s*(?:#.*)?$")  # what? what??
_PROMPT = re.compile(r"^(?:>>> ?|\.\.\. ?|In \[\d+\]: ?|\s*\.\.\.+: ?)", re.M)


def parse(text: str, filename: str) -> list[ast.stmt]:
    """The statements. Raises SyntaxError and whatever else parsing does; lines keep their numbers."""
    lines = text.split("\n")
    cleaned = False
    while True:
        try:
            return ast.parse("\n".join(lines), filename).body
        except SyntaxError as error:
            at = (error.lineno or 0) - 1
            found = range(at, -1, -1) if at < len(lines) else ()  # a line that ends in \ goes on
            begins = next((n for n in found if n == 0 or not lines[n - 1].endswith("\\")), -1)
            if begins >= 0 and (python := python_of(lines[begins])) is not None:
                _put(lines, begins, python)
            elif not cleaned and (other := _cleaned(lines)) != lines:
                lines, cleaned = other, True
            else:
                raise


def python_of(line: str) -> str | None:
    """The Python that stands for a line of Jupyter's; None for a line that is none."""
    indent = line[: len(line) - len(line.lstrip())]
    if runs := _RUNS.match(line):
        return indent + runs["code"]
    if file := _RUN_FILE.match(line):
        module = re.sub(r"^\./|\.\./", "", file["path"]).replace("/", ".")
        return (
            f"{indent}from {module} import *" if module.replace(".", "_").isidentifier() else indent + "pass"
        )
    if _ESCAPED.match(line) or _ASSIGNED.match(line) or _HELP.match(line):
        return indent + "pass"
    if after := _AFTER_COLON.match(line):
        return after["before"] + "pass"
    return None


def _put(lines: list[str], begins: int, python: str) -> None:
    """Put the Python in the place of a line and of those that it goes on in."""
    ends = begins
    while lines[ends].endswith("\\") and ends + 1 < len(lines):
        ends += 1
    lines[begins : ends + 1] = [python] + [""] * (ends - begins)


def _cleaned(lines: list[str]) -> list[str]:
    """Without prompts, and without an indentation that all lines share."""
    text = "\n".join(lines)
    if _PROMPT.match(text.lstrip("\n")):
        text = _PROMPT.sub("", text)
    return textwrap.dedent(text).split("\n")
