"""What the instructor chose, as it travels in the zip. Students never get the zip: the seed may be in it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "autograder.json"
VISIBILITIES = ("hidden", "after_due_date", "after_published", "visible")  # Gradescope's words


@dataclass(frozen=True)
class Settings:
    """exercises: names in course order. shown, hidden: when students see visible and hidden checks."""

    exercises: tuple[str, ...]
    lang: str
    seed: int
    case_s: float
    exercise_s: float
    shown: str
    hidden: str

    def packed(self) -> bytes:
        return json.dumps(asdict(self), indent=2).encode()


def read(folder: Path) -> Settings:
    """The settings in an unpacked zip."""
    data = json.loads((folder / FILE).read_text(encoding="utf-8"))
    return Settings(**data | {"exercises": tuple(data["exercises"])})
