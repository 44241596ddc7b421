"""Moodle XML: multichoice, numerical and shortanswer questions, a category for each section."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from learnrnn.bridges.quiz_formats import markup
from learnrnn.bridges.quiz_formats.asked import AskedAnswer, AskedQuestion, AskedSection, decimal

RIGHT, WRONG, NOTHING = "100", "-100", "0"  # per cent of the mark
SHARES = {3: "33.33333", 6: "16.66667", 7: "14.28571", 9: "11.11111"}  # the only spellings that Moodle takes
ANYTHING = "*"  # the answer that every other one matches


def write(parts: tuple[AskedSection, ...], lang: str) -> bytes:
    """The file to import as "Moodle XML format"."""
    quiz = ET.Element("quiz")
    for part in parts:
        category = ET.SubElement(quiz, "question", type="category")
        _text(category, "category", f"$course$/top/learnrnn/{category_name(part)}")
        for asked in part.questions:
            _question(quiz, asked)
    ET.indent(quiz)
    return ET.tostring(quiz, encoding="utf-8", xml_declaration=True) + b"\n"


def category_name(part: AskedSection) -> str:
    """A slash parts two categories; doubled it is one letter."""
    return f"{part.note} {part.title}".replace("/", "//")


def share(count: int) -> str:
    """What one of several right options is worth, in per cent."""
    return SHARES.get(count) or f"{100 / count:g}"


def literal(form: str) -> str:
    """A typed answer without wildcards."""
    return form.replace("*", "\\*")


def _question(quiz: ET.Element, asked: AskedQuestion) -> None:
    kind = "multichoice" if asked.options else "numerical" if asked.is_number else "shortanswer"
    question = ET.SubElement(quiz, "question", type=kind)
    _text(question, "name", asked.id)
    _text(question, "questiontext", markup.stem(asked), format="html")
    _text(question, "generalfeedback", "" if asked.options else markup.solution(asked), format="html")
    for name, value in (
        ("defaultgrade", "1"),
        ("penalty", "0.3333333"),
        ("hidden", "0"),
        ("idnumber", asked.id),
    ):
        ET.SubElement(question, name).text = value
    if asked.options:
        _options(question, asked)
    else:
        _answers(question, asked)
    tags = ET.SubElement(question, "tags")
    for tag in (asked.section, *asked.tags):
        _text(tags, "tag", tag)


def _options(question: ET.Element, asked: AskedQuestion) -> None:
    stays = any(option.last for option in asked.options)  # they were shuffled when the numbers were drawn
    ET.SubElement(question, "single").text = "false" if asked.several else "true"
    ET.SubElement(question, "shuffleanswers").text = "false" if stays else "true"
    ET.SubElement(question, "answernumbering").text = "123"
    right = share(sum(option.right for option in asked.options))
    wrong = WRONG if asked.several else NOTHING
    for option in asked.options:
        answer = ET.SubElement(question, "answer", fraction=right if option.right else wrong, format="html")
        ET.SubElement(answer, "text").text = markup.option(option)
        _text(answer, "feedback", markup.prose(option.why), format="html")


def _answers(question: ET.Element, asked: AskedQuestion) -> None:
    if not asked.is_number:
        ET.SubElement(question, "usecase").text = "1" if asked.case_counts else "0"
    for answer in asked.answers:
        for form in (decimal(answer.value),) if answer.value is not None else map(literal, answer.forms):
            _answer(question, answer, form)
    if asked.otherwise:
        other = AskedAnswer(
            ANYTHING, (), right=False, why=asked.otherwise, value=0 if asked.is_number else None
        )
        _answer(question, other, ANYTHING)


def _answer(question: ET.Element, answer: AskedAnswer, form: str) -> None:
    fraction = RIGHT if answer.right else NOTHING
    element = ET.SubElement(question, "answer", fraction=fraction, format="moodle_auto_format")
    ET.SubElement(element, "text").text = form
    _text(element, "feedback", markup.prose(answer.why) if answer.why else "", format="html")
    if answer.value is not None:
        ET.SubElement(element, "tolerance").text = decimal(answer.tolerance)


def _text(parent: ET.Element, name: str, content: str, **attributes: str) -> None:
    ET.SubElement(ET.SubElement(parent, name, attributes), "text").text = content
