"""A question file that is wrong is named by file and line, with what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from learnrnn.errors import LearnrnnError
from learnrnn.quiz import load
from learnrnn.quiz.check import check_files
from learnrnn.quiz.load import load_bank
from tests.conftest import REPOSITORY
from tests.quiz.conftest import ALL, CODE, FILL, HEAD, MULTIPLE, NUMERIC, SHAPE, SINGLE, TRACE


def test_a_good_file_has_no_fault(write):
    assert check_files(folder=write()) == []


VALUES = """\
  - id: output-size
    kind: single
    source: own
    difficulty: 1
    params: {n: {range: [5, 9]}, f: {choice: [3, 5]}}
    require: ["n > f"]
    stem: {en: "How wide is the output for input {n} and filter {f}?", ja: "出力の幅は。"}
    options:
      - {value: n - f + 1, right: true, why: {en: "It fits so often.", ja: "その回数だけ置ける。"}}
      - {value: n - f, why: {en: "The first place is forgotten.", ja: "最初の位置を忘れている。"}}
      - {value: n, why: {en: "That needs padding.", ja: "パディングが要る。"}}
"""

# what: (questions, text to replace, its replacement, what the fault says)
FAULTS = {
    "unknown_key": (SINGLE, "    difficulty: 1", "    difficulty: 1\n    points: 3", "no key points"),
    "unknown_option_key": (SINGLE, "right: true", "rigth: true", "no key rigth"),
    "missing_key": (SINGLE, "    source: own\n", "", "key source is missing"),
    "hint_shows_the_operation": (NUMERIC, "after clipping?", "after clipping? Type `0.5*7`.", "operation"),
    "convention_has_the_answer": (
        CODE,
        "    truth:",
        '    convention: {en: "It is `grad / norm * threshold`.", ja: "そう書く。"}\n    truth:',
        "convention contains the answer",
    ),
    "convention_names_all_that_is_new": (
        CODE.replace("answer: grad * threshold / norm", "answer: np.multiply(grad, threshold / norm)"),
        "    truth:",
        '    convention: {en: "Use multiply.", ja: "そう書く。"}\n    truth:',
        "convention contains the answer",
    ),
    "neighbour_s_listing_has_the_line": (
        CODE + TRACE,
        "      print([z, 0.50])",
        "      y = 3\n      w = z * x / y\n      print([z, 0.50])",
        "state-trace, of",
    ),
    "neighbour_s_stem_has_the_option": (SINGLE + TRACE, "What does it print?", "Is it this one here?", "trace, of"),
    "neighbour_s_stem_fills_the_blank": (
        FILL.replace("assumes a ____", "assumes some ____") + SINGLE,
        "Which one is right?",
        "Which has some probability distribution?",
        "pick, of",
    ),
    "unknown_kind": (SINGLE, "kind: single", "kind: sinlge", "needs a kind"),
    "unknown_source": (SINGLE, "source: own", "source: mine", "one of note, course, own"),
    "difficulty_out_of_range": (SINGLE, "difficulty: 1", "difficulty: 4", "one of 1, 2, 3"),
    "bad_id": (SINGLE, "id: pick", "id: Pick One", "lower-case words"),
    "no_right_option": (SINGLE, ", right: true", "", "No option is right"),
    "two_right_options": (SINGLE, "last: true", "right: true", "2 options are right"),
    "all_of_several_right": (MULTIPLE, '"3", why', '"3", right: true, why', "here 3 are right"),
    "missing_language": (SINGLE, '{en: "It is.", ja: "そうである。"}', '{en: "It is."}', "key ja is missing"),
    "missing_rationale": (SINGLE, ', why: {en: "It is not.", ja: "違う。"}', "", "key why is missing"),
    "rationale_in_one_language_only": (SINGLE, '{en: "It is not.", ja: "違う。"}', "no", "both languages"),
    "untranslated": (SINGLE, 'ja: "正しいのはどれか。"', 'ja: "Which one is right?"', "not Japanese"),
    "japanese_in_english": (SINGLE, 'en: "It is."', 'en: "正しい。"', "Japanese in it"),
    "words_without_translation": (SINGLE, '{en: "this one here", ja: "これ"}', '"this one"', "both languages"),
    "same_options": (MULTIPLE, 'text: "4"', 'text: "2"', "Two options are the same"),
    "one_option": (SINGLE, SINGLE[SINGLE.index("      - {text: {en: \"that"):], "", "2 to 9 options"),
    "two_contents": (MULTIPLE, '{text: "3"', '{text: "3", value: 3', "just one of text, code and value"),
    "key_twice": (SINGLE, "    source: own", "    source: own\n    source: note", "stands twice"),
    "not_yaml": (SINGLE, "stem: {en", "stem: {{en", "not YAML"),
    "wrong_and_right_meet": (NUMERIC, "answer: a / norm", "answer: a * th / norm + 0.001", "meets the right one"),
    "wrong_and_wrong_meet": (NUMERIC, '"min(a, th)"', "a / norm", "meets another wrong one"),
    "meeting_for_one_draw_only": (NUMERIC, "th: {choice: [2, 4]}", "th: {choice: [1, 2, 4]}", "meets the right one"),
    "needs_a_tolerance": (NUMERIC, "    tolerance: {abs: 0.005}\n", "", "Give a tolerance"),
    "no_wrong_answer": (FILL, "    why:", "    wrong: []\n    why:", "wrong is empty"),
    "unknown_number": (NUMERIC, "answer: a * th", "answer: c * th", "no name c"),
    "not_arithmetic": (NUMERIC, "answer: a * th / norm", "answer: a.real", "no Attribute"),
    "no_draw": (NUMERIC, "norm > th", "norm < 0", "fulfil its require"),
    "few_draws": (SHAPE, "{T: {range: [4, 9]}, H: {range: [2, 3]}}", "{T: {range: [4, 4]}, H: {range: [2, 3]}}", "only 2"),
    "bad_param": (NUMERIC, "th: {choice: [2, 4]}", "th: [2, 4]", "just one of choice"),
    "bad_range": (SHAPE, "range: [4, 9]", "range: [9, 4]", "low ≤ high"),
    "bad_choice": (NUMERIC, "[3, 4, 5]", "[3, 4]", "lists of numbers of one length"),
    "unknown_placeholder": (NUMERIC, "threshold {th}", "threshold {thr}", "{thr} is none"),
    "bad_formula": (FILL, "on z.", r"on $\\zeta z \\qqq$.", "cannot be shown"),
    "open_formula": (FILL, "on z.", "on $z.", "A $ has no partner"),
    "open_code": (FILL, "on z.", "on `z.", "backtick"),
    "backslash_outside": (FILL, "on z.", r"on \\zeta.", "outside a formula"),
    "wrong_shape_key": (SHAPE, "answer: (T, 2*H)", "answer: (T, 3*H)", "running it gives"),
    "wrong_trace_key": (TRACE, '"2**n - 1"', '"2**n"', "running it gives"),
    "right_code_is_wrong": (CODE, "answer: grad * threshold / norm", "answer: grad * norm", "marked right but gives"),
    "wrong_code_is_right": (CODE, "answer: grad / norm", "answer: grad * threshold / abs(norm)", "gives the right value"),
    "wrong_code_has_a_slip": (CODE, "answer: grad / norm", "answer: gradient / norm", "teaches nothing"),
    "setup_fails": (CODE, "grad = rng.normal(size=4) * 10", "grad = rgn.normal(4)", "does not run"),
    "no_blank": (CODE, "return ____", "return norm", "____ just once"),
    "no_expect": (CODE, CODE[CODE.index("      expect:"): CODE.index("    answer:")], "", "truth needs expect"),
    "values_meet_for_one_draw": (VALUES, "value: n - f,", "value: f + 1,", "Two options look the same"),
    "unknown_exercise": (SINGLE, "    source: own", "    source: own\n    exercise: lsmt", "did you mean"),
    "id_twice": (SINGLE + SINGLE, "", "", "stands already at quizzes/small.yaml:6"),
}  # fmt: skip


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_is_named_by_file_line_and_what_to_do(write, what):
    questions, was, now, says = FAULTS[what]
    assert was in questions
    faults = check_files(folder=write(questions.replace(was, now, 1) if was else questions))
    assert len(faults) >= 1
    assert says.casefold() in " ".join(faults).casefold()
    for fault in faults:
        place = re.match(r"quizzes/small\.yaml:(\d+): .+[.?]$", fault)
        assert place, fault
        assert int(place[1]) > HEAD.count("\n"), fault


def test_computed_options_are_well_formed(write):
    assert check_files(folder=write(VALUES)) == []


def test_the_line_is_the_one_with_the_fault(write):
    folder = write(ALL.replace('right: true, why: {en: "It is."', 'rigth: true, why: {en: "It is."'))
    line = next(
        i for i, text in enumerate((folder / "small.yaml").read_text().splitlines(), 1) if "rigth" in text
    )
    assert check_files(folder=folder)[0].startswith(f"quizzes/small.yaml:{line}: ")


def test_faults_are_told_in_japanese_too(write):
    faults = check_files("ja", folder=write(SINGLE.replace(", right: true", "")))
    assert faults == ["quizzes/small.yaml:11: 正解の選択肢がありません。1つに right: true を付けてください。"]


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (HEAD.replace("schema: 1", "schema: 2"), "schema"),
        (HEAD.replace("section: small", "section: other"), "but the file is small.yaml"),
        (HEAD.replace("S2", "S9"), "one of S1, S2"),
        ("", "keys schema, section"),
    ],
)
def test_a_bad_head_is_named(write, head, says):
    assert any(says in fault for fault in check_files(folder=write(SINGLE, head=head)))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"- 1\n- 2\n",
        b"schema: 1\n",
        b"questions: 7\n",
        b"!!python/object:os.system {}\n",
    ],
)
def test_a_file_that_is_no_question_file_is_a_fault_and_no_traceback(write, content):
    folder = write()
    (folder / "small.yaml").write_bytes(content)
    faults = check_files(folder=folder)
    assert faults
    assert all(fault.startswith("quizzes/small.yaml:1: ") for fault in faults)


def test_two_files_of_one_section_or_id_are_named(write):
    write(SINGLE)
    folder = write(SINGLE, head=HEAD.replace("small", "twin"), name="twin.yaml")
    faults = check_files(folder=folder)
    assert any("note S2 stands already at quizzes/small.yaml:3" in fault for fault in faults)
    assert any("id pick stands already at quizzes/small.yaml:6" in fault for fault in faults)


def test_an_empty_folder_is_a_fault(tmp_path):
    assert "no question files" in check_files(folder=tmp_path)[0]


def test_asking_from_a_bad_file_is_one_line_with_file_and_line(write):
    folder = write(SINGLE.replace(", right: true", ""))
    with pytest.raises(LearnrnnError, match=r"quizzes/small\.yaml:11: No option is right"):
        load_bank(folder)


def test_the_compiled_copy_is_used_and_made_anew_when_a_file_changes(write, compiled):
    folder = write(SINGLE)
    assert list(load_bank(folder).questions) == ["pick"]
    compiled.write_text(compiled.read_text("utf-8").replace("this one here", "from the copy"), "utf-8")
    load._load.cache_clear()
    assert load_bank(folder).questions["pick"].options[0].text.en == "from the copy"
    write(SINGLE + FILL)
    load._load.cache_clear()
    assert load_bank(folder).questions["pick"].options[0].text.en == "this one here"


@pytest.mark.parametrize("damage", ["", "[]", "{", '{"digest": 1, "files": 2}'])
def test_a_damaged_compiled_copy_is_passed_over(write, compiled, damage):
    folder = write(SINGLE)
    load_bank(folder)
    load._load.cache_clear()
    compiled.write_text(damage)
    assert list(load_bank(folder).questions) == ["pick"]


def test_the_documented_examples_are_good_questions(tmp_path):
    text = (REPOSITORY / "docs" / "quiz.md").read_text(encoding="utf-8")
    example = re.search(r"### 1\.3 Examples\n\n```yaml\n(.*?)```", text, re.S)
    assert example
    listing = re.search(r"listings:.*?\n(  clip: \|\n(?:    .*\n)+)", text)
    assert listing
    head = HEAD.replace("questions:", f"listings:\n{listing[1]}questions:")
    indented = "".join(f"  {line}".rstrip() + "\n" for line in example[1].splitlines())
    filled = indented.replace('ja: "…"', 'ja: "日本語"').replace('en: "…"', 'en: "English text"')
    folder = tmp_path / "quizzes"
    folder.mkdir()
    Path(folder / "small.yaml").write_text(head + filled, encoding="utf-8")
    assert check_files(folder=folder) == []


BROKEN = {
    "empty": b"",
    "bytes": b"\xff\xfe\x00",
    "one word": b"hello",
    "a list": b"- 1\n",
    "brackets without end": b"[" * 5000,
    "nested deep": b"[" * 3000 + b"]" * 3000,
    "an alias of itself": b"a: &a [*a]\n",
    "aliases that multiply": b"a: &a [1,1,1,1,1,1,1,1,1]\n"
    + b"".join(
        b"%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n" % (n, n, *[n - 1] * 9) for n in range(98, 110)
    ),
    "a day that is none": b"schema: 2024-99-99\n",
    "a key that is a list": b"? [a, b]\n: 1\n",
    "a tag": b"schema: !!python/object/apply:os.system ['true']\n",
    "questions that are none": b"schema: 1\nsection: x\nnote: S1\ntitle: {en: a, ja: b}\nquestions: 3\n",
    "control letters": b"schema: \x01\n",
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_is_one_line_and_never_a_traceback(write, what):
    folder = write()
    (folder / "broken.yaml").write_bytes(BROKEN[what])
    faults = check_files(folder=folder)
    assert faults
    assert all(fault.startswith("quizzes/broken.yaml:") for fault in faults)
    load._load.cache_clear()
    with pytest.raises(LearnrnnError) as raised:
        load_bank(folder)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_a_folder_or_leads_nowhere_is_one_line(write):
    folder = write()
    (folder / "broken.yaml").mkdir()
    (folder / "nowhere.yaml").symlink_to("gone")
    assert [fault.split(":")[0] for fault in check_files(folder=folder)] == [
        "quizzes/broken.yaml",
        "quizzes/nowhere.yaml",
    ]
    with pytest.raises(LearnrnnError, match="cannot be read"):
        load_bank(folder)
