"""Grading a file: points, statuses, named mistakes, and what the student is told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnrnn import catalog
from learnrnn.diagnosis import judge as judging
from learnrnn.diagnosis.judge import grade, judge
from learnrnn.engine.grade import points_of
from learnrnn.grader import Grader
from learnrnn.result import ExerciseResult, SubmissionResult
from learnrnn.sandbox import worker
from learnrnn.sandbox.pool import DIED, TIMED_OUT, UNRUN, Limits, Run
from learnrnn.sandbox.protocol import Answer
from learnrnn.submissions.source import script
from tests.conftest import mistaken, plan_of, solution

LSTM = solution("lstm")
QUICK = Limits(case_s=0.4, exercise_s=2.0)


def graded(source: str | bytes, zygote, limits: Limits = QUICK) -> ExerciseResult:
    return grade(plan_of("lstm"), script(source, "lstm.py"), zygote, limits)


def texts(result: ExerciseResult, check: str) -> str:
    found = next(c for c in result.checks if c.name == check)
    return "\n".join(line.render("en") for line in found.lines())


def statuses(result: ExerciseResult) -> dict[str, str]:
    return {c.name: c.status for c in result.checks}


def test_the_reference_gets_every_point(zygote):
    result = graded(LSTM, zygote)
    assert (result.status, result.score, result.max_score) == ("passed", 10, 10)


def test_a_missing_file_scores_nothing_and_says_so(zygote):
    result = grade(plan_of("lstm"), None, zygote)
    assert (result.status, result.score) == ("missing", 0)
    assert "lstm.py" in result.message.render("en")


def test_a_mistake_is_named_and_what_is_rightly_built_on_it_is_carried(zygote):
    result = graded(mistaken("lstm", "nothing_forgotten"), zygote)
    root = next(c for c in result.checks if c.name == "cell_writes_and_keeps")
    assert root.mistake == "nothing_forgotten"
    assert "Multiply c_prev by f" in texts(result, "cell_writes_and_keeps")
    assert statuses(result)["step_gives_h_and_c"] == "carried"
    assert "because of the mistake in cell_update" in texts(result, "step_gives_h_and_c")


def test_what_is_carried_gets_its_points_where_the_instructor_says_so(zygote):
    source = script(mistaken("lstm", "nothing_forgotten"), "lstm.py")
    plain = grade(plan_of("lstm"), source, zygote)
    followed = grade(plan_of("lstm"), source, zygote, follow_through=True)
    carried = sum(c.max_score for c in plain.checks if c.status == "carried")
    assert carried > 0
    assert followed.score == plain.score + carried


def test_a_check_waits_for_another_that_no_mistake_explains(zygote):
    source = LSTM.replace("i * a + f * c_prev", "np.cos(i * a) + f * c_prev")
    result = graded(source, zygote)
    assert statuses(result)["step_gives_h_and_c"] == "blocked"
    assert "can't be checked until" in texts(result, "step_gives_h_and_c")


def test_two_mistakes_in_two_functions_get_one_name_each(zygote):
    source = mistaken("lstm", "state_not_carried").replace("i * a + f * c_prev", "i * a + c_prev")
    names = {c.name: c.mistake for c in graded(source, zygote).checks}
    assert names["cell_writes_and_keeps"] == "nothing_forgotten"


def test_a_check_that_passes_counts_though_its_root_fails(zygote):
    source = LSTM.replace("return i * a + f * c_prev", "return 0 * i").replace(
        "c = cell_update(sigmoid(i), sigmoid(f), np.tanh(a), c_prev)",
        "c = sigmoid(i) * np.tanh(a) + sigmoid(f) * c_prev",
    )
    result = graded(source, zygote)
    assert result.status == "partial"
    assert result.score == 10 - next(c.max_score for c in result.checks if c.name == "cell_writes_and_keeps")


def test_a_missing_function_is_named(zygote):
    result = graded("x = 1", zygote)
    assert result.score == 0
    assert "There is no function cell_update in lstm.py" in texts(result, "cell_writes_and_keeps")


@pytest.mark.parametrize(
    ("source", "status", "words"),
    [
        ("def lstm_step(:\n", "error", "Python cannot read the file"),
        ("import numpy as np\n\ndef f(x) return x\n", "error", "lstm.py, line 3"),
        ("x = (\n" * 3, "error", "Python cannot read"),
        ("import embedding\n", "failed", "no embedding.py"),
        ("from attention import softmax\n", "failed", "no attention.py"),
        ("import pandas\n", "failed", "numpy and the standard library only"),
        ("1 / 0\n", "failed", "ZeroDivisionError"),
        ("raise SystemExit\n", "failed", "SystemExit"),
        ("import os\nos._exit(7)\n", "failed", "outside the functions, for it ended the process"),
        ("while True: pass\n", "failed", "outside the functions, for it did not end"),
        ("import time\ntime.sleep(9)\n", "failed", "outside the functions, for it did not end"),
        ("class A:\n    while True: pass\n", "timeout", "did not finish loading within 0.4 s"),
        ("import os\nclass A:\n    os._exit(7)\n", "error", "loaded (exit status 7)"),
        ("x = 1\0\n", "error", "null bytes"),
        ("(" * 100_000, "error", "Python cannot read the file"),
        ("-" * 500_000 + "1", "error", "nested too deep"),
        ("x = " + "[" * 150 + "]" * 150, "failed", None),
    ],
    ids=lambda value: str(value)[:30] if isinstance(value, str | bytes) else None,
)
def test_a_file_that_cannot_be_loaded_is_one_clear_message(zygote, source, status, words):
    result = graded(source, zygote)
    assert (result.status, result.score) == (status, 0)
    if words:
        assert words in result.message.render("en")
        assert "Traceback" not in result.message.render("en")


def swap_step(body: str) -> str:
    """The reference with another lstm_step, written after it."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return f"{LSTM}\n\ndef lstm_step(x, h_prev, c_prev, W, U, b):\n{lines}\n"


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ("return h_prev", "failed", "length"),
        ("return h_prev, c_prev, c_prev", "failed", "length 3; it should have length 2"),
        ("return h_prev.tolist(), c_prev", "failed", "it should be an array of shape"),
        ("return h_prev.T, c_prev", "failed", "it should have shape"),
        ("return (h_prev * 0).astype('f4'), c_prev", "failed", "dtype float32; it should have float64"),
        ("return h_prev * np.nan, c_prev", "failed", "NaN"),
        ("return None", "failed", "is None"),
        ("return {1, 2}", "error", "cannot be read as numbers"),
        ("return lambda: 0", "error", "cannot be read as numbers"),
        ("return np.ma.masked_array(h_prev), c_prev", "error", "MaskedArray"),
        ("return np.broadcast_to(0.0, (1 << 40,))", "error", "too large"),
        ("while True: pass", "timeout", "stopped after 0.4 s"),
        ("while True:\n  try:\n    while True: pass\n  except BaseException: pass", "timeout", "stopped"),
        ("import sys; sys.exit()", "error", "SystemExit"),
        ("import os; os._exit(3)", "error", "ended the process (exit status 3)"),
        ("return lstm_step(x, h_prev, c_prev, W, U, b)", "error", "RecursionError"),
        ("import ctypes; ctypes.string_at(0)", "error", "SIGSEGV"),
        ("return np.ones(10 * 2**30 // 8), c_prev", "error", "MemoryError"),
        ("c_prev += 1\nreturn h_prev, c_prev", "failed", None),
        ("raise KeyError('W')", "error", "KeyError: 'W' (lstm.py, line"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_step_that_goes_wrong_costs_its_own_points_and_says_why(zygote, body, status, words):
    result = graded(swap_step(body), zygote, Limits(case_s=0.4, exercise_s=20 if "exit" in body else 1.2))
    step = next(c for c in result.checks if c.name == "step_gives_h_and_c")
    assert step.status == status
    assert words is None or words in texts(result, step.name)
    assert statuses(result)["cell_writes_and_keeps"] == "passed"
    assert result.score < 10


def test_a_case_that_hangs_costs_that_case_alone(zygote):
    source = LSTM.replace("    h, c = [], []\n", "    while len(x) == 1: pass\n    h, c = [], []\n")
    result = graded(source, zygote, Limits(case_s=0.1, exercise_s=10))
    assert statuses(result)["sequence_of_one_step"] == "timeout"
    assert statuses(result)["sequence_gives_all_states"] == "passed"
    assert statuses(result)["float32_stays_float32"] == "passed"


def test_what_is_left_unrun_when_the_time_is_up_says_so(zygote):
    result = graded(swap_step("while True: pass"), zygote, Limits(case_s=0.3, exercise_s=0.7))
    assert result.score == 1
    assert {c.status for c in result.checks if c.name != "cell_writes_and_keeps"} <= {"timeout", "blocked"}


def test_changing_an_argument_fails_and_names_it(zygote):
    source = LSTM.replace(
        "    return i * a + f * c_prev", "    c_prev *= f\n    c_prev += i * a\n    return c_prev"
    )
    result = graded(source, zygote)
    assert "changed its argument c_prev" in texts(result, "cell_writes_and_keeps")


def test_prints_are_kept_and_bounded(zygote):
    source = LSTM.replace(
        "    return i * a + f", "    print('x' * 10**6, '\\x1b[2J[bold]')\n    return i * a * 2 + f"
    )
    check = next(c for c in graded(source, zygote).checks if c.name == "cell_writes_and_keeps")
    assert check.printed.startswith("xxx")
    assert len(check.printed) <= worker.PRINTED_LIMIT
    assert "\x1b" not in check.printed


def test_the_same_file_always_gives_the_same_text(zygote):
    source = LSTM.replace("np.stack(h), np.stack(c)", "np.stack(h) + np.random.randn(), {id(h), 'a', 'b'}")
    assert graded(source, zygote).document("en") == graded(source, zygote).document("en")


def test_texts_come_in_both_languages(zygote):
    result = graded(mistaken("lstm", "nothing_forgotten"), zygote)
    assert "忘却ゲート" in result.document("ja")["checks"][0]["message"]
    assert "Multiply c_prev" in result.document("en")["checks"][0]["message"]


def test_a_hidden_check_keeps_its_values_from_a_student_of_a_class(zygote):
    result = graded(swap_step("return h_prev * 0 + 0.123456, c_prev"), zygote)
    for check in result.checks:
        lines = [line.render("en") for line in check.lines(for_student=True)]
        if not check.visible:
            assert not any("expected" in line or "In lstm" in line for line in lines)


ANSWERS = st.sampled_from(["right", "wrong", DIED, TIMED_OUT, UNRUN, worker.MISSING])


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_scores_add_up_whatever_the_answers(data):
    plan = plan_of("lstm")
    answers = []
    for expected in plan.expected:
        kind = data.draw(ANSWERS)
        if kind == "right":
            answers.append(expected)
        elif kind == "wrong":
            answers.append(Answer(worker.VALUE, b"N", b""))
        else:
            answers.append(Answer(kind, b"", b""))
    result = judge(plan, Run(Answer(worker.LOADED, b"", b""), answers))
    assert result.max_score == points_of(plan.checks) == 10
    assert result.score == sum(c.score for c in result.checks)
    assert 0 <= result.score <= 10
    for i, check in enumerate(result.checks):
        right = all(answers[t] is plan.expected[t] for t in plan.trials_of(i))
        assert check.score == (check.max_score if right else 0)
    assert (result.status == "passed") == (result.score == 10)
    assert (result.status == "failed") == (result.score == 0)


@given(st.lists(st.one_of(st.none(), st.integers(0, 10)), max_size=19))
def test_a_submission_is_the_sum_of_what_could_be_graded(scores):
    exercises = [
        ExerciseResult("x", "error" if s is None else "failed", s, 10, fault="ours" if s is None else None)
        for s in scores
    ]
    result = SubmissionResult("s", exercises)
    graded_scores = [s for s in scores if s is not None]
    assert result.score == sum(graded_scores)
    assert result.max_score == 10 * len(graded_scores)


def test_answers_that_are_too_heavy_to_judge_are_worth_nothing_and_are_told_to_whoever_grades(
    monkeypatch, caplog
):
    monkeypatch.setattr(judging, "JUDGING_S", 0.0)
    with Grader(0) as grader:
        result = grader.grade(catalog.exercise("lstm"), lambda _: script(solution("lstm")))
    assert (result.status, result.score, result.fault) == ("error", 0, None)
    assert "could not be judged" in result.message.render("en")
    assert "TooHeavy" in caplog.text
