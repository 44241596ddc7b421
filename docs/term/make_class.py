"""Makes a class's submissions for docs/term.md: so many people, in the forms of five systems, and what they did.

python make_class.py KIT PEOPLE           the downloads of four weeks, people.csv and facts.json
python make_class.py quiz key.json        answers to the quiz, by the key that `learnrnn quiz --list` prints
"""

from __future__ import annotations

import json
import shutil
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

FIRST = ["Ann", "Bo", "花子", "Cem", "Dai", "Eve", "Fatma", "Goro", "Ines", "José"]
LAST = ["Lee", "Neil", "山田", "Öz", "Sato", "Roe"]
TOKYO = timezone(timedelta(hours=9))
DUE = [datetime(2026, 5, day, 23, 59, tzinfo=TOKYO) for day in (1, 8, 15, 22)]
WRONG = "answer = 'not yet'\n"


def names(count: int) -> list[tuple[str, str]]:
    return [(FIRST[i % len(FIRST)], LAST[i // len(FIRST) % len(LAST)]) for i in range(count)]


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def make(kit: Path, count: int) -> None:
    right = {
        name: (kit / "solutions" / name / f"{name}.py").read_text()
        for name in ("clip", "sigmoid", "backprop")
    }
    facts: dict[str, list[dict[str, object]]] = {}
    worksheet = [
        "Identifier,Full name,Email address,Status,Grade,Maximum grade,Grade can be changed,"
        "Last modified (submission),Last modified (grade),Feedback comments"
    ]
    people = ["username,first_name,last_name,email,id number"]
    metadata: list[str] = []
    for i, (first, last) in enumerate(names(count)):
        number, login, mail = 100 + i, f"user{i:02}", f"user{i:02}@example.org"
        people.append(f"{login},{first},{last},{mail},{number}")
        told: list[dict[str, object]] = []

        # 1, Moodle: some are late, some hand in something wrong, some nothing.
        at = DUE[0] + timedelta(days=(0, 1, 0, 0, 3)[i % 5], hours=-2)
        is_there, is_right = i % 11 != 10, i % 6 != 5
        if is_there:
            folder = f"moodle/{first} {last}_{number}_assignsubmission_file_"
            write(f"{folder}/clip.py", right["clip"] if is_right else WRONG)
        shown = f'"{at:%A}, {at.day} {at:%B %Y, %I:%M %p}"' if is_there else "-"
        worksheet.append(f"Participant {number},{first} {last},{mail},,,10.00,Yes,{shown},-,")
        told.append({"clip": is_there and is_right, "at": at.isoformat() if is_there else None})

        # 2, Canvas: some are late; who was wrong hands in again, late.
        late, is_right = i % 4 == 3, i % 7 != 2
        name = f"{last}{first}".lower()
        marked = "LATE_" if late else ""
        write(
            f"canvas/{name}_{marked}{number}_{5000 + i}_sigmoid.py", right["sigmoid"] if is_right else WRONG
        )
        if not is_right:
            write(f"canvas-again/{name}_LATE_{number}_{6000 + i}_sigmoid-1.py", right["sigmoid"])
        told.append({"sigmoid": is_right, "late": late, "again": not is_right})

        # 3, Gradescope, and for some Blackboard.
        at = DUE[2] + timedelta(days=(0, 0, 2)[i % 3], minutes=-5)
        is_right = i % 8 != 6
        source = right["backprop"] if is_right else WRONG
        if i % 9 == 8:
            write(f"blackboard/Week 3_{login}_attempt_{at:%Y-%m-%d-%H-%M-%S}_backprop.py", source)
        else:
            write(f"gradescope/submission_{i}/backprop.py", source)
            metadata += [
                f"submission_{i}:",
                "  :submitters:",
                f"  - :name: {first} {last}",
                f"    :email: {mail}",
            ]
            metadata += [f"  :created_at: {at:%Y-%m-%d %H:%M:%S}.000000000 +09:00"]
        told.append({"backprop": is_right, "at": at.isoformat()})

        # 4, repositories: two exercises, the weaker of which is dropped.
        done = {"clip": i % 3 != 1, "sigmoid": i % 5 != 3}
        for exercise, is_right in done.items():
            write(f"repositories/week-4-{login}/{exercise}.py", right[exercise] if is_right else WRONG)
        told.append(dict(done))
        facts[f"{first} {last}"] = told
    write("worksheet.csv", "\n".join(worksheet) + "\n")
    write("people.csv", "\n".join(people) + "\n")
    write("gradescope/submission_metadata.yml", "\n".join(metadata) + "\n")
    write("facts.json", json.dumps(facts, ensure_ascii=False, indent=1))
    shutil.make_archive("moodle", "zip", "moodle")


def quiz(key: Path) -> None:
    """Every other one answers all rightly, the others leave out the last question."""
    right = {question["id"]: question["answer"] for question in json.loads(key.read_text())["questions"]}
    rows = []
    for i, student in enumerate(json.loads(Path("facts.json").read_text())):
        answers = dict(list(right.items())[: len(right) - i % 2])
        rows.append({"student": student, "answers": answers})
    print(json.dumps(rows, ensure_ascii=False))


if __name__ == "__main__":
    if sys.argv[1] == "quiz":
        quiz(Path(sys.argv[2]))
    else:
        make(Path(sys.argv[1]), int(sys.argv[2]))
