"""Readers that know the formats and nothing of the writers, and what they should find.

Every text is read back into the Markdown of question files, so that it can be held against the source letter by letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

from learnrnn.locale import Text
from learnrnn.quiz.item import Item
from learnrnn.quiz.judge import judge


@dataclass
class Read:
    """A question as a foreign program sees it."""

    id: str
    type: str
    stem: str
    options: list[tuple[str, float, str]] = field(
        default_factory=list
    )  # text, share of the mark in %, feedback
    answers: list[tuple[str, float, str]] = field(default_factory=list)  # typed, share, feedback
    bounds: list[tuple[float, float]] = field(default_factory=list)  # of each typed number
    otherwise: str = ""
    feedback: str = ""  # on the whole question


class _Page(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.shown = ""
        self.inside: list[str] = []

    def handle_starttag(self, tag, attrs):
        assert tag in ("p", "pre", "code", "b", "ol", "li", "span", "hr", "div"), tag
        self.shown += self._mark(tag)
        self.inside.append(tag)

    def handle_endtag(self, tag):
        assert self.inside.pop() == tag
        self.shown += "\n" if tag in ("p", "pre", "li") else self._mark(tag)

    def _mark(self, tag):
        return {"b": "**", "code": "" if "pre" in self.inside else "`"}.get(tag, "")

    def handle_data(self, data):
        if "code" not in self.inside:
            data = re.sub(r"(?<!\\)\$", r"\\$", data)
            data = data.replace(r"\(", "$").replace(r"\)", "$")
        self.shown += data


def page(html: str) -> str:
    """What a browser shows, in the Markdown of question files; a block a line, and a listing as it is."""
    reader = _Page()
    reader.feed(html)
    reader.close()
    assert reader.inside == []
    return re.sub(r"\n+$", "", reader.shown)


def meant(text: Text | None, lang: str) -> str:
    """What a reader should find of a text."""
    if text is None:
        return ""
    found = text.render(lang)
    found = re.sub(r"\\(softmax|argmax|sigmoid|relu)\b", r"\\mathrm{\1}", found)
    return "\n".join(re.sub(r"\s*\n\s*", " ", block.strip()) for block in re.split(r"\n\s*\n", found))


def meant_stem(item: Item, lang: str) -> str:
    said = [meant(item.stem, lang), meant(item.convention, lang)]
    return "\n".join([*([item.code] if item.code else []), *filter(None, said)])


def meant_options(item: Item, lang: str) -> list[tuple[str, bool, str]]:
    return [
        (f"`{c.text.en}`" if c.is_code else meant(c.text, lang), c.right, meant(c.why, lang))
        for c in item.choices
    ]


def check_options(item: Item, lang: str, read: Read) -> None:
    """The same options in the same order, each with its rationale; the right ones are the whole mark together."""
    assert [(text, share > 0, why) for text, share, why in read.options] == meant_options(item, lang)
    assert abs(sum(share for _, share, _ in read.options if share > 0) - 100) < 0.001


def check_answers(
    item: Item,
    lang: str,
    read: Read,
    form: Callable[[str], str] = lambda typed: typed,
    *,
    wrongs: bool = True,
) -> None:
    """Every typed answer of the file is what the quiz itself says of it; none of the question's is missing."""
    assert item.answer is not None
    found: set[str] = set()
    for typed, share, why in read.answers:
        verdict = judge(item, form(typed))
        assert verdict.right == (share > 0), typed
        if share > 0 and why:
            assert why == meant(item.answer.why, lang)
        if share == 0:
            assert why == meant(verdict.notes[0].why, lang), typed
            found.add(why)
    assert read.answers[0][1] == 100
    if wrongs:
        assert found >= {meant(wrong.why, lang) for wrong in item.wrong}
        assert read.otherwise == meant(item.otherwise, lang)
    known = [item.answer, *item.accept]
    if item.question.kind not in ("numeric", "shape"):
        shown = {re.sub(r"\s+", " ", form(typed)) for typed, share, _ in read.answers if share > 0}
        assert {re.sub(r"\s+", " ", answer.text.render(lang).strip()) for answer in known} <= shown


