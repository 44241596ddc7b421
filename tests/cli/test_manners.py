"""What every command owes a terminal: options before it, encodings, closed streams, help in one's language."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from learnrnn.app.session import Session
from learnrnn.cli import ALSO_UNDERSTOOD, COMMANDS, group
from learnrnn.cli.help import texts
from tests.conftest import mistaken, solution

LEARNERS = (
    "exercise",
    "check",
    "show",
    "predict",
    "hint",
    "solution",
    "undo",
    "progress",
    "watch",
    "completion",
)
INSTRUCTORS = ("grade", "adjust", "regrade", "report", "feedback", "gradebook", "alike")
QUICK = (("cp932", "ja"), ("ascii", "en"))
ENCODINGS = (("cp1252", "ja"), ("cp932", "ja"), ("euc_jp", "ja"), ("latin-1", "en"), ("ascii", "en"))


def commands() -> dict[str, click.Command]:
    """Every command by its words: "export quiz" too."""
    context = click.Context(group)
    found: dict[str, click.Command] = {}
    for name in COMMANDS:
        command = group.get_command(context, name)
        assert command is not None
        found |= {f"{name} {inner}": c for inner, c in getattr(command, "commands", {}).items()} or {
            name: command
        }
    return found


# --------------------------------------------------------- options before the command


@pytest.mark.parametrize("words", commands())
def test_a_language_before_the_command_is_as_one_after_it(words):
    context = click.Context(group, obj=Session("ja", Path()))
    with context:
        command = commands()[words]
        for given, lang in ((None, "ja"), ("en", "en")):
            option = next(p for p in command.params if p.name == "lang")
            inner = click.Context(command, parent=context)
            assert option.process_value(inner, given) == lang


def test_language_and_folder_may_stand_before_the_command(learnrnn):
    learnrnn.write("there/lstm.py", mistaken("lstm", "nothing_forgotten"))
    after = learnrnn("check", "lstm", "--lang", "ja", "--workspace", "there")
    before = learnrnn("--lang", "ja", "--workspace", "there", "check", "lstm")
    assert before.stdout == after.stdout
    assert "忘却ゲート" in before.stdout
    nearer = learnrnn(
        "--lang", "ja", "check", "lstm", "--lang", "en", "--workspace", "there", LEARNRNN_LANG="ja"
    )
    assert "Multiply c_prev by f" in nearer.stdout


def test_a_tilde_in_the_variable_is_the_home_folder(learnrnn):
    learnrnn.write("../home/mine/clip.py", solution("clip"))
    assert learnrnn("check", "clip", LEARNRNN_WORKSPACE="~/mine").returncode == 0
    assert learnrnn("--workspace", "~/mine", "check", "clip").returncode == 0
    learnrnn("exercise", "lstm", LEARNRNN_WORKSPACE="~nobody-of-this-name/mine")
    assert (learnrnn.work / "~nobody-of-this-name" / "mine" / "lstm.py").is_file()


# ------------------------------------------------------------------------ streams


@pytest.mark.parametrize(
    ("encoding", "lang"),
    [e if e in QUICK else pytest.param(*e, marks=pytest.mark.external) for e in ENCODINGS],
)
def test_what_an_encoding_lacks_is_replaced_and_the_status_stays(learnrnn, encoding, lang):
    learnrnn.write("clip.py", solution("clip") + "\nprint('花🌸é')\n")
    learnrnn.write("lstm.py", mistaken("lstm", "nothing_forgotten"))
    learnrnn.write("class/ann/clip.py", solution("clip"))
    wanted = {
        ("check", "clip"): 0, ("check", "lstm"): 1, (): 0, ("exercise",): 0, ("exercise", "clip"): 0,
        ("hint", "clip", "--all"): 0, ("solution", "clip"): 0, ("hint", "frobnicate"): 2, ("--help",): 0,
        ("grade", "class", "--only", "clip", "--out", "out"): 0, ("quiz", "--list"): 0,
    }  # fmt: skip
    for words, status in wanted.items():
        done = subprocess.run(
            [sys.executable, "-m", "learnrnn", "--lang", lang, *words],
            cwd=learnrnn.work,
            env=learnrnn.environment | {"PYTHONIOENCODING": encoding},
            capture_output=True,
            check=False,
        )
        assert done.returncode == status, (words, done.stderr)
        assert b"Traceback" not in done.stderr
        done.stdout.decode("utf-8" if encoding == "ascii" else encoding)


def test_a_pass_is_told_from_a_failure_where_neither_sign_can_be_shown(learnrnn):
    learnrnn.write("clip.py", solution("clip"))
    learnrnn.write("lstm.py", mistaken("lstm", "nothing_forgotten"))
    lines = learnrnn("check", PYTHONIOENCODING="cp1252").stdout.splitlines()
    assert [line[0] for line in lines[:2]] == ["+", "x"]


@pytest.mark.parametrize("closed", [">&-", "<&-", "2>&-", ">&- 2>&- <&-", "| true"])
@pytest.mark.parametrize(("words", "status"), [("check clip", 0), ("check lstm", 1), ("exercise", 0)])
def test_a_closed_stream_is_no_traceback(learnrnn, closed, words, status):
    learnrnn.write("clip.py", solution("clip"))
    learnrnn.write("lstm.py", mistaken("lstm", "nothing_forgotten"))
    command = f"{sys.executable} -m learnrnn {words} {closed}"
    done = subprocess.run(
        ["bash", "-c", command], cwd=learnrnn.work, env=learnrnn.environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    if "|" not in closed:
        assert done.returncode == status
        assert learnrnn("hint", "clip").stderr == "", "nothing else was written where stdout should be"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no device that is always full")
def test_a_full_disk_behind_stdout_is_one_line(learnrnn):
    command = f"{sys.executable} -m learnrnn exercise > /dev/full"
    done = subprocess.run(
        ["bash", "-c", command], cwd=learnrnn.work, env=learnrnn.environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "No space left" in done.stderr


# ------------------------------------------------------------- words, help, completion


def test_other_words_for_a_command_are_understood(learnrnn):
    assert learnrnn("list").stdout == learnrnn("exercise").stdout
    assert learnrnn("next").stdout == learnrnn().stdout
    assert "lstm_step" in learnrnn("start", "lstm").stdout
    learnrnn.write("lstm.py", "mine")
    assert learnrnn("reset", "lstm").returncode == 0
    assert (learnrnn.work / "lstm.py.bak").read_text() == "mine"
    assert not set(ALSO_UNDERSTOOD) & set(COMMANDS)


def said_in_help(command: click.Command) -> list[str]:
    parts = (command.help or "").split("\n\n")
    parts += [p.help for p in command.params if isinstance(p, click.Option) and p.help]
    return [" ".join(part.split()) for part in parts]


@pytest.mark.parametrize("words", [w for w in commands() if w.split()[0] in LEARNERS + INSTRUCTORS] + [""])
def test_every_text_of_the_help_is_in_japanese_too(words):
    command = commands()[words] if words else group
    assert [text for text in said_in_help(command) if text not in texts("ja")] == []


def test_help_is_in_the_language_that_was_asked_for(learnrnn):
    japanese = learnrnn("--help", LEARNRNN_LANG="ja").stdout
    assert japanese.startswith("使い方: ")
    assert "  hint        演習の次のヒントを表示します。\n" in japanese
    for words in (["--lang", "ja", "check", "--help"], ["check", "--lang", "ja", "--help"]):
        assert "書いたファイルを確かめます。" in learnrnn(*words).stdout
    assert learnrnn("check", "--help").stdout.startswith("Usage: ")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("ch", "check"), ("check lst", "lstm-backward"), ("hint bptt cl", None), ("train see", None),
     ("quiz --section att", "attention"), ("train seq", "seq2seq"), ("check --al", "--all")],
)  # fmt: skip
def test_tab_offers_what_there_is(learnrnn, typed, offered):
    words = ["learnrnn", *typed.split()]
    done = learnrnn(
        _LEARNRNN_COMPLETE="bash_complete", COMP_WORDS=" ".join(words), COMP_CWORD=str(len(words) - 1)
    )
    found = [line.split(",")[1] for line in done.stdout.split()]
    assert found == [] if offered is None else offered in found


@pytest.mark.parametrize(("shell", "rc"), [("bash", ".bashrc"), ("zsh", ".zshrc"), ("fish", None)])
def test_one_command_installs_completion_once(learnrnn, shell, rc):
    home = learnrnn.folder / "home"
    if rc:
        (home / rc).write_text("export MINE=1")
    for _ in range(2):
        done = learnrnn("completion", "--install", SHELL=f"/usr/bin/{shell}")
        assert done.returncode == 0, done.stderr
    script = learnrnn("completion", shell).stdout
    assert "_LEARNRNN_COMPLETE" in script
    if rc:
        lines = (home / rc).read_text().splitlines()
        assert lines[0] == "export MINE=1"
        assert len(lines) == 2
        assert (home / ".local" / "share" / "learnrnn" / f"completion.{shell}").read_text() == script
    else:
        assert (home / ".config" / "fish" / "completions" / "learnrnn.fish").read_text() == script


def test_bash_completes_with_what_was_installed(learnrnn):
    bin_folder = os.path.dirname(sys.executable)
    learnrnn("completion", "bash", "--install")
    asked = (
        "COMP_WORDS=(learnrnn hint bidi); COMP_CWORD=2; _learnrnn_completion learnrnn; echo ${COMPREPLY[@]}"
    )
    done = subprocess.run(
        ["bash", "-c", f". ~/.bashrc; {asked}"],
        env=learnrnn.environment | {"PATH": f"{bin_folder}:{learnrnn.environment['PATH']}"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "bidirectional", done.stderr


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_read_the_script(learnrnn, shell):
    if not any(os.access(f"{folder}/{shell}", os.X_OK) for folder in os.get_exec_path()):
        pytest.skip(f"{shell} is not here")
    script = learnrnn("completion", shell).stdout
    assert subprocess.run([shell, "-n"], input=script, text=True, check=False).returncode == 0


def test_a_shell_that_is_not_known_is_one_line(learnrnn):
    done = learnrnn("completion", SHELL="/bin/csh")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "bash" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        "check --seed x", "check --seed -1", "check --sed 3", "check --zzz", "check --sead 1", "exercise a b", "hint",
        "exercise --reset", "show lstm --f 2", "show lstm --f abc", "check --workspace /etc/passwd", "check --seed",
        "progress import .", "completion tcsh", "progress", "check --json=3", "help nosuch", "quiz --count 0",
        "predict", "undo nosuch", "watch nosuch", "train zz", "show lstm --out x.png", "check lstm --case clip", "next x",
    ],
)  # fmt: skip
def test_wrong_use_is_one_line_in_the_learners_language(words, learnrnn):
    for lang, told in (("en", "[A-Z]"), ("ja", "[ぁ-ん]")):
        done = learnrnn(*words.split(), LEARNRNN_LANG=lang)
        assert done.returncode == 2
        (line,) = done.stderr.splitlines()
        assert re.search(told, line)
        if lang == "ja":
            assert not re.search(
                r"Did you mean|not a valid|No such|Missing|requires|unexpected|Invalid value|is not", line
            )
        assert done.stdout == ""


def test_a_name_may_be_typed_as_its_file_everywhere_and_help_is_a_command(learnrnn):
    for name in ("LSTM", "lstm.py", "./mine/lstm.py"):
        assert learnrnn("exercise", name, "--no-pager").returncode == 0
        assert learnrnn("hint", name).returncode == 0
        assert learnrnn("show", name).returncode == 1
    assert learnrnn("help", "check").stdout == learnrnn("check", "--help").stdout
    assert learnrnn("help").stdout == learnrnn("--help").stdout
