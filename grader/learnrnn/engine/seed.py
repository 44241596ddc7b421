"""A class's secret seed: hidden inputs that cannot be guessed from the published checks."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

from learnrnn.errors import complain

DRAWN_BITS = 128
SHORTEST = 16  # characters of a secret
LARGEST_BYTES = 1 << 16


def draw_seed() -> int:
    """A seed that nobody knows."""
    return secrets.randbits(DRAWN_BITS)


def seed_for(secret: int, code: bytes) -> int:
    """The seed of one submission's inputs: who does not know the secret cannot tell it from the code."""
    mixed = hmac.digest(str(secret).encode(), code, "sha256")
    return int.from_bytes(mixed[:16], "little")


def read_seed(file: Path) -> int:
    """The seed that a file's text stands for: the same text, the same seed. Raises LearnrnnError."""
    try:
        with file.open("rb") as opened:
            text = opened.read(LARGEST_BYTES).strip()
    except OSError as error:
        raise complain("seed_file_unreadable", path=file, why=error.strerror or error) from None
    if len(text) < SHORTEST:
        raise complain("seed_file_short", path=file)
    return int.from_bytes(hashlib.sha256(text).digest()[:16], "little")
