"""On a real terminal one key is an answer; arrows, Enter and Space work; Ctrl-C leaves the session to go on with."""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import time

import pytest

pty = pytest.importorskip("pty", reason="a POSIX terminal") if os.name == "posix" else None

from tests.quiz.conftest import CODE, MULTIPLE, SINGLE  # noqa: E402

PATIENCE_S = 20.0


class Terminal:
    """The command on a pseudo-terminal of 90 by 40."""

    def __init__(self, words, environment, folder, columns=90):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execve(sys.executable, [sys.executable, "-m", "learnrnn", *words], environment)
        import fcntl
        import struct
        import termios

        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        self.seen, self.at = "", 0

    def until(self, text):
        """Reads until the text is on the screen, and returns what came since the last time, up to it."""
        start, deadline = self.at, time.monotonic() + PATIENCE_S
        while (found := self.seen.find(text, start)) < 0:
            if not self._read(deadline - time.monotonic()):
                raise AssertionError(f"no {text!r} in {self.seen[start:]!r}")
        self.at = found + len(text)
        return self.seen[start : self.at]

    def press(self, keys):
        os.write(self.fd, keys.encode())

    def end(self):
        """The exit status, once the command is over."""
        while self._read(PATIENCE_S):
            pass
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def _read(self, seconds):
        if not select.select([self.fd], [], [], max(0.0, seconds))[0]:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:  # the other side is closed
            return False
        self.seen += data.decode("utf-8", "replace")
        return bool(data)


