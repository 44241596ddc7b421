"""QTI 1.2 as Canvas reads it: a zip with a manifest, and for each section an assessment and its settings.

Canvas takes every answer that a condition on a typed question names for a right one. So the known wrong answers stand in
the feedback to a wrong answer, all together, and no condition names them.
"""

from __future__ import annotations

import math
from xml.etree import ElementTree as ET

from learnrnn.bridges.quiz_formats import markup
from learnrnn.bridges.quiz_formats.asked import AskedAnswer, AskedQuestion, AskedSection, decimal
from learnrnn.files import archive

QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
PACKAGE = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
SETTINGS = "http://canvas.instructure.com/xsd/cccv1p0"
RESPONSE = "response1"
TO_RIGHT, TO_WRONG, TO_ALL = "correct_fb", "general_incorrect_fb", "general_fb"  # the names that Canvas knows
SETTINGS_RESOURCE = "associatedcontent/imscc_xmlv1p1/learning-application-resource"


def write(parts: tuple[AskedSection, ...], lang: str) -> bytes:
    """The zip to import as "QTI .zip file"."""
    files = {"imsmanifest.xml": _file(_manifest(parts))}
    for part in parts:
        files[f"{part.name}/{part.name}.xml"] = _file(_assessment(part))
        files[f"{part.name}/assessment_meta.xml"] = _file(_settings(part))
    return archive(files.items())


def _file(root: ET.Element) -> bytes:
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _manifest(parts: tuple[AskedSection, ...]) -> ET.Element:
    manifest = ET.Element("manifest", identifier="learnrnn", xmlns=PACKAGE)
    metadata = ET.SubElement(manifest, "metadata")
    ET.SubElement(metadata, "schema").text = "IMS Content"
    ET.SubElement(metadata, "schemaversion").text = "1.1.3"
    ET.SubElement(manifest, "organizations")
    resources = ET.SubElement(manifest, "resources")
    for part in parts:
        quiz, settings = part.name, f"{part.name}_settings"
        resource = ET.SubElement(resources, "resource", identifier=quiz, type="imsqti_xmlv1p2")
        ET.SubElement(resource, "file", href=f"{quiz}/{quiz}.xml")
        ET.SubElement(resource, "dependency", identifierref=settings)
        href = f"{quiz}/assessment_meta.xml"
        resource = ET.SubElement(
            resources, "resource", identifier=settings, type=SETTINGS_RESOURCE, href=href
        )
        ET.SubElement(resource, "file", href=href)
    return manifest


def _settings(part: AskedSection) -> ET.Element:
    quiz = ET.Element("quiz", identifier=part.name, xmlns=SETTINGS)
    stays = any(option.last for asked in part.questions for option in asked.options)
    for name, value in (
        ("title", f"{part.note} {part.title}"),
        ("description", ""),
        ("shuffle_answers", "false" if stays else "true"),
        ("scoring_policy", "keep_highest"),
        ("quiz_type", "practice_quiz"),
        ("points_possible", f"{len(part.questions)}.0"),
        ("show_correct_answers", "true"),
        ("allowed_attempts", "-1"),
    ):
        ET.SubElement(quiz, name).text = value
    return quiz


def _assessment(part: AskedSection) -> ET.Element:
    root = ET.Element("questestinterop", xmlns=QTI)
    assessment = ET.SubElement(root, "assessment", ident=part.name, title=f"{part.note} {part.title}")
    _fields(ET.SubElement(assessment, "qtimetadata"), {"cc_maxattempts": "unlimited"})
    section = ET.SubElement(assessment, "section", ident="root_section")
    for asked in part.questions:
        _item(section, asked)
    return root


def _item(section: ET.Element, asked: AskedQuestion) -> None:
    item = ET.SubElement(section, "item", ident=asked.id, title=asked.id)
    _fields(
        ET.SubElement(ET.SubElement(item, "itemmetadata"), "qtimetadata"),
        {
            "question_type": _type(asked),
            "points_possible": "1.0",
            "original_answer_ids": ",".join(_ident(option.id) for option in asked.options),
            "assessment_question_identifierref": f"bank_{asked.id}",
        },
    )
    presentation = ET.SubElement(item, "presentation")
    _html(presentation, markup.stem(asked))
    processing = ET.Element("resprocessing")
    ET.SubElement(
        ET.SubElement(processing, "outcomes"),
        "decvar",
        {"maxvalue": "100", "minvalue": "0", "varname": "SCORE", "vartype": "Decimal"},
    )
    if asked.options:
        _render_options(presentation, asked)
        feedback = {f"{_ident(option.id)}_fb": markup.prose(option.why) for option in asked.options}
        for option in asked.options:
            condition = _condition(processing, feedback=f"{_ident(option.id)}_fb")
            _equals(condition, _ident(option.id))
        (_all_of if asked.several else _one_of)(processing, asked)
    else:
        _render_blank(presentation, asked)
        feedback = _typed_feedback(asked)
        for name in feedback:
            ET.SubElement(_condition(processing, feedback=name), "other")
        _typed(processing, asked)
    item.append(processing)
    for name, content in feedback.items():
        _html(ET.SubElement(ET.SubElement(item, "itemfeedback", ident=name), "flow_mat"), content)


