"""Every question of the bank, and nasty ones, through every format that the standard library can read."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any
from xml.dom import minidom
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from learnrnn.bridges.quiz_formats import gift, jupyterquiz, markdown, moodle, qti
from learnrnn.locale import LANGUAGES
from tests.bridges.quiz_formats import readers
from tests.bridges.quiz_formats.conftest import asked_parts, bank, items
from tests.bridges.quiz_formats.readers import Read, meant, meant_options, meant_stem, page

both_languages = pytest.mark.parametrize("lang", LANGUAGES)


def check_all(found: list[Read], lang: str, *, stars: bool = False) -> None:
    """Every question is there, in order, and is what it was."""
    assert [read.id for read in found] == list(bank().questions)
    for read in found:
        item = items()[read.id]
        assert read.stem == meant_stem(item, lang)
        if item.choices:
            readers.check_options(item, lang, read)
        else:
            form = readers.unstarred if stars and read.type == "short" else str
            readers.check_answers(item, lang, read, form)
            readers.check_bounds(item, read)
            assert item.answer is not None
            assert read.feedback.endswith(meant(item.answer.why, lang))


# ---------------------------------------------------------------- Moodle


def moodle_text(node: Any, *way: str) -> str:
    for name in (*way, "text"):
        (node,) = [child for child in node.childNodes if child.nodeName == name]
    return "".join(child.data for child in node.childNodes)


def moodle_question(node: minidom.Element) -> Read:
    kinds = {"multichoice": "choice", "shortanswer": "short", "numerical": "numerical"}
    read = Read(
        moodle_text(node, "name"), kinds[node.getAttribute("type")], page(moodle_text(node, "questiontext"))
    )
    read.feedback = page(moodle_text(node, "generalfeedback"))
    for answer in node.getElementsByTagName("answer"):
        share, text = float(answer.getAttribute("fraction")), moodle_text(answer)
        why = page(moodle_text(answer, "feedback"))
        if read.type == "choice":
            assert answer.getAttribute("format") == "html"
            read.options.append((page(text), share, why))
        elif text == "*":
            assert share == 0
            read.otherwise = why
        else:
            read.answers.append((text, share, why))
            for tolerance in answer.getElementsByTagName("tolerance"):
                width = float(tolerance.firstChild.data)  # pyright: ignore
                read.bounds.append((float(text) - width, float(text) + width))
    return read


@both_languages
def test_moodle_reads_every_question_as_it_was(lang):
    document = minidom.parseString(moodle.write(asked_parts(lang), lang))
    questions = document.getElementsByTagName("question")
    found = [moodle_question(q) for q in questions if q.getAttribute("type") != "category"]
    check_all(found, lang, stars=True)


def test_moodle_has_a_category_for_each_section():
    document = minidom.parseString(moodle.write(asked_parts("en"), "en"))
    found = [moodle_text(node) for node in document.getElementsByTagName("category")]
    assert len(found) == len(bank().sections)
    assert found[-1] == "$course$/top/learnrnn/S7 A//B: <tags> & {braces} ~ = #"


def test_moodle_never_moves_an_option_that_must_stay_last():
    root = ET.fromstring(moodle.write(asked_parts("en"), "en"))
    for node in root.iter("question"):
        if node.get("type") == "multichoice":
            item = items()[node.findtext("name/text", "")]
            assert (node.findtext("shuffleanswers") == "false") == any(c.last for c in item.choices)
            assert (node.findtext("single") == "false") == (item.question.kind == "multiple")


@pytest.mark.parametrize("count", range(1, 10))
def test_moodle_knows_the_share_of_a_right_option(count):
    known = (
        "100 90 83.33333 80 75 70 66.66667 60 50 40 33.33333 30 25 20 16.66667 14.28571 12.5 11.11111 10 5"
    )
    assert moodle.share(count) in known.split()
    assert abs(float(moodle.share(count)) * count - 100) < 1e-4


# ---------------------------------------------------------------- GIFT


@both_languages
def test_gift_reads_every_question_as_it_was(lang):
    check_all(readers.gift(gift.write(asked_parts(lang), lang).decode()), lang, stars=True)


def test_gift_refuses_an_answer_that_it_would_take_for_a_pair():
    from dataclasses import replace

    from learnrnn.errors import LearnrnnError

    part = asked_parts("en")[-1]
    asked = next(q for q in part.questions if q.id == "nasty-fill")
    answers = (replace(asked.answers[0], forms=("a -> b",)),)
    with pytest.raises(LearnrnnError, match="a -> b of nasty-fill"):
        gift.write((replace(part, questions=(replace(asked, answers=answers),)),), "en")


# ---------------------------------------------------------------- jupyterquiz

OPTION = {"answer": {"type": "string"}, "correct": {"type": "boolean"}, "feedback": {"type": "string"}}
RANGE = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}


def entry(**properties: object) -> dict[str, object]:
    return {
        "type": "object",
        "properties": properties,
        "required": [*properties],
        "additionalProperties": False,
    }


def question_of(types: list[str], *entries: object) -> dict[str, object]:
    text = {"type": "string"}
    answers = {"type": "array", "items": {"anyOf": list(entries)}, "minItems": 1}
    found = entry(question=text, type={"enum": types}, answers=answers)
    return found | {"properties": {**found["properties"], "code": text}}  # type: ignore[dict-item]


DEFAULT = entry(type={"const": "default"}, feedback={"type": "string"})
SAID = {"correct": {"type": "boolean"}, "feedback": {"type": "string"}}
JUPYTERQUIZ = {  # stricter than jupyterquiz's own, which let unknown keys pass
    "type": "array",
    "items": {
        "oneOf": [
            question_of(["multiple_choice", "many_choice"], entry(**OPTION)),
            question_of(
                ["numeric"], entry(value={"type": "number"}, **SAID), entry(range=RANGE, **SAID), DEFAULT
            ),
            question_of(["string"], entry(match_case={"type": "boolean"}, **OPTION), DEFAULT),
        ]
    },
}


def jupyterquiz_page(html: str) -> str:
    """As its script makes a page of it: dollars would be formulas, and brackets links."""
    assert "$" not in html
    assert "[" not in html
    return page(html)


def jupyterquiz_question(name: str, document: dict) -> Read:
    read = Read(name, document["type"], jupyterquiz_page(document["question"]))
    if "code" in document:
        read.stem = page(f"<pre><code>{document['code']}</code></pre>") + "\n" + read.stem
    for answer in document["answers"]:
        why = jupyterquiz_page(answer["feedback"])
        if answer.get("type") == "default":
            read.otherwise = why
            continue
        share = 100.0 if answer["correct"] else 0.0
        if "choice" in read.type:
            rights = sum(a["correct"] for a in document["answers"])
            read.options.append((jupyterquiz_page(answer["answer"]), share / rights, why))
        elif read.type == "string":
            read.answers.append((answer["answer"], share, why))
        else:
            low, high = answer.get("range") or [answer["value"]] * 2
            read.bounds.append((low, high))
            read.answers.append((repr((low + high) / 2), share, why))
    item = items()[name]
    read.feedback = meant(item.answer.why, "en") if item.answer else ""  # it has none on the whole question
    return read


@both_languages
def test_jupyterquiz_reads_every_question_as_it_was(lang):
    documents = json.loads(jupyterquiz.write(asked_parts(lang), lang))
    jsonschema.validate(documents, JUPYTERQUIZ)
    found = [jupyterquiz_question(*pair) for pair in zip(bank().questions, documents, strict=True)]
    for read in found:
        item = items()[read.id]
        read.feedback = meant(item.answer.why, lang) if item.answer else ""
    check_all(found, lang)


def test_jupyterquiz_can_be_pasted_into_a_script_in_any_encoding():
    content = jupyterquiz.write(asked_parts("ja"), "ja")
    assert content.isascii()
    assert b"</" not in content


def test_jupyterquiz_takes_the_upper_end_of_a_tolerance():
    documents = json.loads(jupyterquiz.write(asked_parts("en"), "en"))
    for item, document in zip(items().values(), documents, strict=True):
        if item.question.kind == "numeric" and "range" in document["answers"][0]:
            low, high = document["answers"][0]["range"]
            q, value = item.question, item.answer.value
            tolerance = float(f"{max(q.tolerance_abs, q.tolerance_rel * abs(value)):.12g}")
            assert low <= value - tolerance < value + tolerance < high


# ---------------------------------------------------------------- QTI


def qti_files(lang: str) -> dict[str, ET.Element]:
    """The archive's files, their names without namespaces."""
    with zipfile.ZipFile(io.BytesIO(qti.write(asked_parts(lang), lang))) as archive:
        assert archive.testzip() is None
        files = {name: ET.fromstring(archive.read(name)) for name in archive.namelist()}
    for root in files.values():
        for node in root.iter():
            node.tag = node.tag.rpartition("}")[2]
    return files


