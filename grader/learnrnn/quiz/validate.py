"""Is a question file well-formed? Keys, kinds, languages, one right option: all that can be seen without drawing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from learnrnn.quiz import fields
from learnrnn.quiz.fields import Check, Report
from learnrnn.quiz.question import CHOICE_KINDS, KINDS, content_of
from learnrnn.quiz.source import Fault, Place, Source

SCHEMA = 1
SOURCES = ("note", "course", "own")
OPTIONS_MIN, OPTIONS_MAX = 2, 9  # one key each
BLANK = "____"


def validate(source: Source) -> list[Fault]:
    """The faults of a file that could be read, in its own order."""
    report = Report(source)
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


def _question(report: Report, data: Any, place: Place) -> None:
    if not isinstance(data, Mapping) or data.get("kind") not in KINDS:
        here = (*place, "kind") if isinstance(data, Mapping) and "kind" in data else place
        report.add(here, "quiz_kind", kinds=", ".join(KINDS))
        return
    must, may = _keys_of_kind(data)
    if not fields.keys(report, data, place, must, may):
        return
    _listing(report, data, place)
    if "let" in data and "params" not in data:
        report.add((*place, "let"), "quiz_let_alone")
    if "options" in data:
        _options(report, data, place)
    elif not data.get("wrong", True):
        report.add((*place, "wrong"), "quiz_no_wrong")


def _cut_question(report: Report, data: Any, place: Place) -> None:
    """A question of a class's bundle, whose key was cut out: any other key would be one."""
    if fields.keys(report, data, place, MUST, CUT_MAY) and "options" in data:
        for index, option in enumerate(data["options"]):
            here = (*place, "options", index)
            if fields.keys(report, option, here, {"id": fields.string}, CUT_OPTION_MAY):
                _content(report, option, here)


def _keys_of_kind(data: Mapping[str, Any]) -> tuple[dict[str, Check], dict[str, Check]]:
    """The keys that this question must have and may have besides."""
    kind, must, may = data["kind"], dict(MUST), dict(MAY)
    if kind in CHOICE_KINDS or (kind in ("code", "trace") and "options" in data):
        must["options"] = fields.some
        (must if kind == "code" else may)["truth"] = fields.truth
        if kind == "trace":
            may.pop("truth")
        return must, may
    must |= {
        "answer": fields.text_or_scalar if kind in ("fill", "trace") else fields.scalar,
        "why": fields.text,
    }
    may["otherwise"] = fields.text
    (must if kind in ("numeric", "shape", "code") else may)["wrong"] = fields.wrongs
    if kind in ("fill", "code", "trace"):
        may["accept"] = fields.scalars
    if kind == "numeric":
        may["tolerance"] = fields.tolerance
    if kind == "shape":
        may["truth"] = fields.truth
    if kind == "code":
        must["truth"] = fields.truth
    return must, may


def _listing(report: Report, data: Mapping[str, Any], place: Place) -> None:
    listings = report.source.data.get("listings", {})
    if "code" in data and "listing" in data:
        report.add((*place, "listing"), "quiz_two_listings")
    if "listing" in data and data["listing"] not in listings:
        report.add((*place, "listing"), "quiz_no_listing", name=data["listing"])
        return
    code = listings[data["listing"]] if "listing" in data else data.get("code", "")
    here = (*place, "listing" if "listing" in data else "code")
    if data["kind"] == "trace" and not code:
        report.add(place, "quiz_missing_key", key="code")
    if data["kind"] == "code" and code and code.count(BLANK) != 1:
        report.add(here, "quiz_blank", count=code.count(BLANK))
    if data["kind"] == "code" and code and "value" not in data["truth"]:
        report.add((*place, "truth"), "quiz_truth_value")
    if "truth" in data and data["kind"] != "shape" and "expect" not in data["truth"]:
        report.add((*place, "truth"), "quiz_truth_expect")


def _options(report: Report, data: Mapping[str, Any], place: Place) -> None:
    options, here = data["options"], (*place, "options")
    if not OPTIONS_MIN <= len(options) <= OPTIONS_MAX:
        report.add(here, "quiz_option_count", low=OPTIONS_MIN, high=OPTIONS_MAX, count=len(options))
    well_formed = [_option(report, option, (*here, i)) for i, option in enumerate(options)]
    if not all(well_formed):
        return
    rights = sum(option.get("right", False) for option in options)
    if data["kind"] == "multiple":
        if not 0 < rights < len(options):
            report.add(here, "quiz_multiple_rights", count=rights)
    elif rights != 1:
        report.add(here, "quiz_no_right" if rights == 0 else "quiz_two_rights", count=rights)
    for content, count in Counter(content_of(option) for option in options).items():
        if count > 1:
            report.add(here, "quiz_same_options", content=content)


def _option(report: Report, option: Any, place: Place) -> bool:
    if not fields.keys(report, option, place, {"why": fields.text}, OPTION_MAY):
        return False
    return _content(report, option, place)


def _content(report: Report, option: Any, place: Place) -> bool:
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
    "kind": fields.one_of(*KINDS),
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