def unstarred(typed: str) -> str:
    """What Moodle makes of a short answer; a bare star would be a wildcard."""
    assert not re.search(r"(?<!\\)\*", typed), typed
    return typed.replace(r"\*", "*")


def check_bounds(item: Item, read: Read, slack: float = 0.0) -> None:
    """The tolerance is the question's own."""
    q = item.question
    for expected, (low, high) in zip((item.answer, *item.wrong), read.bounds, strict=False):
        assert expected is not None
        value = expected.value
        tolerance = max(q.tolerance_abs, q.tolerance_rel * abs(value))
        assert abs((low + high) / 2 - value) <= 1e-9 * max(1, abs(value))
        assert abs((high - low) / 2 - tolerance) <= 1e-9 * max(1, abs(value)) + slack


# ---------------------------------------------------------------- a small reader of GIFT


def gift(file: str) -> list[Read]:
    """The questions of a GIFT file, by its rules: signs split, a backslash makes a letter of a sign."""
    blocks = [block for block in re.split(r"\n\s*\n", file) if block.strip()]
    return [_gift_question(block) for block in blocks if not block.startswith("$CATEGORY: ")]


def _gift_question(block: str) -> Read:
    comment, block = block.split("\n", 1)
    assert comment.startswith("// [id:")
    head, body, rest = _gift_split(block, "{}")
    assert rest[1].strip() == ""
    assert body[0] == "{"
    (_, before), *title = _gift_split(head[1], ":")
    assert before.strip() == ""
    assert [t[1] for t in title[:1] + title[2:3]] == ["", ""]
    read = Read(
        _letters(title[1][1]), "numerical" if body[1].startswith("#") else "", _gift_text(title[3][1])
    )
    pieces = _gift_split(body[1].removeprefix("#"), "=~#")
    assert pieces.pop(0)[1].strip() == ""
    while pieces:
        sign, content = pieces.pop(0)
        if sign == "#":  # the third of ####, after an empty feedback
            assert [pieces.pop(0) for _ in range(2)] == [("#", ""), ("#", "")]
            sign, content = pieces.pop(0)
            read.feedback = _gift_text(content)
            continue
        weight = re.match(r"%(-?[\d.]+)%", content)
        content = content[weight.end() :] if weight else content
        share = float(weight[1]) if weight else 100.0 if sign == "=" else 0.0
        why = ""
        if pieces and pieces[0][0] == "#" and not (pieces[0][1] == "" and pieces[1][0] == "#"):
            why = _gift_text(pieces.pop(0)[1])
        _gift_answer(read, content.strip(), share, why, sign)
    read.type = read.type or ("choice" if read.options else "short")
    return read


def _gift_answer(read: Read, content: str, share: float, why: str, sign: str) -> None:
    if content in ("", "*"):
        assert share == 0
        read.otherwise = why
    elif read.type == "numerical":
        value, tolerance = map(float, content.split(":"))
        read.answers.append((content.split(":")[0], share, why))
        read.bounds.append((value - tolerance, value + tolerance))
    elif content.startswith("[plain]"):
        assert sign == "="
        assert "->" not in content
        read.answers.append((_letters(content.removeprefix("[plain]")), share, why))
    else:
        read.options.append((_gift_text(content), share, why))


def _gift_split(text: str, signs: str) -> list[tuple[str, str]]:
    """The text in pieces, each with the bare sign before it."""
    pieces: list[tuple[str, str]] = [("", "")]
    for match in re.finditer(r"\\.|[^\\]", text, re.S):
        if match[0] in signs:
            pieces.append((match[0], ""))
        else:
            pieces[-1] = (pieces[-1][0], pieces[-1][1] + match[0])
    return pieces


def _letters(text: str) -> str:
    return re.sub(r"\\([\\~=#{}:n])", lambda m: "\n" if m[1] == "n" else m[1], text.strip())


def _gift_text(text: str) -> str:
    text = text.strip()
    assert text.startswith("[html]")
    return page(_letters(text.removeprefix("[html]")))
