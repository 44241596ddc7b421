"""`learnrnn export quiz`: what is written where, what is said, and that no student's file tells the key."""

from __future__ import annotations

import os
import stat
from dataclasses import replace

import pytest

from learnrnn import files
from learnrnn.bridges.quiz_formats import write as quiz
from learnrnn.bridges.quiz_formats.asked import AskedSection, by_choice, parts
from learnrnn.bridges.quiz_formats.write import COMPARED, FORMATS, WITHOUT_KEY
from learnrnn.errors import LearnrnnError
from learnrnn.locale import LANGUAGES
from tests.bridges.quiz_formats.conftest import asked_parts, bank

WITH_KEY = sorted(set(FORMATS) - set(WITHOUT_KEY))


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_writes_the_whole_bank(form, learnrnn):
    done = learnrnn("export", "quiz", form, "quiz.out", "--seed", "7")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("questions written to quiz.out.\n")
    assert (learnrnn.work / "quiz.out").stat().st_size > 10_000
    assert [path.name for path in learnrnn.work.iterdir()] == ["quiz.out"]


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(form):
    first, again, other = (
        quiz.written(form, parts(bank(), ("lstm",), seed, "en"), "en", student=False) for seed in (1, 1, 2)
    )
    assert first == again != other


@pytest.mark.parametrize("form", WITH_KEY)
def test_a_format_that_cannot_hide_the_answers_writes_nothing_for_students(form, learnrnn):
    done = learnrnn("export", "quiz", form, "quiz.out", "--student", "--section", "lstm")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "nothing was written" in done.stderr
    assert "markdown" in done.stderr
    assert not (learnrnn.work / "quiz.out").exists()


@pytest.mark.parametrize("form", COMPARED)
def test_no_line_of_code_is_compared_letter_by_letter(form):
    """Whatever a right answer may look like, nobody has to list it: it is a choice."""
    for lang in ("en", "ja"):
        for part in parts(bank(), (), 1, lang):
            for asked in by_choice(part, lang).questions:
                if asked.typed_as_code:
                    assert asked.options, asked.id
                    assert sum(option.right for option in asked.options) == 1, asked.id
                    assert all(option.why for option in asked.options)
                    assert len({option.text for option in asked.options}) == len(asked.options)
        assert quiz.written(form, parts(bank(), (), 1, lang), lang, student=False)


def test_words_are_listed_in_the_forms_that_the_terminal_takes():
    (asked,) = [a for part in parts(bank(), (), 1, "en") for a in part.questions if a.id == "vae-prior"]
    forms = {form for answer in asked.rights for form in answer.forms}
    assert {
        "probability distribution",
        "a probability distribution",
        "probability distributions",
        "確率分布",
    } <= forms


def without_key(parts: tuple[AskedSection, ...]) -> tuple[AskedSection, ...]:
    """The same questions with every other key: other options right, other answers, other rationales."""
    return tuple(
        replace(
            part,
            questions=tuple(
                replace(
                    asked,
                    options=tuple(replace(o, right=not o.right, why="?", last=False) for o in asked.options),
                    answers=tuple(
                        replace(a, text="?", forms=("?",), why="?", value=0, tolerance=1)
                        for a in asked.answers[:1]
                    ),
                    otherwise="?",
                )
                for asked in part.questions
            ),
        )
        for part in parts
    )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", WITHOUT_KEY)
def test_nothing_in_a_students_file_depends_on_the_key(form, lang):
    parts = asked_parts(lang)
    content = quiz.written(form, parts, lang, student=True)
    assert content == quiz.written(form, without_key(parts), lang, student=True)
    assert content != quiz.written(form, parts, lang, student=False)


def test_a_students_file_is_written_without_a_word_about_keys(learnrnn):
    done = learnrnn("export", "quiz", "markdown", "quiz.md", "--student", "--lang", "ja", "--section", "S2")
    assert (done.returncode, done.stderr) == (0, "")
    shown = (learnrnn.work / "quiz.md").read_text(encoding="utf-8")
    assert shown.startswith("# S2 LSTM\n")
    assert "✓" not in shown
    assert "**解答**" not in shown


def test_a_file_is_replaced_only_by_a_whole_one(tmp_path, monkeypatch):
    file = tmp_path / "quiz.md"
    file.write_text("before")
    file.chmod(0o640)
    monkeypatch.setattr(
        os, "fdopen", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device"))
    )
    with pytest.raises(LearnrnnError, match="No space left on device"):
        files.put(file, b"after")
    assert file.read_text() == "before"
    assert list(tmp_path.iterdir()) == [file]
    monkeypatch.undo()
    files.put(file, b"after")
    assert file.read_text() == "after"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_link_stays_a_link_and_a_pipe_a_pipe(tmp_path):
    file, link, pipe = tmp_path / "quiz.md", tmp_path / "link.md", tmp_path / "pipe"
    file.write_text("before")
    link.symlink_to(file)
    files.put(link, b"after")
    assert link.is_symlink()
    assert file.read_text() == "after"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    files.put(pipe, b"through")
    assert os.read(reader, 100) == b"through"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("quiz", "gift", "no/folder/quiz.gift"),
            "no/folder/quiz.gift cannot be written: No such file or directory.",
        ),
        (("quiz", "gift", "."), ". cannot be written: Is a directory."),
        (("quiz", "gift", "x", "--section", "lsd"), "There is no section lsd."),
        (("quiz", "word", "x"), "'word' is not one of 'moodle-xml', 'gift'"),
        (("quiz", "gift"), "Missing argument 'FILE'."),
        ((), "Missing command."),
    ],
    ids=str,
)
def test_wrong_use_is_one_line_and_status_2(words, said, learnrnn):
    done = learnrnn("export", *words)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert said in done.stderr
    assert list(learnrnn.work.iterdir()) == []


def test_help_imports_no_library_of_a_format(learnrnn):
    code = "import sys; from learnrnn.cli import group; from learnrnn.cli.export import export; import learnrnn.bridges.quiz_formats.write; print({'genanki', 'xml.etree', 'numpy', 'yaml', 'otter', 'nbformat'} & set(sys.modules))"
    done = learnrnn.python(code)
    assert done.stdout.strip() == "set()"
