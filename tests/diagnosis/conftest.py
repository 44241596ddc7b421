"""Files with a slip, written otherwise than the references."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from learnrnn.diagnosis.judge import grade
from learnrnn.diagnosis.seek import with_places
from learnrnn.result import ExerciseResult
from learnrnn.submissions.source import script
from tests.conftest import plan_of

Looked = Callable[[str, str], ExerciseResult]


@pytest.fixture
def looked(zygote) -> Looked:
    """The result of a file of an exercise, with what a search finds."""

    def look(name: str, text: str) -> ExerciseResult:
        plan, source = plan_of(name), script(text, f"{name}.py")
        return grade(
            plan, source, zygote, look=lambda run, found: with_places(plan, source, run, found, zygote, 1.8)
        )

    return look
