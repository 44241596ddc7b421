"""jupyterquiz JSON: a list of questions for `jupyterquiz.display_quiz(FILE)`.

Its page puts texts into the document as HTML, after it made formulas of `$…$` and links of `[…](…)`: so those two signs
are written as entities. It reads the file in the system's own encoding and pastes it into a script: so all is ASCII, and
`</` never stands in it.
"""

from __future__ import annotations

import json
import math
from typing import Any

from learnrnn.bridges.quiz_formats import markup
from learnrnn.bridges.quiz_formats.asked import AskedAnswer, AskedQuestion, AskedSection

Document = dict[str, Any]


def write(parts: tuple[AskedSection, ...], lang: str) -> bytes:
    """The JSON file."""
    questions = [_question(asked) for part in parts for asked in part.questions]
    return (json.dumps(questions, indent=1).replace("</", "<\\/") + "\n").encode("ascii")


def _question(asked: AskedQuestion) -> Document:
    document: Document = {"question": _page(_stem(asked)), "type": _type(asked)}
    if asked.code:
        document["code"] = markup.escaped(asked.code)
    if asked.options:
        document["answers"] = [
            {
                "answer": _page(markup.option(option)),
                "correct": option.right,
                "feedback": _page(markup.prose(option.why)),
            }
            for option in asked.options
        ]
        return document
    of_answer = _number if asked.is_number else _words
    document["answers"] = [entry for answer in asked.answers for entry in of_answer(asked, answer)]
    if asked.otherwise:
        document["answers"].append({"type": "default", "feedback": _page(markup.prose(asked.otherwise))})
    return document


def _type(asked: AskedQuestion) -> str:
    if asked.options:
        return "many_choice" if asked.several else "multiple_choice"
    return "numeric" if asked.is_number else "string"


def _stem(asked: AskedQuestion) -> str:
    """Without the listing, which jupyterquiz shows below the question."""
    return markup.prose(asked.stem) + (markup.prose(asked.convention) if asked.convention else "")


def _page(content: str) -> str:
    """HTML that the page's own rules leave alone; in a tag of its own a dollar begins no formula later either."""
    return content.replace("[", "&#91;").replace("$", "<span>&#36;</span>")


def _feedback(asked: AskedQuestion, answer: AskedAnswer) -> str:
    why = answer.why or asked.rights[0].why
    return _page(markup.prose(why)) if why else ""


def _number(asked: AskedQuestion, answer: AskedAnswer) -> list[Document]:
    """Its ranges are without their upper end."""
    assert answer.value is not None
    said: Document = {"correct": answer.right, "feedback": _feedback(asked, answer)}
    if not answer.tolerance:
        return [{"value": answer.value} | said]
    low, high = answer.value - answer.tolerance, answer.value + answer.tolerance
    return [{"range": [low, math.nextafter(high, math.inf)]} | said]


def _words(asked: AskedQuestion, answer: AskedAnswer) -> list[Document]:
    feedback = _feedback(asked, answer)
    return [
        {"answer": form, "correct": answer.right, "match_case": asked.case_counts, "feedback": feedback}
        for form in answer.forms
    ]
