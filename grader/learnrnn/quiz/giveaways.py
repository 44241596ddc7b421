"""Finds questions whose answer can be read off: in their own convention or typing hint, or in a neighbour's stem.

A neighbour is another question of the same section: the two are asked in one sitting.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from learnrnn.locale import Message, Text
from learnrnn.quiz.kinds import kind_of
from learnrnn.quiz.question import Question
from learnrnn.quiz.replies import normal
from learnrnn.quiz.spelling import canonical_code

LETTERS_AT_LEAST = 8  # of a Japanese one
PARTS_AT_LEAST = 2  # operators and calls of code that is looked for under other names too

CODE_SPAN = re.compile(r"`([^`]+)`")
EXAMPLE = re.compile(
    r"`[\d.()\s]+(?:\*\*|[-+*/])[-+*/\d.()\s]+`"
)  # `0.1**2`: shows the operation that is asked for
COMMON_NAMES = frozenset({"np", "axis", "T"})


def giveaways(questions: Sequence[Question]) -> Iterator[tuple[Question, Message]]:
    """The questions of one section whose answer stands where it can be read before it is given."""
    for question in questions:
        if _hint_shows_operation(question):
            yield question, Message("quiz_giveaway_hint")
        if question.convention and _stands_in(question, question.convention, None):
            yield question, Message("quiz_giveaway_convention")
        for other in questions:
            if other is not question and _stands_in(question, _shown(other), other.code):
                yield question, Message("quiz_giveaway_neighbour", {"other": other.id})


def _hint_shows_operation(question: Question) -> bool:
    texts = [text for text in (question.stem, question.convention) if text]
    return kind_of(question.kind).example_tells and any(
        EXAMPLE.search(t.en) or EXAMPLE.search(t.ja) for t in texts
    )


def _shown(question: Question) -> Text:
    parts = [text for text in (question.stem, question.convention) if text]
    return Text(" ".join(p.en for p in parts), " ".join(p.ja for p in parts))


def _stands_in(question: Question, text: Text, listing: str | None) -> bool:
    return (
        _code_stands_in(question, text, listing)
        or _names_stand_in(question, text)
        or any(
            _phrase_stands_in(phrase, text, kind_of(question.kind).phrase_words)
            for phrase in _phrases(question)
        )
    )


# ---------------------------------------------------------------- words


def _phrases(question: Question) -> list[Text]:
    """What would give the answer away as words: a right option, or what fills a blank with the word before it."""
    if phrase := kind_of(question.kind).phrase(question):
        return [phrase]
    return [option.text for option in question.options if option.right and option.text]


def _phrase_stands_in(phrase: Text, text: Text, words: int) -> bool:
    en, ja = _plain(phrase.en), _plain(phrase.ja)
    return (len(en.split()) >= words and en in _plain(text.en)) or (
        len(ja) >= LETTERS_AT_LEAST and ja in _plain(text.ja)
    )


def _plain(text: str) -> str:
    return re.sub(r"[`*$.。、,:：]+", "", normal(text))


# ---------------------------------------------------------------- code


def _keys(question: Question) -> list[str]:
    """The right lines of code."""
    if kind_of(question.kind).is_code and question.answer:
        return [question.answer.en, *question.accept]
    return [option.code for option in question.options if option.right and option.code]


def _code_stands_in(question: Question, text: Text, listing: str | None) -> bool:
    pieces = [*CODE_SPAN.findall(text.en), *CODE_SPAN.findall(text.ja), *([listing] if listing else [])]
    seen = {form for piece in pieces for form in _forms(piece)}
    return any(seen & _own_forms(key) for key in _keys(question))


def _own_forms(key: str) -> set[str]:
    node = _parsed(key)
    if node is None or not _parts(node):
        return set()
    return {form for form in (_canonical(node), _nameless(node)) if form}


def _forms(piece: str) -> Iterator[str]:
    """Every expression in a piece of code, as it stands and, if it is long enough, whatever its names are."""
    tree = _parsed(piece)
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.expr) and _parts(node):
            yield from (form for form in (_canonical(node), _nameless(node)) if form)


def _parsed(code: str) -> ast.AST | None:
    try:
        tree = ast.parse(re.sub(r"\{\w+\}", "0", code))
    except (SyntaxError, ValueError):
        return None
    only = tree.body[0] if len(tree.body) == 1 else None
    return only.value if isinstance(only, ast.Expr) else tree


def _parts(node: ast.AST) -> int:
    return sum(isinstance(part, ast.BinOp | ast.Call | ast.Subscript) for part in ast.walk(node))


def _canonical(node: ast.AST) -> str | None:
    return canonical_code(ast.unparse(node))


def _nameless(node: ast.AST) -> str | None:
    """The form of an expression without its variables' names, for one that is long enough to tell by its form."""
    if _parts(node) < PARTS_AT_LEAST:
        return None
    called = {
        part.func.id
        for part in ast.walk(node)
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name)
    }
    renamed = ast.parse(ast.unparse(node))
    names: dict[str, str] = {}
    for part in ast.walk(renamed):
        if isinstance(part, ast.Name) and part.id not in called | COMMON_NAMES:
            part.id = names.setdefault(part.id, f"v{len(names)}")
    return canonical_code(ast.unparse(renamed))


def _names_stand_in(question: Question, text: Text) -> bool:
    """Whether the question's own convention names all that a typed line adds to its listing: `tanh`, for `o * np.tanh(c)`."""
    if not kind_of(question.kind).is_code or question.answer is None or text is not question.convention:
        return False
    own = _words(question.answer.en) - _words(question.code or "") - COMMON_NAMES
    return bool(own) and own <= _words(text.en)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z_]\w*", text))
