"""A learning system's list of people: who stands in which row, and whose submission is whose.

People are matched by what identifies them, then by name. A number counts within its own system alone, and only
together with the name beside it: Canvas's 101 is not Moodle's. One who fits two rows, or a row that fits two
submissions, is matched to none: a grade given to the wrong person is worse than one to be entered by hand.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from learnrnn.bridges.gradebooks.table import CsvTable, read_table
from learnrnn.errors import complain

SCHEME = re.compile(r"(?P<name>.+)_(?P<id>\d+)")  # how lms.py names a person of Moodle's or Canvas's


@dataclass(frozen=True)
class Keys:
    """What a row's person is known by.

    number: the system's own, as its downloads write it beside a name; "" where it writes none.
    """

    identities: set[str]
    names: set[str]
    number: str = ""


@dataclass(frozen=True)
class Matches:
    """Which submission is each row's, and the students that no row, or more than one, could be."""

    of_row: dict[int, str]
    unmatched: list[str]


@dataclass
class Index:
    """Every row by what its person is known by."""

    identities: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    stripped: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    names: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    numbers: dict[int, str] = field(default_factory=dict)

    def add(self, row: int, keys: Keys) -> None:
        for key in keys.identities - {""}:
            self.identities[key].add(row)
            if key.isdecimal():
                self.stripped[key.lstrip("0")].add(row)
        for key in keys.names - {""}:
            self.names[key].add(row)
        self.numbers[row] = keys.number

    def rows_of(self, student: str, aliases: Mapping[str, Iterable[str]]) -> set[int]:
        """The rows that a student could be; more than one means that nobody knows."""
        called = {student} | set(aliases.get(login_of(student, aliases), ()))
        exact: set[int] = set().union(*(self.identities.get(identity(word), set()) for word in called))
        if exact:
            return exact
        numbers = {identity(word).lstrip("0") for word in called if identity(word).isdecimal()}
        if found := set[int]().union(*(self.stripped.get(number, set()) for number in numbers - {""})):
            return found  # a spreadsheet takes leading zeros away
        named: set[int] = set().union(*(self.names.get(letters(word), set()) for word in called))
        scheme = SCHEME.fullmatch(student)
        if scheme is None:
            return named
        same = self.names.get(letters(scheme["name"]), set())
        with_number = {row for row in same if self.numbers[row].lstrip("0") == scheme["id"].lstrip("0")}
        # A name whose number the list has otherwise, is another person of that name, or from another system.
        return with_number or named or {row for row in same if not self.numbers[row]}


def match(
    students: Iterable[str],
    rows: Sequence[Sequence[str]],
    keys_of: Callable[[Sequence[str]], Keys],
    aliases: Mapping[str, Iterable[str]] | None = None,
) -> Matches:
    """Find each student's row. aliases: what else the owner of a login is known by (read_logins)."""
    index = Index()
    for number, row in enumerate(rows):
        index.add(number, keys_of(row))
    claims: dict[int, list[str]] = defaultdict(list)
    unmatched: list[str] = []
    for student in students:
        found = index.rows_of(student, aliases or {})
        if len(found) == 1:
            claims[found.pop()].append(student)
        else:
            unmatched.append(student)
    unmatched += [student for claim in claims.values() if len(claim) > 1 for student in claim]
    return Matches({row: claim[0] for row, claim in claims.items() if len(claim) == 1}, sorted(unmatched))


def read_logins(path: Path) -> dict[str, set[str]]:
    """What the owner of each login is known by: a roster of GitHub Classroom or Classroom 50. Raises LearnrnnError."""
    table = _logins_table(path)
    found: dict[str, set[str]] = {}
    for row in table.rows:
        login = identity(table.cell(row, "github"))
        cells = {table.cell(row, key) for key in ("identifier", "name", "email", "number")}
        cells.add(f"{table.cell(row, 'first')} {table.cell(row, 'last')}".strip())
        if login:
            found[login] = found.get(login, set()) | (cells - {""})
    return found


def read_students(path: Path, names: Iterable[str] = ()) -> dict[str, str]:
    """Whose each login is, and each of these names, as any learning system writes a student's.

    A student is called by the identifier, else the name, else the mail address, else the login; what two are called is
    nobody's name. Raises LearnrnnError.
    """
    table = _logins_table(path)
    called: list[list[str]] = []
    for row in table.rows:
        whole = f"{table.cell(row, 'first')} {table.cell(row, 'last')}".strip()
        known = [table.cell(row, key) for key in ("identifier", "name")]
        known += [whole, table.cell(row, "email"), table.cell(row, "github")]
        called.append([*filter(None, known)])
    count = Counter(name for known in called for name in set(known))
    own = [next((n for n in known if count[n] == 1), known[-1] if known else "") for known in called]
    logins = {identity(table.cell(row, "github")): own[at] for at, row in enumerate(table.rows)}
    logins.pop("", None)

    def keys(row: Sequence[str]) -> Keys:
        identities = identities_of(table, row, "identifier", "email", "github", "number")
        return Keys(identities, names_of(table, row), table.cell(row, "number"))

    others = [name for name in names if not login_of(name, logins)]
    matches = match(others, table.rows, keys)
    return logins | {identity(name): own[row] for row, name in matches.of_row.items()}


def _logins_table(path: Path) -> CsvTable:
    table = read_table(path)
    if table.column("github") is None:
        raise complain(
            "roster_unknown", system="GitHub", columns="github_username, identifier, name / username, email"
        )
    return table


def login_of(student: str, logins: Iterable[str]) -> str:
    """The login in a repository's name, <assignment>-<login>: the longest that fits; "" where none does."""
    name = identity(student)
    fitting = [login for login in logins if name == login or name.endswith(f"-{login}")]
    return max(fitting, key=len, default="")


def identity(text: str) -> str:
    """A mail address, login or number, however it is written."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def letters(text: str) -> str:
    """A name without what systems leave out of it: blanks, commas, quotes."""
    return "".join(c for c in identity(text) if c.isalnum())


def names_of(table: CsvTable, row: Sequence[str]) -> set[str]:
    """What a row's person may be called: in one column or two, in either order."""
    name, first, last = (table.cell(row, key) for key in ("name", "first", "last"))
    found = {letters(name), letters(first + last), letters(last + first)}
    if "," in name:
        after = name.split(",", 1)
        found.add(letters(after[1] + after[0]))
    return found


def identities_of(table: CsvTable, row: Sequence[str], *keys: str) -> set[str]:
    """What these columns say of a row's person; of a mail address also the part before the @."""
    found = {identity(table.cell(row, key)) for key in keys}
    return found | {known.split("@")[0] for known in found if "@" in known}
