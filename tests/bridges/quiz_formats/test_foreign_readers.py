"""What others' programs read: gift-pegjs for GIFT, and jupyterquiz's own schemas."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import jsonschema
import pytest

from learnrnn.bridges.quiz_formats import gift, jupyterquiz
from learnrnn.locale import LANGUAGES
from tests.bridges.quiz_formats.conftest import asked_parts
from tests.bridges.quiz_formats.readers import Read, page
from tests.bridges.quiz_formats.test_round_trips import check_all

pytestmark = pytest.mark.external

PARSE = "console.log(JSON.stringify(require('gift-pegjs').parse(require('fs').readFileSync(0, 'utf8'))))"


@pytest.fixture(scope="module")
def gift_pegjs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the parser in it."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    folder = tmp_path_factory.mktemp("gift")
    command = [
        npm,
        "install",
        "--silent",
        "--no-audit",
        "--no-fund",
        "--prefix",
        str(folder),
        "gift-pegjs@1.0.2",
    ]
    subprocess.run(command, check=True, timeout=300)
    return folder


def of_pegjs(question: dict) -> Read:
    kinds = {"MC": "choice", "Short": "short", "Numerical": "numerical"}
    read = Read(question["title"], kinds[question["type"]], page(question["stem"]["text"]))
    assert question["id"] == question["title"]
    assert question["stem"]["format"] == "html"
    read.feedback = page((question["globalFeedback"] or {"text": ""})["text"])
    for choice in question["choices"]:
        text = choice["text"]
        why = page((choice["feedback"] or {"text": ""})["text"])
        share = choice["weight"] if choice["weight"] is not None else 100.0 if choice["isCorrect"] else 0.0
        if text.get("text") == "*":
            read.otherwise = why
        elif read.type == "choice":
            assert text["format"] == "html"
            read.options.append((page(text["text"]), share, why))
        elif read.type == "short":
            assert text["format"] == "plain"
            read.answers.append((text["text"], share, why))
        else:
            read.answers.append((repr(text["number"]), share, why))
            read.bounds.append((text["number"] - text["range"], text["number"] + text["range"]))
    return read


@pytest.mark.parametrize("lang", LANGUAGES)
def test_gift_pegjs_reads_every_question_as_it_was(lang, gift_pegjs):
    command = ["node", "-e", PARSE]
    content = gift.write(asked_parts(lang), lang)
    done = subprocess.run(
        command, cwd=gift_pegjs, input=content, capture_output=True, check=True, timeout=120
    )
    questions = json.loads(done.stdout)
    categories = [q["title"] for q in questions if q["type"] == "Category"]
    assert len(categories) == len(asked_parts(lang))
    check_all([of_pegjs(q) for q in questions if q["type"] != "Category"], lang, stars=True)


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    """jupyterquiz's schemas, by type of question; its source package has them."""
    folder = tmp_path_factory.mktemp("jupyterquiz")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "jupyterquiz"]
    subprocess.run([*command, "--dest", str(folder), "jupyterquiz==2.9.6.4"], check=True, timeout=300)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as package:
        files = {Path(name).name: name for name in package.getnames()}
        found = {
            name: json.load(package.extractfile(files[f"{name}_schema.json"]))  # type: ignore[arg-type]
            for name in ("mc", "num", "string")
        }
    return {
        "multiple_choice": found["mc"],
        "many_choice": found["mc"],
        "numeric": found["num"],
        "string": found["string"],
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_jupyterquiz_accepts_every_question_by_its_own_schemas(lang, schemas):
    documents = json.loads(jupyterquiz.write(asked_parts(lang), lang))
    assert {document["type"] for document in documents} == set(schemas)
    for document in documents:
        jsonschema.validate(document, schemas[document["type"]])
