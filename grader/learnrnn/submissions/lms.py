"""Reads what learning systems give when a whole class is downloaded: who handed in which file.

    Moodle      Ann Lee_123_assignsubmission_file_/lstm.py, older: Ann Lee_123_assignsubmission_file_lstm.py
    Canvas      leeann_LATE_123_4567_lstm-1.py
    Blackboard  Homework 1_leeann_attempt_2026-05-01-10-00-00_lstm.py
    Gradescope  assignment_9_export/submission_456/lstm.py, and submission_metadata.yml, which says whose it is

As the downloaded archive, or unpacked. A layout counts only where every file that could be an answer fits it, so
that an ordinary zip stays one student's; but a loose file beside several people's is a stray. docs/lms.md says the
same for instructors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from learnrnn.submissions.archive import CLASS_ENTRIES_LIMIT, CLOSED, LINK, Parts, is_archive
from learnrnn.submissions.disk import FOLDER
from learnrnn.submissions.names import kind_of
from learnrnn.submissions.places import Place
from learnrnn.submissions.source import Unreadable
from learnrnn.submissions.submission import Submission

__all__ = ["CLOSED", "People", "shares"]

WRAPPERS_LIMIT = 3  # folders inside each other with the download in the innermost
METADATA = "submission_metadata.yml"
METADATA_LIMIT_BYTES = 64 << 20  # it holds every test's output

# In a folder's name the last `_123_assignsubmission_` is the system's: what stands before it, a person may choose.
# In a file's it is the first: what stands behind it, they choose too.
MOODLE_FOLDER = re.compile(r"(?P<person>.+(?:_\d+|(?=_)))_assignsubmission_(?P<kind>file|onlinetext)_?", re.S)
MOODLE_FILE = re.compile(r"(?P<person>.+?)_assignsubmission_(?P<kind>file|onlinetext)_?(?P<file>.*)", re.S)
CANVAS = re.compile(
    r"(?P<person>(?:\w+?_)?(?:LATE_)?(?:\d+|anon_[A-Za-z0-9]+))"
    r"_(?:(?P<attachment>\d+)_(?P<file>.+)|(?:text|link)\.html)"
)
CANVAS_LATE = re.compile(r"(?:^|(?<=_))LATE_(?=(?:\d+|anon_\w+)$)")
CANVAS_AGAIN = re.compile(r"-\d+(?=(\.\w+)?$)")  # lstm-1.py: uploaded once more
BLACKBOARD = re.compile(r"(?P<head>.+)_attempt_(?P<attempt>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|\.txt)", re.S)
CREATED = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[ T](?P<time>\d\d:\d\d:\d\d)(?:\.\d+)? ?(?P<zone>Z|UTC|[+-]\d\d:?\d\d)", re.A
)
GRADESCOPE = re.compile(r"submission_(?P<number>\d+)")

Listing = dict[Parts, str]  # a file's or a folder's path, and what it is


@dataclass
class People:
    """Each person's files: what a file was called for its owner, and where it lies. strays and links: nobody's.

    times: when they handed in, as far as the system says; late: whom it calls late without saying when.
    """

    files: dict[str, dict[Parts, Parts]] = field(default_factory=dict)
    times: dict[str, datetime] = field(default_factory=dict)
    late: set[str] = field(default_factory=set)
    strays: list[Parts] = field(default_factory=list)
    links: list[Parts] = field(default_factory=list)

    def of(self, person: str) -> dict[Parts, Parts]:
        return self.files.setdefault(person, {})

    @property
    def are_a_class(self) -> bool:
        """Whether these are people and not what somebody called their own files."""
        loose = all(len(parts) == 1 for parts in self.strays)
        return bool(self.files) and (not self.strays or (loose and len(self.files) > 1))


def shares(place: Place) -> tuple[Place, People] | None:
    """Each person's files in a bulk download, and the folder that they lie in; None where this is none."""
    try:
        for _ in range(WRAPPERS_LIMIT + 1):
            listed = [(name, kind) for name, kind in place.listed() if not name.startswith((".", "__"))]
            if any(_looks_like_a_persons(name) for name, _ in listed):
                listing = dict(place.walk(CLASS_ENTRIES_LIMIT))
                for system in (_moodle, _canvas, _blackboard):
                    if (people := system(listing)).are_a_class:
                        return place, people
                if (people := _gradescope(listing, place)).are_a_class:
                    return place, people
            if len(listed) != 1 or listed[0][1] != FOLDER:
                return None
            place = place.within((listed[0][0],))
    except (Unreadable, OSError):
        pass
    return None


def _looks_like_a_persons(name: str) -> bool:
    """Whether going through all of it is worth while."""
    return name == METADATA or any(of.fullmatch(name) for of in (MOODLE_FILE, CANVAS, BLACKBOARD))


def _moodle(listing: Listing) -> People:
    people = People()
    for parts, kind in listing.items():
        top = parts[0]
        in_folder = kind == FOLDER or len(parts) > 1
        match = (MOODLE_FOLDER if in_folder else MOODLE_FILE).fullmatch(top)
        if kind == LINK and len(parts) == 1:
            people.links.append(parts)
            continue
        if match is None:
            if _could_be_an_answer(parts):
                people.strays.append(parts)
            continue
        files = people.of(match["person"])
        own = parts[1:] if in_folder else (match["file"],)
        if kind != FOLDER and own and own[0] and match["kind"] == "file":
            files[own] = parts
    return people


