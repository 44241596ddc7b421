"""Makes notebooks for the tests, as Jupyter saves them."""

from __future__ import annotations

import json
from typing import Any


def notebook(*cells: str | dict[str, Any], version: int = 4) -> str:
    """A notebook of these code cells (a dict is a cell of its own)."""
    made = [cell if isinstance(cell, dict) else code(cell) for cell in cells]
    if version == 3:
        old = [{"cell_type": "code", "language": "python", "metadata": {}, "outputs": [], "collapsed": False,
                "input": cell["source"]} for cell in made]  # fmt: skip
        return json.dumps(
            {
                "nbformat": 3,
                "nbformat_minor": 0,
                "metadata": {"name": ""},
                "worksheets": [{"cells": old, "metadata": {}}],
            }
        )
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made})


def code(source: str, exercise: str | None = None, **more: Any) -> dict[str, Any]:
    metadata = {"learnrnn": {"exercise": exercise}} if exercise else {}
    cell = {"cell_type": "code", "id": "c", "execution_count": None, "outputs": [], "metadata": metadata}
    return cell | {"source": source.splitlines(keepends=True)} | more


def text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": "m", "metadata": {}, "source": source}