def qti_entry(item: ET.Element, label: str) -> str:
    fields = item.iter("qtimetadatafield")
    (found,) = [f.findtext("fieldentry") or "" for f in fields if f.findtext("fieldlabel") == label]
    return found


def qti_feedback(item: ET.Element) -> dict[str, str]:
    found = item.iter("itemfeedback")
    return {node.get("ident", ""): page(node.findtext(".//mattext", "")) for node in found}


def qti_scoring(item: ET.Element) -> list[ET.Element]:
    """The conditions that give the mark."""
    scoring = [node for node in item.iter("respcondition") if node.find("setvar") is not None]
    assert all(node.findtext("setvar") == "100" and node.get("continue") == "No" for node in scoring)
    return [node.find("conditionvar") for node in scoring]  # type: ignore[misc]


def check_qti_options(item: ET.Element, name: str, lang: str) -> None:
    drawn, feedback = items()[name], qti_feedback(item)
    labels = {
        node.get("ident", ""): page(node.findtext(".//mattext", "")) for node in item.iter("response_label")
    }
    assert qti_entry(item, "original_answer_ids").split(",") == list(labels)
    (condition,) = qti_scoring(item)
    assert {n.get("respident") for n in condition.iter("varequal")} == {
        item.find(".//response_lid").get("ident")
    }
    assert item.find(".//response_lid").get("rcardinality") == (
        "Multiple" if len(condition.findall("and")) else "Single"
    )
    several = drawn.question.kind == "multiple"
    names = condition.findall("and/varequal") if several else condition.findall("varequal")
    rights = {node.text for node in names}
    if several:
        assert {node.text for node in condition.findall("and/not/varequal")} == set(labels) - rights
    shown = {
        node.findtext("conditionvar/varequal"): node.find("displayfeedback")
        for node in item.iter("respcondition")
    }
    read = [
        (text, ident in rights, feedback[ident + "_fb"])
        for ident, text in labels.items()
        if shown[ident] is not None or not several
    ]
    assert read == meant_options(drawn, lang)


