"""Says before a class is graded whether the sandbox holds here."""

from __future__ import annotations

import sys

from learnrnn.doctor import examine, is_safe, succeeded, verdict
from learnrnn.errors import complain
from learnrnn.locale import say


def require_safety(lang: str, *, unsafe: bool, strictly: bool = False) -> bool:
    """Whether the sandbox holds, by live probes; the verdict is on stderr.

    Raises LearnrnnError where it does not, unless `unsafe` is asked for; both asked for is an error too.
    """
    if unsafe and strictly:
        raise complain("safe_and_unsafe")
    layers = examine()
    if is_safe(layers):
        print(verdict(layers).render(lang), file=sys.stderr)
        return True
    if not unsafe:
        raise complain("sandbox_required", names=succeeded(layers))
    print(verdict(layers).render(lang), say("graded_unsafe", lang), file=sys.stderr)
    return False