@pytest.fixture
def terminal(write, learnrnn, tmp_path):
    """Starts `learnrnn quiz` on a small course in a terminal."""
    write(SINGLE + MULTIPLE + CODE)
    (tmp_path / "course" / "exercises").mkdir()
    environment = learnrnn.environment | {
        "LEARNRNN_COURSE": str(tmp_path / "course"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "TERM": "xterm-256color",
    }
    environment.pop("COLUMNS")
    started = []

    def start(*words, columns=90, **more):
        started.append(Terminal(["quiz", *words], environment | more, learnrnn.work, columns))
        return started[-1]

    yield start
    for one in started:
        os.close(one.fd)
        try:
            os.kill(one.pid, signal.SIGKILL)
            os.waitpid(one.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass


def plain(screen):
    return re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", screen).replace("\r", "")


def place(screen, text):
    """The number before an option."""
    return re.findall(rf"(\d)\. {text}", plain(screen))[-1]


def test_one_key_is_an_answer_without_enter(terminal):
    quiz = terminal("--count", "1")
    screen = quiz.until("q stop")
    quiz.press(place(screen, "this one here"))
    assert "Right." in quiz.until("Enter goes on")
    quiz.press("\r")
    quiz.until("1 of 1 right.")
    assert quiz.end() == 0


def test_arrows_and_enter_choose(terminal):
    quiz = terminal("--count", "1")
    target = int(place(quiz.until("q stop"), "that one there"))
    for _ in range(target - 1):
        quiz.press("\x1b[B")
        quiz.until("q stop")
    quiz.press("\r")
    assert "You said: that one there" in plain(quiz.until("Enter goes on"))


def test_the_arrow_up_goes_round_to_the_last(terminal):
    quiz = terminal("--count", "1")
    quiz.until("q stop")
    quiz.press("\x1bOA")
    assert "❯ 3. None of these" in plain(quiz.until("q stop"))


def test_space_marks_and_enter_is_done(terminal):
    quiz = terminal("--count", "2")
    quiz.until("q stop")
    quiz.press("s")
    screen = quiz.until("q stop")
    quiz.press(place(screen, "2"))
    assert plain(quiz.until("q stop")).count("[x]") == 1
    here, there = int(place(screen, "2")), int(place(screen, "4"))
    for _ in range(abs(there - here)):
        quiz.press("\x1b[B" if there > here else "\x1b[A")
        quiz.until("q stop")
    quiz.press(" ")
    assert plain(quiz.until("q stop")).count("[x]") == 2
    quiz.press("\r")
    assert "Right." in quiz.until("Enter goes on")


def test_enter_with_nothing_marked_answers_nothing(terminal):
    quiz = terminal("--count", "2")
    quiz.until("q stop")
    quiz.press("s")
    quiz.until("q stop")
    quiz.press("\r")
    assert "Not right" not in quiz.until("q stop")


@pytest.mark.parametrize("key", ["x", "9", "0", "\x1b", "\x1b[5~", "é", "\t"])
def test_another_key_answers_nothing(terminal, key):
    quiz = terminal("--count", "1")
    quiz.until("q stop")
    quiz.press(key)
    assert "ight." not in quiz.until("q stop")
    quiz.press("q")
    quiz.until("Stopped after 0 of 1.")
    assert quiz.end() == 0


def test_a_full_width_number_is_a_number(terminal):
    quiz = terminal("--count", "1")
    quiz.until("q stop")
    quiz.press("１")
    quiz.until("Enter goes on")


def test_ctrl_c_stops_and_the_next_quiz_goes_on(terminal):
    quiz = terminal("--count", "3")
    quiz.press(place(quiz.until("q stop"), "this one here"))
    quiz.until("Enter goes on")
    quiz.press("\x03")
    quiz.until("Stopped after 1 of 3.")
    assert quiz.end() == 130
    again = terminal()
    assert "2 of 3 questions are left" in again.until("Question 2 of 3")


def test_the_terminal_is_as_before_afterwards(terminal):
    import termios

    quiz = terminal("--count", "1")
    before = termios.tcgetattr(quiz.fd)[3]
    quiz.until("q stop")
    quiz.press("\x03")
    quiz.until("Stopped")
    assert termios.tcgetattr(quiz.fd)[3] == before


def test_code_is_highlighted_and_a_typed_answer_is_a_line(terminal):
    quiz = terminal("--count", "3")
    for _ in range(2):
        quiz.until("q stop")
        quiz.press("s")
    screen = quiz.until("blank:")
    assert re.search(r"\x1b\[[0-9;]+mdef\x1b", screen)
    quiz.press("threshold * grad / norm\r")
    assert "Right." in quiz.until("Enter goes on")


@pytest.mark.parametrize(("words", "environment"), [(["--plain"], {}), ([], {"TERM": "dumb"})], ids=str)
def test_plain_lines_on_a_terminal_that_is_asked_to_be_plain(terminal, words, environment):
    quiz = terminal("--count", "1", *words, **environment)
    screen = quiz.until("Your answer (1–3):")
    quiz.press(place(screen, "this one here") + "\r")
    quiz.until("1 of 1 right.")
    assert "\x1b" not in quiz.seen
    assert quiz.end() == 0


def test_no_color_takes_away_colour_and_leaves_the_keys(terminal):
    quiz = terminal("--count", "1", NO_COLOR="1")
    screen = quiz.until("q stop")
    quiz.press(place(screen, "this one here"))
    quiz.until("Enter goes on")
    quiz.press("\r")
    quiz.until("1 of 1 right.")
    assert quiz.end() == 0
    assert not re.search(r"\x1b\[[0-9;]*m", quiz.seen)


@pytest.mark.parametrize("key", ["s", "q"])
def test_s_and_q_work_where_the_answer_is_typed(terminal, write, key):
    write(CODE)
    quiz = terminal("--count", "1")
    quiz.until("the blank:")
    quiz.press(key + "\r")
    quiz.until("No question was answered." if key == "s" else "Stopped after 0 of 1.")
    assert quiz.end() == 0


def test_a_long_option_goes_on_under_itself(terminal, write):
    code = "np.concatenate([first, second]) + np.concatenate([third, fourth])"
    write(
        CODE[: CODE.index("    answer:")]
        + f"""\
    options:
      - {{code: grad * threshold / norm, right: true, why: {{en: "It is.", ja: "そうである。"}}}}
      - {{code: "{code}", why: {{en: "It is not.", ja: "違う。"}}}}
"""
    )
    quiz = terminal("--count", "1", columns=40)
    lines = plain(quiz.until("q stop")).split("\n")
    assert lines[-1].endswith("q stop")
    start = next(i for i, line in enumerate(lines) if "np.concatenate([first" in line)
    indent = lines[start].index("np.")
    assert lines[start + 1][:indent].strip() == ""
    assert lines[start + 1][indent] != " "
    assert all(len(line) < 40 for line in lines[start : start + 3])
    quiz.press("q")
    quiz.end()


def test_options_wider_than_the_terminal_are_drawn_over_themselves(terminal, write):
    wide = " + ".join(["grad"] * 12)
    write(SINGLE.replace('{text: {en: "this one here", ja: "これ"}', "{code: " + wide))
    quiz = terminal("--count", "1", columns=40)
    quiz.until("q stop")
    quiz.press("\x1b[B")
    rows = int(re.findall(r"\x1b\[(\d+)A", quiz.until("A\r"))[0])
    assert rows == 3 + 1 + 1 + 2  # 5 + 81 columns of code in rows of 40, two lines, and the keys in two


@pytest.mark.parametrize("question", [SINGLE, CODE], ids=["keys", "line"])
def test_an_exam_on_a_terminal_ends_when_its_time_is_up(terminal, write, question):
    write(question)
    quiz = terminal("--exam", "--minutes", "0.01")
    quiz.until("Time is up.")
    quiz.until("No question was answered.")
    assert quiz.end() == 0
