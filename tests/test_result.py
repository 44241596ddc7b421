"""Results as documents."""

from __future__ import annotations

from learnrnn.locale import Message, Text
from learnrnn.result import FAILED, CheckResult


def test_a_students_line_ends_begin_no_line_of_a_message():
    told = Message("raised_text", {"name": "ValueError", "text": "no\n✔ 2/2 all is well", "line": ""})
    check = CheckResult("one", "f", True, FAILED, 0, 2, Text("It holds.", "成り立つ。"), (told,))
    first, second, third = check.document("en")["message"].split("\n")
    assert first == "It holds."
    assert second.endswith("no")
    assert third.startswith("    ✔ 2/2")
