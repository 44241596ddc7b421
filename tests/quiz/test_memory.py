"""Spaced repetition: fsrs without fuzzing, moved by the first answer of a day alone."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import pytest
from fsrs import Card, Rating, Scheduler

from learnrnn.quiz.memory import TABLES, Memory, open_tables
from tests.quiz.conftest import at


@pytest.fixture(autouse=True)
def utc(monkeypatch):
    """Days are local; let them be UTC's here."""
    import time

    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def card(memory, question="q"):
    (text,) = memory.connection.execute(
        "SELECT card FROM quiz_card WHERE question = ?", (question,)
    ).fetchone()
    return Card.from_json(text)


def answer(memory, now, right=True, question="q"):
    return memory.answered(question, right=right, now=now, seed=0)


def test_the_schedule_is_fsrs_own_with_its_default_parameters_and_no_fuzzing(memory):
    scheduler, expected = Scheduler(enable_fuzzing=False), Card(card_id=1, due=at(1))
    for day, right in ((1, True), (2, True), (9, False), (10, True), (30, True)):
        answer(memory, at(day), right)
        expected, _ = scheduler.review_card(expected, Rating.Good if right else Rating.Again, at(day))
        kept = card(memory)
        assert (kept.due, kept.stability, kept.difficulty) == (
            expected.due,
            expected.stability,
            expected.difficulty,
        )


def test_two_learners_with_the_same_answers_have_the_same_schedule(memory):
    other = Memory(open_tables(sqlite3.connect(":memory:", isolation_level=None))[0])
    for day, right in ((1, True), (2, True), (4, False), (9, True), (10, True), (20, True)):
        answer(memory, at(day), right)
        answer(other, at(day), right)
    assert card(memory) == card(other)


def test_only_the_first_answer_of_a_day_moves_the_schedule(memory):
    assert answer(memory, at(1, 9), right=False) is True
    before = card(memory)
    assert answer(memory, at(1, 18), right=True) is False
    assert card(memory) == before
    assert answer(memory, at(2, 0, 1), right=True) is True
    assert card(memory) != before


def test_every_answer_is_noted_all_the_same(memory):
    answer(memory, at(1, 9), right=False)
    answer(memory, at(1, 10), right=True)
    rows = memory.connection.execute("SELECT right, moved FROM quiz_review ORDER BY id").fetchall()
    assert rows == [(0, 1), (1, 0)]


def test_what_was_known_today_is_not_due_again_today(memory):
    answer(memory, at(1, 9))
    assert memory.due(at(1, 23)) == []
    assert memory.due(at(2, 0, 30)) == ["q"]


def test_what_was_missed_is_due_at_once_and_until_it_is_known_without_moving_the_schedule(memory):
    answer(memory, at(1, 9), right=False)
    before = card(memory)
    assert memory.due(at(1, 9)) == ["q"]
    assert memory.records(at(1, 9))["q"].is_due
    answer(memory, at(1, 10), right=True)
    assert memory.due(at(1, 23)) == []
    assert card(memory) == before


def test_a_clock_that_was_ahead_blocks_no_card(memory):
    answer(memory, at(1).replace(year=2036))
    assert memory.due(at(1)) == ["q"]
    assert memory.records(at(1))["q"].is_due
    assert answer(memory, at(1)) is True
    assert at(1) < card(memory).due < at(20)
    assert memory.due(at(1, 23)) == []
    assert answer(memory, at(2)) is True


def test_a_clock_that_was_behind_blocks_no_card(memory):
    answer(memory, at(1).replace(year=1990))
    assert memory.due(at(1)) == ["q"]
    assert answer(memory, at(1)) is True
    assert memory.due(at(1, 23)) == []


@pytest.mark.parametrize("moment", [at(1, 9, 5), at(1, 23), at(2, 0, 30), at(3), at(30)])
@pytest.mark.parametrize("right", [True, False])
def test_there_is_one_notion_of_due(memory, moment, right):
    answer(memory, at(1, 9), right=right)
    record, due, later = memory.records(moment)["q"], memory.due(moment), memory.next_due(moment, ["q"])
    assert record.is_due == (due == ["q"]) == (later is None) == (record.due <= moment)
    assert later is None or later == record.due


def test_what_is_due_longest_comes_first(memory):
    answer(memory, at(2), question="b")
    answer(memory, at(1), question="a")
    answer(memory, at(1), question="c")
    assert memory.due(at(4)) == ["a", "c", "b"]


def test_the_next_due_moment_is_known(memory):
    assert memory.next_due(at(1), {"q"}) is None
    answer(memory, at(1))
    assert memory.next_due(at(1), {"q"}) == at(2, 0)
    assert memory.next_due(at(1), {"other"}) is None


def test_recall_fades_with_time(memory):
    answer(memory, at(1))
    answer(memory, at(2))
    soon, late = memory.records(at(3))["q"], memory.records(at(28))["q"]
    assert soon.answers == soon.right == 2
    assert 1 > soon.recall > late.recall > 0


@pytest.mark.parametrize("damage", ["", "{}", "null", "[1]", '{"card_id": "x"}'])
def test_a_damaged_card_is_a_new_one(memory, damage):
    answer(memory, at(1))
    memory.connection.execute("UPDATE quiz_card SET card = ?", (damage,))
    assert memory.records(at(2))["q"].recall is None
    assert answer(memory, at(2)) is True
    assert card(memory).due == at(2, 12, 10)


def test_tables_of_another_form_are_left_alone_and_the_session_is_not_remembered():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("CREATE TABLE quiz_card (something TEXT)")
    opened, warning = open_tables(connection)
    assert opened is not connection
    assert warning is not None
    assert "not be remembered" in warning.render("en")
    assert Memory(opened).due(datetime.now(UTC)) == []


def test_a_database_that_cannot_be_written_stops_nothing(tmp_path):
    file = tmp_path / "progress.sqlite3"
    with sqlite3.connect(file) as made:
        made.executescript(TABLES)
    reader = sqlite3.connect(f"file:{file}?mode=ro", uri=True, isolation_level=None)
    memory = Memory(open_tables(reader)[0])
    assert answer(memory, at(1)) is True
    assert memory.due(at(2)) == []