def _type(asked: AskedQuestion) -> str:
    if asked.options:
        return "multiple_answers_question" if asked.several else "multiple_choice_question"
    return "numerical_question" if asked.is_number else "short_answer_question"


def _ident(option: str) -> str:
    """A name that XML allows: it may not begin with a digit."""
    return f"option_{option}"


def _fields(metadata: ET.Element, fields: dict[str, str]) -> None:
    for label, entry in fields.items():
        field = ET.SubElement(metadata, "qtimetadatafield")
        ET.SubElement(field, "fieldlabel").text = label
        ET.SubElement(field, "fieldentry").text = entry


def _html(parent: ET.Element, content: str) -> None:
    material = ET.SubElement(parent, "material")
    ET.SubElement(material, "mattext", texttype="text/html").text = content


def _render_options(presentation: ET.Element, asked: AskedQuestion) -> None:
    cardinality = "Multiple" if asked.several else "Single"
    response = ET.SubElement(presentation, "response_lid", ident=RESPONSE, rcardinality=cardinality)
    choice = ET.SubElement(response, "render_choice")
    for option in asked.options:
        _html(ET.SubElement(choice, "response_label", ident=_ident(option.id)), markup.option(option))


def _render_blank(presentation: ET.Element, asked: AskedQuestion) -> None:
    response = ET.SubElement(presentation, "response_str", ident=RESPONSE, rcardinality="Single")
    blank = ET.SubElement(response, "render_fib", {"fibtype": "Decimal"} if asked.is_number else {})
    ET.SubElement(blank, "response_label", ident="answer1", rshuffle="No")


# ---------------------------------------------------------------- what is right


def _condition(processing: ET.Element, *, feedback: str | None = None) -> ET.Element:
    """A condition that shows feedback, or else one that gives the mark."""
    respcondition = ET.SubElement(processing, "respcondition", {"continue": "Yes" if feedback else "No"})
    condition = ET.SubElement(respcondition, "conditionvar")
    if feedback:
        ET.SubElement(respcondition, "displayfeedback", feedbacktype="Response", linkrefid=feedback)
    else:
        ET.SubElement(respcondition, "setvar", action="Set", varname="SCORE").text = "100"
    return condition


def _equals(condition: ET.Element, value: str, test: str = "varequal") -> None:
    ET.SubElement(condition, test, respident=RESPONSE).text = value


def _one_of(processing: ET.Element, asked: AskedQuestion) -> None:
    _equals(_condition(processing), *(_ident(option.id) for option in asked.options if option.right))


def _all_of(processing: ET.Element, asked: AskedQuestion) -> None:
    every = ET.SubElement(_condition(processing), "and")
    for option in asked.options:
        _equals(every if option.right else ET.SubElement(every, "not"), _ident(option.id))


def _typed(processing: ET.Element, asked: AskedQuestion) -> None:
    if not asked.is_number:
        condition = _condition(processing)
        for answer in asked.rights:
            for form in answer.forms:
                _equals(condition, form)
        return
    for answer in asked.rights:
        assert answer.value is not None
        either = ET.SubElement(_condition(processing), "or")
        _equals(either, decimal(answer.value))
        within = ET.SubElement(either, "and")
        low, high = _bounds(answer.value, answer.tolerance)
        _equals(within, decimal(low), "vargte")
        _equals(within, decimal(high), "varlte")


def _bounds(value: float, tolerance: float) -> tuple[float, float]:
    if not tolerance:
        return value, value
    low, high = value - tolerance, value + tolerance
    return math.nextafter(low, -math.inf), math.nextafter(high, math.inf)


def _typed_feedback(asked: AskedQuestion) -> dict[str, str]:
    right = asked.rights[0]
    missed = "".join(_mistake(asked, wrong) for wrong in asked.wrongs)
    missed += markup.prose(asked.otherwise) if asked.otherwise else ""
    said = {TO_RIGHT: markup.prose(right.why or ""), TO_WRONG: missed, TO_ALL: markup.solution(asked)}
    return {name: content for name, content in said.items() if content}


def _mistake(asked: AskedQuestion, wrong: AskedAnswer) -> str:
    return markup.prose(wrong.why or "", label=f"{markup.answer(asked, wrong)} ✗ ")
