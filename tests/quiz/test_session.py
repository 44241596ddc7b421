"""Which questions are asked, and how a session goes on after it was broken off."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from learnrnn.errors import LearnrnnError
from learnrnn.quiz.ask import Asking, Ending, OutOfTime, Skipped, Stopped, ask
from learnrnn.quiz.choose import Wanted, choose, pool
from learnrnn.quiz.load import load_bank
from learnrnn.quiz.session import Sitting, Sittings
from tests.quiz.conftest import FILL, HEAD, MULTIPLE, SINGLE, at

IDS = ["pick", "several", "clip-numeric", "concat-shape", "vae-prior", "clip-typed", "state-trace"]


@pytest.fixture
def bank(write):
    other = (SINGLE + MULTIPLE + FILL).replace("id: ", "id: other-")
    write(other, head=HEAD.replace("small", "other").replace("S2", "S5"), name="other.yaml")
    return load_bank(write())


@pytest.fixture
def asking(bank, memory, connection):
    return Asking(bank, memory, Sittings(connection), lambda: at(1), clock=lambda: 0.0)


class Script:
    """A screen whose learner gives the answers of a list; what is shown is kept."""

    def __init__(self, *replies):
        self.replies, self.shown, self.verdicts, self.items = list(replies), [], [], []

    def ask(self, item, number, total):
        self.shown.append(item.question.id)
        self.items.append(item)

    def reply(self, item, deadline):
        reply = self.replies.pop(0)
        if isinstance(reply, type) and issubclass(reply, BaseException):
            raise reply
        return tuple(item.question.rights) if reply == "right" and item.choices else reply

    def unreadable(self, said):
        self.verdicts.append(said.key)

    def verdict(self, item, reply, verdict):
        self.verdicts.append(verdict.right)


def answered(memory, *questions, day=1):
    for question in questions:
        memory.answered(question, right=True, now=at(day), seed=0)


def test_with_nothing_else_new_questions_come_in_course_order(bank, memory):
    assert choose(bank, memory, Wanted(), 0, at(1)) == [
        *IDS,
        "other-pick",
        "other-several",
        "other-vae-prior",
    ]


def test_what_is_due_comes_before_what_is_new(bank, memory):
    answered(memory, "vae-prior", "several")
    assert choose(bank, memory, Wanted(), 0, at(3))[:4] == ["several", "vae-prior", "pick", "clip-numeric"]
    assert choose(bank, memory, Wanted(), 0, at(1, 20)) == [
        q for q in pool(bank, ()) if q not in ("several", "vae-prior")
    ]


def test_review_asks_only_what_is_due(bank, memory):
    answered(memory, "vae-prior", "several")
    assert choose(bank, memory, Wanted(review=True), 0, at(1, 20)) == []
    assert choose(bank, memory, Wanted(review=True), 0, at(3)) == ["several", "vae-prior"]
    assert choose(bank, memory, Wanted(review=True, count=1), 0, at(3)) == ["several"]


@pytest.mark.parametrize("name", ["other", "S5", "s5", "5"])
def test_a_section_goes_by_its_name_or_number(bank, memory, name):
    wanted = Wanted(sections=(name,))
    assert choose(bank, memory, wanted, 0, at(1)) == ["other-pick", "other-several", "other-vae-prior"]


def test_an_unknown_section_is_said_with_those_that_there_are(bank):
    with pytest.raises(LearnrnnError, match=r"no section lsmt.*small \(S2\), other \(S5\)"):
        pool(bank, ("lsmt",))


def test_a_section_asked_for_by_name_is_asked_even_if_nothing_of_it_is_due(bank, memory):
    answered(memory, "other-several")
    answered(memory, "other-pick", "other-vae-prior", day=2)
    assert choose(bank, memory, Wanted(sections=("other",)), 0, at(2, 20)) == [
        "other-several",
        "other-pick",
        "other-vae-prior",
    ]


def test_an_exam_is_drawn_from_its_seed(bank, memory):
    exams = {tuple(choose(bank, memory, Wanted(exam=True, count=4), seed, at(1))) for seed in range(20)}
    assert len(exams) > 10
    assert all(len(set(exam)) == 4 for exam in exams)
    again = [choose(bank, memory, Wanted(exam=True, count=4), 3, at(1)) for _ in range(2)]
    assert again[0] == again[1]


def begin(asking, *questions, **wanted):
    session = Sitting(Wanted(**wanted), 0, list(questions))
    asking.sessions.begin(session, at(1))
    return session


def resumed(asking, now=None, **wanted):
    return asking.sessions.open_one(Wanted(**wanted), set(asking.bank.questions), now or at(1, 13))


def test_a_finished_session_is_remembered_and_over(asking, memory):
    session = begin(asking, "pick", "several")
    screen = Script("right", (), "right")
    assert ask(session, screen, asking) is Ending.FINISHED
    assert screen.verdicts == [True, False, True]
    assert (session.right, len(session.first_answers), len(session.second_answers)) == (1, 2, 1)
    assert set(memory.last_answered()) == {"pick", "several"}
    assert resumed(asking) is None


@pytest.mark.parametrize("stop", [KeyboardInterrupt, Stopped])
def test_a_session_broken_off_goes_on_where_it_was(asking, stop):
    session = begin(asking, *IDS[:3], sections=("small",), count=3)
    assert ask(session, Script("right", stop), asking) in (Ending.INTERRUPTED, Ending.STOPPED)
    again = resumed(asking)
    assert again == session
    screen = Script("right", "1000", Stopped)
    assert ask(again, screen, asking) is Ending.STOPPED
    assert screen.shown == [*IDS[1:3], IDS[2]]
    once_more = resumed(asking)
    assert once_more == again
    assert once_more.progress == (0, 1)
    assert ask(once_more, Script("1000"), asking) is Ending.FINISHED
    assert len(once_more.first_answers) == 3


def test_a_session_goes_on_if_asked_for_in_the_same_words_or_with_none(asking):
    ask(begin(asking, *IDS[:3], count=3), Script(Stopped), asking)
    assert resumed(asking) is not None
    assert resumed(asking, count=3) is not None
    assert resumed(asking, count=4) is None
    assert resumed(asking, sections=("other",)) is None


def test_a_session_of_the_day_before_yesterday_is_over(asking):
    ask(begin(asking, *IDS[:3]), Script(Stopped), asking)
    assert resumed(asking, now=at(1) + timedelta(hours=23)) is not None
    assert resumed(asking, now=at(3)) is None


def test_a_session_with_a_question_that_is_gone_is_over(asking):
    ask(begin(asking, "pick", "gone"), Script(Stopped), asking)
    assert resumed(asking) is None


def test_the_end_of_input_ends_the_session(asking):
    assert ask(begin(asking, *IDS[:3]), Script("right", EOFError), asking) is Ending.INPUT_ENDED
    assert resumed(asking) is None


def test_what_was_missed_comes_back_once_with_other_numbers(asking):
    session = begin(asking, "clip-numeric", "pick")
    screen = Script("1000", None, "1000", None)
    assert ask(session, screen, asking) is Ending.FINISHED
    assert screen.shown == ["clip-numeric", "pick", "clip-numeric", "pick"]
    assert [item.again for item in screen.items] == [False, False, True, True]
    assert [item.seed for item in screen.items] == [0, 0, 1, 1]
    assert session.right == 0


def test_an_exam_asks_nothing_twice(asking):
    screen = Script((), ())
    ask(begin(asking, "pick", "several", exam=True), screen, asking)
    assert screen.shown == ["pick", "several"]


def test_a_session_kept_by_an_earlier_version_goes_on(asking, connection):
    ask(begin(asking, *IDS[:3]), Script("right", Stopped), asking)
    (state,) = connection.execute("SELECT state FROM quiz_session").fetchone()
    connection.execute("UPDATE quiz_session SET state = ?", (state.replace(', "missed": []', ""),))
    assert resumed(asking).progress == (1, 3)


def test_a_session_begun_by_a_wrong_clock_is_over(asking):
    ask(begin(asking, *IDS[:3]), Script(Stopped), asking)
    assert resumed(asking, now=at(1) - timedelta(days=400)) is None


def test_review_asks_at_once_for_what_was_missed_until_it_is_known(bank, memory):
    memory.answered("pick", right=False, now=at(1), seed=0)
    answered(memory, "several")
    assert choose(bank, memory, Wanted(review=True), 0, at(1, 12, 1)) == ["pick"]
    memory.answered("pick", right=True, now=at(1, 12, 2), seed=0)
    assert choose(bank, memory, Wanted(review=True), 0, at(1, 12, 3)) == []
    assert choose(bank, memory, Wanted(review=True), 0, at(2, 13)) == ["pick", "several"]


def test_a_skipped_question_is_neither_answered_nor_asked_again(asking, memory):
    session = begin(asking, *IDS[:2])
    assert ask(session, Script(Skipped, "right"), asking) is Ending.FINISHED
    assert set(memory.last_answered()) == {"several"}


def test_an_unreadable_answer_may_be_given_again(asking):
    screen = Script("what?", "1000", "1000")
    ask(begin(asking, "clip-numeric"), screen, asking)
    assert screen.verdicts == ["quiz_reply_number", False, False]


def test_an_exam_gives_no_feedback_while_it_lasts(asking):
    screen = Script("right", ())
    session = begin(asking, "pick", "several", exam=True)
    ask(session, screen, asking)
    assert screen.verdicts == []
    assert session.right == 1


def test_time_is_up_even_while_the_learner_types(asking):
    seconds = iter([0.0, 10.0, 20.0, 70.0])
    late = replace(asking, clock=lambda: next(seconds))
    session = begin(late, "pick", "several", exam=True, minutes=1)
    session.seconds_left = 60.0
    assert ask(session, Script("right", "right"), late) is Ending.OUT_OF_TIME
    assert [answer.question for answer in session.answers] == ["pick"]


def test_time_that_is_left_is_kept_for_later(asking):
    seconds = iter([0.0, 10.0, 20.0, 25.0])
    timed = replace(asking, clock=lambda: next(seconds))
    session = begin(timed, "pick", "several", exam=True, minutes=1)
    session.seconds_left = 60.0
    ask(session, Script("right", Stopped), timed)
    assert resumed(asking, exam=True, minutes=1).seconds_left == 35.0


def test_the_screen_may_say_itself_that_time_is_up(asking):
    assert ask(begin(asking, "pick"), Script(OutOfTime), asking) is Ending.OUT_OF_TIME


def test_a_damaged_session_is_passed_over(asking, connection):
    ask(begin(asking, *IDS[:3]), Script(Stopped), asking)
    for damage in ("", "{}", "[]", '{"seed": "x", "questions": 3}'):
        connection.execute("UPDATE quiz_session SET state = ?", (damage,))
        assert resumed(asking) is None
