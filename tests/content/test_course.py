"""Every exercise of the course holds what it promises. They are found in the catalog, never listed."""

from __future__ import annotations

import dataclasses
import itertools
import re
import shutil
import string
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from learnrnn import catalog
from learnrnn.authoring.verify import verify
from learnrnn.diagnosis.findings import TO_READ
from learnrnn.engine.plan import make_plan
from learnrnn.locale import LANGUAGES, messages
from learnrnn.locale.docstrings import code_of, docstrings_of
from learnrnn.text import columns
from tests.conftest import CORE, some

EXERCISES = list(catalog.exercises().values())
EACH = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
TERMS = tomllib.loads((Path(__file__).parent / "terms.toml").read_text(encoding="utf-8"))["terms"]
MISTAKES_AT_LEAST = {True: 8, False: 5}  # by whether it is one of the core six


@EACH
def test_verify_finds_nothing_to_mend(exercise, zygote):
    proof = verify(exercise, zygote)
    assert proof.failures == []
    assert proof.reference_passed
    assert proof.named == proof.rejected == proof.mistakes >= MISTAKES_AT_LEAST[exercise.name in CORE]


@pytest.mark.parametrize("exercise", some(EXERCISES, lambda e: e.name in CORE), ids=lambda e: e.name)
def test_public_examples_pass_in_a_learners_folder_and_fail_on_the_stub(exercise, tmp_path):
    shutil.copy(exercise.public_test, tmp_path)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", exercise.test_filename]
    shutil.copy(exercise.solution, tmp_path)
    right = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert right.returncode == 0, right.stdout
    assert "skipped" not in right.stdout
    shutil.copy(exercise.stub, tmp_path)
    stub = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert stub.returncode == 1
    assert " passed" not in stub.stdout


@EACH
def test_right_answers_in_other_styles_are_among_the_tests(exercise):
    """verify grades each of them and wants full marks."""
    assert len(exercise.checks().also) >= 2


def test_the_kit_knows_many_mistakes():
    assert sum(len(e.checks().mistakes) for e in EXERCISES) >= 140


@EACH
def test_a_reference_is_short_and_stands_alone(exercise):
    source = exercise.solution.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 130
    imported = set(re.findall(r"^\s*(?:import|from) (\w+)", source, re.M))
    assert imported <= {"numpy"} | set(sys.stdlib_module_names)


@EACH
def test_both_readmes_have_the_same_parts(exercise):
    levels = []
    for lang in LANGUAGES:
        text = re.sub(r"```.*?```", "", exercise.readme(lang).read_text(encoding="utf-8"), flags=re.S)
        levels.append(re.findall(r"^(#+) ", text, re.M))
    assert levels[0] == levels[1]


@EACH
def test_worked_examples_are_the_same_in_both_languages(exercise):
    blocks = [
        re.findall(r"^(?:>>>|\.\.\.) .*$", exercise.readme(lang).read_text(encoding="utf-8"), re.M)
        for lang in LANGUAGES
    ]
    assert blocks[0] == blocks[1] != []


@pytest.mark.parametrize("name", ["beam-search", "lstm"])
def test_a_japanese_text_on_the_screen_keeps_its_lines_of_code_and_has_no_space_after_a_full_stop(
    name, learnrnn
):
    shown = learnrnn("exercise", name, "--lang", "ja", COLUMNS="100").stdout
    text = catalog.exercise(name).readme("ja").read_text(encoding="utf-8")
    lines = "\n".join(re.findall(r"^```\w*\n(.*?)^```", text, re.M | re.S)).splitlines()
    on_screen = {line.strip() for line in shown.splitlines()}
    assert [line for line in lines if line.strip() not in on_screen] == []
    assert not re.search(r"。 \S", shown)


@EACH
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_line_within_a_paragraph_reads_as_a_list_or_a_heading(exercise, lang):
    text = exercise.readme(lang).read_text(encoding="utf-8")
    lines = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S).split("\n")
    wrong = [
        line
        for before, line in itertools.pairwise(lines)
        if before.strip()
        and not before.startswith(("- ", "  "))
        and re.match(r"([+*-]|\d+[.)]|#+|=+|-+|>) ", line)
    ]
    assert wrong == []


ORIGIN = {"en": "## Where it comes from", "ja": "## どこから来たか"}


