"""When everybody handed in: by what is told, by what a learning system says, or by their newest file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from learnrnn.bridges.gradebooks.roster import Keys, identities_of, match, names_of
from learnrnn.bridges.gradebooks.table import CsvTable, read_table
from learnrnn.gradebook import late
from learnrnn.gradebook.assignment import Assignment
from learnrnn.submissions.find import Submission

MODIFIED = "modified"  # the worksheet's column
# As Moodle writes it: Friday, 1 May 2026, 10:30 PM; 2026年 05月 1日(金曜日) 22:30
ENGLISH = re.compile(
    r"(?:\w+, )?(?P<day>\d{1,2}) (?P<month>[A-Za-z]+) (?P<year>\d{4}), (?P<time>\d{1,2}:\d\d(?: [AP]M)?)",
    re.I,
)
JAPANESE = re.compile(r"(\d{4})年\s*(\d{1,2})月\s*(\d{1,2})日\s*(?:[(（].*?[)）])?\s*(\d{1,2}):(\d\d)")


def times(
    submissions: Sequence[Submission], assignment: Assignment, due: datetime, told: Path | None
) -> dict[str, datetime]:
    """When each student handed in, as far as it is known. due: whose zone a time without one is in.

    told: a CSV `student,time`, or Moodle's grading worksheet; it wins. Raises LearnrnnError.
    """
    zone = due.tzinfo
    found = {s.student: _in_zone(s.handed_in, zone) for s in submissions if s.handed_in}
    if assignment.late.time_of_files:
        for each in submissions:
            if each.student not in found and not each.is_late and (newest := each.newest) is not None:
                found[each.student] = datetime.fromtimestamp(newest, UTC)
    return {**found, **(_told(told, submissions, zone) if told else {})}


def _told(file: Path, submissions: Sequence[Submission], zone: tzinfo | None) -> dict[str, datetime]:
    if not file.is_file() or (table := _worksheet(file)) is None:
        return late.read_times(file, zone)

    def keys(row: Sequence[str]) -> Keys:
        number = re.sub(r"\D*", "", table.cell(row, "identifier"))
        return Keys(identities_of(table, row, "identifier", "number", "email"), names_of(table, row), number)

    matches = match([s.student for s in submissions], table.rows, keys)
    at = {row: moodle_time(table.cell(table.rows[row], MODIFIED), zone) for row in matches.of_row}
    return {student: when for row, student in matches.of_row.items() if (when := at[row])}


def _worksheet(file: Path) -> CsvTable | None:
    """The file as Moodle's grading worksheet; None where it is none."""
    table = read_table(file)
    return table if table.column(MODIFIED) is not None else None


def moodle_time(text: str, zone: tzinfo | None) -> datetime | None:
    """A time as a worksheet has it; None where there is none, or none that is understood."""
    text = " ".join(text.split())
    try:
        if english := ENGLISH.fullmatch(text):
            form = "%d %B %Y %I:%M %p" if english["time"][-1] in "mM" else "%d %B %Y %H:%M"
            read = " ".join(english[part] for part in ("day", "month", "year", "time"))
            return datetime.strptime(read, form).replace(tzinfo=zone)
        if japanese := JAPANESE.fullmatch(text):
            year, month, day, hour, minute = map(int, japanese.groups())
            return datetime(year, month, day, hour, minute, tzinfo=zone)
        return _in_zone(datetime.fromisoformat(text), zone)
    except ValueError:
        return None


def _in_zone(at: datetime, zone: tzinfo | None) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=zone)