def check_qti_typed(item: ET.Element, name: str, lang: str) -> None:
    drawn, feedback = items()[name], qti_feedback(item)
    (condition, *more) = qti_scoring(item)
    assert item.find(".//response_str/render_fib/response_label") is not None
    read = Read(name, "", "", answers=[(n.text or "", 100.0, "") for n in condition.iter("varequal")])
    readers.check_answers(drawn, lang, read, wrongs=False)
    assert feedback["correct_fb"] == meant(drawn.answer.why, lang)
    assert feedback["general_fb"].endswith(meant(drawn.answer.why, lang))
    for text in [w.why for w in drawn.wrong] + [drawn.otherwise]:
        assert meant(text, lang) in feedback.get("general_incorrect_fb", "")
    if drawn.question.kind == "numeric":
        assert more == []
        bounds = (
            float(condition.findtext("or/and/vargte", "")),
            float(condition.findtext("or/and/varlte", "")),
        )
        readers.check_bounds(drawn, Read(name, "", "", bounds=[bounds]))


@both_languages
def test_qti_holds_every_question_as_it_was(lang):
    files, found = qti_files(lang), []
    for section in bank().sections:
        for item in files[f"{section.name}/{section.name}.xml"].iter("item"):
            name = item.get("ident", "")
            found.append(name)
            assert page(item.findtext("presentation/material/mattext", "")) == meant_stem(items()[name], lang)
            (check_qti_options if items()[name].choices else check_qti_typed)(item, name, lang)
    assert found == list(bank().questions)


def test_qti_says_what_kind_each_question_is():
    kinds = {"numeric": "numerical_question", "multiple": "multiple_answers_question"}
    for root in qti_files("en").values():
        for item in root.iter("item"):
            drawn = items()[item.get("ident", "")]
            other = "multiple_choice_question" if drawn.choices else "short_answer_question"
            assert qti_entry(item, "question_type") == kinds.get(drawn.question.kind, other)


