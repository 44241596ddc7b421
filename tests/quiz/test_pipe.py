"""On a pipe the quiz asks in lines, with no cursor and no colour, and the end of input ends it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.quiz.conftest import CODE, SINGLE


@pytest.fixture
def course(write, learnrnn, tmp_path):
    """The command with a small course of its own."""
    write()
    (tmp_path / "course" / "exercises").mkdir()
    learnrnn.environment |= {
        "LEARNRNN_COURSE": str(tmp_path / "course"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    return learnrnn


def number(course, question, text, seed="5"):
    """What to type for an option, by the list that the same seed gives."""
    listed = course.json("quiz", "--list", "--json", "--seed", seed)["questions"]
    options = next(q["options"] for q in listed if q["id"] == question)
    return next(str(i) for i, option in enumerate(options, 1) if option["text"] == text)


def test_a_number_means_the_order_shown_which_the_seed_fixes(course):
    done = course("quiz", "--seed", "5", "--count", "1", stdin=number(course, "pick", "this one here") + "\n")
    assert done.returncode == 0
    assert "Right." in done.stdout
    assert "1 of 1 right." in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stderr == ""


def test_a_wrong_answer_is_told_apart_and_explained(course):
    done = course(
        "quiz", "--seed", "5", "--count", "1", stdin=number(course, "pick", "that one there") + "\n"
    )
    assert "You said: that one there" in done.stdout
    assert (
        done.stdout.index("It is not.")
        < done.stdout.index("Right is: this one here")
        < done.stdout.index("It is.\n")
    )


def test_all_kinds_are_asked_in_lines(course):
    right = {
        q["id"]: q["answer"]
        for q in course.json("quiz", "--list", "--with-answers", "--json", "--seed", "5")["questions"]
    }
    picks = (
        number(course, "pick", "this one here"),
        ",".join(number(course, "several", text) for text in "24"),
    )
    typed = [
        str(right[q]) for q in ("clip-numeric", "concat-shape", "vae-prior", "clip-typed", "state-trace")
    ]
    done = course("quiz", "--seed", "5", stdin="\n".join([*picks, *typed]) + "\n")
    assert "7 of 7 right." in done.stdout, done.stdout


def test_a_line_that_is_no_answer_is_asked_again_and_never_taken_for_one(course):
    done = course("quiz", "--count", "1", stdin="\n0\n9\nfirst\n1,2\n1.0\n")
    assert done.stdout.count("Please give a number from 1 to 3") == 5
    assert "No question was answered." in done.stdout
    assert "0 of 0" not in done.stdout
    assert done.returncode == 0


def test_words_pass_show_and_stop(course):
    done = course("quiz", "--count", "3", stdin="skip\n?\nquit\n")
    assert "The answer:" in done.stdout
    assert "Stopped after 2 of 3." in done.stdout
    assert done.returncode == 0


def test_the_end_of_input_ends_it_cleanly(course):
    for stdin in ("", "1"):
        done = course("quiz", "--new", stdin=stdin)
        assert done.returncode == 0
        assert done.stderr == ""


def test_after_the_end_of_input_nothing_is_resumed(course):
    first = course("quiz", "--section", "small", "--seed", "1").stdout
    assert course("quiz", "--section", "small", "--seed", "1").stdout == first


def test_after_quit_the_next_quiz_goes_on(course):
    course("quiz", "--count", "3", stdin="1\nquit\n")
    done = course("quiz", stdin="skip\nskip\n")
    assert "2 of 3 questions are left" in done.stdout
    assert "Question 2 of 3" in done.stdout
    assert "Question 1" not in done.stdout
    assert "Question 1 of" in course("quiz", "--new").stdout


def test_an_exam_reports_at_the_end(course):
    done = course("quiz", "--exam", "--count", "7", "--minutes", "5", "--seed", "5", stdin="?\n" * 7)
    questions, report = done.stdout.split("Your exam")
    assert "The answer:" not in questions[: questions.index("Question 7 of 7")]
    assert questions.count("The answer:") == 7
    assert "S2  Small  0/7" in report
    assert "0 of 7 right." in report
    for words in ("skip\n", ""):
        assert "0 of 0" not in course("quiz", "--exam", "--count", "1", stdin=words).stdout


def test_nothing_to_review_is_said(course):
    assert "have not answered anything yet" in course("quiz", "--review").stdout
    right = number(course, "pick", "this one here")
    course("quiz", "--seed", "5", "--count", "1", stdin=right + "\n")
    assert "Nothing is due. The next is due 20" in course("quiz", "--review").stdout


def test_what_was_missed_comes_back_in_the_same_sitting_and_by_review(course):
    wrong, right = (number(course, "pick", text) for text in ("that one there", "this one here"))
    done = course("quiz", "--seed", "5", "--count", "1", stdin=f"{wrong}\n")
    assert "Question 1 of 1" in done.stdout
    assert "Once more, 1 of 1" in done.stdout
    assert "0 of 1 right." in done.stdout
    assert course.json("quiz", "--stats", "--json")["sections"][0]["due"] == 1
    again = course("quiz", "--review", "--seed", "5", stdin=f"{right}\n").stdout
    assert "Questions: 1, of them due: 1." in again
    assert "1 of 1 right." in again
    assert course.json("quiz", "--stats", "--json")["sections"][0]["due"] == 0


@pytest.mark.parametrize("kind", ["clip-numeric", "vae-prior", "clip-typed", "pick"])
def test_s_and_q_pass_and_stop_in_every_question(course, kind):
    names = [q["id"] for q in course.json("quiz", "--list", "--json")["questions"]]
    before = names.index(kind)
    done = course("quiz", "--count", str(before + 2), stdin="skip\n" * before + "s\nq\n")
    assert f"Stopped after {before + 1} of {before + 2}." in done.stdout


def test_statistics_count_what_was_asked(course):
    course("quiz", "--count", "2", stdin="1\n1,2\n")
    stats = course.json("quiz", "--stats", "--json")
    assert stats["sections"][0]["seen"] == 2
    assert stats["sections"][0]["questions"] == 7
    assert "2/7" in course("quiz", "--stats", "--section", "S2").stdout
    assert course("quiz", "--stats", "--section", "S3").returncode == 2


def test_japanese_is_asked_in_japanese(course):
    done = course("quiz", "--lang", "ja", "--count", "1", stdin="1\n")
    assert "正しいのはどれか。" in done.stdout
    assert "Which" not in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ["--minutes", "5"],
        ["--json"],
        ["--with-answers"],
        ["--list", "--stats"],
        ["--exam", "--review"],
        ["--section", "nowhere"],
        ["--count", "0"],
        ["--seed", "-1"],
        ["--answers", "nofile.json"],
        ["--nonsense"],
    ],
    ids=" ".join,
)
def test_wrong_use_is_one_line_and_status_2(course, words):
    done = course("quiz", *words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_a_bad_question_file_is_one_line_and_status_2(course, write):
    write(SINGLE.replace("right: true", "rigth: true"))
    done = course("quiz")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "quizzes/small.yaml:12: There is no key rigth" in done.stderr


def test_it_asks_where_neither_data_nor_cache_folder_can_be_written(course, tmp_path):
    (tmp_path / "file").write_text("")
    blocked = {"XDG_DATA_HOME": str(tmp_path / "file"), "XDG_CACHE_HOME": str(tmp_path / "file")}
    done = course("quiz", "--count", "1", stdin="1\n", **blocked)
    assert done.returncode == 0
    assert len(done.stderr.splitlines()) == 1
    assert "of 1 right." in done.stdout


def test_a_damaged_progress_file_is_no_traceback(course, tmp_path):
    folder = tmp_path / "home" / "data" / "learnrnn"
    folder.mkdir(parents=True)
    (folder / "progress.sqlite3").write_bytes(b"no database" * 100)
    done = course("quiz", "--count", "1", stdin="1\n")
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


def test_bytes_that_are_no_text_and_a_terminal_without_unicode_are_no_traceback(course):
    environment = course.environment | {
        "LANG": "C",
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONIOENCODING": "ascii",
    }
    words = [sys.executable, "-m", "learnrnn", "quiz", "--lang", "ja", "--plain"]
    done = subprocess.run(
        words, env=environment, cwd=course.work, input=b"\xff\xfe\n1\n", capture_output=True
    )
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


def test_asking_imports_nothing_heavy(course):
    code = """