def _canvas(listing: Listing) -> People:
    people = People()
    newest: dict[tuple[str, str], int] = {}
    for parts, kind in listing.items():
        match = CANVAS.fullmatch(parts[0]) if len(parts) == 1 else None
        if match is None or kind == FOLDER:
            if _could_be_an_answer(parts):
                people.strays.append(parts)
            continue
        person = CANVAS_LATE.sub("", match["person"])
        files = people.of(person)
        if person != match["person"]:
            people.late.add(person)
        if match["file"] is None:
            continue
        own = CANVAS_AGAIN.sub("", match["file"])
        if int(match["attachment"]) >= newest.get((person, own), 0):
            newest[person, own] = int(match["attachment"])
            files[own,] = parts
    return people


def canvas_name(submission: Submission) -> str | None:
    """What Canvas's name of a file of this submission begins with, by which it knows whose it is; None of another's."""
    for _, there in submission.spot.members or ():
        match = CANVAS.fullmatch(there[-1])
        if match and match["attachment"] and CANVAS_LATE.sub("", match["person"]) == submission.student:
            return f"{match['person']}_{match['attachment']}_"
    return None


def _blackboard(listing: Listing) -> People:
    people = People()
    newest: dict[tuple[str, str], str] = {}
    tops = {parts[0] for parts in listing if len(parts) == 1}
    matches = {name: match for name in tops if (match := BLACKBOARD.fullmatch(name))}
    heads = {match["head"] for match in matches.values()}
    assignment = _shared_beginning(heads)
    for parts, kind in listing.items():
        match = matches.get(parts[0]) if len(parts) == 1 else None
        if match is None or kind == FOLDER:
            if _could_be_an_answer(parts):
                people.strays.append(parts)
            continue
        person = match["head"].removeprefix(assignment)
        files = people.of(person)
        if at := _time("%Y-%m-%d-%H-%M-%S", match["attempt"]):
            people.times[person] = max(at, people.times.get(person, at))
        if match["file"] and match["attempt"] >= newest.get((person, match["file"]), ""):
            newest[person, match["file"]] = match["attempt"]
            files[match["file"],] = parts
    return people


def _shared_beginning(names: set[str]) -> str:
    """What all begin with, up to a `_`; of one name, all but what stands behind its last."""
    first, last = min(names, default=""), max(names, default="")
    alike = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    return first[: first.rfind("_", 0, alike) + 1]


def _gradescope(listing: Listing, place: Place) -> People:
    people = People()
    others = [parts for parts in listing if parts != (METADATA,)]
    if (METADATA,) not in listing or not all(GRADESCOPE.fullmatch(p[0]) for p in others if len(p) > 1):
        return people
    submitters, times = _submitters(place)
    for parts in others:
        top = parts[0]
        if not GRADESCOPE.fullmatch(top):
            people.strays.append(parts)
            continue
        for person in submitters.get(top) or [top]:
            files = people.of(person)
            if top in times:
                people.times[person] = times[top]
            if listing[parts] != FOLDER and len(parts) > 1:
                files[parts[1:]] = parts
    return people


def _submitters(place: Place) -> tuple[dict[str, list[str]], dict[str, datetime]]:
    """The people of each submission: by e-mail address, else student ID, else name and the submission's number; and
    when it was handed in.
    """
    import yaml

    loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # all that is not a list or a dict is a text
    try:
        data = yaml.load(place.read((METADATA,), METADATA_LIMIT_BYTES), loader)
    except (Unreadable, yaml.YAMLError, RecursionError, ValueError):
        return {}, {}
    entries = {key: e for key, e in data.items() if isinstance(e, dict)} if isinstance(data, dict) else {}
    times = {key: _created(_text(entry.get(":created_at"))) for key, entry in entries.items()}
    found = {key: list(_people(key, entry)) for key, entry in entries.items()}
    return found, {key: at for key, at in times.items() if at}


def _created(text: str) -> datetime | None:
    """Gradescope's `2026-05-01 22:30:00.123456000 +09:00`; None where it is none."""
    match = CREATED.fullmatch(text)
    if match is None:
        return None
    zone = {"Z": "+0000", "UTC": "+0000"}.get(match["zone"], match["zone"].replace(":", ""))
    return _time("%Y-%m-%d %H:%M:%S %z", f"{match['day']} {match['time']} {zone}")


def _time(form: str, text: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)
    except ValueError:
        return None


def _people(submission: str, entry: dict[str, Any]) -> Iterator[str]:
    submitters = entry.get(":submitters")
    for person in submitters if isinstance(submitters, list) else ():
        if not isinstance(person, dict):
            continue
        name, sid, email = (_text(person.get(key)) for key in (":name", ":sid", ":email"))
        number = submission.removeprefix("submission_")
        if known := email or sid or (f"{name}_{number}" if name else ""):
            yield known


def _text(value: object) -> str:
    """A text of the metadata; nothing for a list that stands in a text's place, of whatever size."""
    return value.strip() if isinstance(value, str) and value not in ("null", "~") else ""


def _could_be_an_answer(parts: Parts) -> bool:
    return kind_of(parts[-1]) is not None or is_archive(parts[-1])
