"""Options, of which several may be right: all of them and no other are to be chosen."""

from __future__ import annotations

from learnrnn.quiz.kind import Kind


class Multiple(Kind):
    several = True

    def rights_fault(self, rights: int, options: int) -> str | None:
        return None if 0 < rights < options else "quiz_multiple_rights"


KIND = Multiple()
