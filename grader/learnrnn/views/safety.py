"""Says before a class is graded whether the sandbox holds here."""

from __future__ import annotations

import sys

from learnrnn.errors import complain
from learnrnn.locale import say
from learnrnn.sandbox.doctor import examine, is_safe
from learnrnn.sandbox.start import LAYERS


def require_safety(lang: str, *, strictly: bool) -> None:
    """The verdict on stderr, by live probes; raises LearnrnnError where it has to hold and does not."""
    layers = examine()
    if is_safe(layers):
        holding = ", ".join(x.name for x in layers if x.holds and x.name in LAYERS)
        print(say("sandbox_holds", lang, layers=holding), file=sys.stderr)
        return
    names = ", ".join(x.name for x in layers if not x.holds and x.name not in LAYERS)
    if strictly:
        raise complain("sandbox_required", names=names)
    print(say("sandbox_weak", lang, names=names), file=sys.stderr)
