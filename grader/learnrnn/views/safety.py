"""Says before a class is graded whether the sandbox holds here."""

from __future__ import annotations

import sys

from learnrnn.doctor import examine, is_safe, succeeded, verdict
from learnrnn.errors import complain


def require_safety(lang: str, *, strictly: bool) -> None:
    """The verdict on stderr, by live probes; raises LearnrnnError where it has to hold and does not."""
    layers = examine()
    if strictly and not is_safe(layers):
        raise complain("sandbox_required", names=succeeded(layers))
    print(verdict(layers).render(lang), file=sys.stderr)
