"""docs/coverage.md: every name in it exists, and nothing that the course has is missing from it."""

from __future__ import annotations

import re

import pytest

from learnrnn import catalog
from learnrnn.quiz.load import load_bank
from learnrnn.training.start import TRAININGS
from tests.conftest import REPOSITORY

PAGE = (REPOSITORY / "docs" / "coverage.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("|") and not re.match(r"\|[-|]+$|\| *(\||topic)", line)
]
TRAINED = {f"train {name}" for name in TRAININGS}
KNOWN = {*catalog.exercises(), *load_bank().questions, *TRAINED}
EXPECTED_OF_THE_CERTIFICATE = (
    "Truncated BPTT", "Teacher forcing", "Exposure bias", "beam search", "perplexity", "BLEU", "Layer normalisation",
    "Leaky units", "Echo state", "Deep RNNs", "Orthogonal start", "Dropout", "Skip connections", "Hard and soft",
    "Local and global", "Self-attention", "Positional encoding", "CBOW", "GloVe", "CTC", "Hierarchical softmax",
    "Elman, Jordan", "Recursive networks",
)  # fmt: skip


def named(row: list[str]) -> list[str]:
    return re.findall(r"`([^`]+)`", row[-1])


def test_both_tables_are_there():
    assert sum(re.fullmatch(r"S[1-7]", row[0]) is not None for row in ROWS) >= 40
    assert {row[0] for row in ROWS if len(row) == 3} == {f"S{n}" for n in range(1, 8)}
    assert sum(len(row) == 2 for row in ROWS) >= 30


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[-2][:50])
def test_every_row_names_what_there_is(row):
    assert named(row)
    assert set(named(row)) <= KNOWN


def test_every_exercise_training_and_question_stands_in_a_row():
    assert KNOWN - {name for row in ROWS for name in named(row)} == set()


@pytest.mark.parametrize("topic", EXPECTED_OF_THE_CERTIFICATE)
def test_the_certificate_s_list_is_whole(topic):
    (row,) = [row for row in ROWS if len(row) == 2 and topic.casefold() in row[0].casefold()]
    assert any(name in load_bank().questions for name in named(row))


def test_what_a_section_of_the_note_names_is_of_that_section_or_an_exercise():
    """A question of S3 stands in a row of S3, at least once."""
    bank = load_bank()
    of_section = {name: section.note for section in bank.sections for name in section.ids}
    for row in (row for row in ROWS if len(row) == 3):
        for name in named(row):
            if of_section.get(name, row[0]) != row[0]:
                assert (name, row[0]) in {
                    ("four-methods", "S1"),
                    ("lstm-cec-problems", "S2"),
                    ("forget-bias", "S3"),
                    ("embedding-gradient", "S5"),
                    ("lookup-line", "S5"),
                }
