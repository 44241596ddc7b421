"""Proves that the course is well-formed, and hunts the mutants that its checks let live."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from learnrnn import catalog
from learnrnn.authoring import stub
from learnrnn.authoring.mutants import Hunt, hunt_all
from learnrnn.authoring.verify import Proof, verify_all
from learnrnn.quiz import check_bank

SCHEMA = "learnrnn/verify/1"

Progress = Callable[[int], contextlib.AbstractContextManager[Callable[[], object]]]


@dataclass(frozen=True)
class Verified:
    """A proof an exercise, a hunt an exercise where mutants were asked for, and all that does not hold."""

    proofs: Sequence[Proof]
    hunts: Sequence[Hunt]
    failures: Sequence[str]

    def document(self, *, mutants: bool) -> dict[str, Any]:
        """As docs/documents.md says."""
        found = {
            "schema": SCHEMA,
            "exercises": [proof.document() for proof in self.proofs],
            "failures": list(self.failures),
        }
        return found | ({"mutants": [hunt.document() for hunt in self.hunts]} if mutants else {})


def verify(
    names: Sequence[str], seed: int, progress: Progress, *, mutants: bool, write_stubs: bool
) -> Verified:
    """Verify these exercises, or all and the questions too. Raises LearnrnnError."""
    catalog.require_solutions()
    if write_stubs:
        stub.write_stubs(catalog.chosen(names))
    count = len(names) or len(catalog.folders())
    with progress(count * (1 + mutants)) as advance:
        proofs, failures = verify_all(names, seed, advance)
        hunts = hunt_all(catalog.chosen(names), advance) if mutants and not failures else []
    failures += [failure for found in (*proofs, *hunts) for failure in found.failures]
    failures += [] if names else check_bank()
    return Verified(proofs, hunts, failures)
