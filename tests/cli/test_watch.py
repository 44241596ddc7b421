"""`learnrnn watch` as a learner sees it: in a pseudo-terminal, saving files and pressing keys."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time

import pytest

from learnrnn import catalog
from tests.conftest import mistaken, solution
from tests.terminal import Terminal, learnrnn_in
from tests.views.test_screens import width

pytestmark = pytest.mark.skipif(os.name != "posix", reason="keys are read on POSIX alone")
WRONG = "Multiply c_prev by f"
RIGHT = "10 of 10 points"


@pytest.fixture
def watch(learnrnn):
    """Starts it, and ends what was started."""
    started: list[Terminal] = []

    def start(*words, **how):
        started.append(learnrnn_in(learnrnn, "watch", *words, **how))
        return started[-1]

    yield start
    for terminal in started:
        terminal.close()


@pytest.mark.parametrize("columns", [80, 40])
@pytest.mark.parametrize(
    ("lang", "wrong", "right"), [("en", WRONG, RIGHT), ("ja", "c_prev に f を", "10 点中 10 点")]
)
def test_each_save_shows_its_verdict_on_one_screen(learnrnn, watch, columns, lang, wrong, right):
    terminal = watch("lstm", "--lang", lang, columns=columns)
    terminal.wait("lstm")
    terminal.wait("q ")
    for source, seen in (
        (mistaken("lstm", "nothing_forgotten"), wrong),
        (solution("lstm"), right),
        (mistaken("lstm", "nothing_forgotten"), wrong),
    ):
        learnrnn.write("lstm.py", source)
        terminal.wait(lambda text, seen=seen: seen.replace(" ", "") in text.replace(" ", ""))
        assert terminal.lines()[0].startswith(("learnrnn watch lstm", "learnrnn watch   lstm", "lstm"))
        assert terminal.lines()[-1].endswith(("quit", "終了"))
        assert all(width(line) <= columns for line in terminal.lines())


def test_without_a_name_it_goes_on_with_what_was_begun_and_places_what_is_not_there(learnrnn, watch):
    learnrnn.write("clip.py", "mine")
    watch().wait("clip.py")
    os.remove(learnrnn.work / "clip.py")
    watch().wait("backprop.py is ready")
    assert (learnrnn.work / "backprop.py").is_file()
    assert (learnrnn.work / "test_backprop.py").is_file()


def test_keys_move_through_the_course(learnrnn, watch):
    terminal = watch("lstm")
    terminal.wait("lstm.py at")
    terminal.type("n")
    terminal.wait("lstm_backward.py at")
    terminal.type("pp")
    terminal.wait("clip.py at")
    terminal.type("l")
    terminal.wait("Search: _")
    terminal.type("look word")
    terminal.wait(lambda text: "Search: look word_" in text and "attention" in text and "gru" not in text)
    terminal.type("\x1b")
    terminal.wait("q quit")
    terminal.type("lgru\r")
    terminal.wait("gru.py at")
    terminal.type("l\x1b[B\x1b[B\x1b[B\r")
    terminal.wait("bptt.py at")


def test_hints_come_one_by_one_and_all_exercises_can_be_checked(learnrnn, watch):
    learnrnn.write("clip.py", solution("clip"))
    learnrnn.write("lstm.py", mistaken("lstm", "nothing_forgotten"))
    terminal = watch("lstm")
    terminal.wait(WRONG)
    terminal.type("h")
    assert "Hint 2" not in terminal.wait("Hint 1 of 3")
    terminal.type("h")
    terminal.wait("Hint 2 of 3")
    terminal.type("c")
    terminal.wait("1 of 2 pass. Not yet: lstm 0")
    terminal.type("\x1b")
    terminal.wait(WRONG)


def test_a_reset_asks_first(learnrnn, watch):
    learnrnn.write("lstm.py", "mine")
    terminal = watch("lstm")
    terminal.wait("lstm.py at")
    terminal.type("r")
    terminal.wait("Begin lstm.py anew?")
    terminal.type("x")
    terminal.wait("q quit")
    assert (learnrnn.work / "lstm.py").read_text() == "mine"
    terminal.type("ry")
    terminal.wait("Not written yet")
    assert (learnrnn.work / "lstm.py.bak").read_text() == "mine"
    assert "what you had is in lstm.py.bak" in terminal.text()


def program(learnrnn, name, text):
    path = learnrnn.write(f"../{name}", f"#!{sys.executable}\nimport sys\n{text}")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_the_editor_opens_the_file_and_the_screen_comes_back(learnrnn, watch):
    editor = program(learnrnn, "editor", "print('EDITING', file=open(sys.argv[-1], 'a'))\n")
    learnrnn.write("clip.py", solution("clip") + "# ")
    terminal = watch("clip", EDITOR=f"{editor} --wait")
    terminal.wait(RIGHT)
    terminal.type("o")
    terminal.wait(lambda _: "EDITING" in (learnrnn.work / "clip.py").read_text())
    terminal.wait(RIGHT)


def test_without_an_editor_a_link_is_shown(watch):
    terminal = watch("clip", EDITOR="", VISUAL="")
    terminal.wait("clip.py at")
    terminal.type("o")
    terminal.wait("vscode://file/")


def test_the_text_and_after_a_pass_the_solution_go_through_the_pager(learnrnn, watch):
    pager = program(
        learnrnn, "pager", f"open({str(learnrnn.folder / 'paged')!r}, 'a').write(sys.stdin.read())\n"
    )
    terminal = watch("clip", PAGER=pager)
    terminal.wait("clip.py at")
    terminal.type("s")
    terminal.wait("once you have passed")
    terminal.type("t")
    paged = learnrnn.folder / "paged"
    terminal.wait(lambda _: paged.is_file() and "clip_global_norm" in paged.read_text())
    learnrnn.write("clip.py", solution("clip"))
    terminal.wait(RIGHT)
    terminal.type("s")
    terminal.wait(lambda _: "def clip_gradient" in paged.read_text())
    terminal.wait("q quit")


def test_a_save_in_two_steps_never_shows_a_false_error(learnrnn, watch):
    learnrnn.write("lstm.py", mistaken("lstm", "nothing_forgotten"))
    terminal = watch("lstm")
    terminal.wait(WRONG)
    source = solution("lstm")
    for cut in (0, 1000):
        (learnrnn.work / "lstm.py").write_text(source[:cut] + "(" * (cut > 0))
        time.sleep(0.15)
        (learnrnn.work / "lstm.py").write_text(source)
        terminal.wait(RIGHT)
        terminal.read(0.6)
    (learnrnn.work / "lstm.py").unlink()
    time.sleep(0.1)
    learnrnn.write("lstm.py", source)
    terminal.read(0.8)
    assert "cannot read" not in terminal.raw
    assert "There is no lstm.py" not in terminal.raw
    learnrnn.write("lstm.py", "def (")
    terminal.wait("Python cannot read the file")


def test_a_verdict_on_what_is_no_longer_there_is_not_drawn(learnrnn, watch):
    slow = "import time\ntime.sleep(0.4)\n" + mistaken("lstm", "nothing_forgotten")
    learnrnn.write("lstm.py", solution("lstm"))
    terminal = watch("lstm")
    terminal.wait(RIGHT)
    learnrnn.write("lstm.py", slow)
    time.sleep(0.2)
    learnrnn.write("lstm.py", solution("lstm"))
    terminal.read(2)
    assert RIGHT in terminal.text()
    assert WRONG not in terminal.raw


def test_a_file_that_hangs_ends_at_the_next_save(learnrnn, watch):
    learnrnn.write("lstm.py", solution("lstm"))
    terminal = watch("lstm", "--case-timeout", "60", "--exercise-timeout", "60")
    terminal.wait(RIGHT)
    learnrnn.write("lstm.py", solution("lstm") + "\n\ndef cell_update(*_):\n    while True:\n        pass\n")
    terminal.read(1)
    assert "judging" in terminal.text()
    learnrnn.write("lstm.py", mistaken("lstm", "nothing_forgotten"))
    terminal.wait(WRONG)


def test_no_color_takes_the_colour_and_not_the_keys(learnrnn, watch):
    learnrnn.write("clip.py", solution("clip"))
    terminal = watch("clip", NO_COLOR="1")
    terminal.wait(RIGHT)
    assert "\x1b[1m" not in terminal.raw
    assert "\x1b[32m" not in terminal.raw
    terminal.type("n")
    terminal.wait("lstm.py at")


def test_a_resize_draws_anew(learnrnn, watch):
    learnrnn.write("lstm.py", mistaken("lstm", "nothing_forgotten"))
    terminal = watch("lstm", COLUMNS="80", LINES="24")
    terminal.wait(WRONG)
    terminal.resize(20, 40)
    terminal.read(0.5)
    assert len([line for line in terminal.lines() if line]) > 10
    assert WRONG.replace(" ", "") in terminal.text().replace(" ", "")
    assert terminal.lines()[-1].endswith("quit")


@pytest.mark.parametrize("key", ["q", "\x03", "\x04"], ids=["q", "ctrl-c", "ctrl-d"])
def test_the_terminal_is_left_as_it_was(learnrnn, key):
    script = f"stty -g; {sys.executable} -m learnrnn watch clip; echo status $?; stty -g; echo done"
    terminal = Terminal(["bash", "-c", script], learnrnn)
    terminal.wait("q quit")
    terminal.type(key)
    terminal.wait("done")
    lines = terminal.raw.replace("\r", "").split("\n")
    settings = [line.split("\x1b")[0] for line in lines if line.count(":") > 10]
    assert len(settings) == 2
    assert settings[0] == settings[1]
    assert "status 0" in terminal.text()
    assert terminal.raw.rindex("\x1b[?1049l") > terminal.raw.rindex("\x1b[?1049h")
    assert terminal.raw.rindex("\x1b[?25h") > terminal.raw.rindex("\x1b[?25l")
    terminal.close()


@pytest.mark.parametrize(
    ("words", "how"), [(("--plain",), {}), ((), {"TERM": "dumb"})], ids=["plain", "dumb"]
)
def test_plain_is_a_line_a_verdict(learnrnn, watch, words, how):
    learnrnn.write("lstm.py", mistaken("lstm", "nothing_forgotten"))
    terminal = watch("lstm", *words, columns=250, **how)
    terminal.wait(WRONG)
    learnrnn.write("lstm.py", solution("lstm"))
    terminal.wait(RIGHT)
    assert len([line for line in terminal.lines() if line]) == 2
    assert "\x1b" not in terminal.raw
    terminal.type("\x03")
    assert terminal.end() == 0


def test_on_a_pipe_it_is_plain_and_wrong_use_is_one_line(learnrnn):
    done = learnrnn("watch", "lstn")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    learnrnn.write("clip.py", solution("clip"))
    running = subprocess.Popen(
        [sys.executable, "-m", "learnrnn", "watch", "clip"],
        cwd=learnrnn.work, env=learnrnn.environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert running.stdout is not None
    assert RIGHT in running.stdout.readline()
    running.kill()
    running.wait()


def test_what_was_passed_while_watching_is_kept(learnrnn, watch):
    learnrnn.write("backprop.py", solution("backprop"))
    terminal = watch("backprop")
    terminal.wait(f"1 of {len(catalog.exercises())}")
    terminal.type("q")
    assert terminal.end() == 0
    assert learnrnn("exercise").stdout.startswith("✔ backprop")
