"""Every document is as its schema says."""

from __future__ import annotations

import json

import jsonschema
import pytest
from referencing import Registry, Resource

from tests.conftest import REPOSITORY, mistaken, solution

SCHEMAS = {p.name: json.loads(p.read_text()) for p in (REPOSITORY / "docs" / "schemas").glob("*.json")}
REGISTRY = Registry().with_resources(
    (name, Resource.from_contents(schema)) for name, schema in SCHEMAS.items() if "$schema" in schema
)


def hold(document, name: str) -> None:
    jsonschema.Draft202012Validator(SCHEMAS[name], registry=REGISTRY).validate(document)


@pytest.mark.parametrize(
    "source",
    [solution("lstm"), mistaken("lstm", "nothing_forgotten"), "def (", None, "while True: pass"],
    ids=["right", "mistaken", "syntax", "missing", "hangs"],
)
def test_an_exercises_result(learnrnn, source):
    if source is not None:
        learnrnn.write("lstm.py", source)
    hold(learnrnn.json("check", "lstm", "--json", "--case-timeout", "0.3"), "exercise.json")


def test_the_results_of_a_class(learnrnn):
    learnrnn.write("class/ann/lstm.py", solution("lstm"))
    learnrnn.write("class/bob/notes.txt", "")
    hold(learnrnn.json("grade", "class", "--json"), "results.json")


def test_what_verify_proved(learnrnn):
    hold(learnrnn.json("verify", "lstm", "--json"), "verify.json")


def test_a_schema_refuses_what_is_wrong(learnrnn):
    document = learnrnn.json("check", "lstm", "--json")
    document["status"] = "fine"
    with pytest.raises(jsonschema.ValidationError):
        hold(document, "exercise.json")
