"""Of a hidden check a student reads nothing that the file could have put there."""

from __future__ import annotations

import json

import pytest

from learnrnn.diagnosis.judge import grade
from learnrnn.submissions.source import script
from tests.conftest import plan_of, solution

SEEN = "seen_0_8125_in_the_input"
FILES = {
    "a class of exceptions": f"class {SEEN}(Exception): pass\ndef lstm_step(*a): raise {SEEN}\n",
    "a type": f"class {SEEN}: pass\ndef lstm_step(*a): return {SEEN}()\n",
    "a module": f"def lstm_step(*a): __import__('seen_0_' + '8125' + {SEEN[11:]!r})\n",
    "a text": f"def lstm_step(*a): raise ValueError({SEEN!r})\n",
    "a statement that is left out": f"class {SEEN}(Exception): pass\nraise {SEEN}\ndef lstm_step(*a): return 0\n",
    "a module that is left out": f"__import__('seen_0_' + '8125' + {SEEN[11:]!r})\ndef lstm_step(*a): return 0\n",
}


@pytest.mark.parametrize("name", FILES)
def test_no_name_of_the_files_own_is_told_of_a_hidden_check(zygote, name):
    result = grade(plan_of("lstm"), script(solution("lstm") + FILES[name]), zygote)
    document = result.document("en", for_student=True)
    assert document["score"] < 10
    hidden = [check["message"] for check in document["checks"] if check["visibility"] == "hidden"]
    assert hidden
    assert SEEN not in json.dumps([hidden, document["message"]])


def test_of_a_visible_check_it_is_told(zygote):
    source = script(solution("lstm") + FILES["a text"])
    document = grade(plan_of("lstm"), source, zygote).document("en", for_student=True)
    assert SEEN in json.dumps([c["message"] for c in document["checks"] if c["visibility"] == "visible"])