def test_qti_names_every_file_in_the_manifest_and_shows_feedback_that_exists():
    files = qti_files("en")
    manifest = files["imsmanifest.xml"]
    assert {node.get("href") for node in manifest.iter("file")} == set(files) - {"imsmanifest.xml"}
    resources = {node.get("identifier") for node in manifest.iter("resource")}
    assert {node.get("identifierref") for node in manifest.iter("dependency")} <= resources
    for root in files.values():
        for item in root.iter("item"):
            linked = {node.get("linkrefid") for node in item.iter("displayfeedback")}
            assert linked == set(qti_feedback(item))


# ---------------------------------------------------------------- Markdown

UNESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def markdown_text(text: str) -> str:
    """The Markdown of question files that CommonMark text stands for."""
    pieces = re.split(r"(?<!\\)(`+(?!`).*?(?<!`)`+(?!`)|(?<!\\)\$.+?(?<!\\)\$)", text)
    pieces[::2] = (UNESCAPED.sub(r"\1", piece).replace("$", r"\$") for piece in pieces[::2])
    pieces[1::2] = (re.sub(r"^(`+)( ?)(.*)\2\1$", r"`\3`", piece) for piece in pieces[1::2])
    return "".join(pieces)


@both_languages
def test_markdown_shows_every_question_as_it_was(lang):
    shown = markdown.write(asked_parts(lang), lang).decode()
    chunks = re.split(r"^## \d+\. `([\w-]+)`\n", re.sub(r"^# .*\n", "", shown, flags=re.M), flags=re.M)[1:]
    assert chunks[::2] == list(bank().questions)
    for name, chunk in zip(chunks[::2], chunks[1::2], strict=True):
        item = items()[name]
        if item.code:
            fence = re.match(r"\n(`{3,})python\n(.*?)\n\1\n", chunk, re.S)
            assert fence is not None
            assert fence[2] == item.code
            chunk = chunk[fence.end() :]
        blocks = [markdown_text(block.strip()) for block in chunk.split("\n\n")]
        text = "\n".join(filter(None, blocks))
        assert text.startswith(
            "\n".join(filter(None, [meant(item.stem, lang), meant(item.convention, lang)]))
        )
        text = re.sub(r"\n +", "\n", text)
        for number, (option, right, why) in enumerate(meant_options(item, lang), 1):
            assert f"\n{number}. {option}" in text
            assert f"- ({number}) {'✓' if right else '✗'} {why}" in text
        for expected in (item.answer, *item.wrong) if item.answer else ():
            assert meant(expected.why, lang) in text
        assert meant(item.otherwise, lang) in text


@both_languages
def test_markdown_is_what_commonmark_reads(lang):
    """By another reader of CommonMark: listings, code, lists and headings are just those of the questions."""
    from markdown_it import MarkdownIt

    shown = markdown.write(asked_parts(lang), lang, key=False).decode()
    pieces = re.split(r"(^(`{3,})python\n.*?\n\2$)", shown, flags=re.M | re.S)
    pieces = [piece for piece in pieces if not re.fullmatch("`+", piece)]
    pieces[::2] = (
        re.sub(r"(?<!\\)(`.*?`)|(?<!\\)\$.+?(?<!\\)\$", lambda m: m[1] or "F", p) for p in pieces[::2]
    )
    formulas = "".join(pieces)  # CommonMark knows none
    tokens = MarkdownIt().parse(formulas)
    assert [t.content.removesuffix("\n") for t in tokens if t.type == "fence"] == [
        i.code for i in items().values() if i.code
    ]
    counts = {
        kind: sum(t.type == kind for t in tokens) for kind in ("heading_open", "list_item_open", "html_block")
    }
    assert counts == {
        "heading_open": len(bank().sections) + len(items()),
        "list_item_open": sum(len(item.choices) for item in items().values()),
        "html_block": 0,
    }
    inline = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inline} <= {
        "text",
        "code_inline",
        "strong_open",
        "strong_close",
        "softbreak",
    }
    codes = {child.content for child in inline if child.type == "code_inline"}
    assert {c.text.en for item in items().values() for c in item.choices if c.is_code} <= codes
