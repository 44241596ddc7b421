"""Reads what learning systems give when a whole class is downloaded: who handed in which file.

    Moodle      Ann Lee_123_assignsubmission_file_/lstm.py, older: Ann Lee_123_assignsubmission_file_lstm.py
    Canvas      leeann_LATE_123_4567_lstm-1.py
    Gradescope  assignment_9_export/submission_456/lstm.py, and submission_metadata.yml, which says whose it is

As the downloaded zip, or unpacked. A layout counts only where every file that could be an answer fits it, so
that an ordinary zip stays one student's. docs/lms.md says the same for instructors.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from learnrnn.submissions.files import PASS_THROUGH_DEPTH, Parts, Share, is_hidden, opened, parts_of
from learnrnn.submissions.source import Unreadable

ENTRIES_LIMIT = 200_000  # files of a whole class
FOLDER_DEPTH_LIMIT = 8
METADATA = "submission_metadata.yml"
METADATA_LIMIT_BYTES = 64 << 20  # it holds every test's output
ANSWERS = (".py", ".ipynb", ".zip")  # what could be one

MOODLE = re.compile(r"(?P<person>.+?)_assignsubmission_(?P<kind>file|onlinetext)_?(?P<file>.*)", re.S)
CANVAS = re.compile(
    r"(?P<person>(?:\w+?_)?(?:LATE_)?(?:\d+|anon_[A-Za-z0-9]+))"
    r"_(?:(?P<attachment>\d+)_(?P<file>.+)|(?:text|link)\.html)"
)
CANVAS_AGAIN = re.compile(r"-\d+(?=(\.\w+)?$)")  # lstm-1.py: uploaded once more
GRADESCOPE = re.compile(r"submission_(?P<number>\d+)")

Listing = dict[Parts, str | None]  # a file's path: its name in the container; None for a folder
People = dict[str, dict[Parts, str]]


def shares(path: Path) -> list[tuple[str, Share]]:
    """Each person's files in a bulk download; nothing where this is none, or cannot be read."""
    try:
        listing = _listing(path)
    except (Unreadable, OSError):
        return []
    for _ in range(PASS_THROUGH_DEPTH):
        people = _moodle(listing) or _canvas(listing) or _gradescope(listing, path)
        if people:
            return [(who, Share(path, tuple(sorted(files.items())))) for who, files in people.items()]
        tops = {parts[0] for parts in listing}
        if len(tops) != 1:
            break
        listing = {parts[1:]: name for parts, name in listing.items() if len(parts) > 1}
    return []


def _moodle(listing: Listing) -> People:
    people: People = {}
    for parts, name in listing.items():
        match = MOODLE.fullmatch(parts[0])
        if match is None:
            if _could_be_an_answer(parts):
                return {}
            continue
        files = people.setdefault(match["person"], {})
        inside = ((match["file"],) if match["file"] else ()) + parts[1:]
        if name is not None and inside and match["kind"] == "file":
            files[inside] = name
    return people


def _canvas(listing: Listing) -> People:
    people: People = {}
    newest: dict[tuple[str, Parts], int] = {}
    for parts, name in listing.items():
        match = CANVAS.fullmatch(parts[0]) if len(parts) == 1 else None
        if match is None or name is None:
            if _could_be_an_answer(parts):
                return {}
            continue
        person = re.sub(r"(?:^|(?<=_))LATE_(?=(?:\d+|anon_\w+)$)", "", match["person"])
        files = people.setdefault(person, {})
        if match["file"] is None:
            continue
        inside = (CANVAS_AGAIN.sub("", match["file"]),)
        if int(match["attachment"]) >= newest.get((person, inside), 0):
            newest[person, inside] = int(match["attachment"])
            files[inside] = name
    return people


def _gradescope(listing: Listing, path: Path) -> People:
    metadata = listing.get((METADATA,))
    others = [parts for parts in listing if parts != (METADATA,)]
    if metadata is None or not all(GRADESCOPE.fullmatch(parts[0]) for parts in others):
        return {}
    submitters = _submitters(path, metadata)
    people: People = {}
    for parts in others:
        for person in submitters.get(parts[0]) or [parts[0]]:
            files = people.setdefault(person, {})
            if (name := listing[parts]) is not None and len(parts) > 1:
                files[parts[1:]] = name
    return people


def _submitters(path: Path, metadata: str) -> dict[str, list[str]]:
    """The people of each submission: by e-mail address, else student ID, else name and the submission's number."""
    import yaml

    loader: Any = type("Loader", (getattr(yaml, "CSafeLoader", yaml.SafeLoader),), {})
    loader.add_multi_constructor("", lambda *_: None)  # what a tag of Ruby's marks is taken for nothing
    try:
        content = Share(path, (((METADATA,), metadata),)).read(METADATA, METADATA_LIMIT_BYTES)
        data = yaml.load(content or b"", loader)
    except (Unreadable, yaml.YAMLError, RecursionError):
        return {}
    if not isinstance(data, dict):
        return {}
    return {key: list(_people(key, entry)) for key, entry in data.items() if isinstance(entry, dict)}


def _people(submission: str, entry: dict[str, Any]) -> Iterator[str]:
    submitters = entry.get(":submitters")
    for person in submitters if isinstance(submitters, list) else ():
        if not isinstance(person, dict):
            continue
        name, sid, email = (str(person.get(key) or "").strip() for key in (":name", ":sid", ":email"))
        number = submission.removeprefix("submission_")
        if known := email or sid or (f"{name}_{number}" if name else ""):
            yield known


def _could_be_an_answer(parts: Parts) -> bool:
    return parts[-1].lower().endswith(ANSWERS)


def _listing(path: Path) -> Listing:
    if path.is_dir():
        return dict(_below(path)) if _looks_like_a_class(path) else {}
    with opened(path, ENTRIES_LIMIT) as archive:
        found = ((parts_of(e.filename), None if e.is_dir() else e.filename) for e in archive.infolist())
        return {parts: name for parts, name in found if parts}


def _looks_like_a_class(folder: Path) -> bool:
    """Whether going through all of it is worth while."""
    names = [name for name in os.listdir(folder) if not is_hidden(name)]
    return len(names) == 1 or any(
        name == METADATA or MOODLE.fullmatch(name) or CANVAS.fullmatch(name) for name in names
    )


def _below(folder: Path) -> Iterable[tuple[Parts, str | None]]:
    count = 0
    for root, folders, files in os.walk(folder):  # which follows no link to a folder
        parts = Path(root).relative_to(folder).parts
        folders[:] = sorted(
            name
            for name in folders
            if not is_hidden(name)
            and len(parts) < FOLDER_DEPTH_LIMIT
            and not os.path.islink(os.path.join(root, name))
        )
        for name in (*folders, *(n for n in sorted(files) if not is_hidden(n))):
            count += 1
            if count > ENTRIES_LIMIT:
                return
            yield (*parts, name), os.path.join(*parts, name) if name not in folders else None