import sys
from learnrnn.cli import main
try:
    main(["quiz"])
except SystemExit:
    pass
print(sorted({"numpy", "pytest", "otter", "rich", "fsrs", "yaml", "pygments", "statistics"} & set(sys.modules)), file=sys.stderr)
"""
    course("quiz")
    done = course.python(code)
    assert done.stderr.strip() == "[]"


SCREEN = """\
全1問です。
答えを入力して Enter を押してください。? で答えを表示、s で次の問題、q で終了します。

第1問 / 全1問 · small

    def clip(grad, threshold):
        norm = np.linalg.norm(grad)
        return ____

空欄に入るのは何か。

空欄に入るコード:\N{SPACE}

不正解です。
  ✘ あなたの答え: grad / norm
    ノルムが1になる。
  → 正しくは: grad * threshold / norm
    ノルムがしきい値になる。

もう一度 1/1 · small

    def clip(grad, threshold):
        norm = np.linalg.norm(grad)
        return ____

空欄に入るのは何か。

空欄に入るコード:\N{SPACE}

正解です。
  ノルムがしきい値になる。

1問中0問が正解でした。もう一度出た問題では1問中1問が正解でした。
"""


def test_the_whole_screen_is_as_drawn(course, write):
    write(CODE)
    assert (
        course("quiz", "--lang", "ja", "--seed", "5", stdin="grad / norm\ngrad*threshold/norm\n").stdout
        == SCREEN
    )