@EACH
def test_both_texts_say_where_the_idea_comes_from_with_the_same_papers_and_years(exercise):
    boxes = [
        exercise.readme(lang).read_text(encoding="utf-8").split(ORIGIN[lang])[1].split("\n## ")[0]
        for lang in LANGUAGES
    ]
    titles = [{re.sub(r"\W+", " ", t) for t in re.findall(r'"([A-Z][^"]{15,})"', box)} for box in boxes]
    years = [set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", box)) for box in boxes]
    assert titles[0] == titles[1] != set()
    assert years[0] == years[1] != set()


@EACH
def test_points_are_ten_and_something_is_visible(exercise):
    checks = exercise.checks().checks
    assert sum(check.points for check in checks) == 10
    assert any(check.visible for check in checks)


def japanese_texts() -> dict[str, str]:
    """Every Japanese text, by where it stands."""
    texts = {f"locale {key}": text for key, text in messages("ja").items()}
    for e in EXERCISES:
        texts[f"{e.name} README"] = e.readme("ja").read_text(encoding="utf-8")
        texts |= {f"{e.name} hint {i}": hint.ja for i, hint in enumerate(e.hints, 1)}
        texts |= {f"{e.name} title": e.title.ja, f"{e.name} on_pass": e.on_pass.ja}
        checks = e.checks()
        texts |= {f"{e.name} {c.name}": c.ja for c in (*checks.checks, *checks.mistakes)}
        texts[f"{e.name} checks.py"] = Path(checks.file or "").read_text(
            encoding="utf-8"
        )  # what its judges say
    for path in sorted((catalog.root() / "quizzes").glob("*.yaml")):
        texts[f"quizzes/{path.name}"] = path.read_text(encoding="utf-8")
    return texts


JAPANESE = japanese_texts()


@pytest.mark.parametrize("term", TERMS)
def test_japanese_texts_use_one_word_for_one_thing(term):
    never, within, without = (TERMS[term].get(key, "") for key in ("never", "in", "not_in"))
    texts = {
        where: text
        for where, text in JAPANESE.items()
        if where.startswith(within) and not (without and where.startswith(without))
    }
    used = {where: word for where, text in texts.items() for word in never if re.search(word, text)}
    assert used == {}, f"write {TERMS[term]['ja']}"


@pytest.mark.parametrize("where", [w for w in JAPANESE if not w.startswith("quizzes")])
def test_japanese_texts_are_japanese(where):
    words = re.sub(r"{\w+}|`[^`]*`", "", JAPANESE[where])
    assert re.search(r"[ぁ-んァ-ン一-龥]", words) or not re.search(r"[a-z]{4}", words)


def test_the_languages_have_the_same_messages_and_values():
    english, japanese = messages("en"), messages("ja")
    assert english.keys() == japanese.keys()
    for key in english:
        values = [{f[1] for f in string.Formatter().parse(m[key]) if f[1]} for m in (english, japanese)]
        assert values[0] == values[1], key


def test_every_exercise_has_a_place_of_its_own_and_comes_after_what_it_needs():
    orders = [e.order for e in EXERCISES]
    assert len(set(orders)) == len(orders)
    by_name = {e.name: e for e in EXERCISES}
    for e in EXERCISES:
        assert all(by_name[need].order < e.order or need in CORE for need in e.needs), e.name


def test_a_new_check_changes_no_other_checks_inputs():
    lstm = catalog.exercise("lstm")
    checks = lstm.checks()
    new = dataclasses.replace(checks.checks[0], name="new")
    before = make_plan(lstm, 0).requests
    after = make_plan(lstm, 0, dataclasses.replace(checks, checks=(new, *checks.checks))).requests
    assert after[-len(before) :] == before
    assert after[: len(after) - len(before)] != before[: len(after) - len(before)]


@EACH
@pytest.mark.parametrize("part", ["stub", "test"])
def test_stub_and_public_examples_are_there_in_japanese_with_the_same_code(exercise, part):
    file = {"stub": exercise.stub, "test": exercise.public_test}[part]
    english = file.read_text(encoding="utf-8")
    japanese = {"stub": exercise.stub_in, "test": exercise.public_test_in}[part]("ja")
    said, meant = docstrings_of(japanese), docstrings_of(english)
    assert said.keys() == meant.keys()
    assert all(re.search("[ぁ-んァ-ヶ一-龠]", text) for text in said.values())
    assert code_of(japanese) == code_of(english)
    assert {"stub": exercise.stub_in, "test": exercise.public_test_in}[part]("en") == english
    assert [line for line in japanese.split("\n") if columns(line) > 110] == []
    rest = [re.sub(r'""".*?"""', "", text, flags=re.S) for text in (japanese, english)]
    assert rest[0] == rest[1]
    assert exercise.is_stub(japanese) == exercise.is_stub(english) == (part == "stub")


@EACH
def test_what_a_stub_says_of_an_unwritten_function_can_be_said_in_japanese(exercise):
    said = re.findall(r'NotImplementedError\("(.*)"\)', exercise.stub.read_text(encoding="utf-8"))
    assert {found["function"] for text in said if (found := TO_READ.fullmatch(text))} == set(
        exercise.functions
    )
