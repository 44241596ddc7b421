"""Is a question file well-formed? Keys, kinds, languages, one right option: all that can be seen without drawing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from learnrnn.quiz import fields
from learnrnn.quiz.fields import Check, FaultsOfFile
from learnrnn.quiz.kinds import kind_of, names
from learnrnn.quiz.question import content_of
from learnrnn.quiz.source import FileFault, Place, QuestionFile

SCHEMA = 1
SOURCES = ("note", "course", "own")
OPTIONS_MIN, OPTIONS_MAX = 2, 9  # one key each


def validate(source: QuestionFile) -> list[FileFault]:
    """The faults of a file that could be read, in its own order."""
    report = FaultsOfFile(source)
    data = source.data
    if fields.keys(report, data, (), FILE_MUST, FILE_MAY):
        if data["section"] != source.path.stem:
            report.add(("section",), "quiz_section_name", section=data["section"], file=source.path.stem)
        if data["schema"] != SCHEMA:
            report.add(("schema",), "quiz_schema", schema=SCHEMA)
        judge_one = _cut_question if data.get("cut") else _question
        for index, question in enumerate(data["questions"]):
            judge_one(report, question, ("questions", index))
    return sorted(report.faults, key=lambda fault: fault.line)


# ---------------------------------------------------------------- a question


def _question(report: FaultsOfFile, data: Any, place: Place) -> None:
    if not isinstance(data, Mapping) or data.get("kind") not in names():
        here = (*place, "kind") if isinstance(data, Mapping) and "kind" in data else place
        report.add(here, "quiz_kind", kinds=", ".join(names()))
        return
    must, may = kind_of(data["kind"]).keys(data)
    if not fields.keys(report, data, place, {**MUST, **must}, {**MAY, **may}):
        return
    _listing(report, data, place)
    if "let" in data and "params" not in data:
        report.add((*place, "let"), "quiz_let_alone")
    if "options" in data:
        _options(report, data, place)
    elif not data.get("wrong", True):
        report.add((*place, "wrong"), "quiz_no_wrong")


def _cut_question(report: FaultsOfFile, data: Any, place: Place) -> None:
    """A question of a class's bundle, whose key was cut out: any other key would be one."""
    if fields.keys(report, data, place, MUST, CUT_MAY) and "options" in data:
        for index, option in enumerate(data["options"]):
            here = (*place, "options", index)
            if fields.keys(report, option, here, {"id": fields.string}, CUT_OPTION_MAY):
                _content(report, option, here)


def _listing(report: FaultsOfFile, data: Mapping[str, Any], place: Place) -> None:
    listings = report.source.data.get("listings", {})
    if "code" in data and "listing" in data:
        report.add((*place, "listing"), "quiz_two_listings")
    if "listing" in data and data["listing"] not in listings:
        report.add((*place, "listing"), "quiz_no_listing", name=data["listing"])
        return
    code = listings[data["listing"]] if "listing" in data else data.get("code", "")
    kind_of(data["kind"]).check_form(report, data, place, code)


def _options(report: FaultsOfFile, data: Mapping[str, Any], place: Place) -> None:
    options, here = data["options"], (*place, "options")
    if not OPTIONS_MIN <= len(options) <= OPTIONS_MAX:
        report.add(here, "quiz_option_count", low=OPTIONS_MIN, high=OPTIONS_MAX, count=len(options))
    well_formed = [_option(report, option, (*here, i)) for i, option in enumerate(options)]
    if not all(well_formed):
        return
    rights = sum(option.get("right", False) for option in options)
    if fault := kind_of(data["kind"]).rights_fault(rights, len(options)):
        report.add(here, fault, count=rights)
    for content, count in Counter(content_of(option) for option in options).items():
        if count > 1:
            report.add(here, "quiz_same_options", content=content)


def _option(report: FaultsOfFile, option: Any, place: Place) -> bool:
    if not fields.keys(report, option, place, {"why": fields.text}, OPTION_MAY):
        return False
    return _content(report, option, place)


def _content(report: FaultsOfFile, option: Any, place: Place) -> bool:
    if sum(key in option for key in ("text", "code", "value")) == 1:
        return True
    report.add(place, "quiz_option_content")
    return False


# ---------------------------------------------------------------- the keys

FILE_MUST: dict[str, Check] = {
    "schema": fields.one_of(SCHEMA),
    "section": fields.kebab,
    "note": fields.one_of(*(f"S{n}" for n in range(1, 8))),
    "title": fields.text,
    "questions": fields.some,
}
FILE_MAY: dict[str, Check] = {"listings": fields.listings, "cut": fields.truefalse, "seed": fields.seed}
MUST: dict[str, Check] = {
    "id": fields.kebab,
    "kind": lambda report, entry, place: fields.one_of(*names())(report, entry, place),
    "source": fields.one_of(*SOURCES),
    "difficulty": fields.one_of(1, 2, 3),
    "stem": fields.text,
}
MAY: dict[str, Check] = {
    "code": fields.string,
    "listing": fields.kebab,
    "convention": fields.text,
    "tags": fields.tags,
    "exercise": fields.kebab,
    "params": fields.mapping_of(fields.param),
    "let": fields.mapping_of(fields.scalar),
    "require": fields.scalars,
    "places": fields.one_of(*range(13)),
}
OPTION_MAY: dict[str, Check] = {
    "text": fields.text_or_wordless,
    "code": fields.string,
    "value": fields.scalar,
    "right": fields.truefalse,
    "last": fields.truefalse,
    "mistake": fields.kebab,
}
CUT_MAY: dict[str, Check] = {
    "code": fields.string,
    "convention": fields.bilingual,
    "tags": fields.tags,
    "exercise": fields.kebab,
    "options": fields.some,
}
CUT_OPTION_MAY: dict[str, Check] = {
    "text": fields.bilingual,
    "code": fields.string,
    "last": fields.truefalse,
}
