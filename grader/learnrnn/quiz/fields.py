"""Checks of the single values in a question file: a text in both languages, a list, a name, a number's range."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from learnrnn.catalog import languages
from learnrnn.locale import Message
from learnrnn.quiz.source import FileFault, Place, QuestionFile

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
NOT_PROSE = re.compile(r"\$[^$]*\$|`[^`]*`|\{[^{}]*\}|「[^」]*」")
WORD = re.compile(r"(?<!\S)[^\W\d_]{3,}(?=[.,:;?!)]?(?!\S))")

Check = Callable[["FaultsOfFile", Any, Place], None]


class FaultsOfFile:
    """Collects the faults of one file."""

    def __init__(self, source: QuestionFile):
        self.source = source
        self.faults: list[FileFault] = []

    def add(self, place: Place, key: str, /, **values: Any) -> None:
        self.faults.append(FileFault(self.source.name, self.source.line(place), Message(key, values)))


def keys(
    report: FaultsOfFile, data: Any, place: Place, must: Mapping[str, Check], may: Mapping[str, Check]
) -> bool:
    """Every key known, none missing, every value fitting: True if so."""
    if not isinstance(data, Mapping):
        report.add(place, "quiz_not_mapping", keys=", ".join(must))
        return False
    before = len(report.faults)
    known = {**must, **may}
    for key in data:
        if key not in known:
            report.add((*place, key), "quiz_unknown_key", key=key, known=", ".join(known))
        else:
            known[key](report, data[key], (*place, key))
    for key in must:
        if key not in data:
            report.add(place, "quiz_missing_key", key=key)
    return len(report.faults) == before


def text(report: FaultsOfFile, entry: Any, place: Place) -> None:
    if not isinstance(entry, Mapping):
        report.add(place, "quiz_text", key=place[-1])
        return
    if not keys(report, entry, place, dict.fromkeys(languages(), string), {}):
        return
    if words(entry["en"]) > 1 and not JAPANESE.search(entry["ja"]):
        report.add((*place, "ja"), "quiz_not_japanese", key=place[-1])
    if JAPANESE.search(NOT_PROSE.sub(" ", entry["en"])):
        report.add((*place, "en"), "quiz_not_english", key=place[-1])


def bilingual(report: FaultsOfFile, entry: Any, place: Place) -> None:
    """Both languages, whatever stands in them: a number that was drawn is the same in both."""
    if not isinstance(entry, Mapping):
        report.add(place, "quiz_text", key=place[-1])
    else:
        keys(report, entry, place, dict.fromkeys(languages(), string), {})


def text_or_wordless(report: FaultsOfFile, entry: Any, place: Place) -> None:
    if isinstance(entry, Mapping):
        text(report, entry, place)
    elif not isinstance(entry, str) or not entry.strip() or words(entry) or JAPANESE.search(entry):
        report.add(place, "quiz_text", key=place[-1])


def text_or_scalar(report: FaultsOfFile, entry: Any, place: Place) -> None:
    if isinstance(entry, Mapping):
        keys(report, entry, place, dict.fromkeys(languages(), string), {})
    else:
        scalar(report, entry, place)


def words(text: str) -> int:
    """How many words stand outside formulas, code and placeholders."""
    return len(WORD.findall(NOT_PROSE.sub(" ", text)))


def string(report: FaultsOfFile, entry: Any, place: Place) -> None:
    if not isinstance(entry, str) or not entry.strip():
        report.add(place, "quiz_string", key=place[-1])


def scalar(report: FaultsOfFile, entry: Any, place: Place) -> None:
    if isinstance(entry, bool) or not isinstance(entry, str | int | float) or not str(entry).strip():
        report.add(place, "quiz_string", key=place[-1])


def scalars(report: FaultsOfFile, entry: Any, place: Place) -> None:
    if not isinstance(entry, list):
        report.add(place, "quiz_list", key=place[-1])
        return
    for index, item in enumerate(entry):
        scalar(report, item, (*place, index))


def some(report: FaultsOfFile, entry: Any, place: Place) -> None:
    if not isinstance(entry, list) or not entry:
        report.add(place, "quiz_list", key=place[-1])


def truefalse(report: FaultsOfFile, entry: Any, place: Place) -> None:
    if not isinstance(entry, bool):
        report.add(place, "quiz_true_false", key=place[-1])


def kebab(report: FaultsOfFile, entry: Any, place: Place) -> None:
    if not isinstance(entry, str) or not KEBAB.fullmatch(entry):
        report.add(place, "quiz_kebab", key=place[-1])


def tags(report: FaultsOfFile, entry: Any, place: Place) -> None:
    some(report, entry, place)
    for index, tag in enumerate(entry if isinstance(entry, list) else ()):
        kebab(report, tag, (*place, index))


def one_of(*allowed: Any) -> Check:
    def check(report: FaultsOfFile, entry: Any, place: Place) -> None:
        if isinstance(entry, bool) or entry not in allowed:
            report.add(place, "quiz_one_of", key=place[-1], allowed=", ".join(map(str, allowed)))

    return check


def mapping_of(check: Check) -> Check:
    def check_all(report: FaultsOfFile, entry: Any, place: Place) -> None:
        if not isinstance(entry, Mapping) or not entry:
            report.add(place, "quiz_mapping", key=place[-1])
            return
        for name, value in entry.items():
            if not isinstance(name, str) or not NAME.fullmatch(name):
                report.add((*place, name), "quiz_name", name=name)
            check(report, value, (*place, name))

    return check_all


def listings(report: FaultsOfFile, entry: Any, place: Place) -> None:
    if not isinstance(entry, Mapping):
        report.add(place, "quiz_mapping", key=place[-1])
        return
    for name, value in entry.items():
        kebab(report, name, (*place, name))
        string(report, value, (*place, name))


def wrongs(report: FaultsOfFile, entry: Any, place: Place) -> None:
    if not isinstance(entry, list):
        report.add(place, "quiz_list", key=place[-1])
        return
    for index, wrong in enumerate(entry):
        keys(report, wrong, (*place, index), {"answer": scalar, "why": text}, {"mistake": kebab})


def tolerance(report: FaultsOfFile, entry: Any, place: Place) -> None:
    if keys(report, entry, place, {}, {"abs": positive, "rel": positive}) and not entry:
        report.add(place, "quiz_mapping", key=place[-1])


def positive(report: FaultsOfFile, entry: Any, place: Place) -> None:
    if isinstance(entry, bool) or not isinstance(entry, int | float) or entry <= 0:
        report.add(place, "quiz_positive", key=place[-1])


def seed(report: FaultsOfFile, entry: Any, place: Place) -> None:
    if isinstance(entry, bool) or not isinstance(entry, int) or entry < 0:
        report.add(place, "quiz_positive", key=place[-1])


def param(report: FaultsOfFile, entry: Any, place: Place) -> None:
    if not isinstance(entry, Mapping) or len(entry) != 1 or not {"choice", "range"} & set(entry):
        report.add(place, "quiz_param", name=place[-1])
        return
    ((how, values),) = entry.items()
    if not isinstance(values, list) or not values:
        report.add((*place, how), "quiz_param", name=place[-1])
    elif how == "range":
        fits = 2 <= len(values) <= 3 and all(map(is_number, values))
        if not fits or values[0] > values[1] or (len(values) == 3 and values[2] <= 0):
            report.add((*place, how), "quiz_range", name=place[-1])
    else:
        lengths = {len(v) if isinstance(v, list) else 0 for v in values}
        flat = [n for v in values for n in (v if isinstance(v, list) else [v])]
        if len(lengths) != 1 or not all(map(is_number, flat)):
            report.add((*place, how), "quiz_choice", name=place[-1])


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def truth(report: FaultsOfFile, entry: Any, place: Place) -> None:
    keys(report, entry, place, {}, dict.fromkeys(("setup", "value", "expect"), string))
